"""Which pages are looked at: every link that visitors are given, and every official page on which a number stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from resources import links
from resources.desk.findings import Place
from resources.ledger import Link
from resources.listing import Listing, Phone
from resources.terms import EvidenceKind, Fact

LINKS: tuple[Link, ...] = get_args(Link)


@dataclass(frozen=True)
class Stake:
    """What a page stands for in one listing: a link of it, or a number that should be on the page."""

    listing_id: str
    link: Link | None = None
    phone: Phone | None = None

    @property
    def field(self) -> str:
        """The field as tasks name it."""
        return self.link or f"phones › {self.phone.number if self.phone else ''}"

    def place(self, url: str) -> Place:
        """Name what the page stands for."""
        return Place(url, self.listing_id, self.field)


@dataclass(frozen=True)
class Page:
    """A page, what it stands for, and the pages known to be of the same body, itself among them."""

    url: str
    stakes: tuple[Stake, ...]
    own: frozenset[str]

    @property
    def host(self) -> str:
        """Whose turn it takes."""
        return links.host_name(self.url)


def pages(listings: Iterable[Listing]) -> tuple[Page, ...]:
    """Gather the pages of listings, each once, in the order of their addresses."""
    stakes: Mapping[str, list[Stake]] = defaultdict(list)
    own: Mapping[str, set[str]] = defaultdict(set)
    for listing in listings:
        body = frozenset(_of_the_body(listing))
        for url, stake in _stakes(listing):
            stakes[url].append(stake)
            own[url] |= body | {url}
    return tuple(Page(url, tuple(stakes[url]), frozenset(own[url])) for url in sorted(stakes))


def _stakes(listing: Listing) -> Iterator[tuple[str, Stake]]:
    for link in LINKS:
        if url := getattr(listing, link):
            yield url, Stake(listing.id, link=link)
    for page in dict.fromkeys(page.url for page in listing.evidence if _is_watched(page.kind, page.supports)):
        for phone in listing.phones:
            yield page, Stake(listing.id, phone=phone)


def _is_watched(kind: EvidenceKind, supports: tuple[Fact, ...]) -> bool:
    return kind is EvidenceKind.OFFICIAL and Fact.PHONES in supports


def _of_the_body(listing: Listing) -> Iterator[str]:
    """Give the official pages; a link alone may be anybody's by now, and proves nothing of another."""
    yield from (page.url for page in listing.pages if page.kind is EvidenceKind.OFFICIAL)
