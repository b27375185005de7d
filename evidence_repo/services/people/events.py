"""Word in the log of what happened to an account."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.models import User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from workflows.events import AuditAction, PersonEvent


def emit_about(session: Session, actor: Actor, action: AuditAction, person: User, **details: Any) -> None:
    """Emit the event of this account."""
    emit(session, actor, PersonEvent(action=action, subject=person.id, **details))
