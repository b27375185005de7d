"""What the installation has answered, and whether it still keeps its word."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import func, select

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.models import AuditEvent, BundleState, DocumentVersion, Evidence, Job, SubmissionBundle
from evidence_repo.services.bundles import bundle_stream, render_bundle
from evidence_repo.services.outbox.tag_requests import wanted_tags
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.settings import Settings
from index.extraction import ExtractionState
from index.search.query import parse_query
from tests.cli.machine import Machine


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with a word that no other has, on its last page."""

    name: str
    content: bytes
    word: str

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Ledger:
    """Everything that was answered as stored or sealed."""

    stored: dict[int, Paper] = field(default_factory=dict)  # by the id of the piece
    sealed: dict[int, str | None] = field(default_factory=dict)  # the ZIP's hash by the bundle's number

    def check(self, machine: Machine) -> None:
        """Restart the worker, let it end its work, and hold the installation to all of its answers."""
        machine.work()
        assert machine.read("fsck", "fsck")["faults"] == []
        assert machine.read("audit-verify", "audit", "verify")["ok"]
        with closing(build_container(Settings.from_env(machine.settings))) as container:
            self._check_papers(container)
            self._check_bundles(container)
            _check_work(container)

    def _check_papers(self, container: Container) -> None:
        store = container.store
        with container.database.reading() as session:
            for version in session.scalars(select(DocumentVersion)):
                with store.open(version.sha256) as stream:
                    assert hashlib.file_digest(stream, "sha256").hexdigest() == version.sha256
                assert version.extraction_state is ExtractionState.DONE, version.file_name
                assert store.tags(version.sha256) == wanted_tags(session, version.sha256)
                added = select(func.count()).where(
                    AuditEvent.subject_type == "document_version", AuditEvent.subject_id == str(version.id)
                )
                assert session.scalar(added) == 1, version.file_name
            for evidence_id, paper in self.stored.items():
                version = session.get_one(Evidence, evidence_id).version
                assert version.sha256 == paper.sha256
                assert paper.word in page_texts(store, version)[-1]
                assert container.engine.search(parse_query(paper.word)).hits[0].id == version.id

    def _check_bundles(self, container: Container) -> None:
        with container.database.reading() as session:
            bundles = session.scalars(select(SubmissionBundle).order_by(SubmissionBundle.number)).all()
        assert {bundle.number for bundle in bundles} >= self.sealed.keys()
        for bundle in bundles:
            assert bundle.state is BundleState.SEALED
            assert bundle.zip_sha256 is not None
            assert self.sealed.get(bundle.number) in {None, bundle.zip_sha256}
            self.sealed[bundle.number] = bundle.zip_sha256
            with bundle_stream(container.store, bundle) as stream:
                assert hashlib.file_digest(stream, "sha256").hexdigest() == bundle.zip_sha256

    def render_again(self, machine: Machine) -> None:
        """Lose the ZIP of every bundle and make it anew: the bytes are the same."""
        with closing(build_container(Settings.from_env(machine.settings))) as container:
            with container.database.reading() as session:
                bundles = session.scalars(select(SubmissionBundle)).all()
            for bundle in bundles:
                assert bundle.zip_sha256 is not None
                container.store.delete(bundle.zip_sha256)
                again = render_bundle(container.database, container.store, bundle.id, container.clock)
                assert again.zip_sha256 == bundle.zip_sha256
            self._check_bundles(container)


def _check_work(container: Container) -> None:
    """Nothing that is due waits, and nothing is held by a worker that is gone."""
    with container.database.reading() as session:
        left = session.execute(
            select(Job.kind, Job.state, Job.last_error).where(Job.finished_at.is_(None), Job.kind != "sweep")
        ).all()
    assert left == []
