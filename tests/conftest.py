"""A site on the real listings, at a moment that tests choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from resources import i18n, publish, seeds
from resources.editions import Shelf
from resources.listing import Country
from resources.settings import Settings, from_environment
from tests import house_rules

hypothesis.settings.register_profile("steady", deadline=None)  # tests claim what is right, never how fast
hypothesis.settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday that is nobody's holiday


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(scope="session")
def countries() -> tuple[Country, ...]:
    """Read the bundled listings once; that takes about a second."""
    return seeds.load(ROOT / "resources/listings")


@pytest.fixture(scope="session")
def published(countries: tuple[Country, ...], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Publish one edition of the bundled listings; tests that publish take a folder of their own."""
    instance = tmp_path_factory.mktemp("instance")
    settings = from_environment({"NOTALONE_INSTANCE": str(instance), "NOTALONE_GALLERY": "1"}, ROOT)
    publish.publish(countries, Shelf(settings.editions), now=NOON - timedelta(hours=1))
    return settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(published: Settings, clock: Clock) -> Flask:
    return create_app(published, clock=clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.fixture
def page(client: FlaskClient) -> house_rules.Visitor:
    """Get pages as parsed documents, each held to the house rules."""
    return house_rules.Visitor(client)


@pytest.fixture
def english() -> Iterator[i18n.Locale]:
    """English, spoken while the test runs."""
    locale = i18n.load(ROOT / "translations")["en"]
    with i18n.speaking(locale):
        yield locale
