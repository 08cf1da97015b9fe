"""A running site whose editions are damaged under it: it serves the one before, and says so."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from resources import publish
from resources.editions import Shelf
from resources.settings import Settings
from tests.builders import country, listing
from tests.conftest import NOON, Clock

Damage = Callable[[Path], None]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Publish two editions: a service called Before, then the same called After."""
    found = Settings(
        instance=tmp_path, listings=tmp_path, gallery=False
    )  # a folder without a seal: the service is made up
    for hours, name in ((2, "Before"), (1, "After")):
        publish.publish([country(listing(name=name))], Shelf(found.editions), now=NOON - timedelta(hours=hours))
    return found


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings, clock=Clock()).test_client()


def newest_manifest(settings: Settings) -> Path:
    return settings.editions / "000002.json"


def newest_part(settings: Settings) -> Path:
    shelf = Shelf(settings.editions)
    return settings.editions / "parts" / f"{shelf.read(2).parts['GB'].sha256}.json"


@pytest.mark.parametrize("damage", [truncate, flip_a_byte])
@pytest.mark.parametrize("victim", [newest_manifest, newest_part])
def test_a_site_started_on_a_damaged_edition_serves_the_one_before(
    settings: Settings, victim: Callable[[Settings], Path], damage: Damage
) -> None:
    damage(victim(settings))

    client = create_app(settings, clock=Clock()).test_client()

    assert "Before" in client.get("/en/gb/").get_data(as_text=True)


@pytest.mark.parametrize("damage", [truncate, flip_a_byte, remove])
def test_a_part_damaged_before_it_was_asked_for_gives_way_to_the_edition_before(
    settings: Settings, client: FlaskClient, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/healthz")
    damage(newest_part(settings))

    page = client.get("/en/gb/")

    assert page.status_code == 200
    assert "Before" in page.get_data(as_text=True)
    assert "edition refused" in caplog.text


def test_health_names_what_was_refused_and_why(settings: Settings, client: FlaskClient) -> None:
    truncate(newest_manifest(settings))

    health = json.loads(client.get("/healthz").data)

    assert health["edition"] == 1
    assert "000002.json" in health["refused"][0]


def test_a_new_edition_is_served_at_once(settings: Settings, client: FlaskClient) -> None:
    assert "After" in client.get("/en/gb/").get_data(as_text=True)

    publish.publish([country(listing(name="Newest"))], Shelf(settings.editions), now=NOON)

    assert "Newest" in client.get("/en/gb/").get_data(as_text=True)


def test_without_any_edition_there_is_one_plain_page_and_health_says_so(
    settings: Settings, client: FlaskClient
) -> None:
    shutil.rmtree(settings.editions)

    page = client.get("/en/gb/")
    health = client.get("/healthz")

    assert page.status_code == 503
    assert "Something went wrong on our side" in page.get_data(as_text=True)
    assert health.status_code == 503
    assert "flask --app app publish" in json.loads(health.data)["error"]


def test_what_is_in_memory_goes_on_being_served_when_the_shelf_is_gone(settings: Settings, client: FlaskClient) -> None:
    client.get("/en/gb/")
    shutil.rmtree(settings.editions)

    page, health = client.get("/en/gb/"), client.get("/healthz")

    assert "After" in page.get_data(as_text=True)
    assert health.status_code == 200
    assert "served from memory" in health.json["faults"][0]


def test_a_shelf_that_comes_back_is_served_again(settings: Settings, client: FlaskClient) -> None:
    client.get("/en/gb/")
    away = settings.editions.rename(settings.instance / "away")
    client.get("/en/gb/")
    publish.publish([country(listing(name="Newest"))], Shelf(away), now=NOON)
    os.utime(away, (1, 1))  # as a backup puts it back, older than what was seen
    away.rename(settings.editions)

    assert "Newest" in client.get("/en/gb/").get_data(as_text=True)


def test_a_country_that_cannot_be_read_any_more_is_one_plain_page(settings: Settings, client: FlaskClient) -> None:
    client.get("/healthz")
    shutil.rmtree(settings.editions)

    assert client.get("/en/gb/").status_code == 503


def test_health_says_that_the_spool_cannot_be_written(settings: Settings, client: FlaskClient) -> None:
    settings.flags.write_text("a file where a folder belongs")

    health = client.get("/healthz")

    assert health.status_code == 200
    assert health.json["faults"] == ["what visitors tell cannot be kept: File exists"]


def test_health_says_that_the_clock_is_wrong(settings: Settings) -> None:
    client = create_app(settings, clock=Clock(NOON - timedelta(days=365))).test_client()

    assert "the clock says 2025-11-24 12:00" in client.get("/healthz").json["faults"][0]


def test_health_leaves_nothing_in_the_spool_and_says_that_all_is_well(settings: Settings, client: FlaskClient) -> None:
    assert client.get("/healthz").json["faults"] == []
    assert list(settings.flags.iterdir()) == []


def seal(settings: Settings, text: str) -> None:
    (settings.listings / "seal.json").write_text(text)


def test_health_names_listing_files_that_wait_to_be_published(settings: Settings) -> None:
    sealed = {"GB": newest_part(settings).stem}
    seal(settings, json.dumps(sealed))
    client = create_app(settings, clock=Clock()).test_client()
    seal(settings, json.dumps(sealed | {"KE": "0" * 64}))

    assert client.get("/healthz").json["faults"] == [
        "listing files say something else than edition 2: KE; publish them"
    ]


def test_a_seal_that_is_broken_while_the_site_runs_takes_no_page_away(settings: Settings, client: FlaskClient) -> None:
    client.get("/en/gb/")
    seal(settings, "{")

    health = client.get("/healthz")

    assert "After" in client.get("/en/gb/").get_data(as_text=True)
    assert health.status_code == 200
    assert "not a seal" in health.json["faults"][0]


def test_health_looks_once_a_second_however_often_it_is_asked(settings: Settings) -> None:
    clock = Clock()
    client = create_app(settings, clock=clock).test_client()
    client.get("/healthz")
    shutil.rmtree(settings.editions)

    assert client.get("/healthz").json["faults"] == []
    clock.move(timedelta(seconds=1))
    assert client.get("/healthz").json["faults"] != []
    clock.move(timedelta(hours=-1))
    settings.flags.rmdir()
    settings.flags.write_text("")
    assert len(client.get("/healthz").json["faults"]) == 2
