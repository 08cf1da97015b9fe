"""PostgreSQL is stopped and started under a running desk, which says so, loses nothing, and goes on by itself."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import servers
from tests.desk.clients import fields
from tests.desk.databases import emptied, postgresql_server
from tests.desk.signing import CHI, RELYING
from tests.faults.places import Place, approval, headings, made, page, sign_in

PAGES = ("/en/", "/en/gb/", "/en/listing/gb-example/", "/healthz")
DESK = ("/desk/", "/desk/sign-in/", "/desk/proposals/")
TYPED = "Typed before the database stopped"
FAULT = ["The desk’s database does not answer"]


@pytest.fixture
def rows() -> Iterator[Any]:
    """Run a server that this test alone stops."""
    with postgresql_server() as server:
        yield server


@pytest.fixture
def place(rows: Any, tmp_path: Path) -> Place:
    return made(tmp_path, database=emptied(rows.get_uri()))


def secret(desk: httpx.Client) -> dict[str, list[str]]:
    return {"csrf": [page(desk.get("/desk/listings/")).select_one("input[name=csrf]")["value"]]}


def typed(desk: httpx.Client, edit: str) -> dict[str, list[str]]:
    """Give what the form of a proposal holds, as a browser sends it."""
    sent = secret(desk)
    for name, value in fields(page(desk.get(edit)), ".listing-form"):
        sent.setdefault(name, []).append(value)
    return sent


def test_database_that_stops_and_starts_leaves_the_desk_running_with_all_that_was_saved(place, rows, desk, public):
    sign_in(desk, CHI)
    begun = desk.post("/desk/listings/", data=secret(desk) | {"kind": "change", "listing": "gb-other"})
    edit = begun.headers["Location"]
    saved = desk.post(edit, data=typed(desk, edit) | {"name": TYPED})
    sign_in(desk)
    form = approval(desk, place)
    rows.stop()

    refused, health = form.send(desk), desk.get("/desk/healthz")
    homes = [desk.get(one) for one in DESK]
    seen = [public.get(one).status_code for one in PAGES]
    rows.start()

    assert "saved=1" in saved.headers["Location"]
    assert (refused.status_code, headings(refused)) == (HTTPStatus.SERVICE_UNAVAILABLE, FAULT)
    assert "What you just sent was not kept." in refused.text
    assert [(one.status_code, headings(one), one.headers["Retry-After"]) for one in homes] == [(503, FAULT, "10")] * 3
    assert (health.status_code, health.json()["error"]) == (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "the server of the database does not answer; start it",
    )
    assert seen == [HTTPStatus.OK] * len(PAGES)

    assert headings(desk.get("/desk/")) == ["What next"]  # still signed in, by the same process
    assert desk.get("/desk/healthz").status_code == HTTPStatus.OK
    assert form.send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    sign_in(desk, CHI)
    assert typed(desk, edit)["name"] == [TYPED]

    rows.stop()
    rows.start()  # with nobody asking in between
    assert headings(desk.get("/desk/proposals/")) != FAULT
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")


def test_desk_that_starts_before_its_database_waits_and_goes_on_when_it_is_there(place, rows, tmp_path):
    rows.stop()
    with servers.serving("app:desk", tmp_path / "desk.log", place.environment) as (desk, *_):
        desk.headers["Origin"] = RELYING.origin
        home = desk.get("/desk/sign-in/")
        rows.start()

        assert (home.status_code, headings(home)) == (HTTPStatus.SERVICE_UNAVAILABLE, FAULT)
        assert headings(sign_in(desk)) == ["What next"]
