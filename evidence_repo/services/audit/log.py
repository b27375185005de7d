"""Reading the audit log: filtered, a page at a time; what happened lately in one's own criteria.

Decision: whoever sees everything but drafts reads everything in the log but what it holds of pieces,
explanations, documents and assignments that this person may not see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import Session

from evidence_repo.clock import HANOI
from evidence_repo.models import (
    Assignment,
    AuditEvent,
    Criterion,
    DocumentVersion,
    Evidence,
    Explanation,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import visible_assignments
from evidence_repo.services.policy.visibility import (
    visible_evidence,
    visible_explanations,
    visible_version_ids,
)
from workflows.audit_actions import AuditAction
from workflows.rights import Right, Scope, allows, scopes_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is shown: of these criteria, by their ids; days are those of Vietnam, both included."""

    action: str | None = None
    actor_name: str | None = None
    criteria: frozenset[int] | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Events, the newest first, and how many there are in all."""

    events: tuple[AuditEvent, ...]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def _readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `AuditEvent` that holds for what this person may read."""
    scopes = scopes_of(actor.roles, Right.SEE_AUDIT)
    if Scope.ALL in scopes:
        return true()
    if not scopes:
        return false()
    seen = {
        "evidence": select(cast(Evidence.id, String)).where(visible_evidence(actor)),
        "explanation": select(cast(Explanation.id, String)).where(visible_explanations(actor)),
        "assignment": select(cast(Assignment.id, String)).where(visible_assignments(actor)),
        "document_version": select(cast(DocumentVersion.id, String)).where(
            DocumentVersion.id.in_(visible_version_ids(actor))
        ),
    }
    kinds = [
        and_(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in seen.items()
    ]
    return or_(AuditEvent.subject_type.not_in(seen), *kinds)


def _filtered(actor: Actor, wanted: LogFilter) -> Select[AuditEvent]:
    found = select(AuditEvent).where(_readable(actor))
    if wanted.action:
        found = found.where(AuditEvent.action == wanted.action)
    if wanted.actor_name:
        found = found.where(AuditEvent.actor_name == wanted.actor_name.strip().lower())
    if wanted.criteria is not None:
        names = [str(criterion_id) for criterion_id in wanted.criteria]
        edits = and_(AuditEvent.subject_type == "criterion", AuditEvent.subject_id.in_(names))
        found = found.where(or_(AuditEvent.criterion_id.in_(wanted.criteria), edits))
    if wanted.first_day:
        found = found.where(AuditEvent.at >= _midnight(wanted.first_day))
    if wanted.last_day:
        found = found.where(AuditEvent.at < _midnight(wanted.last_day + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def read_log(session: Session, actor: Actor, wanted: LogFilter, page: int = 1) -> LogPage:
    """Return page `page` (from 1) of what the filter leaves."""
    found = _filtered(actor, wanted)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = (
        found.order_by(AuditEvent.sequence.desc()).limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return LogPage(tuple(session.scalars(newest)), total, max(page, 1))


def export_log(session: Session, actor: Actor, wanted: LogFilter) -> Iterator[AuditEvent]:
    """Yield all that the filter leaves, the oldest first, a few rows in memory at a time."""
    ordered = _filtered(actor, wanted).order_by(AuditEvent.sequence).execution_options(yield_per=500)
    yield from session.scalars(ordered)


def actions_in_log(session: Session, actor: Actor) -> list[str]:
    """Return the actions of all events that this person may read."""
    return list(session.scalars(select(AuditEvent.action).where(_readable(actor)).distinct()))


_ON_HOME = frozenset(
    {
        AuditAction.ACCEPT_CONTRIBUTION,
        AuditAction.APPROVE_PACK,
        AuditAction.ASK_AGAIN,
        AuditAction.CITE_DOCUMENT,
        AuditAction.EXPLAIN,
        AuditAction.RECALL_PACK,
        AuditAction.RECORD_VERDICT,
        AuditAction.REFUSE_CONTRIBUTION,
        AuditAction.REOPEN_PACK,
        AuditAction.REPLACE_EVIDENCE,
        AuditAction.RETURN_PACK,
        AuditAction.SUBMIT_PACK,
        AuditAction.UNDO_VERDICT,
    }
)
"""The events that home shows to the people of the lead agency."""


def recent_events(session: Session, actor: Actor, limit: int = 6) -> tuple[tuple[AuditEvent, Criterion], ...]:
    """Return what others and oneself did lately in the criteria that one's agency leads, the newest first."""
    if not allows(actor.roles, Right.UPLOAD):
        return ()
    wanted = (
        select(AuditEvent, Criterion)
        .join(Criterion, Criterion.id == AuditEvent.criterion_id)
        .where(
            Criterion.lead_agency_id.in_(actor.agencies),
            AuditEvent.action.in_(_ON_HOME),
        )
        .order_by(AuditEvent.sequence.desc())
        .limit(limit)
    )
    return tuple((event, criterion) for event, criterion in session.execute(wanted))
