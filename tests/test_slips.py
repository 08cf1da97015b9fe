"""What a form carries: ours, for this listing, for some hours, from whichever process."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from resources.settings import Settings
from resources.slips import PRINTED_FOR, Slips, expires_at
from tests.conftest import NOON, Clock
from tests.pressing import pressed

UNWRITABLE = Path("/dev/null/forms.key")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "instance/forms.key"


@pytest.mark.parametrize(
    ("later", "edition"),
    [
        (timedelta(0), 7),
        (PRINTED_FOR, 7),  # whoever had the page open
        (2 * PRINTED_FOR, None),
        (-PRINTED_FOR, None),  # from the future
        (timedelta(days=400), None),
    ],
)
def test_a_slip_is_good_for_some_hours(file: Path, later: timedelta, edition: int | None) -> None:
    slip = Slips(file).write("gb-example", edition=7, now=NOON)

    assert Slips(file).read(slip, "gb-example", now=NOON + later) == edition


def test_a_slip_of_one_listing_is_none_of_another(file: Path) -> None:
    slips = Slips(file)

    assert slips.read(slips.write("gb-example", edition=7, now=NOON), "gb-other", now=NOON) is None


def test_another_edition_cannot_be_written_into_a_slip(file: Path) -> None:
    slips = Slips(file)
    slip = slips.write("gb-example", edition=7, now=NOON)

    assert slips.read(f"8{slip[1:]}", "gb-example", now=NOON) is None


def test_a_slip_of_another_site_is_not_ours(tmp_path: Path) -> None:
    slip = Slips(tmp_path / "one").write("gb-example", edition=7, now=NOON)

    assert Slips(tmp_path / "two").read(slip, "gb-example", now=NOON) is None


@given(st.text() | st.from_regex(r"[0-9]{1,3}-82512-[0-9a-f]{32}", fullmatch=True))
def test_what_anybody_makes_up_is_not_ours(slip: str) -> None:
    assert Slips(UNWRITABLE).read(slip, "gb-example", now=NOON) is None


def test_nobody_else_on_the_machine_can_read_the_key(file: Path) -> None:
    Slips(file).write("gb-example", edition=1, now=NOON)

    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("torn", [b"", b"short"])
def test_a_torn_key_signs_nothing_that_others_could_sign(file: Path, torn: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(torn)

    slip = Slips(file).write("gb-example", edition=1, now=NOON)

    assert Slips(file).read(slip, "gb-example", now=NOON) is None


def test_a_process_that_can_write_nothing_reads_its_own() -> None:
    slips = Slips(UNWRITABLE)

    assert slips.read(slips.write("gb-example", edition=1, now=NOON), "gb-example", now=NOON) == 1


def test_when_the_disk_can_be_written_again_processes_share_a_key_and_know_their_own(tmp_path: Path) -> None:
    place = tmp_path / "instance"
    place.write_text("a file where a folder belongs")
    one, other = Slips(place / "forms.key"), Slips(place / "forms.key")
    before = one.write("gb-example", edition=1, now=NOON)
    place.unlink()

    after = one.write("gb-example", edition=2, now=NOON)

    assert [slips.read(after, "gb-example", now=NOON) for slips in (one, other)] == [2, 2]
    assert one.read(before, "gb-example", now=NOON) == 1


def test_a_printed_page_is_printed_anew_before_its_slip_is_too_old(published: Settings, clock: Clock) -> None:
    visitor = Client(pressed(published.instance, clock))
    first = visitor.get("/en/listing/gb-childline/").text
    clock.now = expires_at(clock.now)

    assert visitor.get("/en/listing/gb-childline/").text != first
