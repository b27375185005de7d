"""Documents of an agency: uploaded files, links with a captured copy, and their versions.

The caller spools, keeps and claims the bytes first (`services.uploads`); here the rows, the audit event and
the job that reads the first page come in one transaction.

Decisions where the rules leave room:

- The same bytes again in one agency are the document that has them, found in whichever of its versions. A
  link is another document than a file with the same bytes, because its address belongs to it.
- Only the agency that owns a document adds versions, in whatever state its packs are: a new version moves no
  citation by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.logs import get_logger
from evidence_repo.models import (
    Blob,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.documents.bytes_uses import BytesUse, uses_of_bytes
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.headers import HEADER_FIELDS, confirm_header
from evidence_repo.services.workflow.transitions import check_right
from evidence_repo.words import N_
from workflows.events import AuditAction, DocumentAdded
from workflows.evidence import EvidenceState
from workflows.rights import Relation, Right

__all__ = [
    "HEADER_FIELDS",
    "AddedDocument",
    "BytesUse",
    "add_document",
    "add_link",
    "add_version",
    "confirm_header",
    "newer_version_of",
    "newer_versions_of",
    "uses_of_bytes",
]

_LONGEST_ADDRESS = 2000
_LONGEST_TITLE = 500

log = get_logger()


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """What an upload led to; `is_new` is False where the agency had these bytes already.

    `already_in` names where the same bytes were before, as far as the person may see.
    """

    document: Document
    version: DocumentVersion
    already_in: tuple[BytesUse, ...]
    is_new: bool = True


def add_document(session: Session, actor: Actor, spooled: SpooledFile, clock: Clock) -> AddedDocument:
    """Add an uploaded file to the person's agency, or return the document that has these bytes already."""
    agency_id = _uploading_agency(actor)
    already_in = uses_of_bytes(session, actor, spooled.sha256)
    own = select(DocumentVersion).where(
        Document.owner_agency_id.in_(actor.agencies), Document.kind == DocumentKind.FILE
    )
    found = _same_bytes(session, own, spooled.sha256)
    if found is not None:
        return AddedDocument(found.document, found, already_in, is_new=False)
    now = clock.now()
    document = Document(
        owner_agency_id=agency_id, kind=DocumentKind.FILE, created_by_id=actor.person_id, created_at=now
    )
    version = _add_version(session, actor, document, spooled, 1, now)
    _emit(session, actor, AuditAction.ADD_DOCUMENT, version)
    return AddedDocument(document, version, already_in)


def add_link(
    session: Session,
    actor: Actor,
    address: str,
    title: str,
    capture: SpooledFile,
    *,
    seen_on: date | None = None,
    clock: Clock,
) -> AddedDocument:
    """Add a link with the copy that the agency captured; the day seen is today unless another is named.

    The same address with the same copy again is the same document.
    """
    agency_id = _uploading_agency(actor)
    url, name = _checked_address(address), _checked_title(title)
    seen = _checked_day(seen_on, clock.today())
    already_in = uses_of_bytes(session, actor, capture.sha256)
    own = select(DocumentVersion).where(
        Document.owner_agency_id.in_(actor.agencies), Document.link_url == url
    )
    found = _same_bytes(session, own, capture.sha256)
    if found is not None:
        return AddedDocument(found.document, found, already_in, is_new=False)
    now = clock.now()
    document = Document(
        owner_agency_id=agency_id,
        kind=DocumentKind.LINK,
        link_url=url,
        link_title=name,
        link_seen_on=seen,
        created_by_id=actor.person_id,
        created_at=now,
    )
    version = _add_version(session, actor, document, capture, 1, now)
    _emit(session, actor, AuditAction.ADD_LINK, version, address=url, title=name, seen_on=seen)
    return AddedDocument(document, version, already_in)


