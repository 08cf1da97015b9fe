"""What the desk's tests stand on."""

from tests.desk.databases import database, postgresql

__all__ = ["database", "postgresql"]
