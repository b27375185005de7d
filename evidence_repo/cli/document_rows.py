"""A document as `documents show` tells it, to one person."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.cli.printing import print_table
from evidence_repo.models import Document, DocumentKind, DocumentVersion, Evidence
from evidence_repo.services.evidence.listing import list_pieces
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import DocumentPermissions
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.workflow.headers import HEADER_FIELDS, header_of


def describe_document(session: Session, actor: Actor, permissions: DocumentPermissions) -> dict[str, Any]:
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
        "citations": list_pieces(session, actor, pieces),
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


def print_document(row: dict[str, Any]) -> None:
    """Print it for people."""
    click.echo(f"Document {row['document_id']} ({row['kind']}) of {row['agency']}")
    if row["link"]:
        click.echo(f"{row['link']['title']}: {row['link']['url']}, seen {row['link']['seen_on']}")
    for version in row["versions"]:
        click.echo(
            f"\nVersion {version['version']}: {version['file_name']}, {version['media_type']}, "
            f"{version['size']} bytes, text {version['text']}, pages {version['page_count'] or '–'}"
        )
        for name, value in version["header"].items():
            mark = " (confirmed)" if name in version["confirmed"] else ""
            mark += " (of the document that this annex belongs to)" if name in version["of_parent"] else ""
            click.echo(f"  {name}: {'–' if value is None else value}{mark}")
    if row["citations"]:
        click.echo()
        columns = ("evidence_id", "criterion", "product", "version", "state", "pages")
        print_table(
            ("evidence", "criterion", "product", "version", "state", "pages"),
            [[piece[column] for column in columns] for piece in row["citations"]],
        )
