"""Snapshots: what a node reads when an edition follows another, and how much of it stays in memory."""

from datetime import timedelta
from pathlib import Path

import pytest

from resources import publish, snapshot
from resources.editions import Shelf
from resources.errors import NoEditionError
from resources.parts import FileRef, Parts
from resources.snapshot import Newest
from tests.builders import country, listing
from tests.conftest import NOON

CODES = ("GB", "FR", "KE")


class Noted(Parts):
    """Parts that note what is read of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.read_files: list[str] = []

    def data(self, ref: FileRef) -> bytes:
        self.read_files.append(ref.sha256)
        return super().data(ref)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Make a shelf with an edition of three countries, which notes what is read."""
    shelf = Shelf(tmp_path)
    shelf.parts = Noted(tmp_path / "parts")
    publish.publish([_country(code) for code in CODES], shelf, now=NOON)
    return shelf


def _country(code: str, name: str = "Example"):
    return country(listing(id=f"{code.lower()}-example", name=name, phones=()), code=code)


def change(shelf: Shelf, name: str) -> str:
    """Let one country say something else, by another process; give the digest of its part."""
    parts = (_country("GB", name), _country("FR"), _country("KE"))
    return publish.publish(parts, Shelf(shelf.folder), now=NOON + timedelta(hours=1)).parts["GB"].sha256


def test_one_change_makes_a_node_read_one_part(shelf: Shelf) -> None:
    newest = Newest(shelf)
    before = newest.snapshot()
    for code in CODES:
        before.country(code)
    changed = change(shelf, "New")
    shelf.parts.read_files.clear()

    after = newest.snapshot()
    names = [after.country(code).listings[0].name for code in CODES]

    assert names == ["New", "Example", "Example"]
    assert set(shelf.parts.read_files) == {changed}


def test_looking_anew_reads_every_part(shelf: Shelf) -> None:
    newest = Newest(shelf)
    edition = newest.snapshot().edition
    shelf.parts.read_files.clear()

    newest.reread()

    assert sorted(shelf.parts.read_files) == sorted(part.sha256 for part in edition.parts.values())


def test_a_part_that_was_whole_and_is_written_over_is_refused_at_the_next_change(shelf: Shelf) -> None:
    newest = Newest(shelf)
    part = shelf.parts.folder / f"{newest.snapshot().edition.parts['KE'].sha256}.json"
    whole = part.read_bytes()
    change(shelf, "New")

    part.write_bytes(whole.replace(b"Example", b"Changed"))
    shelf.folder.touch()
    with pytest.raises(NoEditionError, match="SHA-256"):
        shelf.newest(anew=False)

    part.write_bytes(whole)
    assert newest.snapshot().edition.number == 2


def test_memory_for_listings_is_bounded(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "KEPT_LISTINGS", 2)  # a bound that three countries of one listing exceed
    served = Newest(shelf).snapshot()
    for code in CODES:
        served.country(code)
    shelf.parts.read_files.clear()

    served.country("KE")
    served.country("GB")

    assert shelf.parts.read_files == [served.edition.parts["GB"].sha256]


def test_a_country_larger_than_the_bound_is_served(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "KEPT_LISTINGS", 0)

    assert Newest(shelf).snapshot().country("GB").listings[0].name == "Example"
