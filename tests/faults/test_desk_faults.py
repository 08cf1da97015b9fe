"""The real desk, and the real site beside it, on a disk or a database that fails: nobody is told what is not so."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.desk.signing import RELYING
from tests.faults.disks import Disk, disk
from tests.faults.places import Place, approval, headings, made, page, sign_in

FAULT = ["The desk’s database does not answer"]
NOT_KEPT = "What you just sent was not kept."
WRONG = "/en/listing/gb-example/wrong/"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.fixture
def place(small: Disk, tmp_path: Path) -> Place:
    return made(tmp_path, small.folder / "instance")


def error_of(client: httpx.Client) -> tuple[int, str]:
    health = client.get("/desk/healthz")
    return health.status_code, health.json().get("error", "")


def test_approval_on_a_full_disk_is_refused_whole_and_the_same_form_works_when_there_is_room(place, desk, small):
    sign_in(desk)
    form = approval(desk, place)
    small.fill()

    refused, health = form.send(desk), error_of(desk)

    assert (refused.status_code, headings(refused)) == (HTTPStatus.SERVICE_UNAVAILABLE, FAULT)
    assert NOT_KEPT in refused.text
    assert health == (HTTPStatus.SERVICE_UNAVAILABLE, "nothing can be kept: No space left on device")
    assert not place.shows_the_change()

    small.free()
    assert form.send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    assert error_of(desk) == (HTTPStatus.OK, "")
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")


def test_desk_whose_database_another_process_holds_says_so_and_goes_on_when_it_is_let_go(place, desk):
    sign_in(desk)
    form = approval(desk, place)
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        refused, health, home = form.send(desk), error_of(desk), desk.get("/desk/")

    assert (refused.status_code, headings(refused), refused.headers["Retry-After"]) == (503, FAULT, "10")
    assert health == (503, "another process holds the database; it is tried again with each request")
    assert home.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert NOT_KEPT not in home.text  # nothing was sent

    assert form.send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")


def test_desk_whose_worker_is_killed_takes_the_form_that_was_open_and_comes_back_from_a_backup(place, tmp_path):
    with servers.serving("app:desk", tmp_path / "desk.log", place.environment) as running:
        desk = running.client
        desk.headers["Origin"] = RELYING.origin
        sign_in(desk)
        form = approval(desk, place)
        (worker,) = servers.workers_of(running.process)

        os.kill(worker, signal.SIGKILL)
        running.wait_for(lambda: servers.workers_of(running.process) not in ([], [worker]))
        running.wait(lambda: desk.get("/desk/healthz").raise_for_status())

        assert form.send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")


def test_site_and_desk_that_start_on_a_read_only_disk_say_so_and_go_on_when_it_can_be_written(place, small, tmp_path):
    small.read_only()
    with (
        servers.serving("app:application", tmp_path / "public.log", place.environment) as (public, *_),
        servers.serving("app:desk", tmp_path / "desk.log", place.environment) as (desk, *_),
    ):
        desk.headers["Origin"] = RELYING.origin
        slip = page(public.get(WRONG.removesuffix("wrong/"))).select_one("input[name=slip]")["value"]
        form = {"wrong": "number", "slip": slip}

        told, published, home, health = (
            public.post(WRONG, data=form),
            place.run("publish"),
            desk.get("/desk/sign-in/"),
            error_of(desk),
        )

        assert public.get("/en/gb/").status_code == HTTPStatus.OK
        assert (told.status_code, headings(told)) == (503, ["We could not keep what you told us"])
        assert public.get("/healthz").json()["faults"] == ["what visitors tell cannot be kept: Read-only file system"]
        assert published.returncode == 1
        assert published.stderr.startswith("Error: ")
        assert "see that the disk can be written" in published.stderr
        assert (home.status_code, headings(home)) == (503, FAULT)
        assert health[0] == HTTPStatus.SERVICE_UNAVAILABLE
        assert "make it writable" in health[1] or "make its folder writable" in health[1]

        small.writable()
        assert headings(sign_in(desk)) == ["What next"]
        assert approval(desk, place).send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")
