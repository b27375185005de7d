"""Engine and transactions: the edge opens exactly one; services never commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from evidence_repo.bells import Bell, NoBell, queued_work
from evidence_repo.errors import ChangedMeanwhile

BeforeCommit = Callable[[Session], None]


class Database:
    """One engine and its kinds of sessions.

    `before_commit` functions run inside every transaction as its last statements, in order (the audit chain
    is written there, so that its head is locked as briefly as can be). What queued work rings `bell`.
    """

    def __init__(
        self,
        url: str,
        *,
        before_commit: Sequence[BeforeCommit] = (),
        bell: Bell | None = None,
        pool_size: int = 10,
    ) -> None:
        self.bell = bell or NoBell()
        self.engine = _make_engine(url, pool_size)
        self._writing = self.engine.execution_options(begin_immediate=True)
        self._before_commit = tuple(before_commit)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing transaction; commit at the end, roll back on any error.

        Raises `ChangedMeanwhile` when a versioned row was changed by somebody else in between.
        """
        with Session(self._writing, expire_on_commit=False) as session:
            try:
                yield session
                session.flush()
                for step in self._before_commit:
                    step(session)
                is_work = queued_work(session)
                if is_work:
                    self.bell.announce(session)
                session.commit()
            except StaleDataError as error:
                session.rollback()
                raise ChangedMeanwhile from error
        if is_work:
            self.bell.ring()

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """Open a session for what writes as in a transaction, to see what would come of it; nothing is kept.

        It waits for other writers: SQLite refuses to write at once in a session that began by reading.
        """
        with Session(self._writing, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads; whatever it holds is rolled back at the end."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _make_engine(url: str, pool_size: int) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` chooses BEGIN or BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("begin_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
