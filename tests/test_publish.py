"""Publishing: one deed, done whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resources.editions import Shelf
from resources.errors import ListingsError
from resources.publish import bootstrap, publish
from tests.builders import country, listing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
KENYA = country(listing(id="ke-example", phones=()), code="KE")
LISTINGS = Path(__file__).parent.parent / "resources/listings"


def britain(name: str):
    return country(listing(name=name))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """One edition, of two countries."""
    shelf = Shelf(tmp_path / "instance/editions")
    publish((britain("Old"), KENYA), shelf, now=NOON)
    return shelf


def state(shelf: Shelf) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shelf.folder.rglob("*") if path.is_file()}


def test_same_facts_make_no_new_edition(shelf):
    before = state(shelf)

    edition = publish((britain("Old"), KENYA), shelf, now=LATER)

    assert (edition.number, edition.made_at) == (1, NOON)
    assert state(shelf) == before


def test_change_writes_one_part_and_one_manifest(shelf):
    before = state(shelf)

    edition = publish((britain("New"), KENYA), shelf, now=LATER)

    assert state(shelf).keys() - before.keys() == {"000002.json", f"{edition.parts['GB'].sha256}.json"}


def test_country_without_listings_gets_a_part(shelf):
    edition = publish((country(code="AQ"),), shelf, now=LATER)

    assert shelf.part(edition, "AQ").listings == ()


def test_going_back_is_a_new_edition_of_the_old_parts(shelf):
    first = shelf.read(1)
    publish((britain("New"), KENYA), shelf, now=LATER)

    third = publish((britain("Old"), KENYA), shelf, now=LATER)

    assert third.number == 3
    assert third.parts == first.parts


def test_number_of_a_damaged_edition_is_never_used_again(shelf):
    publish((britain("New"), KENYA), shelf, now=LATER)
    (shelf.folder / "000002.json").write_bytes(b"")

    edition = publish((britain("Newer"), KENYA), shelf, now=LATER)

    assert edition.number == 3
    assert edition.previous == shelf.read(1).ref
    assert shelf.newest() == (edition, ())


def test_restored_edition_breaks_no_chain_that_went_on_without_it(shelf):
    publish((britain("New"), KENYA), shelf, now=LATER)
    whole = (shelf.folder / "000002.json").read_bytes()
    (shelf.folder / "000002.json").write_bytes(b"")
    publish((britain("Newer"), KENYA), shelf, now=LATER)

    (shelf.folder / "000002.json").write_bytes(whole)

    assert shelf.verify() == ()
    assert shelf.newest().edition.number == 3


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"{}")], ids=["deleted", "rewritten"])
def test_publishing_again_mends_a_damaged_part_and_those_who_serve_look_again(shelf, damage):
    damage(shelf.parts.folder / f"{shelf.read(1).parts['GB'].sha256}.json")
    os.utime(shelf.folder, ns=(0, 0))

    edition = publish((britain("Old"), KENYA), shelf, now=LATER)

    assert shelf.newest() == (edition, ())
    assert edition.number == 1
    assert shelf.changed_at() > 0


def test_new_edition_is_seen_as_a_change_of_the_shelf(shelf):
    os.utime(shelf.folder, ns=(0, 0))

    publish((britain("New"), KENYA), shelf, now=LATER)

    assert shelf.changed_at() > 0


def test_shelf_that_is_not_there_has_never_changed(tmp_path):
    assert Shelf(tmp_path / "nowhere").changed_at() == 0


def test_what_a_killed_publisher_left_is_swept(shelf):
    (shelf.parts.folder / "000002.json.tmp").write_bytes(b"half")
    (shelf.parts.folder / "dangling.tmp").symlink_to("nowhere")
    (shelf.parts.folder / "folder.tmp").mkdir()

    edition = publish((britain("New"), KENYA), shelf, now=LATER)

    assert edition.number == 2
    assert [path.name for path in shelf.parts.folder.glob("*.tmp")] == ["folder.tmp"]


def test_publisher_that_cannot_write_leaves_the_edition_that_is_served(shelf):
    (shelf.parts.folder / "000002.json.tmp").mkdir()

    with pytest.raises(FileExistsError):
        publish((britain("New"), KENYA), shelf, now=LATER)

    assert shelf.newest() == (shelf.read(1), ())


def test_publishers_at_the_same_time_take_turns(shelf):
    names = [f"Name {index}" for index in range(8)]

    with ThreadPoolExecutor(len(names)) as pool:
        editions = list(pool.map(lambda name: publish((britain(name), KENYA), Shelf(shelf.folder), now=LATER), names))

    assert {edition.number for edition in editions} == set(range(2, 10))
    assert [shelf.part(edition, "GB").listings[0].name for edition in editions] == names
    assert shelf.verify() == ()


def test_bundled_listings_can_be_published_and_every_part_reads_back(tmp_path):
    shelf = Shelf(tmp_path)

    edition = bootstrap(LISTINGS, shelf, now=NOON)

    assert edition.number == 1
    assert edition.parts.keys() == {path.stem for path in LISTINGS.glob("*.yaml")}
    assert shelf.verify() == ()


def test_faulty_listing_file_publishes_nothing(shelf, tmp_path):
    (tmp_path / "GB.yaml").write_text("country: NO\n")
    before = state(shelf)

    with pytest.raises(ListingsError, match=r"GB\.yaml"):
        bootstrap(tmp_path, shelf, now=LATER)

    assert state(shelf) == before
