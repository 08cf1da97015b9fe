"""The change log: one record an edition, cheap to read; nothing in it was never shown, or names a member."""

from datetime import timedelta

import pytest
from werkzeug.test import Client

from app import with_hiding, with_press
from resources import canonical, changelog, keyring, manifests, publish
from resources.changelog import MOST_LINES, MOST_RECORDS, Changelog
from resources.changes import Deed
from resources.editions import Shelf
from resources.ledger import Hidden, Kind, digest_of
from resources.proofs import Trust
from resources.records import MENDED
from tests.builders import country, listing, phone
from tests.conftest import NOON
from tests.desk.signing import ANA, BEN, KEYS, MALLORY, approved, statement
from tests.house_rules import Visitor
from tests.pressing import pressed, site

KENYA = country(listing(id="ke-example", name="Rafiki", phones=()), code="KE")
TRUST = Trust(KEYS.fingerprint)
CHANGED = listing(phones=(phone(number="116 111"),))
SIGNED = approved(statement(content=CHANGED), author=ANA, approver=BEN)
HIDE = Hidden(id="2" * 32, listing="gb-example", at=NOON, reason="Ana saw that it rings nowhere")
SHOW = approved(statement(kind=Kind.SHOW, proposal="3" * 32, content=None, before=digest_of(CHANGED), hides=(HIDE.id,)))


def publish_files(shelf, *countries, hours=0):
    return publish.publish(countries, shelf, now=NOON + timedelta(hours=hours))


def publish_log(shelf, *log, hours=0):
    return publish.publish_changes(shelf, {"GB": log}, KEYS.entries, now=NOON + timedelta(hours=hours))


@pytest.fixture
def shelf(tmp_path):
    """Two editions of files, then a change that two signed, a hide, and what shows it again."""
    shelf = Shelf(tmp_path / "editions", TRUST)
    publish_files(shelf, country(listing()), country(code="KE"))
    publish_files(shelf, country(listing()), KENYA, hours=1)
    publish_log(shelf, SIGNED, hours=2)
    publish_log(shelf, SIGNED, HIDE, hours=3)
    publish_log(shelf, SIGNED, HIDE, SHOW, hours=4)
    return shelf


def again(shelf):
    """Open the shelf as another process does."""
    return Shelf(shelf.folder, shelf.proofs.trust)


def log_of(shelf, start=None):
    opened = again(shelf)
    return Changelog(opened).page(opened.newest().edition, start)


def told(records):
    """Say what records tell: number, and of each change the listing and what was done."""
    return [
        (record.ref.number, [(one.listing_id, one.deed) for country in record.countries for one in country.changes])
        for record in records
    ]


ALL = [
    (5, [("gb-example", Deed.SHOWN)]),
    (4, [("gb-example", Deed.HIDDEN)]),
    (3, [("gb-example", Deed.CHANGED)]),
    (2, [("ke-example", Deed.NEW)]),
    (1, []),
]


def test_each_edition_is_told_newest_first_down_to_the_first(shelf):
    records = log_of(shelf)

    assert told(records) == ALL
    assert [record.is_first for record in records] == [False] * 4 + [True]
    assert all(record.is_whole for record in records)


@pytest.mark.parametrize("start", [1, 2, 3, 4, 5])
def test_a_page_begins_at_the_number_that_is_asked_for(shelf, start):
    assert told(log_of(shelf, start)) == ALL[5 - start :]


def test_an_edition_is_compared_once_and_a_part_that_stayed_is_not_read(shelf, tmp_path):
    opened = again(shelf)
    log, edition = Changelog(opened), opened.newest().edition
    (tmp_path / "editions/parts" / f"{edition.parts['KE'].sha256}.json").rename(tmp_path / "away")
    newest = log.page(edition)[:3]  # of Britain alone

    for path in (tmp_path / "editions/parts").iterdir():
        path.unlink()

    assert told(newest) == ALL[:3]
    assert told(log.page(edition))[:3] == ALL[:3]


def test_a_new_edition_is_told_first(shelf):
    log = Changelog(shelf)
    log.page(shelf.newest().edition)

    publish_files(shelf, country(listing()), country(code="KE"), hours=5)

    assert told(log.page(shelf.newest().edition)) == [(6, [("ke-example", Deed.WITHDRAWN)]), *ALL]


FORGED = approved(statement(content=listing(name="False")), author=MALLORY, approver=BEN)


