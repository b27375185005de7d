"""Ask agencies for their part (phân công), of one criterion or many at once, and change what is asked.

Each begins with the criteria's packs locked, so that people who decide at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import (
    Agency,
    Assignment,
    AssignmentChange,
    Criterion,
    EvidencePack,
    ExpectedProduct,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import parties_of
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.workflow.assignment_pieces import emit_assignment
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import lock_pack_of, lock_packs
from evidence_repo.words import N_
from workflows.assignments import AssignmentAction, AssignmentState, advance_assignment
from workflows.events import AuditAction

_Place = tuple[int, int, int]
"""Ids of criterion, product (0: none) and agency: where one live assignment can stand."""


@dataclass(frozen=True, slots=True)
class AssignmentRequest:
    """What these agencies are asked for; `asks_figures`: sums of the targets wait for their figures.

    With `section_id` it is the words of that section of a report.
    """

    criterion: Criterion
    agencies: Sequence[Agency]
    words: str
    last_day: date
    product: ExpectedProduct | None = None
    asks_figures: bool = False
    section_id: int | None = None

    @property
    def product_key(self) -> int:
        """Return the product's id, 0 for the criterion as a whole, less than 0 for a report's section."""
        if self.section_id is not None:
            return -self.section_id
        return self.product.id if self.product else 0


def assign(
    session: Session, actor: Actor, requests: Sequence[AssignmentRequest], *, clock: Clock
) -> tuple[Assignment, ...]:
    """Ask for all of it or nothing; return what is new: who has a live assignment keeps it as it is.

    The number of statements does not grow with criteria or agencies.
    """
    for request in requests:
        _check_request(request)
    criteria = [request.criterion for request in requests]
    packs = lock_packs(session, [criterion.id for criterion in criteria])
    for criterion in criteria:
        advance_in_cycle(actor, packs[criterion.id], criterion, None, AssignmentAction.ASSIGN)
    asked = set(_live(session, criteria))
    rows = [row for request in requests for row in _new(actor, request, asked, clock.now())]
    if not rows:
        return ()
    session.execute(insert(Assignment), rows)
    live = _live(session, criteria)
    made = [live[row["criterion_id"], row["product_key"], row["agency_id"]] for row in rows]
    for assignment in made:
        words, last_day = assignment.words, assignment.last_day
        emit_assignment(session, actor, AuditAction.ASSIGN, assignment, None, last_day=last_day, words=words)
    return tuple(made)


def _new(
    actor: Actor, request: AssignmentRequest, asked: set[_Place], now: datetime
) -> Iterator[dict[str, Any]]:
    """Yield a row for each agency that has no assignment there yet, and note it in `asked`."""
    for agency in request.agencies:
        place = (request.criterion.id, request.product_key, agency.id)
        if place in asked:
            continue
        asked.add(place)
        yield {
            "criterion_id": request.criterion.id,
            "product_id": request.product.id if request.product else None,
            "product_key": request.product_key,
            "agency_id": agency.id,
            "words": request.words.strip(),
            "asks_figures": request.asks_figures,
            "last_day": request.last_day,
            "state": AssignmentState.ASSIGNED,
            "state_since": now,
            "assigned_by_id": actor.person_id,
            "assigned_at": now,
        }


def _check_request(request: AssignmentRequest) -> None:
    criterion, product = request.criterion, request.product
    if product is not None and product.criterion_id != criterion.id:
        raise BadInput(N_("This product belongs to another criterion."), field="product")
    _check_words(request.words)
    allowed = {agency.id for agency in criterion.coordinating} | {criterion.lead_agency_id}
    for agency in request.agencies:
        if agency.id not in allowed:
            raise BadInput(
                N_("%(agency)s is not among the agencies that the plan names for this criterion."),
                field="agencies",
                code="agency_not_coordinating",
                agency=agency.name,
            )


def _check_words(words: str) -> None:
    if not words.strip():
        raise BadInput(N_("Say in words what is asked for."), field="words", code="words_missing")


def _live(session: Session, criteria: Sequence[Criterion]) -> dict[_Place, Assignment]:
    """Return the live assignments of these criteria by their places."""
    of_them = Assignment.criterion_id.in_([criterion.id for criterion in criteria])
    found = session.scalars(select(Assignment).where(of_them, Assignment.is_live.is_(True)))
    return {(each.criterion_id, each.product_key, each.agency_id): each for each in found.unique()}


def advance_in_cycle(
    actor: Actor,
    pack: EvidencePack,
    criterion: Criterion,
    assignment: Assignment | None,
    action: AssignmentAction,
) -> AssignmentState:
    """Return the next state; raise our own error if table or cycle do not let it be."""
    state, agency_id = (assignment.state, assignment.agency_id) if assignment else (None, None)
    with translating_refusals():
        after = advance_assignment(state, action, actor.roles, parties_of(actor, criterion, agency_id))
    check_cycle_allows(criterion.cycle, pack, action, None)
    return after


def begin_assignment(
    session: Session, actor: Actor, assignment: Assignment, action: AssignmentAction, seen_lock: int | None
) -> AssignmentState:
    """Lock, read again, and return the next state; raise `ChangedMeanwhile` if it is not the one seen."""
    session.flush()
    seen = assignment.lock if seen_lock is None else seen_lock
    pack = lock_pack_of(session, assignment.criterion_id)
    session.refresh(assignment)
    if assignment.lock != seen:
        raise ChangedMeanwhile
    return advance_in_cycle(actor, pack, assignment.criterion, assignment, action)


def change_request(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    *,
    words: str | None = None,
    last_day: date | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Assignment:
    """Ask in other words or by another last day (None: as it stands); what stood before is kept."""
    begin_assignment(session, actor, assignment, AssignmentAction.CHANGE, seen_lock)
    now_words = assignment.words if words is None else words.strip()
    _check_words(now_words)
    before = AssignmentChange(
        assignment_id=assignment.id,
        words=assignment.words,
        last_day=assignment.last_day,
        changed_by_id=actor.person_id,
        changed_at=clock.now(),
    )
    assignment.words, assignment.last_day = now_words, last_day or assignment.last_day
    changed = _differences(before, assignment)
    if changed:
        session.add(before)
        assignment.changed_at = before.changed_at
        name = AuditAction.CHANGE_ASSIGNMENT
        emit_assignment(session, actor, name, assignment, assignment.state, changed=changed)
    return assignment


def _differences(before: AssignmentChange, after: Assignment) -> dict[str, list[str]]:
    pairs = {
        "words": [before.words, after.words],
        "last_day": [before.last_day.isoformat(), after.last_day.isoformat()],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
