"""Look at the pages of others: what is gone, sold, or no longer says a number becomes a task, within the hour of a run.

A link that leads to somebody else's domain is taken from visitors at once, before the run goes on; numbers stay. A run
can be stopped at any moment: each page is kept when it has been looked at, and the next run begins with the oldest.
"""

import queue
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import httpx
from sqlmodel import Session, select

from resources import canonical
from resources.desk import findings, hides, looks, publishing, snippets, watched
from resources.desk.database import transaction
from resources.desk.findings import Found, Place
from resources.desk.hides import Target
from resources.desk.looks import Answer, Outcome
from resources.desk.office import Office
from resources.desk.reading import Clock, Host, Pause, Reach, Request, is_public
from resources.desk.tables import Watch, WatchLink
from resources.desk.watched import Page, Stake
from resources.errors import UnknownListingError

MOST_HOSTS = 8  # at a time, so that a run never takes more connections
HIDES = frozenset({Outcome.MOVED, Outcome.PARKED})  # where a link may lead to somebody else by now
SOUND = frozenset({Outcome.WELL, Outcome.UNCHANGED})
SETTLED_BY_AN_ANSWER = frozenset(Found) - {Found.NUMBER_GONE}

Seen = tuple[Page, Answer]


@dataclass(frozen=True)
class World:
    """All that a run takes from outside. `pause` waits for seconds; nothing is begun after `until`."""

    client: httpx.Client
    clock: Clock
    pause: Pause
    until: datetime
    reach: Reach = is_public


@dataclass
class Report:
    """What a run has done so far."""

    pages: int
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    tasks: int = 0
    hidden: int = 0

    @property
    def looked(self) -> int:
        """How many pages were looked at."""
        return self.outcomes.total()


def run(office: Office, world: World, told: Callable[[Report], None]) -> Report:
    """Look at every page of the current edition, `told` after each that answered. Raises: NoEditionError.

    Silence is kept at the end, and only where some page answered: else it is we who are cut off.
    """
    publishing.publish_now(office, now=world.clock())  # what a run was killed over
    requests = _planned(office)
    report, silent = Report(len(requests)), []
    for page, answer in _seen(requests, world):
        if looks.judge(answer, page.own) is Outcome.SILENT:
            silent.append((page, answer))
            continue
        _keep(office, page, answer, report, now=world.clock())
        told(report)
    for page, answer in silent if report.looked else ():
        _keep(office, page, answer, report, now=world.clock())
    return report


def _planned(office: Office) -> Sequence[tuple[Page, Request]]:
    """Put the page that was longest not looked at first."""
    snapshot = office.newest.snapshot()
    listings = (one for code in snapshot.edition.parts for one in snapshot.country(code).listings)
    pages = watched.pages(listings)
    with transaction(office.engine) as session:
        rows = {row.url: row for row in session.exec(select(Watch))}
        found = set(session.exec(select(WatchLink.url, WatchLink.listing_id, WatchLink.field)))
    seen = {url: row.seen_at.timestamp() if row.seen_at else 0 for url, row in rows.items()}
    ordered = sorted(pages, key=lambda page: seen.get(page.url, 0))
    return [(page, _request(page, rows.get(page.url), found)) for page in ordered]


def _request(page: Page, row: Watch | None, found: set[tuple[str, str, str]]) -> Request:
    """Ask for a page whole unless it was well, with each of its numbers on it."""
    numbers = (stake.place(page.url) for stake in page.stakes if stake.phone)
    if row is None or row.status not in SOUND or any(tuple(place) not in found for place in numbers):
        return Request(page.url)
    return Request(page.url, row.etag, row.last_modified)


