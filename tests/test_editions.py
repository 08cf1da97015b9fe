"""Editions on disk: what is read back, what is refused and why, and what is served instead."""

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources import canonical
from resources.editions import Shelf
from resources.errors import DamagedEditionError, NoEditionError, UnknownCountryError
from resources.listing import Country
from resources.publish import publish
from resources.terms import EmergencyService, Status
from tests.builders import country, emergency, listing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EMPTY = country(code="AQ")


def of_edition(number: int) -> tuple[Country, ...]:
    """Give what edition `number` holds in these tests; Antarctica never changes."""
    return country(listing(name=f"Edition {number}")), EMPTY


def shelf_of(folder: Path, editions: int) -> Shelf:
    shelf = Shelf(folder / "editions")
    for number in range(1, editions + 1):
        publish(of_edition(number), shelf, now=NOON)
    return shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Three editions."""
    return shelf_of(tmp_path, 3)


def manifest(shelf: Shelf, number: int) -> Path:
    return shelf.folder / f"{number:06d}.json"


def part(shelf: Shelf, number: int, code: str = "GB") -> Path:
    return shelf.parts.folder / f"{shelf.read(number).parts[code].sha256}.json"


def reseal(path: Path, **changes: object) -> None:
    """Change a manifest as somebody would who knows how to compute its digest."""
    facts = json.loads(path.read_bytes()) | changes
    del facts["sha256"]
    path.write_bytes(canonical.dumps(facts | {"sha256": canonical.digest(canonical.dumps(facts))}))


# What is read back


def test_country_reads_back_as_it_was_published(shelf):
    edition = shelf.newest().edition

    assert shelf.part(edition, "GB").model_dump() == of_edition(3)[0].model_dump()
    assert shelf.part(edition, "AQ").model_dump() == EMPTY.model_dump()


def test_manifest_is_canonical_and_sealed_by_the_digest_of_the_rest(shelf):
    data = manifest(shelf, 2).read_bytes()

    facts = json.loads(data)
    seal = facts.pop("sha256")
    assert canonical.dumps(facts | {"sha256": seal}) == data
    assert canonical.digest(canonical.dumps(facts)) == seal


def test_editions_are_numbered_and_chained_from_one(shelf):
    first, second, third = map(shelf.read, shelf.numbers())

    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert (first.previous, second.previous, third.previous) == (None, first.ref, second.ref)


def test_time_is_kept_in_utc_to_the_second(tmp_path):
    nairobi = timezone(timedelta(hours=3))
    now = datetime(2026, 11, 24, 12, 0, 7, 654321, tzinfo=nairobi)

    publish(of_edition(1), Shelf(tmp_path), now=now)

    assert json.loads((tmp_path / "000001.json").read_bytes())["made_at"] == "2026-11-24T09:00:07Z"


def test_candidates_are_counted_and_never_written(tmp_path):
    shelf = Shelf(tmp_path)
    police = emergency("999", EmergencyService.POLICE, status=Status.CANDIDATE)
    waiting = listing(id="gb-waiting", name="Waiting", status=Status.CANDIDATE)

    edition = publish((country(listing(), waiting, emergency=(police,)),), shelf, now=NOON)

    ref = edition.parts["GB"]
    assert (ref.listings, ref.emergency, ref.candidates, ref.emergency_candidates) == (1, 0, 1, 1)
    assert "Waiting" not in part(shelf, 1).read_text()
    assert "999" not in part(shelf, 1).read_text()


def test_country_outside_the_edition_is_unknown(shelf):
    with pytest.raises(UnknownCountryError, match="'KE'"):
        shelf.part(shelf.read(1), "KE")


def test_difference_between_editions_names_country_listing_and_field(shelf):
    said = [str(difference) for difference in shelf.diff(shelf.read(1), shelf.read(3))]

    assert said == ["GB › gb-example › name: Edition 1 → Edition 3"]


def test_countries_that_come_and_go_are_differences(tmp_path):
    shelf = Shelf(tmp_path)
    kenya = country(listing(id="ke-example", phones=()), code="KE")
    first, second = (publish((held,), shelf, now=NOON) for held in (country(listing()), kenya))

    said = [str(difference) for difference in shelf.diff(first, second)]

    assert said == ["GB › gb-example: removed Example", "KE › ke-example: added Example"]


# What is passed over


@pytest.mark.parametrize(
    "name",
    ["1.json", "00001.json", "0000001.json", "000004.json.tmp", "000004", "-00004.json", "٠٠٠٠٠٤.json", "x.json"],
)
def test_file_with_an_odd_name_is_passed_over(shelf, name):
    (shelf.folder / name).write_bytes(manifest(shelf, 3).read_bytes())

    assert shelf.numbers() == (1, 2, 3)
    assert shelf.newest().refused == ()


def test_numbers_beyond_six_digits_sort_as_numbers(shelf):
    (shelf.folder / "1000000.json").touch()
    (shelf.folder / "999999.json").touch()

    assert shelf.numbers() == (1, 2, 3, 999999, 1000000)


# What is refused, and the one before served

DAMAGES: list[tuple[str, Callable[[Shelf], object], str]] = [
    ("emptied", lambda shelf: manifest(shelf, 3).write_bytes(b""), "not an edition"),
    ("not JSON", lambda shelf: manifest(shelf, 3).write_bytes(b"\xff\xfe"), "not an edition"),
    ("deeply nested", lambda shelf: manifest(shelf, 3).write_bytes(b"[" * 100_000), "not an edition"),
    ("no manifest", lambda shelf: manifest(shelf, 3).write_bytes(b"{}\n"), "not an edition"),
    ("unknown key", lambda shelf: reseal(manifest(shelf, 3), motto="x"), "not an edition"),
    ("another's number", lambda shelf: copyfile(manifest(shelf, 2), manifest(shelf, 3)), "it holds edition 2"),
    ("renumbered and resealed", lambda shelf: reseal(manifest(shelf, 3), number=4), "it holds edition 4"),
    (
        "time rewritten",
        lambda shelf: manifest(shelf, 3).write_text(manifest(shelf, 3).read_text().replace("T12", "T13")),
        "its SHA-256 is [0-9a-f]{64}$",
    ),
    (
        "spaces added",
        lambda shelf: manifest(shelf, 3).write_text(json.dumps(json.loads(manifest(shelf, 3).read_text()))),
        "not in canonical form",
    ),
    ("local time", lambda shelf: reseal(manifest(shelf, 3), made_at="2026-11-24T15:00:00+03:00"), "not in UTC"),
    ("first of all days", lambda shelf: reseal(manifest(shelf, 3), made_at="0001-01-01T00:00:00+14:00"), "not in UTC"),
    (
        "chained to a stranger",
        lambda shelf: reseal(manifest(shelf, 3), previous={"number": 2, "sha256": "0" * 64}),
        "does not follow edition 2",
    ),
    (
        "chained to itself",
        lambda shelf: reseal(manifest(shelf, 3), previous={"number": 3, "sha256": "0" * 64}),
        "does not follow edition 3",
    ),
    (
        "chained to one that is to come",
        lambda shelf: reseal(manifest(shelf, 3), previous={"number": 9, "sha256": "0" * 64}),
        "does not follow edition 9",
    ),
    ("edition before resealed", lambda shelf: reseal(manifest(shelf, 2), made_at="2020-01-01T00:00:00Z"), "not follow"),
    ("giant", lambda shelf: os.truncate(manifest(shelf, 3), 2**40), "1099511627776 bytes, where at most"),
    ("symlink", lambda shelf: relink(manifest(shelf, 3), manifest(shelf, 2)), "not a plain file"),
    ("dangling symlink", lambda shelf: relink(manifest(shelf, 3), Path("nowhere")), "not a plain file"),
    ("folder", lambda shelf: refold(manifest(shelf, 3)), "not a plain file"),
    ("pipe", lambda shelf: repipe(manifest(shelf, 3)), "not a plain file"),
    ("part deleted", lambda shelf: part(shelf, 3).unlink(), "part GB .*there is no such file"),
    ("part emptied", lambda shelf: part(shelf, 3).write_bytes(b""), "part GB .*its SHA-256 is"),
    ("part of another edition", lambda shelf: copyfile(part(shelf, 2), part(shelf, 3)), "part GB .*its SHA-256 is"),
    ("part grown", lambda shelf: os.truncate(part(shelf, 3), 2**40), "part GB .*1099511627776 bytes, where at most"),
    ("part is a symlink", lambda shelf: relink(part(shelf, 3), part(shelf, 2)), "part GB .*not a plain file"),
]


def relink(path: Path, to: Path) -> None:
    path.unlink()
    path.symlink_to(to)


def refold(path: Path) -> None:
    path.unlink()
    path.mkdir()


def repipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(("damage", "reason"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_damaged_edition_is_refused_by_name_and_reason_and_the_one_before_is_served(shelf, damage, reason):
    damage(shelf)

    edition, refused = shelf.newest()

    assert edition.number == 2
    assert [error.path.name for error in refused] == ["000003.json"]
    assert re.search(reason, refused[0].reason)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Two editions; `served_with` damages them and mends them again."""
    return shelf_of(tmp_path_factory.mktemp("pair"), 2)


