"""What members changed, country by country: statements that two of them signed."""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, NonNegativeInt, StringConstraints

from resources import canonical
from resources.listing import Listing, ListingId


class Kind(StrEnum):
    """What a statement does to a listing."""

    NEW = "new"
    CHANGE = "change"
    RETIRE = "retire"
    SHOW = "show"
    """Lifts what was hidden."""
    ROLL_BACK = "roll_back"


class Statement(BaseModel, frozen=True, extra="forbid"):
    """What two members sign: a listing's whole content, after what stood before."""

    kind: Kind
    proposal: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    listing_id: ListingId
    content: Listing | None
    before: canonical.Digest | None
    hides: tuple[str, ...]
    keyring: NonNegativeInt

    @property
    def digest(self) -> bytes:
        """The SHA-256 that both passkeys are asked to sign."""
        return hashlib.sha256(canonical.dumps(self.model_dump(mode="json"))).digest()


def digest_of(listing: Listing) -> str:
    """Give the digest by which a statement names what stood before."""
    return canonical.digest(canonical.dumps(listing.model_dump(mode="json")))
