"""The desk's database: SQLite unless `DATABASE_URL` names another; one place that begins and commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from sqlalchemy import Connection as Begun
from sqlalchemy import Engine, create_engine, event, make_url
from sqlmodel import Session

BUSY_SECONDS = 10  # how long a writer waits for another; a transaction takes milliseconds


def engine(url: str) -> Engine:
    """Open a database; the folder of an SQLite file is made. Nothing is read or written yet."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    opened = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(opened, "connect", _prepare)
    event.listen(opened, "begin", _begin)
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


def _prepare(connection: Connection, _record: Any) -> None:
    """Let readers read while one writes, hold foreign keys, and leave it to `_begin` to begin."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Begun) -> None:
    """Take the right to write at once: a transaction that reads first and writes later would be turned away."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("is_reading") else "BEGIN IMMEDIATE")
