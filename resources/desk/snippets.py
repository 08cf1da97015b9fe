"""The words of a page, and where a number stands among them."""

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

import phonenumbers

SILENT = frozenset({"script", "style", "template"})
BLOCKS = frozenset({"p", "div", "li", "td", "th", "tr", "br", "h1", "h2", "h3", "h4", "section", "dd", "dt", "option"})
DIALS = ("tel:", "sms:", "https://wa.me/")
DIVIDERS = r"[\s().\-/*·‐-―]{0,4}"  # what stands between the figures of one number
AROUND = 80  # characters on either side, about a sentence
NEAR = 30  # characters beside one of several numbers, about its label
LIKE_A_NUMBER = re.compile(r"(?<![\w/.-])[(+]?[0-9][0-9 ().\-/]{3,18}[0-9](?![\w/])")
MOST_NUMBERS = 8
SHORTEST_ALONE = 7  # figures: without its 0, a shorter number could be anything


class _Words(HTMLParser):
    """Gathers what a reader sees, and the numbers behind links."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        address = dict(attrs).get("href") or ""
        if address.startswith(DIALS):
            self.parts.append(f" {address.partition(':')[2].removeprefix('//wa.me/')} ")
        elif tag in BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over `<![…>` as browsers do; Python's own raises where it does not know the word."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def words(html: str) -> str:
    """Give what a reader sees of a page, in one line, its figures as 0 to 9."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    text = "".join(map(_figure, _storable("".join(reader.parts))))
    return " ".join(text.split())


def around(text: str, number: str, e164: str | None, country: str) -> str | None:
    """Give the words around a number, in whichever way the page writes it; None where it is not there."""
    for figures in _forms(number, e164, country):
        if match := re.search(rf"(?<![0-9]){DIVIDERS.join(figures)}(?![0-9])", text):
            return text[max(0, match.start() - AROUND) : match.end() + AROUND].strip()
    return None


def around_numbers(text: str) -> str:
    """Give the words around what looks like a number, in the order of the page: one of them may be the new one."""
    found = {match[0]: match.span() for match in reversed([*LIKE_A_NUMBER.finditer(text)])}
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found.values())[:MOST_NUMBERS]:
        begin = text.rfind(" ", 0, max(0, start - NEAR)) + 1
        if spans and begin <= spans[-1][1]:
            begin = spans.pop()[0]
        spans.append((begin, text.find(" ", end + NEAR) % (len(text) + 1)))
    return " … ".join(text[begin:end].strip() for begin, end in spans)


def _storable(text: str) -> str:
    """Leave out what no database keeps: half signs, and the sign that is none."""
    return text.encode(errors="replace").decode().replace("\0", " ")


def _figure(letter: str) -> str:
    value = unicodedata.digit(letter, None) if not letter.isascii() else None
    return letter if value is None else str(value)


def _forms(number: str, e164: str | None, country: str) -> Iterator[str]:
    """Give the rows of figures in which a number may be written: as dialled, from abroad, without its first 0."""
    yield re.sub("[^0-9]", "", number)
    try:
        parsed = phonenumbers.parse(e164 or number, None if e164 else country)
    except phonenumbers.NumberParseException:
        return
    code, own = str(parsed.country_code), phonenumbers.national_significant_number(parsed)
    yield from (f"{code}{own}", f"{code}0{own}", f"00{code}{own}")
    if len(own) >= SHORTEST_ALONE:
        yield from (own, f"0{own}")