@pytest.mark.parametrize(
    "log",
    [(SIGNED, HIDE, SHOW, FORGED), (SIGNED,)],
    ids=["signed by somebody else", "takes back what one hid"],
)
def test_an_edition_that_nobody_proved_is_not_told(shelf, log):
    newest = shelf.read(5)
    parts = {**newest.parts, "GB": shelf.parts.put(shelf.parts.read(newest.parts["GB"].seed), log)}
    shelf.add(parts, now=NOON, keys=shelf.parts.keep(keyring.dumps(KEYS.entries)))
    publish_files(again(shelf), country(listing()), country(code="KE"), hours=7)

    assert told(log_of(shelf)) == [(7, [("ke-example", Deed.WITHDRAWN)]), *ALL]


def test_without_a_first_key_an_edition_with_changes_of_members_is_not_told(shelf, tmp_path):
    plain = Shelf(tmp_path / "editions")
    served = plain.add(shelf.read(2).parts, now=NOON + timedelta(hours=9))

    assert told(Changelog(plain).page(served)) == [(6, []), *ALL[3:]]


def test_a_damaged_edition_is_passed_over_and_its_changes_stand_in_the_next_record(shelf):
    (shelf.folder / "000002.json").write_bytes(b"")

    records = log_of(shelf)

    assert told(records)[2:] == [(3, [("gb-example", Deed.CHANGED), ("ke-example", Deed.NEW)]), (1, [])]


def test_an_edition_that_was_written_anew_is_not_believed(shelf):
    second = shelf.read(2)
    changed = second.model_copy(update={"parts": {"KE": second.parts["KE"]}})
    changed = changed.model_copy(update={"sha256": changed.content_digest})
    (shelf.folder / "000002.json").write_bytes(manifests.dumps(changed))

    assert told(log_of(shelf))[2:] == [(3, [("gb-example", Deed.CHANGED), ("ke-example", Deed.NEW)]), (1, [])]


def test_what_came_before_and_is_gone_is_said_and_tried_again(shelf):
    opened = again(shelf)
    log, served = Changelog(opened), opened.newest().edition
    kept = {number: (shelf.folder / f"{number:06d}.json").read_bytes() for number in range(1, 5)}
    for number in kept:
        (shelf.folder / f"{number:06d}.json").unlink()

    (record,) = log.page(served)
    for number, data in kept.items():
        (shelf.folder / f"{number:06d}.json").write_bytes(data)

    assert not record.is_whole
    assert not record.is_first
    assert told(log.page(served)) == ALL


def test_a_damaged_part_is_said_and_tried_again(shelf):
    opened = again(shelf)
    log, served = Changelog(opened), opened.newest().edition
    path = shelf.folder / "parts" / f"{shelf.read(4).parts['GB'].sha256}.json"
    data = path.read_bytes()
    path.write_bytes(data[:-9])

    damaged = log.page(served)
    path.write_bytes(data)

    assert [record.unread for record in damaged] == [("GB",), ("GB",), (), (), ()]
    assert told(log.page(served)) == ALL


def many(count, *, name="Example", code="GB"):
    prefix = code.lower()
    ids = [f"{prefix}-{index:03}" for index in range(count)]
    return country(*(listing(id=one, name=f"{name} {one}", phones=()) for one in ids), code=code)


def test_a_page_is_bounded_and_what_is_beyond_it_is_counted(tmp_path):
    shelf = Shelf(tmp_path / "editions")
    publish_files(shelf, many(0), many(0, code="KE"), many(0, code="FR"))
    publish_files(shelf, many(MOST_LINES + 1), many(3, code="KE"), many(MOST_LINES, code="FR"))

    newest = log_of(shelf)[0]

    assert [(country.code, country.lines) for country in newest.countries] == [("FR", MOST_LINES)]
    assert newest.rest == (("GB", MOST_LINES + 1), ("KE", 3))


def test_pages_follow_each_other_without_a_gap(tmp_path):
    shelf = Shelf(tmp_path / "editions")
    for number in range(2 * MOST_RECORDS + 3):
        publish_files(shelf, country(listing(name=f"Name {number}")))

    found, start = [], None
    while page := log_of(shelf, start):
        found += [record.ref.number for record in page]
        if page[-1].older is None:
            break
        start = page[-1].older.number

    assert found == list(range(2 * MOST_RECORDS + 3, 0, -1))


