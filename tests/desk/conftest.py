"""What the desk's tests stand on: a desk of three on each kind of database, at a moment that tests choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from resources.desk.office import Office
from tests.conftest import Clock
from tests.desk import busy, clients
from tests.desk.busy import Busy
from tests.desk.clients import Client, Guest, enter, unhindered
from tests.desk.databases import database, postgresql
from tests.desk.offices import opened
from tests.desk.signing import ANA, BEN, CHI

__all__ = ["database", "postgresql"]


@pytest.fixture
def app(database: Engine, tmp_path: Path, clock: Clock) -> Flask:
    return clients.desk(opened(database, tmp_path), tmp_path / "instance", clock)


@pytest.fixture
def office(app: Flask) -> Office:
    found: Office = app.extensions["desk"].office
    return found


@pytest.fixture
def ana(app: Flask) -> Client:
    return enter(app, ANA)


@pytest.fixture
def ben(app: Flask) -> Client:
    return enter(app, BEN)


@pytest.fixture
def chi(app: Flask) -> Client:
    return enter(app, CHI)


@pytest.fixture
def guest(app: Flask) -> Guest:
    return Guest(app.test_client())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    """Open a desk in the middle of its work; a test that changes it puts it back."""
    made = busy.make(tmp_path_factory.mktemp("desk"))
    with unhindered(made.app):
        yield made
    made.close()


@pytest.fixture
def unchanged(desk: Busy) -> Iterator[None]:
    """Hold a test to leaving that desk as it is."""
    before = desk.state()
    yield
    assert desk.state() == before
