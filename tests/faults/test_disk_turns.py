"""The disk turns read-only under the running site and desk: nobody is told what is not so, and all goes on after."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.faults.disks import FailingDisk, failing_disk
from tests.faults.places import Place, approval, headings, made, page, sign_in
from tests.servers import ALONE

LISTING = "/en/listing/gb-example/"
PAGES = ("/en/", "/en/gb/", "/de/gb/?all=1", LISTING)
READ_ONLY = "Read-only file system"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[FailingDisk]:
    with failing_disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.fixture
def place(small: FailingDisk, tmp_path: Path) -> Place:
    return made(tmp_path, small.folder / "instance")


@pytest.fixture
def public(place: Place, tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        servers.serving("app:application", tmp_path / "public.log", place.environment) as running,
        httpx.Client(base_url=running.client.base_url, trust_env=False, limits=ALONE, timeout=60) as client,
    ):
        yield client  # of each worker in turn


def told(place: Place) -> int:
    return sum(len(day.read_bytes().splitlines()) for day in place.settings.flags.glob("*.jsonl"))


def test_disk_that_turns_read_only_takes_no_page_keeps_nothing_half_and_goes_on_when_it_can_be_written(
    place: Place, small: FailingDisk, public: httpx.Client, desk: httpx.Client
) -> None:
    sign_in(desk)
    form = approval(desk, place)
    flag = {"wrong": "number", "slip": page(public.get(LISTING)).select_one("input[name=slip]")["value"]}
    small.fail()

    refused, home, desk_health = form.send(desk), desk.get("/desk/"), desk.get("/desk/healthz")
    flagged, health = public.post(f"{LISTING}wrong/", data=flag), public.get("/healthz")
    seen = {public.get(one).status_code for one in PAGES * 3}
    published = place.run("publish")

    assert (refused.status_code, headings(refused)) == (503, ["The desk’s database does not answer"])
    assert "What you just sent was not kept." in refused.text
    assert home.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert (desk_health.status_code, desk_health.json()["error"]) == (503, f"nothing can be kept: {READ_ONLY}")
    assert (flagged.status_code, headings(flagged)) == (503, ["We could not keep what you told us"])
    assert health.json()["faults"] == [f"what visitors tell cannot be kept: {READ_ONLY}"]
    assert seen == {HTTPStatus.OK}
    assert (published.returncode, told(place), place.shows_the_change()) == (1, 0, False)

    small.mend()
    assert headings(desk.get("/desk/")) == ["What next"]
    assert public.post(f"{LISTING}wrong/", data=flag).status_code == HTTPStatus.OK  # before what it is about changes
    assert form.send(desk).status_code == HTTPStatus.SEE_OTHER
    assert (told(place), place.shows_the_change()) == (1, True)
    assert place.run("editions", "verify", "--signatures").returncode == 0
    assert list(small.folder.rglob("*.tmp")) == []
    assert desk.get("/desk/healthz").status_code == HTTPStatus.OK
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")
