"""Alembic's entry: runs on the connection that `evidence_repo.schema` hands in, or by the settings."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from evidence_repo.db import Database
from evidence_repo.models import Base
from evidence_repo.models.base import UtcDateTime
from evidence_repo.settings import Settings


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    # A migration is frozen: it must not change with our own column type.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter a table in place: batches copy it.
        render_as_batch=True,
        # `evidence_repo.db` opens SQLite's transactions itself, so its DDL rolls back as well.
        transactional_ddl=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_by_settings() -> None:
    database = Database(Settings.from_env().database_url)
    with database.engine.begin() as connection:
        _run_on(connection)
    database.close()


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    _run_by_settings()
else:
    _run_on(given)
