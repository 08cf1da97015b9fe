"""Each step of the migrations, up and down, with rows in every table: what they say is kept, but what is named here."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from sqlalchemy import Column, Connection, DateTime, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import DBAPIError

from resources.desk import schema
from tests.conftest import NOON

REVISIONS = tuple(script.revision for script in schema._scripts().walk_revisions())[::-1]
STEPS = tuple(pairwise(REVISIONS))
ROWS = 3  # in each table

LOST: Mapping[tuple[str, str], set[str]] = {
    ("001", "002"): {"watch.snippet", "watch.snippet_sha256"},  # nothing had filled them
    ("002", "001"): {"watch_link.snippet", "watch_link.snippet_sha256"},
    ("003", "002"): {"check_record.hour"},
}
"""The columns that a step has no place for; all others keep what they hold."""

Rows = dict[str, list[dict[str, Any]]]


def tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def fill(connection: Connection) -> None:
    """Put rows into every table, with something in every column."""
    numbers, known = count(1), tables(connection)
    for table in known.values():
        for place in range(ROWS):
            row = {column.name: value(connection, column, known, place, next(numbers)) for column in table.columns}
            connection.execute(insert(table).values(row))


def value(connection: Connection, column: Column[Any], known: Mapping[str, Table], place: int, number: int) -> Any:
    for key in column.foreign_keys:
        other = known[key.column.table.name].c[key.column.name]
        return connection.execute(select(other).order_by(other)).scalars().all()[place]
    if isinstance(column.type, DateTime):
        return NOON + timedelta(minutes=number)
    if isinstance(column.type, Integer):
        return number
    return {"number": [number]} if column.type.python_type is dict else f"ü {number}"


def rows(connection: Connection) -> Rows:
    """Read all rows, in the order of their keys."""
    return {
        name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for name, table in tables(connection).items()
    }


def columns(held: Rows) -> set[str]:
    return {f"{name}.{column}" for name, several in held.items() for column in several[0]}


def without(held: Rows, left_out: set[str]) -> Rows:
    return {
        name: [{key: one for key, one in row.items() if f"{name}.{key}" not in left_out} for row in several]
        for name, several in held.items()
    }


def assert_only_named_is_lost(before: Rows, after: Rows, step: tuple[str, str]) -> None:
    lost, new = columns(before) - columns(after), columns(after) - columns(before)
    assert lost == LOST.get(step, set())
    assert without(after, new) == without(before, lost)


def filled(database: Engine, revision: str) -> Rows:
    schema.upgrade(database, revision)
    with database.begin() as connection:
        fill(connection)
        return rows(connection)


def read(database: Engine) -> Rows:
    with database.begin() as connection:
        return rows(connection)


@pytest.mark.parametrize(("older", "newer"), STEPS)
def test_step_up_keeps_every_row_and_loses_only_what_is_named(database, older, newer):
    before = filled(database, older)

    schema.upgrade(database, newer)

    assert_only_named_is_lost(before, read(database), (older, newer))


@pytest.mark.parametrize(("older", "newer"), STEPS)
def test_step_down_keeps_every_row_and_loses_only_what_is_named(database, older, newer):
    before = filled(database, newer)

    schema.downgrade(database, older)

    assert_only_named_is_lost(before, read(database), (newer, older))


@pytest.mark.parametrize("older", REVISIONS)
def test_rows_of_any_revision_are_still_there_at_the_newest(database, older):
    before = filled(database, older)

    schema.upgrade(database)

    after = read(database)
    assert {name: len(several) for name, several in after.items()} == dict.fromkeys(before, ROWS)
    with database.connect() as connection:
        assert schema.revision_of(connection) == schema.head()


def test_events_are_guarded_at_every_revision(database):
    for revision in REVISIONS:
        schema.upgrade(database, revision)
        with database.begin() as connection:
            if not rows(connection)["event"]:
                fill(connection)
        for deed in ("UPDATE event SET kind = 'x'", "DELETE FROM event"):
            with pytest.raises(DBAPIError, match="only ever added"), database.begin() as connection:
                connection.exec_driver_sql(deed)


def test_rows_are_in_every_table_and_every_column(database):
    held = filled(database, "head")

    assert {name: len(several) for name, several in held.items()} == dict.fromkeys(held, ROWS)
    assert [column for several in held.values() for row in several for column in row.values() if column is None] == []
