"""The way of a pack so far: submitted, recalled, returned, approved, reopened, by whom and when.

The audit log knows it, but this is not the log: whoever sees the state of a pack sees how it came to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AuditEvent, EvidencePack, User

ASKED_AGAIN = "ask_again"
STEPS = ("submit_pack", "recall_pack", "return_pack", "approve_pack", "reopen_pack")


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step; `kind` is the event's name, `number` counts submissions, `reason` is given for reopening."""

    kind: str
    at: datetime
    person: str | None
    number: int | None = None
    reason: str | None = None


def history_of_pack(session: Session, pack: EvidencePack) -> tuple[HistoryStep, ...]:
    """Return the steps of the pack, the oldest first."""
    events = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.criterion_id == pack.criterion_id, AuditEvent.action.in_(STEPS))
        .order_by(AuditEvent.sequence)
    )
    return tuple(_step(event, name) for event, name in session.execute(events))


def _step(event: AuditEvent, name: str | None) -> HistoryStep:
    details: Mapping[str, object] = event.details
    number, reason = details.get("number"), details.get("reason")
    return HistoryStep(
        kind=event.action,
        at=event.at,
        person=name,
        number=number if isinstance(number, int) else None,
        reason=reason if isinstance(reason, str) else None,
    )


def asked_again(session: Session, criterion_id: int) -> dict[int, AuditEvent]:
    """Return, by the piece, the approver's last question about it."""
    events = (
        select(AuditEvent)
        .where(
            AuditEvent.criterion_id == criterion_id,
            AuditEvent.action == ASKED_AGAIN,
            AuditEvent.subject_type == "evidence",
        )
        .order_by(AuditEvent.sequence)
    )
    return {int(event.subject_id): event for event in session.scalars(events)}
