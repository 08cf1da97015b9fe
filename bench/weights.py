"""How much pages weigh on the wire with headers, as a browser that takes brotli receives them."""

from collections.abc import Iterator
from statistics import median
from urllib.request import Request, urlopen

from resources import places

LOCALES = ("en", "ar", "de", "es", "fr", "uk")
KINDS = {
    "home": ("",),
    "a country": tuple(f"{code.lower()}/" for code in places.COUNTRIES),
    "a report page": tuple(f"{code.lower()}/report/" for code in places.COUNTRIES),
    "a help text": ("help/telling/", "help/this-device/"),
}
STATUS_LINE = len("HTTP/1.1 200 OK\r\n\r\n")


def table(origin: str) -> Iterator[str]:
    """Give the table, a row a kind of page and locale."""
    yield "| bytes with headers | median | heaviest |"
    yield "|---|--:|--:|"
    for kind, paths in KINDS.items():
        for locale in LOCALES:
            weights = [_weight(f"{origin}/{locale}/{path}") for path in paths]
            yield f"| {kind}, {locale} | {median(weights):,.0f} | {max(weights):,} |"


def _weight(address: str) -> int:
    with urlopen(Request(address, headers={"Accept-Encoding": "br"})) as answer:
        headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
        return STATUS_LINE + headers + len(answer.read())
