"""Take what the bundle says of one document version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from evidence_repo.models import Agency, Document, DocumentVersion
from evidence_repo.services.bundles.snapshot import DocumentFacts


def _owner(document: Document, parties: Iterable[Agency]) -> str:
    """Return whose the document was: a successor has the documents, what was sealed keeps the old name."""
    past = document.owner_agency.answers_for
    return next((each.name for each in parties if each.id in past), document.owner_agency.name)


def document_facts(version: DocumentVersion, *parties: Agency) -> DocumentFacts:
    """Return a version as the bundle has it; `parties` are agencies by whose name its owner may be called."""
    document = version.document
    return {
        "document_id": document.id,
        "version_id": version.id,
        "version": version.number,
        "owner": _owner(document, parties),
        "kind": document.kind.value,
        "file_name": version.file_name,
        "media_type": version.media_type,
        "title": version.title,
        "url": document.link_url,
        "seen_on": iso_day(document.link_seen_on),
        "number": version.header_number,
        "type": version.header_type,
        "issued_on": iso_day(version.header_issued_on),
        "issuer": version.header_issuer,
        "subject": version.header_subject,
        "signatory": version.header_signatory,
        "file": {
            "path": "",
            "sha256": version.sha256,
            "size": version.blob.size,
            "crc32": version.blob.crc32,
        },
    }


def iso_day(day: date | None) -> str | None:
    """Return a day as snapshots have it."""
    return day.isoformat() if day else None
