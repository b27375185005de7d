"""Render a bundle from its snapshot: generated files, the ZIP, then the second transaction with its hash.

Idempotent, and safe to be killed anywhere: before the second transaction the bundle is still `rendering` and
its job starts again; bytes without a row are cleared away by the sweep. Afterwards the files that were
generated are blobs with rows, so that bundle N has the same bytes also when the product has learned to write
them otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import NotVisible, Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.models import Blob, BundleFile, BundleState, SubmissionBundle
from evidence_repo.services.audit.events import emit
from evidence_repo.services.bundles.sealing import read_snapshot
from evidence_repo.services.bundles.snapshot import FileFacts, Snapshot, documents_of
from evidence_repo.services.bundles.zip_stream import Bag, ZipFacts
from evidence_repo.services.documents.uploads import claim_blobs
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.words import N_
from storage import BlobCorrupt, BlobMissing, BlobStore, StorageError, StorageFull
from workflows.events import AuditAction, BundleZip

log = get_logger()


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What the database says of the bundle before anything is rendered."""

    name: str
    snapshot: Snapshot
    zip: ZipFacts | None
    files: Sequence[FileFacts]
    failure: str | None


def render_bundle(database: Database, store: BlobStore, bundle_id: int, clock: Clock) -> SubmissionBundle:
    """Make the bundle's ZIP, or make it again where the stored one is gone; return the bundle.

    Opens its own transactions; nothing is read from or put into the store inside one. Raise `NotVisible` for
    an unknown id and `Unavailable` for what a person must advice (also noted in the bundle's `failure`); the
    bundle then stays as it was and can be rendered again.
    """
    frozen = _read(database, bundle_id)
    try:
        if frozen.zip is None:
            _render_first(database, store, bundle_id, frozen, clock)
        elif not store.exists(frozen.zip.sha256):
            _render_again(store, frozen, frozen.zip)
    except (StorageError, Unavailable) as error:
        _note_failure(database, bundle_id, str(error))
        raise (error if isinstance(error, Unavailable) else _cannot_render(frozen.name, error)) from error
    if frozen.failure is not None:
        _note_failure(database, bundle_id, None)
    with database.reading() as session:
        return session.get_one(SubmissionBundle, bundle_id)


def _read(database: Database, bundle_id: int) -> _Frozen:
    with database.reading() as session:
        bundle = session.get(SubmissionBundle, bundle_id)
        if bundle is None:
            raise NotVisible
        made = session.get_one(Blob, bundle.zip_sha256) if bundle.zip_sha256 else None
        return _Frozen(
            name=bundle.name,
            snapshot=read_snapshot(session, bundle),
            zip=ZipFacts(made.sha256, made.size, made.crc32) if made else None,
            files=_kept_files(session, bundle_id),
            failure=bundle.failure,
        )


def _kept_files(session: Session, bundle_id: int) -> list[FileFacts]:
    rows = session.execute(
        select(BundleFile.path, Blob.sha256, Blob.size, Blob.crc32)
        .join(Blob, Blob.sha256 == BundleFile.sha256)
        .where(BundleFile.bundle_id == bundle_id)
        .order_by(BundleFile.path)
    )
    return [{"path": row.path, "sha256": row.sha256, "size": row.size, "crc32": row.crc32} for row in rows]


def _bag(frozen: _Frozen, generated: Sequence[FileFacts]) -> Bag:
    documents = [document["file"] for document in documents_of(frozen.snapshot)]
    sealed_at = datetime.fromisoformat(frozen.snapshot["sealed_at"])
    return Bag(frozen.name, [*documents, *generated], sealed_at)


def _keep_generated(store: BlobStore, snapshot: Snapshot) -> list[FileFacts]:
    # What sets papers and workbooks is loaded where a bundle is made.
    from evidence_repo.services.bundles.generating import generate_files

    kept = []
    for made in generate_files(snapshot):
        store.put(made.facts["sha256"], io.BytesIO(made.content), made.facts["size"])
        kept.append(made.facts)
    return kept


