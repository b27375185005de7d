"""Documents as JSON, to one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Document, DocumentKind, DocumentVersion, Evidence
from evidence_repo.representations.evidence import pieces_json
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    DAY,
    ID,
    MOMENT,
    SHA256,
    YEAR,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.evidence.adding import Received
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import DocumentPermissions
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.workflow.headers import HEADER_FIELDS, header_of


def document_json(session: Session, actor: Actor, permissions: DocumentPermissions) -> dict[str, Any]:
    """Return the document with the versions and citations that this person may see."""
    session.flush()
    document = permissions.document
    cited = select(Evidence).where(
        Evidence.version_id.in_([version.id for version in document.versions]), visible_evidence(actor)
    )
    pieces = session.scalars(cited.order_by(Evidence.id)).all()
    return {
        "document_id": document.id,
        "kind": document.kind.value,
        "agency": document.owner_agency.name,
        "link": _link(document) if document.kind is DocumentKind.LINK else None,
        "versions": [_version(version) for version in permissions.versions],
        "citations": pieces_json(session, actor, pieces),
    }


def _link(document: Document) -> dict[str, Any]:
    seen_on = document.link_seen_on
    return {
        "url": document.link_url,
        "title": document.link_title,
        "seen_on": seen_on.isoformat() if seen_on else None,
    }


def _version(version: DocumentVersion) -> dict[str, Any]:
    header = header_of(version)
    issued_on = version.header_issued_on
    notes = version.header_confidence
    return {
        "version": version.number,
        "file_name": version.file_name,
        "sha256": version.sha256,
        "media_type": version.media_type,
        "size": version.blob.size,
        "uploaded_by": version.uploaded_by.email,
        "uploaded_at": version.uploaded_at.isoformat(),
        "text": version.extraction_state.value,
        "page_count": version.page_count,
        "pages_read": version.pages_read,
        "header": {**header, "issued_on": issued_on.isoformat() if issued_on else None},
        "confirmed": [name for name in HEADER_FIELDS if notes.get(name, {}).get("confirmed")],
        "of_parent": [name for name in HEADER_FIELDS if notes.get(name, {}).get("of_parent")],
    }


def received_json(session: Session, received: Received) -> dict[str, Any]:
    """Return a document that was just added and cited."""
    session.flush()
    version = received.evidence.version
    return {
        "document_id": version.document_id,
        "evidence_id": received.evidence.id,
        "sha256": version.sha256,
        "media_type": version.media_type,
        "size": version.blob.size,
        "already_in": [
            {
                "document_id": use.document_id,
                "version": use.version_number,
                "title": use.title,
                "agency": use.agency,
                "criteria": [{"year": year, "criterion": label} for year, label in use.criteria],
            }
            for use in received.already_in
        ],
    }


_FIELD = one_of(HEADER_FIELDS)
_HEADER = {name: optional(DAY if name == "issued_on" else text()) for name in HEADER_FIELDS}

SCHEMAS = {
    "document": Published(
        "evidence-repo documents show --json; evidence-repo documents confirm --json",
        "A document with the versions and citations that the person may see.",
        thing(
            document_id=ID,
            kind=one_of(tuple(DocumentKind)),
            agency=words(),
            link=optional(thing(url=words(), title=words(), seen_on=optional(DAY))),
            versions=many(
                thing(
                    version=ID,
                    file_name=words(),
                    sha256=SHA256,
                    media_type=words(),
                    size=COUNT,
                    uploaded_by=words(),
                    uploaded_at=MOMENT,
                    text=words(description="State of the reading."),
                    page_count=optional(COUNT),
                    pages_read=COUNT,
                    header=thing(**_HEADER),
                    confirmed=many(_FIELD, description="Fields that a person has confirmed."),
                    of_parent=many(_FIELD, description="Fields of the document that this annex belongs to."),
                ),
                minItems=1,
            ),
            citations=many(same_as("evidence")),
        ),
    ),
    "document-added": Published(
        "evidence-repo documents link --json",
        "A document just added and cited.",
        thing(
            document_id=ID,
            evidence_id=ID,
            sha256=SHA256,
            media_type=words(description="Found from the bytes."),
            size=number(1, description="Bytes."),
            already_in=many(
                thing(
                    document_id=ID,
                    version=ID,
                    title=words(),
                    agency=words(),
                    criteria=many(thing(year=YEAR, criterion=CRITERION)),
                ),
                description="Where the same bytes were before, as far as the person may see.",
            ),
        ),
    ),
    "documents-add": Published(
        "evidence-repo documents add --json",
        "What was added, in the order of the files; refused files are reported on standard error.",
        many(same_as("document-added")),
    ),
}
