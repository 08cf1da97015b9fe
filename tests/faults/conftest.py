"""The desk and the site of a `place`, which each test of faults makes for itself, on real servers."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.desk.signing import RELYING
from tests.faults.places import Place


@pytest.fixture
def desk(place: Place, tmp_path: Path) -> Iterator[httpx.Client]:
    with servers.serving("app:desk", tmp_path / "desk.log", place.environment) as (client, *_):
        client.headers["Origin"] = RELYING.origin
        yield client


@pytest.fixture
def public(place: Place, tmp_path: Path) -> Iterator[httpx.Client]:
    with servers.serving("app:application", tmp_path / "public.log", place.environment) as (client, *_):
        yield client