def _render_first(
    database: Database, store: BlobStore, bundle_id: int, frozen: _Frozen, clock: Clock
) -> None:
    log.info("bundle.rendering", name=frozen.name)
    generated = _keep_generated(store, frozen.snapshot)
    log.info("bundle.generated_kept", name=frozen.name, files=len(generated))
    bag = _bag(frozen, generated)
    facts = bag.measure(store)
    log.info("bundle.measured", name=frozen.name, sha256=facts.sha256, size=facts.size)
    bag.keep(store, facts)
    log.info("bundle.kept", name=frozen.name, sha256=facts.sha256)
    with database.transaction() as session:
        _note_rendered(session, store, bundle_id, frozen, generated, facts, clock.now())
    log.info("bundle.rendered", name=frozen.name, sha256=facts.sha256, size=facts.size)


def _render_again(store: BlobStore, frozen: _Frozen, wanted: ZipFacts) -> None:
    """Put back the ZIP that is gone, made of the same blobs; it has the old hash or it is refused."""
    if not all(store.exists(facts["sha256"]) for facts in frozen.files):
        generated = _keep_generated(store, frozen.snapshot)
        if {(f["path"], f["sha256"]) for f in generated} != {(f["path"], f["sha256"]) for f in frozen.files}:
            raise BlobMissing("A generated file is gone and is no longer generated with the same bytes.")
    bag = _bag(frozen, frozen.files)
    found = bag.measure(store)
    if found != wanted:
        raise BlobCorrupt(f"Rendered again the ZIP has the SHA-256 {found.sha256}, not {wanted.sha256}.")
    bag.keep(store, wanted)
    log.info("bundle.rendered_again", name=frozen.name, sha256=wanted.sha256)


def _note_rendered(
    session: Session,
    store: BlobStore,
    bundle_id: int,
    frozen: _Frozen,
    generated: Sequence[FileFacts],
    facts: ZipFacts,
    now: datetime,
) -> None:
    """Write the second transaction, unless another renderer of the same bundle was quicker."""
    bundle = session.get_one(SubmissionBundle, bundle_id, with_for_update=True)
    if bundle.state is BundleState.SEALED:
        return
    zip_file: FileFacts = {"path": "", "sha256": facts.sha256, "size": facts.size, "crc32": facts.crc32}
    _claim(session, store, [*generated, zip_file], now)
    session.add_all(
        BundleFile(bundle_id=bundle_id, path=made["path"], sha256=made["sha256"]) for made in generated
    )
    bundle.state, bundle.rendered_at = BundleState.SEALED, now
    bundle.zip_sha256, bundle.zip_size = facts.sha256, facts.size
    event = BundleZip(
        action=AuditAction.RENDER_BUNDLE,
        subject=bundle.id,
        # Only now the Ministry's observers see what is in it.
        indexed=frozenset(document["version_id"] for document in documents_of(frozen.snapshot)),
        number=bundle.number,
        zip_sha256=facts.sha256,
        zip_size=facts.size,
        files=len(generated) + bundle.documents,
    )
    emit(session, SYSTEM, event)


def _claim(session: Session, store: BlobStore, files: Sequence[FileFacts], now: datetime) -> None:
    """Claim the bytes as an upload does; raise `Unavailable` if the sweep has taken some of them."""
    kept = {facts["sha256"]: (facts["size"], facts["crc32"]) for facts in files}
    if not claim_blobs(session, store, kept, now):
        raise Unavailable(
            N_("Unused files were being cleared away while the bundle was made."),
            code="blob_gone",
            advice=N_("Try again: the bundle is sealed and its file will be rebuilt."),
        )


def _cannot_render(name: str, error: StorageError) -> Unavailable:
    if isinstance(error, StorageFull):
        return Unavailable(
            N_("There is no room left for the bundle %(name)s."),
            code="storage_full",
            advice=N_("The bundle is sealed and nothing is lost. Ask the administrator to make room."),
            name=name,
        )
    if isinstance(error, BlobMissing | BlobCorrupt):
        return Unavailable(
            N_("The bundle %(name)s cannot be made: a stored file is missing or damaged."),
            code="bundle_damaged",
            advice=N_("Tell the administrator: the storage check names the file to restore from a backup."),
            name=name,
        )
    return Unavailable(
        N_("The file store does not answer, so the bundle %(name)s is not made yet."),
        code="storage_unavailable",
        advice=N_("The bundle is sealed and nothing is lost. It is made as soon as the store answers."),
        name=name,
    )


def _note_failure(database: Database, bundle_id: int, sentence: str | None) -> None:
    with database.transaction() as session:
        session.execute(
            update(SubmissionBundle).where(SubmissionBundle.id == bundle_id).values(failure=sentence)
        )