def test_the_records_in_memory_are_bounded(shelf, monkeypatch):
    monkeypatch.setattr(changelog, "KEPT", 2)  # 300 editions would take this test a minute
    opened = again(shelf)
    log = Changelog(opened)

    assert told(log.page(opened.newest().edition)) == ALL
    assert len(log._kept) == 2


# The page


@pytest.fixture
def visitor(shelf, clock):
    return Client(pressed(shelf.folder.parent, clock, TRUST))


@pytest.fixture
def page(shelf, clock):
    return Visitor(site(shelf.folder.parent, clock, TRUST).test_client(use_cookies=False))


def lines(document):
    return [line.get_text(" ", strip=True) for line in document.soup.select("main li")]


def test_the_page_says_in_plain_words_what_each_edition_changed(page):
    document = page("/en/changes/")

    assert lines(document) == [
        "Example – Shown again. Signed by two of us: contributor · moderator",
        "Example – Hidden for now",
        "Example – Changed: Phone. Signed by two of us: administrator · moderator",
        "Rafiki – New",
    ]
    assert [heading.get_text() for heading in document.soup.select("h2")] == [
        f"Edition {number}" for number in (5, 4, 3, 2, 1)
    ]
    assert "The first edition: 1 service." in document.text
    assert "Nov 24, 2026" in document.text


def test_the_page_leads_to_listings_that_are_still_there_and_to_no_other(page, shelf):
    publish_log(shelf, SIGNED, HIDE, SHOW, HIDE.model_copy(update={"id": "4" * 32}), hours=5)

    document = page("/en/changes/")

    links = [link for link in document.links() if "/listing/" in link]
    assert len(links) == 1
    assert "Rafiki" in page(links[0]).text


def test_the_page_names_no_member_no_reason_and_no_number_that_is_gone(page):
    html = page("/en/changes/").response.get_data(as_text=True)

    for secret in (
        "Ana",
        "rings nowhere",
        "0800 1111",
        "116 111",
        HIDE.id,
        KEYS.fingerprint,
        ANA.key.public.credential_id,
    ):
        assert secret not in html
    assert canonical.digest(b"") not in html


def test_a_number_that_is_none_has_no_page(page):
    for number in ("6", "0", "05", "-1", "x", "9" * 12):
        page(f"/en/changes/{number}/", status=404)


def test_the_page_of_each_number_leads_to_the_newest(page):
    for number in range(1, 6):
        assert "/en/changes/" in page(f"/en/changes/{number}/").links()


def test_the_first_edition_alone_has_a_page_too(tmp_path, clock):
    publish_files(Shelf(tmp_path / "editions"), country(listing()))

    alone = Visitor(site(tmp_path, clock).test_client(use_cookies=False))("/en/changes/")

    assert "The first edition: 1 service." in alone.text
    assert "Older changes" not in alone.text


def test_an_edition_that_changed_nothing_to_see_says_so(page, shelf):
    second = listing(id="gb-second", status="candidate")
    publish_files(shelf, country(listing(), second), KENYA, hours=5)

    assert "Nothing that you can see has changed." in page("/en/changes/").text


def test_a_new_edition_is_on_the_page_at_the_next_look(visitor, shelf, clock):
    before = visitor.get("/en/changes/").text
    publish_files(shelf, country(listing()), country(code="KE"), hours=5)

    clock.move(timedelta(seconds=1))
    after = visitor.get("/en/changes/").text

    assert "Edition 6" not in before
    assert "No longer in our list" in after


def test_a_page_with_a_gap_is_not_kept_for_long(visitor, shelf, clock):
    path = shelf.folder / "parts" / f"{shelf.read(4).parts['GB'].sha256}.json"
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    damaged = visitor.get("/en/changes/").text
    path.write_bytes(data)

    clock.move(MENDED)

    assert "something may be missing here" in damaged
    assert "something may be missing here" not in visitor.get("/en/changes/").text


def test_how_we_check_leads_to_it(page):
    assert "/de/changes/" in page("/de/how-we-check/").links()


def test_it_can_be_read_in_hiding(shelf, clock):
    app = site(shelf.folder.parent, clock, TRUST)
    answer = Client(with_hiding(with_press(app), app)).post("/", data={"page": "/uk/changes/3/"})

    assert "Підписали двоє з нас" in answer.text
    assert 'href="/uk/' not in answer.text
