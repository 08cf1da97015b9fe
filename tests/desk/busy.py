"""A desk in the middle of its work: something in each state that a page can show, made once and put back at will."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Table
from sqlmodel import col, select, update

from resources.desk import accounts, dump, findings, forms, openings, review, sessions, vouching
from resources.desk.database import engine, transaction
from resources.desk.findings import Found, Place
from resources.desk.office import Office
from resources.desk.proposals import Draft, State, Writing
from resources.desk.tables import DeskSession, KeyringEntry, Proposal, Watch, WatchLink
from resources.ledger import Kind, digest_of
from resources.listing import Listing
from resources.spool import Spool, Wrong
from resources.terms import Fact, Status
from tests.builders import country, evidence, listing, reporting
from tests.desk.clients import Client, Guest, desk, enter, link_of
from tests.desk.offices import NOON, STANDING, WAITS, again, approve, change, opened, submit
from tests.desk.signing import ANA, BEN, CHI, KEYS, MALLORY, without

DAN = MALLORY  # here somebody who joined, and for whom nobody has vouched yet
OTHER = listing(id="gb-other", name="Other")
HALF = listing(id="gb-half", reporting=reporting(status=Status.CANDIDATE))
KENYA = listing(id="ke-example", name="Kenya", phones=())
COUNTRIES = (country(STANDING, OTHER, HALF, WAITS), country(KENYA, code="KE"))
BLANK = Writing({**forms.blank("gb-"), "name": "New"}, None)


@dataclass
class Busy:
    """The desk, who works there, and its objects by a name that says what they are and whose."""

    app: Flask
    folder: Path
    people: Mapping[str, Client]
    objects: dict[str, str] = field(default_factory=dict)
    _cookies: dict[str, str] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict)  # to read which there are takes longer than their rows
    _rows: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    @property
    def office(self) -> Office:
        found: Office = self.app.extensions["desk"].office
        return found

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    def keep(self) -> None:
        """Remember everything as it is now."""
        with closing(sqlite3.connect(self.folder / "desk.db")) as rows:
            rows.backup(self._rows)
        shutil.copytree(self.folder / "editions", self.folder / "kept")
        self._cookies = {name: cookie_of(member) for name, member in self.people.items()}

    def put_back(self) -> None:
        """Let everything be as it was remembered; who was signed in then is signed in again."""
        with closing(sqlite3.connect(self.folder / "desk.db")) as rows:
            self._rows.backup(rows)
        shutil.rmtree(self.folder / "editions")
        shutil.copytree(self.folder / "kept", self.folder / "editions")
        self.app.extensions["desk"] = replace(self.app.extensions["desk"], office=again(self.office))

        for name, member in self.people.items():
            member.browser.set_cookie(sessions.COOKIE, self._cookies[name], domain="localhost", secure=True)

    def is_in(self, role: str) -> bool:
        """Tell whether somebody is signed in still."""
        with transaction(self.office.engine) as session:
            return sessions.find(session, cookie_of(self.people[role]), now=NOON) is not None

    def rows(self) -> dict[str, list[bytes]]:
        """Read every row but those that pass: who is signed in, who looks at what, which challenges are open."""
        with self.office.engine.connect() as connection:
            self._tables = self._tables or dump.tables(connection)
            return {name: list(dump.lines(connection, table)) for name, table in self._tables.items()}

    def state(self) -> dict[str, object]:
        """Read all that a deed could change: every row that is kept, who is signed in, and each file."""
        with self.office.engine.connect() as connection:
            signed_in = connection.execute(select(DeskSession.token_sha256, DeskSession.csrf)).all()
        folders = (self.folder / "editions", self.instance)
        files = {str(file): file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()}
        return {"rows": self.rows(), "signed in": sorted(map(tuple, signed_in)), "files": files}

    def close(self) -> None:
        self._rows.close()
        self.office.engine.dispose()


def cookie_of(member: Client) -> str:
    found = member.browser.get_cookie(sessions.COOKIE, domain="localhost")
    return found.value if found else ""


def make(folder: Path) -> Busy:
    """Open a desk and let its members work for a while."""
    office = opened(engine(f"sqlite:///{folder / 'desk.db'}"), folder, COUNTRIES)
    drafts = _proposals(office)
    _told(office, folder / "instance")
    app = desk(office, folder / "instance")
    ana, ben, chi = (enter(app, who) for who in (ANA, BEN, CHI))
    dan = Guest(app.test_client())
    objects = {name: draft.id for name, draft in drafts.items()}
    objects |= _joining(ana, dan) | _vouchings(office, ana, ben, chi)
    ben.follow("/desk/listings/gb-other/hide/", {"phone": "0800 1111", "reason": "nobody answers"})
    seen = {"method": "page_read", "seen": digest_of(STANDING)}
    ben.follow("/desk/listings/gb-example/check/", {**seen, "result.phones": "changed", "result.name": "right"})
    objects["show"] = chi.follow("/desk/listings/", {"kind": "show", "listing": "gb-other"}).split("/")[-2]
    with transaction(office.engine) as session:
        for candidate in office.waiting(session):
            objects[candidate.listing.id] = candidate.proposal
    busy = Busy(app, folder, {"C": chi, "M": ben, "A": ana, "N": dan.entered(DAN)}, objects)
    for member in (ana, ben, chi):
        member.get("/desk/")  # takes in what visitors told
    busy.keep()
    return busy


def _proposals(office: Office) -> dict[str, Draft]:
    """Bring a proposal into every state, some of each member's."""
    made = {f"draft of {name}": change(office, by=who) for name, who in (("A", ANA), ("M", BEN), ("C", CHI))}
    for name, who in (("A", ANA), ("M", BEN), ("C", CHI)):
        made[f"signed by {name}"] = submit(office, change(office, by=who), by=who)
    made["in conflict"] = change(office, _named("Written late"), before=KENYA)
    early = submit(office, change(office, _named("Written early"), before=KENYA, by=BEN), by=BEN)
    made["published"] = approve(office, early, by=ANA)
    made["dropped"] = review.drop(office, change(office).id, by=CHI.person, now=NOON)
    made["approved"] = submit(office, change(office, by=BEN), by=BEN)
    made["retiring"] = openings.retire(office, "gb-other", note="closed", by=CHI.person, now=NOON)
    made["new"] = review.begin(office, Kind.NEW, "gb-new", BLANK, by=CHI.person, now=NOON)
    made["orphaned"] = _orphaned(office)
    with transaction(office.engine) as session:
        row = update(Proposal).where(col(Proposal.id) == made["approved"].id)
        session.exec(row.values(state=State.APPROVED))
    return made


