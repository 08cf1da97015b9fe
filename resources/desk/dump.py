"""All rows of the desk's database as lines of JSON, table by table, and back into an empty one of either kind.

The tables are those that the database has, not those of this program, so a backup outlives the program that made it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select

from resources import canonical

PASSING = frozenset({"alembic_version", "ceremony", "desk_session", "presence"})
"""What is not kept: the revision stands elsewhere, and nobody is signed in on a desk that was restored."""


def tables(connection: Connection) -> dict[str, Table]:
    """Read which tables there are whose rows are kept, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name not in PASSING}


def is_empty(connection: Connection) -> bool:
    """Tell whether a database has no table yet."""
    return not inspect(connection).get_table_names()


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Write each row of a table as canonical JSON, in the order of its key."""
    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
        yield canonical.dumps({name: _told(value) for name, value in row.items()})


def fill(connection: Connection, rows: Mapping[str, Iterable[bytes]]) -> None:
    """Put the lines of each table into an empty database. Raises: KeyError, ValueError where they do not fit it."""
    known = tables(connection)
    for name in sorted(rows.keys() - known.keys()):
        raise KeyError(name)
    for name, table in known.items():
        if values := [_row(table, json.loads(line)) for line in rows.get(name, ())]:
            connection.execute(insert(table), values)
        _go_on_counting(connection, table)


def _told(value: object) -> object:
    """Say a time in UTC; SQLite gives it without its zone."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value


def _row(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    times = {column.name for column in table.columns if column.type.python_type is datetime}
    return {name: datetime.fromisoformat(value) if value and name in times else value for name, value in told.items()}


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give new rows numbers after those that were put in; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
    highest = select(func.max(column)).scalar_subquery()
    connection.execute(select(func.setval(sequence, highest)).where(sequence.is_not(None), highest.is_not(None)))
