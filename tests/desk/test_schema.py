"""Migrations make what the models say, keep rows, and leave a newer database alone."""

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from resources.desk import schema, tables
from resources.desk.database import transaction
from resources.errors import DatabaseError
from tests.conftest import NOON


def test_the_migrations_make_what_the_models_say(database: Engine) -> None:
    schema.upgrade(database)

    with database.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), tables.Table.metadata)
    assert differences == []


def test_the_way_down_leaves_nothing(database: Engine) -> None:
    schema.upgrade(database)

    schema.downgrade(database, "base")

    assert sqlalchemy.inspect(database).get_table_names() == ["alembic_version"]


def test_migrating_again_keeps_rows(database: Engine) -> None:
    schema.upgrade(database)
    with transaction(database) as session:
        session.add(tables.Member(name="Ana", role="administrator", joined_at=NOON))

    schema.upgrade(database)

    with transaction(database) as session:
        assert session.exec(select(tables.Member.name)).all() == ["Ana"]


def test_a_database_of_a_newer_program_is_left_alone(database: Engine) -> None:
    schema.upgrade(database)
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '999'")

    with pytest.raises(DatabaseError, match=r"999.*newer program"):
        schema.upgrade(database)


def test_who_has_done_something_cannot_be_deleted(database: Engine) -> None:
    schema.upgrade(database)
    with transaction(database) as session:
        ana = tables.Member(name="Ana", role="administrator", joined_at=NOON)
        session.add(ana)
        session.flush()
        session.add(
            tables.Passkey(member_id=ana.id or 0, credential_id="a", public_key="k", label="phone", added_at=NOON)
        )

    with pytest.raises(IntegrityError), transaction(database) as session:
        session.delete(session.get(tables.Member, ana.id))


def test_times_come_back_in_utc(database: Engine) -> None:
    schema.upgrade(database)
    with transaction(database) as session:
        session.add(tables.Member(name="Ana", role="administrator", joined_at=NOON))

    with transaction(database) as session:
        assert session.exec(select(tables.Member.joined_at)).one() == NOON


def test_a_time_without_its_zone_is_refused(database: Engine) -> None:
    schema.upgrade(database)

    with pytest.raises(sqlalchemy.exc.StatementError, match="without its zone"), transaction(database) as session:
        session.add(tables.Member(name="Ana", role="administrator", joined_at=NOON.replace(tzinfo=None)))
