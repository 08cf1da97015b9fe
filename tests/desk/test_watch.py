"""The watch over the pages of others: what it finds becomes a task, and what leads elsewhere is hidden."""

import socket
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlmodel import col, select

from resources import publish
from resources.desk import reading, watch
from resources.desk.database import transaction
from resources.desk.findings import Found
from resources.desk.looks import FAILED_RUNS, Outcome, Trouble
from resources.desk.office import Office
from resources.desk.tables import Event, Finding, Watch
from resources.desk.watch import World
from resources.editions import Shelf
from tests.builders import country, evidence, listing, phone
from tests.desk.offices import NOON, again, opened, shown
from tests.desk.outside import Outside, Reply, outside, signed_by_nobody
from tests.servers import HOST, free_port

CONTACT, HOME = "www.example.org.uk/contact", "www.example.org.uk/"
CALL = Reply("<p>Day and night: 0800 1111, free</p>", headers={"ETag": '"1"'})
OTHER_NUMBER = Reply("<p>New number: 0808 800 5000</p>", headers={"ETag": '"2"'})
WELL = Reply("<p>Welcome</p>")
ELSEWHERE = Reply(status=301, headers={"Location": "http://bought.example.net/"})
FOR_SALE = Reply("<h1>This domain is for sale</h1>")
SILENCE = Reply(cut=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return signed_by_nobody(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def world(certificate):
    with outside(*certificate) as played:
        played.pages |= {CONTACT: CALL, HOME: WELL}
        yield played


@pytest.fixture
def office(database, tmp_path):
    return opened(database, tmp_path, [country(listing())])


class Waits(list):
    """Notes for how long somebody would have waited."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def go(office, world: Outside, *, now=NOON, until=None, reach=lambda _: True, pause=lambda _: None):
    with world.client() as client:
        place = World(client, lambda: now, pause, until or now + timedelta(hours=1), reach)
        return watch.run(office, place, lambda _: None)


def tasks(office, *, settled=False):
    with transaction(office.engine) as session:
        wanted = select(Finding).where(
            col(Finding.settled_at).is_not(None) if settled else col(Finding.settled_at).is_(None)
        )
        return [(one.kind, one.field, one.before, one.after) for one in session.exec(wanted.order_by(col(Finding.id)))]


def kinds(office):
    return [(kind, field) for kind, field, *_ in tasks(office)]


def test_pages_that_hold_make_no_task(office, world):
    report = go(office, world)

    assert (report.looked, report.tasks, report.hidden) == (2, 0, 0)
    assert tasks(office) == []


# a story: what the two pages say, the tasks of it, the website that visitors then see
STORIES = [
    ({CONTACT: OTHER_NUMBER}, [(Found.NUMBER_GONE, "phones › 0800 1111")], "https://www.example.org.uk/"),
    ({HOME: Reply("gone", 404)}, [(Found.DEAD, "website")], "https://www.example.org.uk/"),
    ({HOME: [Reply("fault", 500), WELL]}, [], "https://www.example.org.uk/"),
    ({HOME: [SILENCE, SILENCE, WELL]}, [], "https://www.example.org.uk/"),
    ({HOME: [Reply("gone", 404), WELL]}, [], "https://www.example.org.uk/"),
    ({HOME: Reply("go away", 403)}, [], "https://www.example.org.uk/"),
    ({HOME: ELSEWHERE, "bought.example.net/": WELL}, [(Found.MOVED, "website")], None),
    ({HOME: [ELSEWHERE, WELL], "bought.example.net/": WELL}, [], "https://www.example.org.uk/"),
    ({HOME: Reply(status=302, headers={"Location": "/en"}), "www.example.org.uk/en": WELL}, [], "https://www.example.org.uk/"),
    ({HOME: FOR_SALE}, [(Found.PARKED, "website")], None),
    ({CONTACT: ELSEWHERE, "bought.example.net/": WELL}, [(Found.MOVED, "phones › 0800 1111")], "https://www.example.org.uk/"),
    ({HOME: Reply(status=302, headers={"Location": "/"})}, [], "https://www.example.org.uk/"),  # silent, this once
    ({HOME: Reply(b"\x1f\x8bnot packed", headers={"Content-Encoding": "gzip"})}, [], "https://www.example.org.uk/"),
    ({CONTACT: Reply("%PDF", headers={"Content-Type": "application/pdf"})}, [], "https://www.example.org.uk/"),
    ({CONTACT: Reply("x" * (reading.MOST_BYTES + 1))}, [], "https://www.example.org.uk/"),
    ({"www.example.org.uk/robots.txt": Reply("User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}),
      HOME: Reply("gone", 404)}, [], "https://www.example.org.uk/"),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "found", "website"), STORIES)
def test_story_makes_its_tasks(office, world, pages, found, website):
    world.pages |= pages

    go(office, world)

    assert kinds(office) == found
    assert shown(office).website == website
    assert [one.number for one in shown(office).phones] == ["0800 1111"]  # numbers stay, whatever a page says


# what a broken or hostile page says, and what its other pages must not suffer for
TRAPS = [
    Reply(status=302, headers={"Location": "http://["}),  # no address at all
    Reply(status=302, headers={"Location": "file:///etc/passwd"}),
    Reply("<![foo[ x ]]>"),
    Reply("0800 1111\x00"),
    Reply(b"\\ud800 0800 1111", headers={"Content-Type": "text/html; charset=unicode_escape"}),
    Reply(b"\xff", headers={"Content-Type": "text/html; charset=no-such"}),
]


@pytest.mark.parametrize("trap", TRAPS)
def test_no_page_can_stop_a_run(office, world, trap):
    world.pages |= {CONTACT: trap, HOME: Reply("gone", 404)}

    go(office, world)

    assert (Found.DEAD, "website") in kinds(office)


def test_host_that_asks_for_an_endless_pause_gets_the_longest_there_is(office, world):
    rules = f"User-agent: *\nCrawl-delay: {'9' * 400}"
    world.pages["www.example.org.uk/robots.txt"] = Reply(rules, headers={"Content-Type": "text/plain"})
    waits = Waits()

    go(office, world, pause=waits)

    assert waits == [reading.LONGEST_PAUSE_SECONDS]


def test_page_that_is_sent_without_end_is_given_up(world):
    world.pages[HOME] = Reply("x" * (reading.MOST_BYTES - 1))  # comes in many pieces, a minute passes with each
    minutes = (NOON + timedelta(minutes=passed) for passed in count())
    with world.client() as client:
        host = reading.Host(client, pause=lambda _: None, clock=lambda: next(minutes), reach=lambda _: True)

        answer = host.read(reading.Request(f"https://{HOME}"), lambda _: True)

    assert answer.trouble is Trouble.NO_ANSWER


def test_number_that_is_gone_makes_a_task_with_both_versions(office, world):
    go(office, world)
    world.pages[CONTACT] = OTHER_NUMBER

    go(office, world)

    assert tasks(office) == [
        (Found.NUMBER_GONE, "phones › 0800 1111", "Day and night: 0800 1111, free", "New number: 0808 800 5000")
    ]


def test_task_is_made_once_and_settled_when_the_page_is_right_again(office, world):
    world.pages[CONTACT] = OTHER_NUMBER
    reports = [go(office, world) for _ in range(3)]
    world.pages[CONTACT] = CALL

    go(office, world)

    assert [report.tasks for report in reports] == [1, 0, 0]
    assert tasks(office) == []
    assert [kind for kind, *_ in tasks(office, settled=True)] == [Found.NUMBER_GONE]


def test_what_a_member_settled_comes_back_only_when_something_else_is_found(office, world):
    world.pages[CONTACT] = OTHER_NUMBER
    go(office, world)
    with transaction(office.engine) as session:
        row = session.exec(select(Finding)).one()
        row.settled_at, row.settled_by = NOON, 2
        session.add(row)
    settled = go(office, world).tasks
    world.pages[CONTACT] = Reply("<p>Our number: 0808 800 5000</p>")
    settled += go(office, world).tasks
    world.pages[CONTACT] = Reply("<p>Call 0808 555 777</p>")

    other = go(office, world).tasks

    assert (settled, other) == (0, 1)


def test_domain_of_another_owner_is_hidden_once_and_stays_a_task(office, world):
    world.pages |= {HOME: ELSEWHERE, "bought.example.net/": WELL}

    first, second = go(office, world), go(again(office), world)

    assert (first.hidden, second.hidden) == (1, 0)  # what is hidden is no link any more
    assert kinds(office) == [(Found.MOVED, "website")]
    assert office.shelf.verify(signatures=True) == ()
    with transaction(office.engine) as session:
        event = session.exec(select(Event).where(col(Event.kind) == "hidden")).one()
    assert (event.member_id, event.data["link"]) == (None, "website")
    assert "bought.example.net" in event.data["reason"]


def test_silence_becomes_a_task_after_some_runs(office, world):
    world.pages[HOME] = SILENCE

    found = [go(office, world).tasks for _ in range(FAILED_RUNS)]

    assert found == [0] * (FAILED_RUNS - 1) + [1]
    assert kinds(office) == [(Found.DEAD, "website")]


def test_silence_of_all_is_our_own(office, world):
    world.pages |= {HOME: SILENCE, CONTACT: SILENCE}

    reports = [go(office, world) for _ in range(FAILED_RUNS)]

    assert [report.looked for report in reports] == [0] * FAILED_RUNS
    assert tasks(office) == []


def test_certificate_that_nobody_signed_makes_a_task(database, tmp_path, world):
    page = "https://secure.example.org.uk/"
    office = opened(database, tmp_path, [country(listing(website=page, evidence=(evidence(url=page, supports=()),)))])

    go(office, world)

    assert kinds(office) == [(Found.CERTIFICATE, "website")]
    assert shown(office).website == page


def test_unchanged_page_is_not_sent_again(office, world):
    go(office, world)
    world.asked.clear()

    report = go(office, world)

    assert report.outcomes == {Outcome.UNCHANGED: 1, Outcome.WELL: 1}
    assert [asked for asked, headers in world.asked if headers.get("If-None-Match")] == [CONTACT]


def test_page_without_its_number_is_asked_for_whole(office, world):
    world.pages[CONTACT] = OTHER_NUMBER
    go(office, world)

    report = go(office, world)

    assert report.outcomes == {Outcome.WELL: 2}


def test_page_is_asked_for_whole_when_the_listing_has_a_new_number(database, tmp_path, world):
    go(opened(database, tmp_path / "one", [country(listing())]), world)
    both = listing(phones=(phone(), phone(number="0808 800 5000")))
    office = again(opened_again(database, tmp_path / "two", both))

    go(office, world)

    assert kinds(office) == [(Found.NUMBER_GONE, "phones › 0808 800 5000")]


def opened_again(database, folder, changed):
    shelf = Shelf(folder / "editions")
    publish.publish([country(changed)], shelf, now=NOON)
    return Office(database, shelf, {})


def test_host_is_asked_one_page_at_a_time_with_a_pause_as_long_as_it_asks_for(office, world):
    world.pages["www.example.org.uk/robots.txt"] = Reply(
        "User-agent: *\nCrawl-delay: 7", headers={"Content-Type": "text/plain"}
    )
    waits = Waits()

    go(office, world, pause=waits)

    assert waits == [7]
    assert [address for address, _ in world.asked] == ["www.example.org.uk/robots.txt", HOME, CONTACT]


def test_page_that_seems_wrong_is_looked_at_again_after_a_pause(office, world):
    world.pages[HOME] = Reply("gone", 404)
    waits = Waits()

    go(office, world, pause=waits)

    assert waits == [*reading.AGAIN_AFTER_SECONDS, reading.PAUSE_SECONDS]
    assert world.times(HOME) == 3


def test_nothing_is_begun_after_the_end_of_a_run_and_the_next_one_begins_with_the_oldest(database, tmp_path, world):
    pages = [f"https://www.{name}.org.uk/" for name in ("a", "b")]
    office = opened(
        database,
        tmp_path,
        [
            country(
                *(
                    listing(id=f"gb-{page[12]}", website=page, phones=(), evidence=(evidence(url=page),))
                    for page in pages
                )
            )
        ],
    )
    world.pages |= {"www.a.org.uk/": WELL, "www.b.org.uk/": WELL}

    none = go(office, world, until=NOON)
    with transaction(office.engine) as session:
        session.add(Watch(url=pages[0], seen_at=NOON, status="well"))
    planned = [page.url for page, _ in watch._planned(office)]

    assert none.looked == 0
    assert planned == [pages[1], pages[0]]


def test_address_of_our_own_network_is_never_asked(office, world):
    go(office, world, reach=reading.is_public)
    world.pages |= {HOME: Reply(status=302, headers={"Location": "http://127.0.0.1/"})}
    world.asked.clear()

    go(office, world, reach=lambda host: host != "127.0.0.1")

    assert "127.0.0.1/" not in [address for address, _ in world.asked]
    assert shown(office).website == "https://www.example.org.uk/"


# a host by number, whether it is public
HOSTS = [
    ("8.8.8.8", True), ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
    ("::1", False), ("fd00::1", False), ("100.64.0.1", False), ("224.0.0.1", False), ("2001:4860:4860::8888", True),
    ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("2002:7f00:1::", False), ("::ffff:10.0.0.1", False),
]  # fmt: skip


@pytest.mark.parametrize(("host", "is_public"), HOSTS)
def test_only_public_addresses_are_asked(host, is_public):
    assert reading.is_public(host) is is_public


def test_host_with_one_address_of_our_own_network_is_not_asked(monkeypatch):
    """A name server of theirs names one address of each, and hopes for the second."""
    named = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: named)

    assert not reading.is_public("www.example.org.uk")


def test_nobody_between_is_told_what_is_asked(world, monkeypatch):
    """Whatever a machine's settings say of proxies: one on it reaches what our own network alone should."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://{HOST}:{free_port()}")

    with reading.client("") as client:
        assert client.get(f"http://{HOST}:{world.plain}/").text == "nothing here"


def test_run_that_was_stopped_goes_on_where_it_was(office, world):
    def stop(_):
        raise KeyboardInterrupt

    world.pages[CONTACT] = OTHER_NUMBER
    with world.client() as client, pytest.raises(KeyboardInterrupt):
        watch.run(office, World(client, lambda: NOON, lambda _: None, NOON + timedelta(hours=1), lambda _: True), stop)
    with transaction(office.engine) as session:
        kept = len(session.exec(select(Watch)).all())

    go(office, world, now=datetime(2026, 11, 24, 13, tzinfo=UTC))

    assert kept == 1
    assert kinds(office) == [(Found.NUMBER_GONE, "phones › 0800 1111")]
