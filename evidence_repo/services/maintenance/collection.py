"""Collect bytes that nothing uses: condemn, wait a day, look again, delete behind the row's lock.

An upload of the same bytes meanwhile takes the condemnation back (`services.uploads.claim_blob`) and renews
the time of their last put, which is asked once more before anything is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Table, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.logs import get_logger
from evidence_repo.models import Base, Blob
from evidence_repo.services.audit.events import emit
from evidence_repo.services.examining.examination import forget_examination
from evidence_repo.services.policy.actors import SYSTEM
from storage import BlobInfo, BlobMissing, BlobStore
from workflows.events import BlobDeleted

GRACE = timedelta(hours=24)
_DERIVED_OF_A_BLOB = (
    "text/{}.json",
    "first/{}.json",
    "ocr/{}",
    "pictures/{}",
    "words/{}",
    "places/{}.bin",
    "renditions/{}.pdf",
    "renditions/{}.none",
)
_BATCH = 500

log = get_logger()


def is_used() -> ColumnElement[bool]:
    """Return the condition that any row names a `Blob`: whatever has a foreign key to it counts."""
    blob: Table = Base.metadata.tables[Blob.__tablename__]
    columns = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.references(blob)
    ]
    return or_(*(select(column).where(column == Blob.sha256).exists() for column in columns))


def condemn_unused(session: Session, now: datetime) -> int:
    """Mark the blobs that nothing uses; return how many."""
    marked = (
        update(Blob)
        .where(Blob.condemned_at.is_(None), ~is_used())
        .values(condemned_at=now)
        .returning(Blob.sha256)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(marked).all())


def collect_unused(database: Database, store: BlobStore, now: datetime) -> int:
    """Delete what was condemned a day ago and bytes without a row since a day; return how many went.

    Each blob is one transaction. Raises `storage.StorageError`; what is deleted by then is noted.
    """
    with database.reading() as session:
        condemned = session.scalars(select(Blob.sha256).where(Blob.condemned_at <= now - GRACE)).all()
    gone = sum(_delete_condemned(database, store, sha256, now) for sha256 in condemned)
    return gone + sum(_delete_rowless(database, store, info, now) for info in _rowless(database, store, now))


def _delete_condemned(database: Database, store: BlobStore, sha256: str, now: datetime) -> bool:
    with database.transaction() as session:
        blob = session.scalar(select(Blob).where(Blob.sha256 == sha256).with_for_update())
        if blob is None or blob.condemned_at is None or blob.condemned_at > now - GRACE:
            return False
        if session.scalar(select(Blob.sha256).where(Blob.sha256 == sha256, is_used())):
            blob.condemned_at = None
            return False
        if _was_put_lately(store, sha256, now):
            return False
        _delete(session, store, blob)
    return True


def _rowless(database: Database, store: BlobStore, now: datetime) -> Iterator[BlobInfo]:
    """Go through stored bytes that have had no row for a day, in batches of one query."""
    old = (info for info in store.list() if info.modified <= now - GRACE)
    while batch := list(islice(old, _BATCH)):
        with database.reading() as session:
            known = set(
                session.scalars(select(Blob.sha256).where(Blob.sha256.in_([info.sha256 for info in batch])))
            )
        yield from (info for info in batch if info.sha256 not in known)


def _delete_rowless(database: Database, store: BlobStore, info: BlobInfo, now: datetime) -> bool:
    """Take the hash with a row of our own first, so that an upload of it waits for us."""
    with database.transaction() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        row = {
            "sha256": info.sha256,
            "size": info.size,
            "crc32": 0,
            "created_at": now,
            "condemned_at": now,
        }
        taken = dialect.insert(Blob).values(row).on_conflict_do_nothing().returning(Blob)
        blob = session.scalar(taken)
        if blob is None:
            return False
        if _was_put_lately(store, info.sha256, now):
            session.rollback()
            return False
        _delete(session, store, blob)
    return True


def _was_put_lately(store: BlobStore, sha256: str, now: datetime) -> bool:
    try:
        return store.stat(sha256).modified > now - GRACE
    except BlobMissing:  # deleted by a sweep that was killed before its commit
        return False


def _delete(session: Session, store: BlobStore, blob: Blob) -> None:
    # Bytes before the row: what a kill leaves in between is a condemned row, and the next sweep ends it.
    store.delete(blob.sha256)
    for name in _DERIVED_OF_A_BLOB:
        store.delete_derived(name.format(blob.sha256))
    forget_examination(session, blob.sha256)
    emit(session, SYSTEM, BlobDeleted(subject=blob.sha256, size=blob.size))
    session.delete(blob)
    log.info("sweep.blob_deleted", sha256=blob.sha256, size=blob.size)
