"""The desk's database: SQLite unless `DATABASE_URL` names another; one place that begins and commits.

A file of SQLite that is taken away goes on living for those who have it open, and what they write is lost. So whoever
begins or commits looks whether their file is the one that lies there, and none is made anew where one was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, OperationalError
from typing import Any

from sqlalchemy import Connection as Begun
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlmodel import Session

BUSY_SECONDS = 10  # how long a writer waits for another; a transaction takes milliseconds

REASONS = {
    "is locked": "another process holds the database; it is tried again with each request",
    "readonly": "the disk of the database cannot be written; make it writable",
    "unable to open": "the file of the database cannot be opened; make its folder writable",
    "is full": "the disk of the database is full; make room",
    "connection": "the server of the database does not answer; start it",
}
"""What mends a fault, by what the database says of it: SQLite's own words, and those of PostgreSQL's client."""


def engine(url: str) -> Engine:
    """Open a database; the folder of an SQLite file is made. Nothing is read or written yet."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    opened = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(opened, "connect", _prepare)
    event.listen(opened, "begin", _begin)
    if address.database and address.database != ":memory:":
        path = Path(address.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        _Watched(path).listen(opened)
    return opened


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Give a session whose work is kept whole when the block ends, or not at all when it raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Begun]:
    """Give a connection that reads the rows of one moment, whoever writes meanwhile, and holds nobody up."""
    is_sqlite = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {"is_reading": True} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with engine.connect() as connection:
        yield connection.execution_options(**options)


def reason(error: SQLAlchemyError) -> str:
    """Say what is wrong and what mends it; never in the error's own words, which can hold what somebody sent."""
    said = str(getattr(error, "orig", None) or "")
    found = (remedy for sign, remedy in REASONS.items() if sign in said)
    return next(found, "the database cannot be read; restore a backup")


class _Watched:
    """A file that may be taken away or replaced while it is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._was_there = False

    def listen(self, engine: Engine) -> None:
        """Look whenever the engine opens, lends out or commits."""
        event.listen(engine, "do_connect", self._opening)
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "checkout", self._lent)
        event.listen(engine, "commit", self._commits)

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _opening(self, *_: Any) -> None:
        if self._was_there and self._identity() is None:
            raise OperationalError(f"{self._path} is gone; restore a backup")

    def _opened(self, _connection: Connection, record: Any) -> None:
        record.info["file"] = self._identity()
        self._was_there |= record.info["file"] is not None

    def _lent(self, _connection: Connection, record: Any, _proxy: Any) -> None:
        if record.info["file"] != self._identity():
            raise DisconnectionError(f"{self._path} is another file by now")  # so the one that lies there is opened

    def _commits(self, connection: Begun) -> None:
        if connection.info["file"] != self._identity():
            raise DisconnectionError(f"{self._path} was taken away meanwhile; nothing was kept")


def _prepare(connection: Connection, _record: Any) -> None:
    """Let readers read while one writes, hold foreign keys, and leave it to `_begin` to begin."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Begun) -> None:
    """Take the right to write at once: a transaction that reads first and writes later would be turned away."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("is_reading") else "BEGIN IMMEDIATE")
