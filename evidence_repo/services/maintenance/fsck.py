"""Check the whole installation: database, stored bytes, kept text, index, tags, jobs and the audit chain.

What a waiting or running job will put right is pending and no fault; so are bytes younger than a day that no
row names yet. Whatever differs is looked at twice, because others work meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.models import DocumentVersion, IndexEntry, Job, JobState
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.maintenance.findings import FaultKind, Finding
from evidence_repo.services.maintenance.store_check import (
    check_blobs,
    check_bundles,
    check_left_over_texts,
    check_tags,
    check_texts,
    check_unknown_bytes,
    is_young,
)
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.reading_requests import READING_KINDS
from evidence_repo.services.searching.writing import is_cited
from index.search import IndexDamaged, IndexOutdated, SearchEngine
from storage import BlobStore

_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class FsckReport:
    """What is wrong, and what is only on its way."""

    faults: tuple[Finding, ...]
    pending: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class _Sorting:
    """Sorts findings into faults and what is on its way, knowing which jobs are under way."""

    reading: set[str]
    tagging: set[str]
    rendering: set[int]
    is_indexing: bool
    is_index_checked: bool
    faults: list[Finding] = field(default_factory=list)
    pending: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding, *, is_pending: bool = False) -> None:
        (self.pending if is_pending else self.faults).append(finding)


def check_everything(database: Database, store: BlobStore, engine: SearchEngine, now: datetime) -> FsckReport:
    """Compare everything with everything; reads all stored bytes once. Raises `storage.StorageError`."""
    suspects = _check(database, store, engine, now)
    if suspects.is_clean:
        return suspects
    again = _check(database, store, engine, now)
    before = {(finding.kind, finding.what) for finding in suspects.faults}
    faults = tuple(finding for finding in again.faults if (finding.kind, finding.what) in before)
    return FsckReport(faults, again.pending)


def _check(database: Database, store: BlobStore, engine: SearchEngine, now: datetime) -> FsckReport:
    with database.reading() as session:
        sorting = _jobs_under_way(session)
        _sort_rows(session, sorting)
    _sort_store(database, store, now, sorting)
    _sort_index(database, engine, sorting)
    return FsckReport(tuple(sorting.faults), tuple(sorting.pending))


def _jobs_under_way(session: Session) -> _Sorting:
    jobs = session.execute(select(Job.kind, Job.payload).where(Job.state.in_(_UNDER_WAY))).all()
    return _Sorting(
        reading={payload["sha256"] for kind, payload in jobs if kind in READING_KINDS},
        tagging={payload["sha256"] for kind, payload in jobs if kind == JobKind.TAG_BLOB},
        rendering={payload["bundle_id"] for kind, payload in jobs if kind == JobKind.RENDER_BUNDLE},
        is_indexing=any(kind == JobKind.UPDATE_INDEX for kind, _ in jobs),
        is_index_checked=any(kind == JobKind.UPDATE_INDEX and payload.get("check") for kind, payload in jobs),
    )


def _sort_rows(session: Session, sorting: _Sorting) -> None:
    waiting = select(Job.kind, func.count()).where(Job.state.in_(_UNDER_WAY)).group_by(Job.kind)
    for kind, count in session.execute(waiting):
        sorting.add(Finding(FaultKind.JOB_WAITING, kind, {"count": count}), is_pending=True)
    failed = select(Job.id, Job.kind, Job.last_error).where(Job.state == JobState.FAILED)
    for job_id, kind, error in session.execute(failed):
        sorting.add(Finding(FaultKind.JOB_FAILED, str(job_id), {"job": kind, "error": error or ""}))
    for fault in verify_chain(session):
        sorting.add(Finding(FaultKind.AUDIT_BROKEN, fault))
    for finding in check_bundles(session):
        sorting.add(finding, is_pending=finding.details.get("bundle_id") in sorting.rendering)


def _sort_store(database: Database, store: BlobStore, now: datetime, sorting: _Sorting) -> None:
    for finding in check_blobs(database, store):
        sorting.add(finding, is_pending=finding.kind is FaultKind.BLOB_UNUSED)
    for finding, info in check_unknown_bytes(database, store):
        sorting.add(finding, is_pending=is_young(info, now))
    for finding, sha256 in check_texts(database, store):
        sorting.add(finding, is_pending=sha256 in sorting.reading)
    for finding in check_left_over_texts(database, store):
        sorting.add(finding)
    for finding in check_tags(database, store):
        sorting.add(finding, is_pending=finding.what in sorting.tagging)


def _sort_index(database: Database, engine: SearchEngine, sorting: _Sorting) -> None:
    with database.reading() as session:
        is_anything_cited = session.scalar(select(DocumentVersion.id).where(is_cited()).limit(1)) is not None
    try:
        engine.check()
        found = engine.ids()
    except IndexDamaged as error:
        # The check that a starting worker queues rebuilds it; before the first start it is only empty.
        is_fresh = isinstance(error, IndexOutdated) and not is_anything_cited
        damaged = Finding(FaultKind.INDEX_DAMAGED, "index", {"error": str(error)})
        sorting.add(damaged, is_pending=sorting.is_index_checked or is_fresh)
        return
    with database.reading() as session:
        cited = set(session.scalars(select(DocumentVersion.id).where(is_cited())))
        waits = set(
            session.scalars(select(IndexEntry.version_id).where(IndexEntry.wanted > IndexEntry.written))
        )
    on_its_way = waits if sorting.is_indexing else set()
    _sort_ids(FaultKind.INDEX_BEHIND, waits - (cited ^ found) - on_its_way, set(), sorting)
    _sort_ids(FaultKind.NOT_IN_INDEX, cited - found, on_its_way, sorting)
    _sort_ids(FaultKind.LEFT_IN_INDEX, found - cited, on_its_way, sorting)


def _sort_ids(kind: FaultKind, ids: Iterable[int], on_its_way: set[int], sorting: _Sorting) -> None:
    for version_id in sorted(ids):
        sorting.add(Finding(kind, str(version_id)), is_pending=version_id in on_its_way)
