"""What somebody sends who wants in, or wants the site down; and what no answer may be, whatever was sent."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

MARK = "zaqxs"  # an element, an attribute or a header of this name would be ours to be ashamed of
MARKUP = f"\"'></title></textarea></script><{MARK} on{MARK}=1><script>{MARK}()</script>&#60;"

SUM, RESULT = "1234567*7", "8641969"

VALUES: Mapping[str, str] = {
    "empty": "",
    "space": " \t\u00a0\u3000",
    "huge": "a" * 3000,
    "NUL": "gb\x00",
    "control": "gb\x01\x08\x1b[2J\x7f\x85",
    "lines": f"gb\r\nSet-Cookie: {MARK}=1\r\n\r\n<{MARK}>",
    "override": "\u202egb\u2066\u200f\ufeff",
    "no character": "\ufffe\uffff\U0010ffff",
    "half of one": "\\ud800 \\udfff",
    "combining": "e" + "\u0301" * 300,
    "markup": MARKUP,
    "template": f"{{{{{SUM}}}}}{{%raw%}}${{{SUM}}}#{{{SUM}}}<%={SUM}%>",
    "quotes": "' OR '1'='1' --",
    "statement": '"; DROP TABLE member; --',
    "likes": "%_%\\",
    "path": "../../../../etc/passwd",
    "file": "file:///etc/passwd",
    "command": "`id`;$(id)|id&",
    "format": "%s%n%d{0.__class__}{}",
    "huge number": "9" * 400,
    "beyond 64 bits": "18446744073709551616",
    "negative": "-1",
    "float": "1e999",
    "no number": "NaN",
    "other digits": "٣",
    "nested": "[" * 1500,
    "object": '{"__proto__": {"a": 1}, "phones": "x", "evidence": [1, null, {"url": []}], "id": {"a": 1}}',
    "odd JSON": '{"id": "gb-\\ud800", "name": "\\u0000", "notes": NaN, "phones": [[]], "checks": Infinity}',
    "list": "[1, null]",
    "address": f"javascript:{MARK}()//https://evil.example/",
}
RAW: Mapping[str, bytes] = {
    "no UTF-8": b"\xff\xfe\xc0\xaf",
    "overlong": b"\xc0\xae\xc0\xae\xc0\xaf",
    "a surrogate": b"\xed\xa0\x80",
    "escaped badly": b"%zz%u0041%",
}
"""What no text says; sent as these bytes."""
PARTS: Sequence[str] = (
    *(quote(value[:300], safe="") for value in VALUES.values() if value),
    *("".join(f"%{byte:02X}" for byte in value) for value in RAW.values()),
    *(
        "..",
        "%2e%2e",
        ".",
        "%252e%252e%252f",
        "..%2f..%2f",
        "..;",
        ";a=b",
        "%00",
        "%0d%0aa:b",
        "a%2fb",
        "%5c..%5c",
        "*",
    ),
)
"""Parts of a path, escaped as they are sent."""
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", MARK.upper())
TYPES = (
    "",
    "text/plain",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 3000,
    MARK,
)
BODIES = (b"", b"{", b"--x\r\n", b"\x00" * 50, b"a=b&" * 500, b"&&==&%", json.dumps({"a": MARKUP}).encode())

FORM = "application/x-www-form-urlencoded"
INSIDE = ("Traceback (most recent", "werkzeug", "sqlalchemy", "site-packages", ".py")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Form:
    """A form as a page holds it, or the parameters that a link carries."""

    method: str
    action: str
    fields: tuple[Pair, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Each name once, in its order; of numbered parts one stands for all."""
        first = {re.sub(r"\d+", "0", name): name for name, _ in reversed(self.fields)}
        return tuple(reversed(first.values()))


def forms(page: BeautifulSoup, address: str) -> Iterator[Form]:
    """Find the forms of a page, each with all that it may send, whichever of its buttons is pressed."""
    for form in page.select("form"):
        near = [*form.select("[name]"), *(page.select(f'[form="{form["id"]}"][name]') if form.get("id") else ())]
        sent = tuple((str(one["name"]), _value(one)) for one in near)
        yield Form(str(form.get("method", "get")).upper(), str(form.get("action") or address), sent)


def _value(field: Tag) -> str:
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", "")) if chosen else ""
    return field.text if field.name == "textarea" else str(field.get("value", ""))


def bodies(form: Form, kept: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Fill a form in every hostile way, each under a name; the fields of `kept` stay as they are.

    Each value stands in all fields at once; each field by itself gets one of them, and is missing or comes twice.
    """
    own = [pair for pair in form.fields if pair[0] in kept]
    names = [name for name in form.names if name not in kept]
    yield "nothing", urlencode(own).encode()
    for what, value in VALUES.items():
        yield f"{what} everywhere", urlencode([*own, *((name, value) for name in names)]).encode()
    for what, raw in RAW.items():
        filled = [quote(name).encode() + b"=" + raw for name in names]
        yield f"{what} everywhere", b"&".join([urlencode(own).encode(), *filled])
    for turn, name in enumerate(names):
        others = [pair for pair in form.fields if pair[0] != name]
        what, value = list(VALUES.items())[turn % len(VALUES)]
        yield f"{what} in {name}", urlencode([*others, (name, value)]).encode()
        doubled = [*form.fields, (name, MARKUP), (name, "")]
        yield f"{name} missing or twice", urlencode(others if turn % 2 else doubled).encode()


def wrongs(answer: TestResponse, promised: Mapping[str, str]) -> Iterator[str]:
    """Say all that is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    for name, value in promised.items():
        if answer.headers.get(name) != value:
            yield f"{name}: {answer.headers.get(name)}"
    if any(MARK in name.lower() for name, _ in answer.headers):
        yield "a header of the sender's"
    if (answer.mimetype or "").startswith("text/"):
        yield from _written(answer.get_data().decode(errors="replace"))


def _written(html: str) -> Iterator[str]:
    yield from (f"the inside of the program: {word}" for word in INSIDE if word in html)
    if RESULT in html:
        yield "what a template of the sender's comes to"
    if MARK not in html:
        return
    page = BeautifulSoup(html, "html.parser")
    if page.find(MARK) or page.find(attrs={f"on{MARK}": True}) or f"<script>{MARK}" in html:
        yield "markup of the sender's"
    if any(str(tag.get("href", tag.get("action", ""))).startswith("javascript:") for tag in page.select("a, form")):
        yield "a link of the sender's"