def _named(name: str) -> Listing:
    page = evidence(url="https://www.example.org.uk/kenya", supports=(Fact.NAME,))
    return KENYA.model_copy(update={"name": name, "evidence": (*KENYA.evidence, page)})


def _orphaned(office: Office) -> Draft:
    """Sign by a passkey that counts no more."""
    draft = change(office)
    signed = CHI.sign_with_second(review.statement(office, draft.id))
    review.submit(office, draft.id, signed, by=CHI.person, now=NOON)
    ring = without(KEYS, CHI.second)
    with transaction(office.engine) as session:
        session.add(KeyringEntry(position=len(KEYS.entries), entry=ring.entries[-1].model_dump(mode="json")))
        passkey = accounts.passkey_of(session, CHI.second.public.credential_id)
        passkey.revoked_at = NOON
    return draft


def _told(office: Office, instance: Path) -> None:
    """Let visitors say that something is wrong, and the watch find a page gone."""
    for _ in range(3):
        Spool(instance / "flags").tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)
    url = STANDING.evidence[0].url
    with transaction(office.engine) as session:
        findings.note(session, Place(url, "gb-example", "phones"), Found.DEAD, before="was", after="is", now=NOON)
        session.add(Watch(url=url, status="200", seen_at=NOON))
        session.flush()
        session.add(WatchLink(url=url, listing_id="gb-example", field="phones", snippet="call 0800 1111"))


def _joining(ana: Client, dan: Guest) -> dict[str, str]:
    """Let Dan join; give links that nobody has used: for somebody new, and for Chi who lost a passkey."""
    links = [link_of(ana.post("/desk/people/invite/", {"role": role})) for role in ("moderator", "contributor")]
    recovers = link_of(ana.post("/desk/people/3/recover/"))
    assert dan.join(links[0], DAN.key, name="Dan", label="phone").status_code == 303
    named = {"used": links[0], "unused": links[1], "recovers": recovers}
    return {f"link {name}": link.split("/")[-2] for name, link in named.items()}


def _vouchings(office: Office, ana: Client, ben: Client, chi: Client) -> dict[str, str]:
    """Put up what members can sign: Dan's key is there already."""
    with transaction(office.engine) as session:
        (row,) = vouching.waiting(session)
    named = {
        "key of N": f"/desk/vouching/{row.id}/",
        "role of C": ana.follow("/desk/people/3/role/", {"role": "moderator"}),
        "revoking one of M": ben.follow("/desk/account/revoke/", {"passkey": BEN.second.public.credential_id}),
        "revoking one of A": ana.follow("/desk/account/revoke/", {"passkey": ANA.second.public.credential_id}),
        "leaving of C": chi.follow("/desk/account/leave/"),
    }
    return {name: place.split("/")[-2] for name, place in named.items()}
