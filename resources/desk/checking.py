"""What next: one ranked list, and a form for each listing in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import ClassVar, Final

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from resources import freshness
from resources.desk import checks, findings, flags, priorities, proposal_rows
from resources.desk.cases import names
from resources.desk.checks import Reading, Result
from resources.desk.database import transaction
from resources.desk.flags import Alarm
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.priorities import Doubts, Task
from resources.desk.proposals import State
from resources.desk.tables import CheckRecord, Finding
from resources.desk.web import back_to, bp, desk, opens, person, render
from resources.errors import ConflictError
from resources.ledger import digest_of
from resources.listing import Check, Evidence, Listing
from resources.terms import Cost, Fact, Method, Situation
from resources.words import label

opens({"home": Action.READ, "check_page": Action.READ})
opens({"checked": Action.CHECK, "checks_shown": Action.PROPOSE})

TERMS: Final[Mapping[Fact, type[StrEnum]]] = {Fact.COST: Cost, Fact.ACCEPTS: Situation}
MOST_TASKS = 20  # on one page; the next ones come when these are done


@dataclass(frozen=True)
class HomePage(DeskPage):
    """What to do next: alarms first, then listings, worst first. `count` is of all that is due or doubted."""

    template: ClassVar[str] = "desk/home.html"
    alarms: tuple[tuple[Alarm, str], ...]
    tasks: tuple[Task, ...]
    count: int
    to_sign: int


@dataclass(frozen=True)
class Past:
    """A check that was made, and by whom."""

    fact: Fact
    result: Result
    method: Method
    value: str
    on: str
    note: str
    name: str


class Fault(StrEnum):
    """Why nothing of a check was kept."""

    CHANGED = "changed"
    """The listing changed while somebody looked."""
    NOTHING_SAID = "nothing said"


STATUS: Final[Mapping[Fault | None, HTTPStatus]] = {
    None: HTTPStatus.OK,
    Fault.CHANGED: HTTPStatus.CONFLICT,
    Fault.NOTHING_SAID: HTTPStatus.BAD_REQUEST,
}


@dataclass(frozen=True)
class CheckPage(DeskPage):
    """One listing to be checked: its facts, the pages to read, what watches and visitors say."""

    template: ClassVar[str] = "desk/check.html"
    listing: Listing
    facts: tuple[tuple[Fact, str, date | None, bool], ...]
    pages: tuple[Evidence, ...]
    found: tuple[Finding, ...]
    flags: int
    past: tuple[Past, ...]
    unshown: tuple[Check, ...]
    following: str
    seen: str
    fault: Fault | None
    note: str
    methods: ClassVar[tuple[Method, ...]] = tuple(Method)
    results: ClassVar[tuple[Result, ...]] = tuple(Result)

    def said(self, fact: Fact, value: str) -> str:
        """Say the value of a fact as visitors read it, where it is made of terms."""
        terms: dict[str, StrEnum] = {term.value: term for term in TERMS.get(fact, ())}
        return ", ".join(label(terms[one]) if one in terms else one for one in value.split(", "))


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what to do next, after taking in what visitors have told."""
    flags.take_in(desk().office.engine, desk().settings.flags)
    with transaction(desk().office.engine) as session:
        ranked, alarms = _ranked(session), flags.alarms(session, today(), desk().office.facts)
        waiting = proposal_rows.in_states(session, [State.IN_REVIEW])
    known = {listing.id: listing.name for listing in listings()}
    page = HomePage(
        alarms=tuple((alarm, known.get(alarm.listing_id, alarm.listing_id)) for alarm in alarms),
        tasks=ranked[:MOST_TASKS],
        count=len(ranked),
        to_sign=sum(draft.author != person().member for draft in waiting),
    )
    return render(page)


