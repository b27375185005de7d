"""What an agency and its successor were both asked for becomes one: nobody is asked twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, Assignment, Measurement, SavedSearch
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reorganising.belongings import Heirs, in_open_pack
from workflows.assignments import OPEN_STATES, AssignmentState
from workflows.events import AssignmentChanged, AuditAction

_FURTHEST = (AssignmentState.DELIVERED, AssignmentState.RETURNED, AssignmentState.ASSIGNED)
_AGENCY = "agency"


def join_assignments(session: Session, actor: Actor, agency: Agency, heirs: Heirs, now: datetime) -> int:
    """Join each open assignment of the agency with its heir's for the same part; return how many.

    The one that is further along stays, the heir's own where neither is; the other one is cancelled and keeps
    its history. What both asked for is asked by the one that stays, until the later of the two days.
    """
    own = _open_of(Assignment.agency_id == agency.id).order_by(Assignment.id)
    pairs = [(left, _twin(session, left, heirs)) for left in session.scalars(own).all()]
    joined = [(left, twin) for left, twin in pairs if twin is not None]
    for left, twin in joined:
        stays, goes = (left, twin) if _is_further(left, twin) else (twin, left)
        _cancel(session, actor, goes, agency, now)
        _take_over(session, actor, stays, goes)
    session.flush()
    return sum(not left.is_live for left, _ in joined)


def _open_of(condition: Any) -> Any:
    is_open = Assignment.is_live.is_(True) & Assignment.state.in_(OPEN_STATES)
    return select(Assignment).where(condition, is_open, in_open_pack(Assignment.criterion_id))


def _twin(session: Session, left: Assignment, heirs: Heirs) -> Assignment | None:
    same = (
        (Assignment.agency_id == heirs.of(left.criterion_id, left.person_id))
        & (Assignment.criterion_id == left.criterion_id)
        & (Assignment.product_key == left.product_key)
    )
    found: Assignment | None = session.scalar(_open_of(same))
    return found


def _is_further(left: Assignment, twin: Assignment) -> bool:
    return _FURTHEST.index(left.state) < _FURTHEST.index(twin.state)


def _cancel(session: Session, actor: Actor, goes: Assignment, agency: Agency, now: datetime) -> None:
    before = goes.state
    goes.state, goes.state_since, goes.is_live = AssignmentState.CANCELLED, now, None
    goes.reason, goes.before_question = f"Gộp phân công do sắp xếp lại {agency.name}", None
    session.flush()  # before the other one moves: an agency has one live assignment a product
    _emit(session, actor, AuditAction.CANCEL_ASSIGNMENT, goes, before, reason=goes.reason)


def _take_over(session: Session, actor: Actor, stays: Assignment, goes: Assignment) -> None:
    if goes.words not in stays.words:
        stays.words = f"{stays.words}\n{goes.words}"
    stays.last_day = max(stays.last_day, goes.last_day)
    stays.asks_figures = stays.asks_figures or goes.asks_figures
    given = update(Measurement).where(Measurement.assignment_id == goes.id)
    session.execute(given.values(assignment_id=stays.id))
    joined = {"words": stays.words, "last_day": stays.last_day}
    _emit(session, actor, AuditAction.JOIN_ASSIGNMENTS, stays, stays.state, **joined)


def _emit(
    session: Session,
    actor: Actor,
    action: AuditAction,
    assignment: Assignment,
    before: AssignmentState,
    **details: Any,
) -> None:
    event = AssignmentChanged(
        action=action,
        subject=assignment.id,
        criterion_id=assignment.criterion_id,
        agency=assignment.agency.name,
        state=assignment.state,
        state_before=before,
        product_id=assignment.product_id,
        **details,
    )
    emit(session, actor, event)


def widen_searches(session: Session, agency: Agency, successors: list[Agency]) -> None:
    """Let saved searches that are narrowed to the agency find what its successors hold as well."""
    for saved in session.scalars(select(SavedSearch).order_by(SavedSearch.id)):
        chosen = list(saved.place.get(_AGENCY) or [])
        if agency.code in chosen:
            codes = dict.fromkeys([*chosen, *(each.code for each in successors)])
            saved.place = {**saved.place, _AGENCY: list(codes)}
