"""The shape of the desk's database: brought up to date when the desk starts, one migration after the other."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from resources.errors import DatabaseError

SCRIPTS = Path(__file__).parents[1] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate to a revision, whole or not at all.

    Raises: DatabaseError where the database was made by a newer program.
    """
    with engine.begin() as connection:
        bring(connection, revision)


def bring(connection: Connection, revision: str = "head") -> None:
    """Migrate within a transaction that somebody else ends. Raises: DatabaseError, as `upgrade`."""
    if (current := revision_of(connection)) and current not in _known():
        raise DatabaseError(f"it stands at {current}, which this program does not know; run the newer program")
    if revision not in {"head", *_known()}:
        raise DatabaseError(f"this program does not know {revision}; run the newer program")
    command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate back to a revision; rows that the older shape has no place for are lost."""
    with engine.begin() as connection:
        empty(connection, revision)


def empty(connection: Connection, revision: str = "base") -> None:
    """Migrate back within a transaction that somebody else ends."""
    command.downgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """Tell at which revision a database stands; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Give the revision that this program's tables stand at."""
    return _scripts().get_current_head()


def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS))
    return config
