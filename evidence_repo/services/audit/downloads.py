"""Downloads: who took which bytes is noted, and committed, before they are sent."""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion
from evidence_repo.services.audit.chain import record_event
from evidence_repo.services.policy.actors import Actor


def note_download(session: Session, actor: Actor, version: DocumentVersion) -> None:
    """Note that this person takes the file of a version."""
    record_event(
        session,
        actor,
        "download_document",
        version,
        document_id=version.document_id,
        version=version.number,
        sha256=version.sha256,
    )
