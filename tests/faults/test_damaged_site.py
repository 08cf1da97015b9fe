"""A running site whose editions are damaged under it: it serves the one before, and says so."""

import json
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
    for manifest in settings.editions.glob("*.json"):
        manifest.unlink()

    page = client.get("/en/gb/")
    health = client.get("/healthz")

    assert page.status_code == 503
    assert "Something went wrong on our side" in page.get_data(as_text=True)
    assert health.status_code == 503
    assert "flask --app app publish" in json.loads(health.data)["error"]
