"""What the listing files hold but visitors do not see yet, as ready-made proposals: confirm one, or drop it.

No row is kept for each. A ready-made proposal has an id that follows from what it would confirm; a row of that id tells
that somebody has taken it up, in whatever state it is. A candidate that changed has a new id, and stands there again.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from resources.ledger import Kind, digest_of
from resources.listing import Country, Listing
from resources.terms import Status
from resources.yamltext import Facts

NAMES = UUID("5f0c4f66-3f0e-4ab7-9d0c-6d9ad0b3c1de")  # ours alone; never changes, or what was dropped comes back


class Waiting(StrEnum):
    """What of a listing waits for a moderator."""

    LISTING = "listing"
    """All of it."""
    REPORTING = "reporting"
    """How it takes reports; the rest is shown."""


@dataclass(frozen=True)
class Candidate:
    """Something that waits, in the listing as it stands."""

    listing: Listing
    part: Waiting

    @property
    def kind(self) -> Kind:
        """What confirming it does: visitors see no candidate, so for them a whole listing is new."""
        return Kind.NEW if self.part is Waiting.LISTING else Kind.CHANGE

    @property
    def before(self) -> str | None:
        """The digest of what visitors see; None where they see nothing."""
        return None if self.kind is Kind.NEW else digest_of(self.listing)

    @property
    def proposal(self) -> str:
        """The id of the proposal that would confirm or drop it."""
        return uuid5(NAMES, f"{self.part} {self.listing.id} {digest_of(self.listing)}").hex

    @property
    def confirmed(self) -> Facts:
        """The listing's facts with this part shown; faulty where no page in its evidence carries it yet."""
        facts = self.listing.model_dump(mode="json")
        shown = {"status": Status.LISTED.value}
        return facts | (shown if self.part is Waiting.LISTING else {"reporting": facts["reporting"] | shown})


def waiting(countries: Iterable[Country], *, taken: Set[str] = frozenset()) -> Iterator[Candidate]:
    """Walk what waits in countries as they stand, in their order; `taken` are ids of proposals that there are."""
    for country in countries:
        for listing in country.listings:
            candidate = _of(listing)
            if candidate and candidate.proposal not in taken:
                yield candidate


def _of(listing: Listing) -> Candidate | None:
    if listing.status is Status.CANDIDATE:
        return Candidate(listing, Waiting.LISTING)
    if listing.reporting and listing.reporting.status is Status.CANDIDATE:
        return Candidate(listing, Waiting.REPORTING)
    return None