def served_with(shelf: Shelf, path: Path, data: bytes) -> tuple[int, list[str]]:
    """Tell which edition is served, and which are refused, while a file holds other bytes."""
    whole = path.read_bytes()
    path.write_bytes(data)
    edition, refused = shelf.newest()
    path.write_bytes(whole)
    return edition.number, [error.path.name for error in refused]


SECOND_REFUSED = (1, ["000002.json"])


@pytest.mark.parametrize("file", [manifest, part])
def test_two_whole_editions_serve_the_second(pair, file):
    path = file(pair, 2)

    assert served_with(pair, path, path.read_bytes()) == (2, [])


@pytest.mark.parametrize("file", [manifest, part])
def test_edition_truncated_anywhere_is_refused(pair, file):
    whole = file(pair, 2).read_bytes()

    served = [served_with(pair, file(pair, 2), whole[:length]) for length in range(len(whole))]

    assert served == [SECOND_REFUSED] * len(whole)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("file", [manifest, part])
def test_edition_with_any_byte_changed_is_refused(pair, file, data):
    path = file(pair, 2)
    damaged = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(damaged) - 1))
    damaged[place] ^= data.draw(st.integers(1, 255))

    assert served_with(pair, path, bytes(damaged)) == SECOND_REFUSED


@settings(max_examples=100, deadline=None)
@given(nonsense=st.binary(max_size=400))
def test_nonsense_in_place_of_a_manifest_is_refused(pair, nonsense):
    assert served_with(pair, manifest(pair, 2), nonsense) == SECOND_REFUSED


