"""Compare the rows of blobs and versions with what the store holds: bytes, kept text, tags."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.models import Blob, DocumentVersion, SubmissionBundle
from evidence_repo.services.maintenance.collection import GRACE, is_used
from evidence_repo.services.maintenance.findings import FaultKind, Finding
from evidence_repo.services.outbox.tag_requests import wanted_tags
from evidence_repo.services.reading.kept import stored_extraction
from index.extraction import ExtractionState
from storage import BlobInfo, BlobMissing, BlobStore

_CHUNK = 1 << 20
_KEPT_TEXTS = ("text", "first", "ocr")


def check_blobs(database: Database, store: BlobStore) -> Iterator[Finding]:
    """Read the bytes of every row and compare size and hash; a row that waits to be deleted may have none."""
    with database.reading() as session:
        rows = session.execute(select(Blob.sha256, Blob.size, is_used())).all()
    for sha256, size, used in rows:
        if not used:
            yield Finding(FaultKind.BLOB_UNUSED, sha256)
            continue
        try:
            is_whole = store.stat(sha256).size == size and _hash_of(store, sha256) == sha256
        except BlobMissing:
            yield Finding(FaultKind.BLOB_MISSING, sha256, {"used_by": _user_of(database, sha256)})
            continue
        if not is_whole:
            yield Finding(FaultKind.BLOB_DAMAGED, sha256, {"used_by": _user_of(database, sha256)})


def _hash_of(store: BlobStore, sha256: str) -> str:
    digest = hashlib.sha256()
    with store.open(sha256) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _user_of(database: Database, sha256: str) -> str:
    with database.reading() as session:
        version = session.scalar(select(DocumentVersion).where(DocumentVersion.sha256 == sha256).limit(1))
        if version is not None:
            return f"document {version.document_id} version {version.number}"
        number = session.scalar(
            select(SubmissionBundle.number).where(SubmissionBundle.zip_sha256 == sha256).limit(1)
        )
        return f"bundle {number}" if number is not None else "a bundle's file"


def check_unknown_bytes(database: Database, store: BlobStore) -> Iterator[tuple[Finding, BlobInfo]]:
    """Yield stored bytes without a row, with their age: young ones belong to an upload under way."""
    stored = list(store.list())
    with database.reading() as session:
        known = set(session.scalars(select(Blob.sha256)))
    for info in stored:
        if info.sha256 not in known:
            yield Finding(FaultKind.BLOB_UNKNOWN, info.sha256, {"size": info.size}), info


def is_young(info: BlobInfo, now: datetime) -> bool:
    """Return whether bytes may still be on their way to a row."""
    return info.modified > now - GRACE


def check_texts(database: Database, store: BlobStore) -> Iterator[tuple[Finding, str]]:
    """Yield versions whose text should be there and is not, or that wait to be read, with their hash."""
    with database.reading() as session:
        versions = session.execute(
            select(DocumentVersion.id, DocumentVersion.sha256, DocumentVersion.extraction_state)
        ).all()
    texts: dict[str, bool] = {}
    for version_id, sha256, state in versions:
        if not ExtractionState(state).is_final:
            yield Finding(FaultKind.NEVER_READ, str(version_id)), sha256
            continue
        if sha256 not in texts:
            texts[sha256] = _has_whole_text(store, sha256)
        if not texts[sha256]:
            yield Finding(FaultKind.TEXT_MISSING, str(version_id)), sha256


def _has_whole_text(store: BlobStore, sha256: str) -> bool:
    extraction = stored_extraction(store, sha256)
    return extraction is not None and extraction.state.is_final


def check_left_over_texts(database: Database, store: BlobStore) -> Iterator[Finding]:
    """Yield kept texts of bytes that have no row, those of single recognised pages too."""
    kept = {name for prefix in _KEPT_TEXTS for name in store.list_derived(prefix)}
    with database.reading() as session:
        known = set(session.scalars(select(Blob.sha256)))
    for name in sorted(kept):
        if name.split("/")[1].removesuffix(".json") not in known:
            yield Finding(FaultKind.TEXT_LEFT_OVER, name)


def check_tags(database: Database, store: BlobStore) -> Iterator[Finding]:
    """Compare the tags of every document's bytes with those that the citations want."""
    with database.reading() as session:
        hashes = session.scalars(select(DocumentVersion.sha256).distinct()).all()
    for sha256 in hashes:
        try:
            found = store.tags(sha256)
        except BlobMissing:
            continue  # reported by `check_blobs`
        wanted = _wanted(database, sha256)
        if found != wanted:
            details = {"found": _listed(found), "wanted": _listed(wanted)}
            yield Finding(FaultKind.WRONG_TAGS, sha256, details)


def _wanted(database: Database, sha256: str) -> dict[str, str]:
    with database.reading() as session:
        return wanted_tags(session, sha256)


def _listed(tags: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(tags.items())) or "none"


def hash_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_bundles(session: Session) -> Iterator[Finding]:
    """Compare what sealed bundles' rows say of themselves; their bytes are compared as all others are."""
    rows = session.execute(
        select(
            SubmissionBundle.id,
            SubmissionBundle.number,
            SubmissionBundle.snapshot,
            SubmissionBundle.snapshot_sha256,
            SubmissionBundle.zip_sha256,
            SubmissionBundle.zip_size,
            Blob.size,
        ).outerjoin(Blob, Blob.sha256 == SubmissionBundle.zip_sha256)
    )
    for bundle_id, number, snapshot, snapshot_sha256, zip_sha256, zip_size, size in rows:
        if hash_of_text(snapshot) != snapshot_sha256:
            error = "its snapshot has another hash"
            yield Finding(FaultKind.BUNDLE_CHANGED, str(number), {"error": error})
        if zip_sha256 is None:
            yield Finding(FaultKind.BUNDLE_UNFINISHED, str(number), {"bundle_id": bundle_id})
        elif zip_size != size:
            error = "its ZIP has another size"
            yield Finding(FaultKind.BUNDLE_CHANGED, str(number), {"error": error})