@bp.get("/listings/<listing_id>/check/")
def check_page(listing_id: str, *, fault: Fault | None = None, note: str = "") -> ResponseReturnValue:
    """Show a listing to be checked; where nothing was kept, with the reason and the note that was typed."""
    listing = _listing(listing_id)
    with transaction(desk().office.engine) as session:
        doubted, rows, ranked = doubts(session), checks.of(session, listing_id), _ranked(session)
        known = names(session)
        found = findings.waiting(session, listing_id)
    following = next((task.listing.id for task in ranked if task.listing.id != listing_id), "")
    page = CheckPage(
        listing,
        facts=tuple(_facts(listing, doubted)),
        pages=listing.pages,
        found=found,
        flags=doubted.flags.get(listing_id, 0),
        past=tuple(_past(row, known) for row in rows),
        unshown=checks.unshown(listing, rows),
        following=following,
        seen=digest_of(listing),
        fault=fault,
        note=note,
    )
    return render(page, STATUS[fault])


@bp.post("/listings/<listing_id>/check/")
def checked(listing_id: str) -> ResponseReturnValue:
    """Keep what a check found, and lead on: to what mends it, else to what is next."""
    listing = _listing(listing_id)
    results = {fact: result for fact in freshness.facts(listing) if (result := _result(fact))}
    method = request.form.get("method", "")
    note = " ".join(request.form.get("note", "").split())[:500]
    if method not in list(Method):
        abort(HTTPStatus.BAD_REQUEST)
    if not results:
        return check_page(listing_id, fault=Fault.NOTHING_SAID, note=note)
    page = request.form.get("page", "")
    url = page if page in {evidence.url for evidence in listing.pages} else None
    reading = Reading(Method(method), url, request.form.get("seen", ""), note)
    try:
        checks.record(desk().office, listing_id, results, reading, by=person(), now=desk().clock())
    except ConflictError:
        return check_page(listing_id, fault=Fault.CHANGED, note=note)
    if {Result.CHANGED, Result.GONE} & {*results.values()}:
        return back_to(f"/desk/listings/{listing_id}/")
    return back_to(f"/desk/listings/{listing_id}/check/#kept")


@bp.post("/listings/<listing_id>/check/show/")
def checks_shown(listing_id: str) -> ResponseReturnValue:
    """Propose to tell visitors of the checks that were made."""
    draft = checks.show(desk().office, listing_id, by=person(), now=desk().clock())
    return back_to(f"/desk/proposals/{draft.id}/")


def today() -> date:
    """Tell the day at the desk, in UTC."""
    return desk().clock().date()


def listings() -> Iterator[Listing]:
    """Walk all that visitors see."""
    snapshot = desk().office.newest.snapshot()
    for code in snapshot.edition.parts:
        yield from snapshot.country(code).listings


def _listing(listing_id: str) -> Listing:
    return desk().office.newest.snapshot().listing(listing_id)


def _ranked(session: Session) -> tuple[Task, ...]:
    return priorities.rank(listings(), doubts(session), today())


def doubts(session: Session) -> Doubts:
    """Gather what checks, watches and visitors say of all that visitors see."""
    newest = checks.newest(session, listings())
    found = Counter((row.listing_id, checks.fact_of(row.field)) for row in findings.waiting(session))
    found.update(key for key, row in newest.items() if row.result != Result.RIGHT)  # until a proposal changes it
    passed = {key: freshness.day_of(row.on) for key, row in newest.items() if row.result == Result.RIGHT}
    return Doubts(passed, found, flags.counts(session, today(), desk().office.facts))


def _facts(listing: Listing, doubts: Doubts) -> Iterator[tuple[Fact, str, date | None, bool]]:
    for fact in freshness.facts(listing):
        day = doubts.checked.get((listing.id, fact)) or freshness.checked_on(listing.checks, fact)
        yield fact, checks.valued(listing, fact), day, priorities.age(listing, fact, doubts, today()) >= 1


def _past(row: CheckRecord, known: Mapping[int, str]) -> Past:
    method, name = Method(row.method), known.get(row.member_id, "")
    return Past(Fact(row.fact), Result(row.result), method, row.value, row.on, row.note, name)


def _result(fact: Fact) -> Result | None:
    value = request.form.get("all") or request.form.get(f"result.{fact}", "")
    return Result(value) if value in list(Result) else None
