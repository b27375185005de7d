"""From a received file to a piece of evidence: document, version and citation in one transaction.

The bytes were kept before (`uploads.keep_blob`). A browser that sends the same file to the same product once
more (a double click, a retry after an answer that got lost) gets the piece that is there, not a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from evidence_repo.clock import Clock
from evidence_repo.models import Criterion, Deadline, Document, DocumentVersion, Evidence, ExpectedProduct
from evidence_repo.services.documents.bytes_uses import BytesUse
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.documents.uploads import claim_blob
from evidence_repo.services.documents.versions import AddedDocument, add_document, add_link, add_version
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.workflow.pieces import cite_document
from index.text import fold
from storage import BlobStore
from workflows.evidence import EvidenceState

FOUND_DOCUMENTS = 20
"""How many of its own documents a search offers an agency to cite."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is to be cited, and why late, if it is."""

    criterion: Criterion
    product: ExpectedProduct | None = None
    deadline: Deadline | None = None
    pages: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A piece and what led to it; `is_new` is False where the same place cites the same file already."""

    evidence: Evidence
    already_in: tuple[BytesUse, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What is noted of a link, beside its captured copy."""

    address: str
    title: str
    seen_on: date | None = None


def receive_file(
    session: Session, actor: Actor, store: BlobStore, spooled: SpooledFile, place: Place, clock: Clock
) -> Received:
    """Add the file to the person's agency and cite it in this place."""
    claim_blob(session, store, spooled, clock.now())
    return _cite(session, actor, add_document(session, actor, spooled, clock), place, clock)


def receive_link(
    session: Session,
    actor: Actor,
    store: BlobStore,
    capture: SpooledFile,
    facts: LinkFacts,
    place: Place,
    clock: Clock,
) -> Received:
    """Add a link with its captured copy to the person's agency and cite it in this place."""
    claim_blob(session, store, capture, clock.now())
    added = add_link(session, actor, facts.address, facts.title, capture, seen_on=facts.seen_on, clock=clock)
    return _cite(session, actor, added, place, clock)


def _cite(session: Session, actor: Actor, added: AddedDocument, place: Place, clock: Clock) -> Received:
    if not added.is_new and (found := _standing(session, actor, added.version, place)) is not None:
        return Received(found, added.already_in, is_new=False)
    return Received(cite_in(session, actor, added.version, place, clock), added.already_in)


def _standing(session: Session, actor: Actor, version: DocumentVersion, place: Place) -> Evidence | None:
    """Return the agency's piece that pins this version in this place already."""
    return session.scalar(
        select(Evidence)
        .where(
            Evidence.version_id == version.id,
            Evidence.criterion_id == place.criterion.id,
            Evidence.product_id == (place.product.id if place.product else None),
            Evidence.agency_id.in_(actor.agencies),
            Evidence.state != EvidenceState.WITHDRAWN,
        )
        .limit(1)
    )


def cite_in(session: Session, actor: Actor, version: DocumentVersion, place: Place, clock: Clock) -> Evidence:
    """Cite a version in this place; raises as `cite_document`."""
    return cite_document(
        session,
        actor,
        version,
        place.criterion,
        product=place.product,
        deadline=place.deadline,
        pages=place.pages,
        late_reason=place.late_reason,
        clock=clock,
    )


def version_from_file(
    session: Session, actor: Actor, store: BlobStore, document: Document, spooled: SpooledFile, clock: Clock
) -> DocumentVersion:
    """Add the file as a new version of what a piece cites.

    What another agency has contributed stays that agency's: then the file becomes a document of one's own.
    """
    claim_blob(session, store, spooled, clock.now())
    if not actor.is_of(document.owner_agency_id):
        return add_document(session, actor, spooled, clock).version
    return add_version(session, actor, document, spooled, clock).version


def documents_from_files(
    session: Session, actor: Actor, store: BlobStore, files: Sequence[SpooledFile], clock: Clock
) -> list[DocumentVersion]:
    """Add the files that an explanation attaches; what the agency has already is not added twice."""
    versions: dict[int, DocumentVersion] = {}
    for spooled in sorted(files, key=lambda file: file.sha256):  # blobs are locked in one order everywhere
        claim_blob(session, store, spooled, clock.now())
        version = add_document(session, actor, spooled, clock).version
        versions[version.id] = version
    return list(versions.values())


def own_documents(session: Session, actor: Actor, words: str) -> list[DocumentVersion]:
    """Return the newest versions of the agency's own documents that have all these words, newest first.

    The words are looked for in number, subject, link title and file name, with or without diacritics.
    """
    wanted = fold(words).split()
    known = (
        select(
            DocumentVersion.id,
            DocumentVersion.header_number,
            DocumentVersion.header_subject,
            DocumentVersion.file_name,
            Document.link_title,
        )
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.owner_agency_id.in_(actor.agencies), _is_newest())
        .order_by(DocumentVersion.id.desc())
    )
    found: list[int] = []
    for version_id, *texts in session.execute(known):
        told = fold(" ".join(text for text in texts if text))
        if all(word in told for word in wanted):
            found.append(version_id)
        if len(found) == FOUND_DOCUMENTS:
            break
    chosen = select(DocumentVersion).where(DocumentVersion.id.in_(found))
    return list(session.scalars(chosen.order_by(DocumentVersion.id.desc())).unique())


def citations_of(
    session: Session, actor: Actor, versions: Sequence[DocumentVersion]
) -> dict[int, list[Evidence]]:
    """Return, by the document, the pieces that cite these documents and that this person sees."""
    cited = (
        select(Evidence, DocumentVersion.document_id)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .where(
            DocumentVersion.document_id.in_([version.document_id for version in versions]),
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .options(joinedload(Evidence.criterion), joinedload(Evidence.product), lazyload(Evidence.version))
        .order_by(Evidence.criterion_id, Evidence.id)
    )
    found: dict[int, list[Evidence]] = {}
    for piece, document_id in session.execute(cited):
        found.setdefault(document_id, []).append(piece)
    return found


def _is_newest() -> ColumnElement[bool]:
    later = aliased(DocumentVersion)
    return ~(
        select(later.id)
        .where(later.document_id == DocumentVersion.document_id, later.number > DocumentVersion.number)
        .exists()
    )
