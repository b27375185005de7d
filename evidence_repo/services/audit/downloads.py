"""Downloads: who took which bytes is noted, and committed, before they are sent."""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from workflows.events import DocumentDownloaded


def note_download(session: Session, actor: Actor, version: DocumentVersion) -> None:
    """Note that this person takes the file of a version."""
    event = DocumentDownloaded(
        subject=version.id,
        document_id=version.document_id,
        version=version.number,
        sha256=version.sha256,
    )
    emit(session, actor, event)
