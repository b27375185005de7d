"""From a spooled file to a blob: keep the bytes, then claim their row.

The order is what makes an upload safe: the bytes are durable in the store before the transaction that tells
of them begins, so a killed process leaves at worst bytes without a row, which the sweep clears away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.errors import Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.models import Blob
from evidence_repo.services.documents.spooling import (
    HashingSpool,
    SpooledFile,
    no_room_for,
    spool_folder,
    spool_upload,
)
from evidence_repo.words import N_
from storage import BlobConflict, BlobCorrupt, BlobStore, StorageError, StorageFull

__all__ = [
    "HashingSpool",
    "SpooledFile",
    "claim_blob",
    "claim_blobs",
    "keep_blob",
    "spool_folder",
    "spool_upload",
]

_CLAIM_TRIES = 5

log = get_logger()


def keep_blob(store: BlobStore, spooled: SpooledFile) -> None:
    """Make the bytes durable in the store, before the transaction; the spooled copy is gone afterwards.

    Raise `Unavailable` if the store is full, out of reach or holds other bytes under this hash.
    """
    try:
        with spooled, spooled.path.open("rb") as source:
            store.put(spooled.sha256, source, spooled.size)
    except StorageError as error:
        raise _not_kept(spooled.file_name, error) from error
    log.info("upload.kept", sha256=spooled.sha256, size=spooled.size)


def _not_kept(name: str, error: StorageError) -> Unavailable:
    if isinstance(error, StorageFull):
        return no_room_for(name)
    if isinstance(error, BlobConflict):
        return Unavailable(
            N_("“%(name)s” was not stored: the copy of the same file in the store is damaged."),
            code="blob_conflict",
            advice=N_("Tell the administrator: the stored copy must be restored from a backup."),
            name=name,
        )
    if isinstance(error, BlobCorrupt):
        return Unavailable(
            N_("“%(name)s” changed while it was being stored: nothing of it was stored."),
            code="blob_corrupt",
            advice=N_("Upload it again."),
            name=name,
        )
    return Unavailable(
        N_("The file store does not answer, so “%(name)s” was not stored."),
        code="storage_unavailable",
        advice=N_("Everything stored before is safe. Try again in a few minutes."),
        name=name,
    )


def claim_blob(session: Session, store: BlobStore, spooled: SpooledFile, now: datetime) -> None:
    """Claim bytes that `keep_blob` has stored; raise `Unavailable` if they are gone."""
    try:
        is_there = claim_blobs(session, store, {spooled.sha256: (spooled.size, spooled.crc32)}, now)
    except StorageError as error:
        raise _not_kept(spooled.file_name, error) from error
    if not is_there:
        raise _gone(spooled.file_name)


def claim_blobs(
    session: Session, store: BlobStore, kept: Mapping[str, tuple[int, int]], now: datetime
) -> bool:
    """Create or lock the rows of bytes that are in the store, and take back their condemnation.

    `kept` holds size and CRC-32 by the hash. The locks make two uploads of the same bytes, and an upload and
    the sweep, come one after the other. Where the sweep may just have deleted the bytes, the store is asked
    once behind the lock (the one exception to "no network in a transaction"); False if some are gone.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [
        {"sha256": sha256, "size": size, "crc32": crc32, "created_at": now}
        for sha256, (size, crc32) in sorted(kept.items())
    ]
    create = dialect.insert(Blob).values(rows).on_conflict_do_nothing(index_elements=[Blob.sha256])
    locked = select(Blob).where(Blob.sha256.in_(kept)).order_by(Blob.sha256).with_for_update()
    new: set[str] = set()
    for _ in range(_CLAIM_TRIES):
        new.update(session.scalars(create.returning(Blob.sha256)))
        # A row that the sweep is deleting hinders the insert until it is gone: then once more.
        blobs = session.scalars(locked.execution_options(populate_existing=True)).all()
        if len(blobs) == len(rows):
            break
    else:
        return False
    doubtful = [blob for blob in blobs if blob.sha256 in new or blob.condemned_at is not None]
    if not all(store.exists(blob.sha256) for blob in doubtful):
        return False
    for blob in blobs:
        blob.condemned_at = None
    return True


def _gone(name: str) -> Unavailable:
    return Unavailable(
        N_("“%(name)s” was not stored: unused files were being cleared away at the same moment."),
        code="blob_gone",
        advice=N_("Upload it again."),
        name=name,
    )