def _seen(requests: Sequence[tuple[Page, Request]], world: World) -> Iterator[Seen]:
    """Look at pages, some hosts at a time, and give each as soon as it was looked at."""
    hosts: dict[str, list[tuple[Page, Request]]] = defaultdict(list)
    for page, request in requests:
        hosts[page.host].append((page, request))
    done: queue.SimpleQueue[Seen | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(MOST_HOSTS) as pool:
        visits = [pool.submit(_visit, turns, world, done) for turns in hosts.values()]
        for _ in visits:
            yield from iter(done.get, None)
        for visit in visits:
            visit.result()  # raises what a visit raised


def _visit(turns: Sequence[tuple[Page, Request]], world: World, done: "queue.SimpleQueue[Seen | None]") -> None:
    host = Host(world.client, pause=world.pause, clock=world.clock, reach=world.reach)
    try:
        for number, (page, request) in enumerate(turns):
            if world.clock() >= world.until:
                break
            if number:
                host.wait()
            done.put((page, host.read(request, partial(_is_sound, page))))
    finally:
        done.put(None)


def _is_sound(page: Page, answer: Answer) -> bool:
    return looks.judge(answer, page.own) in SOUND


def _keep(office: Office, page: Page, answer: Answer, report: Report, *, now: datetime) -> None:
    """Keep what was seen: tasks and hides together, so that whoever stops a run leaves both or neither."""
    outcome = looks.judge(answer, page.own)
    is_hiding = outcome in HIDES
    with office.deed() as session:
        if is_hiding:
            report.hidden += sum(_hide(office, session, stake, answer, now=now) for stake in page.stakes)
        row = session.get(Watch, page.url) or Watch(url=page.url)
        row.failures = row.failures + 1 if outcome is Outcome.SILENT else 0
        outcome = looks.in_the_long_run(outcome, row.failures)
        row.status, row.seen_at = outcome, now
        if outcome is Outcome.WELL:
            row.etag, row.last_modified = answer.etag, answer.last_modified
        session.add(row)
        session.flush()
        report.tasks += sum(_note(session, page, stake, outcome, answer, now=now) for stake in page.stakes)
    if is_hiding:
        publishing.publish_now(office, now=now)
    report.outcomes[outcome] += 1


def _hide(office: Office, session: Session, stake: Stake, answer: Answer, *, now: datetime) -> bool:
    if stake.link is None:
        return False
    reason = f"the page now leads elsewhere: {looks.told(answer)}"[:300]
    with suppress(UnknownListingError):  # a member has taken it away meanwhile
        hides.put(office, session, Target(stake.listing_id, link=stake.link), reason=reason, by=None, now=now)
        return True
    return False


def _note(session: Session, page: Page, stake: Stake, outcome: Outcome, answer: Answer, *, now: datetime) -> bool:
    """Make a task of what is wrong for a stake, or settle what is right again; tell whether there is a new task."""
    place = stake.place(page.url)
    if kind := looks.TASKS.get(outcome):
        before = _snippet(session, place) or page.url
        return findings.note(session, place, kind, before=before, after=looks.told(answer), now=now)
    if outcome in SOUND:
        findings.clear(session, place, SETTLED_BY_AN_ANSWER, now=now)
    if outcome is Outcome.WELL and stake.phone and answer.html is not None:
        return _look_for_number(session, page, stake, snippets.words(answer.html), now=now)
    return False


def _look_for_number(session: Session, page: Page, stake: Stake, text: str, *, now: datetime) -> bool:
    if stake.phone is None:
        return False
    place, country = stake.place(page.url), stake.listing_id[:2].upper()
    snippet = snippets.around(text, stake.phone.number, stake.phone.e164, country)
    link = session.get(WatchLink, tuple(place))
    if snippet is None:
        if link:
            session.delete(link)  # so that the page is asked for whole until the number is back
        before, after = link.snippet if link else "", snippets.around_numbers(text)
        return findings.note(session, place, Found.NUMBER_GONE, before=before, after=after, now=now)
    findings.clear(session, place, [Found.NUMBER_GONE], now=now)
    session.merge(WatchLink(**place._asdict(), snippet=snippet, snippet_sha256=canonical.digest(snippet.encode())))
    return False


def _snippet(session: Session, place: Place) -> str:
    link = session.get(WatchLink, tuple(place))
    return link.snippet if link else ""
