"""Databases whose statements are compiled once a test process, not once a test (a pytest plugin).

A compiled statement stays valid as long as the dialect is the same. Every test has a database of its own,
hence an engine and a dialect of its own, and would compile all that it asks again: half the time of a test.
The dialects here are the product's, but equal to each other, and their engines share one cache of statements.
A worker's databases of one kind are all of one server or library, so that what is equal is also the same.
"""

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

_STATEMENTS: LRUCache[object, object] = LRUCache(5000)


class _Sharing(Dialect):
    """A dialect that is equal to all others of its kind."""

    supports_statement_cache = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_STATEMENTS)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


class SharingSqlite(_Sharing, SQLiteDialect_pysqlite):
    """SQLite's."""

    supports_statement_cache = True


class SharingPostgres(_Sharing, PGDialect_psycopg):
    """PostgreSQL's."""

    supports_statement_cache = True


registry.register("sqlite", __name__, SharingSqlite.__name__)
registry.register("postgresql.psycopg", __name__, SharingPostgres.__name__)
