"""A desk of three members over a shelf of its own, and what they do there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from resources import publish
from resources.desk import review, schema, statements
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.proposals import Draft, Writing
from resources.desk.tables import KeyringEntry, Member, Passkey
from resources.editions import Shelf
from resources.ledger import Kind, digest_of
from resources.listing import Country, Listing
from resources.proofs import Trust
from resources.terms import Fact, Status
from tests.builders import country, evidence, listing, phone
from tests.desk.signing import ANA, BEN, CHI, KEYS, Signer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
STANDING = listing(phones=(phone(), phone(number="0808 800 5000")))
WAITS = listing(id="gb-waits", name="Waits", status=Status.CANDIDATE, website=None)
GB = country(STANDING, listing(id="gb-other", name="Other"), WAITS)
KE = country(listing(id="ke-example", phones=()), code="KE")
NEW_PAGE = evidence(url="https://www.example.org.uk/new", supports=(Fact.PHONES, Fact.HOURS, Fact.WEBSITE))
NEW_NUMBER = STANDING.model_copy(
    update={"phones": (phone(number="0800 555 111"),), "evidence": (*STANDING.evidence, NEW_PAGE)}
)


def opened(engine: Engine, folder: Path, countries: Sequence[Country] = (GB, KE)) -> Office:
    """Open a desk at which the three have joined, over an edition of two countries."""
    schema.upgrade(engine)
    shelf = Shelf(folder / "editions", Trust(KEYS.fingerprint))
    publish.publish(countries, shelf, now=NOON)
    with transaction(engine) as session:
        for who, name in ((ANA, "Ana"), (BEN, "Ben"), (CHI, "Chi")):
            session.add(Member(name=name, role=who.person.role, joined_at=NOON))
            session.flush()
            for key in (who.key, who.second):
                public = key.public
                session.add(
                    Passkey(
                        member_id=who.person.member,
                        credential_id=public.credential_id,
                        public_key=public.cose,
                        label="test",
                        added_at=NOON,
                    )
                )
        for position, entry in enumerate(KEYS.entries):
            session.add(KeyringEntry(position=position, entry=entry.model_dump(mode="json")))
    return Office(engine, shelf, {one.country: one for one in countries})


def again(office: Office) -> Office:
    """Open the same desk as another process does."""
    shelf = Shelf(office.shelf.folder, office.shelf.proofs.trust)
    return Office(office.engine, shelf, office.countries)


def change(office: Office, content: Listing = NEW_NUMBER, *, by: Signer = CHI, before: Listing = STANDING) -> Draft:
    """Begin a change of the example listing."""
    writing = Writing(facts=statements.facts_of(content), before=digest_of(before))
    return review.begin(office, Kind.CHANGE, content.id, writing, by=by.person, now=NOON)


def submit(office: Office, draft: Draft, *, by: Signer = CHI) -> Draft:
    signed = by.sign(review.statement(office, draft.id))
    return review.submit(office, draft.id, signed, by=by.person, now=NOON)


def approve(office: Office, draft: Draft, *, by: Signer = BEN) -> Draft:
    signed = by.sign(review.statement(office, draft.id))
    return review.approve(office, draft.id, signed, by=by.person, now=LATER)


def shown(office: Office, listing_id: str = "gb-example") -> Listing | None:
    """Look at what visitors see, as a node of its own does."""
    shelf = Shelf(office.shelf.folder, office.shelf.proofs.trust)
    listings = shelf.part(shelf.newest().edition, listing_id[:2].upper()).listings
    return next((one for one in listings if one.id == listing_id), None)


def unwritable(office: Office) -> Path:
    """Keep the next edition from being written, as a full disk does."""
    leftover = office.shelf.parts.folder / "000002.json.tmp"
    leftover.mkdir()
    return leftover