def add_version(
    session: Session, actor: Actor, document: Document, spooled: SpooledFile, clock: Clock
) -> AddedDocument:
    """Add a newer version of one's agency's document; citations stay where they are.

    Raise `Refused` where the document has these bytes as a version already.
    """
    _uploading_agency(actor)
    if not actor.is_of(document.owner_agency_id):
        raise NotAllowed(
            N_("Only the agency that owns the document can add a version to it."), code="not_own_document"
        )
    already_in = uses_of_bytes(session, actor, spooled.sha256)
    session.execute(select(Document.id).where(Document.id == document.id).with_for_update())
    own = select(DocumentVersion).where(Document.id == document.id)
    same = _same_bytes(session, own, spooled.sha256)
    if same is not None:
        raise Refused(
            N_("This file is version %(number)s of the document already."),
            code="same_bytes",
            advice=N_("Choose that version where you cite the document, or upload another file."),
            number=same.number,
        )
    last = session.scalar(
        select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document.id)
    )
    version = _add_version(session, actor, document, spooled, (last or 0) + 1, clock.now())
    _emit(session, actor, AuditAction.ADD_VERSION, version)
    return AddedDocument(document, version, already_in)


def _uploading_agency(actor: Actor) -> int:
    check_right(actor, Right.UPLOAD, Relation.LEAD)
    assert actor.agency_id is not None  # every person has an agency
    return actor.agency_id


def _same_bytes(session: Session, own: Select[DocumentVersion], sha256: str) -> DocumentVersion | None:
    """Return the version with these bytes among the `own` ones; the claimed blob's lock makes this sure."""
    return session.scalar(
        own.join(Document, Document.id == DocumentVersion.document_id)
        .where(DocumentVersion.sha256 == sha256)
        .order_by(DocumentVersion.id)
        .limit(1)
    )


def _add_version(
    session: Session, actor: Actor, document: Document, spooled: SpooledFile, number: int, now: datetime
) -> DocumentVersion:
    version = DocumentVersion(
        document=document,
        number=number,
        blob=session.get_one(Blob, spooled.sha256),
        media_type=spooled.media_type.value,
        file_name=spooled.file_name,
        uploaded_by_id=actor.person_id,
        uploaded_at=now,
        extraction_warnings=[],
        header_confidence={},
    )
    session.add_all([document, version])
    session.flush()
    return version


def _emit(
    session: Session, actor: Actor, action: AuditAction, version: DocumentVersion, **of_link: Any
) -> None:
    event = DocumentAdded(
        action=action,
        subject=version.id,
        document_id=version.document_id,
        version=version.number,
        sha256=version.sha256,
        size=version.blob.size,
        media_type=version.media_type,
        file_name=version.file_name,
        **of_link,
    )
    emit(session, actor, event)
    log.info("document.added", action=action, **event.details())


def _checked_address(address: str) -> str:
    url = address.strip()
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good or len(url) > _LONGEST_ADDRESS or any(sign.isspace() or sign < " " for sign in url):
        raise BadInput(
            N_("A link's address begins with http:// or https:// and names a site."),
            field="address",
            code="bad_address",
            advice=N_("Copy the address from your browser's address bar."),
        )
    return url


def _checked_title(title: str) -> str:
    text = " ".join(title.split())
    if not text:
        raise BadInput(N_("Give the link a title."), field="title", code="title_missing")
    return text[:_LONGEST_TITLE]


def _checked_day(seen_on: date | None, today: date) -> date:
    if seen_on is not None and seen_on > today:
        raise BadInput(N_("The day on which the page was seen lies in the future."), field="seen_on")
    return seen_on or today


def newer_versions_of(session: Session, pieces: Iterable[Evidence]) -> dict[int, DocumentVersion]:
    """Return, by the piece's id, the newest version where it is newer than the one that the piece pins.

    This is what "Dùng phiên bản mới" offers: taking it is an ordinary replace, and whether the rules let the
    piece be replaced now is asked there.
    """
    pinned = {piece.id: piece.version for piece in pieces if piece.state is not EvidenceState.WITHDRAWN}
    if not pinned:
        return {}
    documents = {version.document_id for version in pinned.values()}
    later = (
        select(DocumentVersion)
        .where(DocumentVersion.document_id.in_(documents))
        .order_by(DocumentVersion.number)
    )
    newest = {version.document_id: version for version in session.scalars(later)}
    return {
        piece_id: newest[version.document_id]
        for piece_id, version in pinned.items()
        if newest[version.document_id].number > version.number
    }


def newer_version_of(session: Session, evidence: Evidence) -> DocumentVersion | None:
    """Return the newest version of the piece's document if it is newer than the pinned one."""
    return newer_versions_of(session, [evidence]).get(evidence.id)
