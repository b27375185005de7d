"""The way of a pack so far: submitted, recalled, returned, approved, sealed, reopened, by whom and when.

The audit log knows it, but this is not the log: whoever sees the state of a pack sees how it came to it. A
sealing is one event for all packs of a bundle, so that the bundles tell of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AuditEvent, EvidencePack, SubmissionBundle, User
from evidence_repo.models.bundles import bundle_pack

ASKED_AGAIN = "ask_again"
SEALED = "seal_bundle"
STEPS = ("submit_pack", "recall_pack", "return_pack", "approve_pack", "reopen_pack")


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step; `kind` is the event's name, `reason` is given for reopening.

    `number` counts the pack's submissions, and is that of the bundle where it was sealed.
    """

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
    steps = [_step(event, name) for event, name in session.execute(events)]
    return tuple(sorted([*steps, *_sealings(session, pack)], key=lambda step: step.at))


def _sealings(session: Session, pack: EvidencePack) -> list[HistoryStep]:
    sealings = (
        select(SubmissionBundle.sealed_at, User.name, SubmissionBundle.number)
        .join(User, User.id == SubmissionBundle.sealed_by_id)
        .join(bundle_pack, bundle_pack.c.bundle_id == SubmissionBundle.id)
        .where(bundle_pack.c.pack_id == pack.id)
    )
    return [HistoryStep(SEALED, at, person, number) for at, person, number in session.execute(sealings)]


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
