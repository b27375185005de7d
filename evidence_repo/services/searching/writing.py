"""Bring the search index up to what the database says: in batches, any number of times, from any process.

The index holds what a document says: its kept text and its header. Who cites it, for what and with which
verdict is asked of the database at query time (`citations.py`), so that rights never lag behind;
here it only decides whether a version is in the index at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, CursorResult, func, literal, or_, select, update
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion, Evidence, IndexEntry, Job, JobState
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.reading.bounded_texts import SAFE_TEXT, IsAffordable, affordable_texts
from evidence_repo.services.reading.kept import keep_places
from evidence_repo.services.reading.texts import page_texts
from index.header.types import BEFORE_2020, FROM_2020, LEGAL
from index.search import IndexDamaged, SearchDocument, SearchEngine
from storage import BlobStore
from workflows.evidence import EvidenceState

BATCH = 500
# Characters of text in one batch: some 100 MB of terms in memory, however long the documents are.
_BATCH_TEXT = 8_000_000
_ABBREVIATIONS = {name: code for table in (BEFORE_2020, LEGAL, FROM_2020) for code, name in table.items()}

log = get_logger()

Progress = Callable[[int, int], None]
"""Called with how many versions are done, and how many there are."""


TOO_COSTLY = "“{name}” costs too much to index: it is found by the first {count} characters of its text."


class _Due(NamedTuple):
    version_id: int
    wanted: int
    version: DocumentVersion | None  # None: nobody cites it any more, it leaves the index


def is_cited() -> ColumnElement[bool]:
    """Return a condition: a standing piece pins the version, or an explanation attaches it."""
    pinned = select(Evidence.version_id).where(Evidence.state != EvidenceState.WITHDRAWN)
    attached = select(explanation_document.c.version_id)
    return or_(DocumentVersion.id.in_(pinned), DocumentVersion.id.in_(attached))


def update_index(
    database: Database,
    store: BlobStore,
    engine: SearchEngine,
    progress: Progress | None = None,
    is_affordable: IsAffordable = lambda _: True,
) -> int:
    """Write everything that waits, and return how many versions that was; a damaged index is rebuilt.

    What one document costs is bounded: a text that is not affordable is cut, and parked for a person to see.
    Safe to repeat and to kill at any moment: an entry counts as written only once the index holds it, up to
    the change that was read. Raises `IndexBusy` and `StorageError`, with what was done so far kept.
    """
    try:
        return _drain(database, store, engine, progress, is_affordable)
    except IndexDamaged:
        return rebuild_index(database, store, engine, progress, is_affordable)


def rebuild_index(
    database: Database,
    store: BlobStore,
    engine: SearchEngine,
    progress: Progress | None = None,
    is_affordable: IsAffordable = lambda _: True,
) -> int:
    """Rebuild the index from the kept texts; until it is done, searches say that they may miss something.

    The index is emptied before everything is wanted again, so that another writer's batch in between is
    written once more and never lost.
    """
    engine.clear()
    _request_everything(database)
    written = _drain(database, store, engine, progress, is_affordable)
    engine.mark_complete()
    return written


def repair_index(
    database: Database,
    store: BlobStore,
    engine: SearchEngine,
    progress: Progress | None = None,
    is_affordable: IsAffordable = lambda _: True,
) -> bool:
    """Check the index and rebuild it if it is damaged, of an older version or was never finished.

    Returns whether it was rebuilt. Workers do this when they start.
    """
    try:
        engine.check()
    except IndexDamaged:
        rebuild_index(database, store, engine, progress, is_affordable)
        return True
    return False


def _request_everything(database: Database) -> None:
    with database.transaction() as session:
        known = select(IndexEntry.version_id)
        unknown = select(DocumentVersion.id).where(is_cited(), DocumentVersion.id.not_in(known))
        session.add_all(IndexEntry(version_id=version_id) for version_id in session.scalars(unknown).all())
        session.execute(
            update(IndexEntry)
            .where(or_(IndexEntry.version_id.in_(select(DocumentVersion.id).where(is_cited())), _waits()))
            .values(wanted=IndexEntry.wanted + 1)
            .execution_options(synchronize_session=False)
        )


def _waits() -> ColumnElement[bool]:
    return IndexEntry.wanted > IndexEntry.written


def _drain(
    database: Database,
    store: BlobStore,
    engine: SearchEngine,
    progress: Progress | None,
    is_affordable: IsAffordable,
) -> int:
    done = 0

    def affordable(version: DocumentVersion) -> SearchDocument:
        texts, is_whole = affordable_texts(page_texts(store, version), is_affordable)
        if not is_whole:
            _park(database, version)
        keep_places(store, version.sha256, texts)
        return _document(version, texts)

    while due := _read_due(database):
        for batch in _batches(due, affordable):
            log.info("index.batch_read", versions=len(batch))
            engine.write([document for _, document in batch if document], _leaving(batch))
            log.info("index.batch_written", versions=len(batch))
            _note_written(database, [entry for entry, _ in batch])
            log.info("index.batch_noted", versions=len(batch))
            done += len(batch)
            if progress is not None:
                progress(done, done + _count_waiting(database))
    return done


def _read_due(database: Database) -> list[_Due]:
    """Read the first entries that wait; what is read after them is at least as new as they say."""
    with database.reading() as session:
        entries = session.execute(
            select(IndexEntry.version_id, IndexEntry.wanted)
            .where(_waits())
            .order_by(IndexEntry.version_id)
            .limit(BATCH)
        ).all()
        ids = [version_id for version_id, _ in entries]
        cited = select(DocumentVersion).where(DocumentVersion.id.in_(ids), is_cited())
        versions = {version.id: version for version in session.scalars(cited)}
        return [_Due(version_id, wanted, versions.get(version_id)) for version_id, wanted in entries]


_Batch = list[tuple[_Due, SearchDocument | None]]


def _batches(due: Sequence[_Due], read: Callable[[DocumentVersion], SearchDocument]) -> Iterator[_Batch]:
    """Yield the entries with what is to be written for each, cut where the texts become too much at once."""
    batch: _Batch = []
    size = 0
    for entry in due:
        document = read(entry.version) if entry.version else None
        size += len(document.text) if document else 0
        if batch and size > _BATCH_TEXT:
            yield batch
            batch, size = [], len(document.text) if document else 0
        batch.append((entry, document))
    if batch:
        yield batch


def _leaving(batch: _Batch) -> list[int]:
    return [entry.version_id for entry, document in batch if document is None]


def _document(version: DocumentVersion, texts: Sequence[str]) -> SearchDocument:
    kind = version.header_type or ""
    return SearchDocument(
        id=version.id,
        number=version.header_number or "",
        doc_type=f"{_ABBREVIATIONS.get(kind, '')} {kind}".strip(),
        subject=version.header_subject or version.document.link_title or "",
        issuer=version.header_issuer or "",
        signatory=version.header_signatory or "",
        issued_on=version.header_issued_on,
        file_name=version.file_name,
        text="\n".join(texts),
    )


def _park(database: Database, version: DocumentVersion) -> None:
    """Show a person that not all of this document can be found; trying again indexes it once more."""
    log.warning("index.too_costly", version=version.id)
    payload, now = {"version_id": version.id}, datetime.now(UTC)
    parked = select(Job).where(Job.kind == JobKind.UPDATE_INDEX, Job.state == JobState.FAILED)
    with database.transaction() as session:
        if any(job.payload == payload for job in session.scalars(parked)):
            return
        job = enqueue_job(session, JobKind.UPDATE_INDEX, payload, now=now)
        job.state, job.finished_at, job.attempt = JobState.FAILED, now, 1
        job.last_error = TOO_COSTLY.format(name=version.file_name, count=SAFE_TEXT)


def request_again(database: Database, version_id: int) -> None:
    """Have a version written once more."""
    with database.transaction() as session:
        session.execute(
            update(IndexEntry)
            .where(IndexEntry.version_id == version_id)
            .values(wanted=IndexEntry.wanted + 1)
            .execution_options(synchronize_session=False)
        )


def _note_written(database: Database, entries: Sequence[_Due]) -> None:
    """Note what the index holds now, up to the change that was read.

    Where another writer has meanwhile noted a newer change, ours may have overwritten its newer text: the
    version is wanted once more.
    """
    with database.transaction() as session:
        for entry in entries:
            if not _raise_written(session, entry):
                session.execute(
                    update(IndexEntry)
                    .where(IndexEntry.version_id == entry.version_id)
                    .values(wanted=IndexEntry.wanted + 1)
                    .execution_options(synchronize_session=False)
                )


def _raise_written(session: Session, entry: _Due) -> bool:
    result = session.execute(
        update(IndexEntry)
        .where(IndexEntry.version_id == entry.version_id, IndexEntry.written <= entry.wanted)
        .values(written=literal(entry.wanted))
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _count_waiting(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(IndexEntry).where(_waits())) or 0
