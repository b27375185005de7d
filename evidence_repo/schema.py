"""The state of the database's tables: bring them to this version of the product, or say that they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from evidence_repo.db import Database
from evidence_repo.errors import EvidenceError
from evidence_repo.words import N_

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is loaded only where tables are changed: whether they have to be is asked by every command.

_LOCK = 416_2017
"""The advisory lock of PostgreSQL under which one process at a time migrates."""


class SchemaMismatch(EvidenceError):
    """The database's tables are not those of this version of the product."""

    code = "schema_mismatch"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`, wholly or not at all; several processes take turns."""
    from alembic import command

    _migrate(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the tables back to `revision`; `base` leaves none, and nothing that was in them."""
    from alembic import command

    _migrate(database, lambda config: command.downgrade(config, revision))


def revision_of(database: Database) -> str | None:
    """Return the revision that the database is at; None if it has never been migrated."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def is_current(database: Database) -> bool:
    """Return whether the tables are those of this version of the product."""
    return revision_of(database) == newest_revision()


def check_current(database: Database) -> None:
    """Raise `SchemaMismatch`, which says what to do, unless the tables are those of this version."""
    found = revision_of(database)
    if found == newest_revision():
        return
    if found is None:
        raise SchemaMismatch(
            N_("The database has no tables yet."), advice=N_("Run `evidence-repo init` once.")
        )
    if found in _history():
        raise SchemaMismatch(
            N_("The database is of an older version of this program."),
            advice=N_("Back it up, then run `evidence-repo init`: it brings the tables up to date."),
        )
    raise SchemaMismatch(
        N_("The database is of a newer version of this program."), advice=N_("Install that version.")
    )


_REVISION = re.compile(r'^(revision|down_revision)\b[^=\n]*= "([^"\n]*)"', re.MULTILINE)


def _scripts() -> Iterator[Traversable]:
    folder = files("evidence_repo.migrations") / "versions"
    return (script for script in folder.iterdir() if script.name.endswith(".py"))


@cache
def _history() -> dict[str, str | None]:
    """Return each revision and the one before it, read from the migrations without running them."""
    scripts = (script.read_text(encoding="utf-8") for script in _scripts())
    found = (dict(_REVISION.findall(script)) for script in scripts)
    return {names["revision"]: names.get("down_revision") for names in found}


def newest_revision() -> str:
    """Return the revision of this version of the product."""
    history = _history()
    [newest] = set(history) - set(history.values())
    return newest


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "evidence_repo:migrations")
    return config


def _migrate(database: Database, run: Callable[[Config], None]) -> None:
    config = _config()
    with _locked_connection(database) as connection:
        config.attributes["connection"] = connection
        run(config)


@contextmanager
def _locked_connection(database: Database) -> Iterator[Connection]:
    """Give one transaction that no other migration can run beside."""
    with database.engine.connect() as plain:
        connection = plain.execution_options(begin_immediate=True)
        if connection.dialect.name == "sqlite":
            with _foreign_keys_off(connection), connection.begin():
                yield connection
                _check_references(connection)
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to; the switch works outside transactions only."""
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration left {len(broken)} rows that refer to nothing: {broken[:5]}")