def test_all_newer_damaged_editions_are_named_newest_first(shelf):
    manifest(shelf, 2).write_bytes(b"")
    part(shelf, 3).unlink()

    edition, refused = shelf.newest()

    assert edition.number == 1
    assert [error.path.name for error in refused] == ["000003.json", "000002.json"]


def test_damaged_old_edition_does_not_keep_the_newest_from_visitors(shelf):
    manifest(shelf, 2).write_bytes(b"")

    assert (shelf.newest().edition.number, shelf.newest().refused) == (3, ())


@pytest.mark.parametrize("is_there", [True, False])
def test_shelf_without_editions_says_how_to_publish(tmp_path, is_there):
    folder = tmp_path if is_there else tmp_path / "nowhere"

    with pytest.raises(NoEditionError, match=r"run: flask --app app publish$"):
        Shelf(folder).newest()


def test_shelf_with_damaged_editions_only_names_each(tmp_path):
    shelf = shelf_of(tmp_path, 2)
    for number in shelf.numbers():
        manifest(shelf, number).write_bytes(b"")

    with pytest.raises(NoEditionError, match=r"(?s)000002\.json: .*000001\.json: ") as caught:
        shelf.newest()

    assert len(caught.value.refused) == 2


def test_edition_that_is_not_there_cannot_be_read(shelf):
    with pytest.raises(DamagedEditionError, match=r"^000009\.json: there is no such file"):
        shelf.read(9)


# The whole chain


def test_whole_shelf_verifies(shelf):
    assert shelf.verify() == ()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        # an old manifest; the editions after it stand on their own
        (lambda shelf: manifest(shelf, 1).write_bytes(b""), ["000001.json: not an edition"]),
        # an edition that is gone, told by the one that follows it
        (lambda shelf: manifest(shelf, 2).unlink(), ["000002.json: missing, though edition 3 follows it"]),
        # a part of one edition, and one that all share
        (lambda shelf: part(shelf, 1).unlink(), ["000001.json: part GB"]),
        (
            lambda shelf: part(shelf, 1, "AQ").unlink(),
            ["000001.json: part AQ", "000002.json: part AQ", "000003.json: part AQ"],
        ),
    ],
)
def test_verifying_names_all_that_is_damaged_or_missing(shelf, damage, said):
    damage(shelf)

    faults = [str(fault) for fault in shelf.verify()]

    assert [fault[: len(start)] for fault, start in zip(faults, said, strict=True)] == said


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"country": "GB"}, "its facts cannot be read (2 faults"),
        (country(listing(status=Status.CANDIDATE)).model_dump(mode="json"), "1 candidates in an edition"),
        (country(code="KE").model_dump(mode="json"), "under GB it holds KE"),
    ],
    ids=["unreadable", "candidate", "another country"],
)
def test_verifying_looks_into_parts_whose_digest_is_right(shelf, facts, reason):
    data = canonical.dumps(facts)
    ref = shelf.read(3).parts["GB"].model_copy(update={"sha256": canonical.digest(data), "size": len(data)})
    (shelf.parts.folder / f"{ref.sha256}.json").write_bytes(data)
    reseal(manifest(shelf, 3), parts={"GB": ref.model_dump()})

    faults = shelf.verify()

    assert [fault.path.name for fault in faults] == ["000003.json"]
    assert reason in faults[0].reason
