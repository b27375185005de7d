"""What the plan's coordinating cell proposes: the agencies it stands for, each of which can be struck out.

Nothing is kept of a proposal: confirming it is `assign` with the agencies that are left, and whoever has been
asked already is not asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Assignment,
    Criterion,
    EvidencePack,
    ExpectedProduct,
)
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import parties_of
from evidence_repo.services.policy.permissions import cycle_permits
from evidence_repo.services.policy.refusals import translating_refusals
from index.text import vietnamese_order
from workflows.assignments import (
    AssignmentAction,
    AssignmentState,
    Party,
    advance_assignment,
    allowed_actions,
)
from workflows.deadlines import last_good_day
from workflows.working_days import WorkCalendar

DAYS_BEFORE = 5
"""Working days between the default last day and the product's last good day."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency of the cell; `standing` is the state of the assignment that it has already."""

    agency: Agency
    standing: AssignmentState | None
    is_lead: bool = False

    @property
    def is_proposed(self) -> bool:
        """Return whether it is asked unless struck out; the lead agency asks itself on purpose."""
        return self.standing is None and not self.is_lead


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the plan means, by when, and the words to ask them with."""

    criterion: Criterion
    product: ExpectedProduct | None
    candidates: tuple[Candidate, ...]
    words: str
    last_day: date

    @property
    def coordinating(self) -> tuple[Candidate, ...]:
        """Return the agencies of the cell."""
        return tuple(candidate for candidate in self.candidates if not candidate.is_lead)

    @property
    def proposed(self) -> tuple[Candidate, ...]:
        """Return those who are asked unless somebody strikes them out."""
        return tuple(candidate for candidate in self.candidates if candidate.is_proposed)


def may_assign(actor: Actor, criterion: Criterion) -> bool:
    """Return whether this person may ask agencies for their part of this criterion."""
    return AssignmentAction.ASSIGN in allowed_actions(None, actor.roles, parties_of(actor, criterion))


def may_assign_any(session: Session, actor: Actor, cycle: AssessmentCycle) -> bool:
    """Return whether this person may ask agencies for their part of any criterion of the cycle."""
    if AssignmentAction.ASSIGN in allowed_actions(None, actor.roles, frozenset()):
        return True
    if AssignmentAction.ASSIGN not in allowed_actions(None, actor.roles, frozenset({Party.LEAD})):
        return False
    led = select(Criterion.id).where(
        Criterion.cycle_id == cycle.id, Criterion.lead_agency_id.in_(actor.agencies)
    )
    return session.scalar(led.limit(1)) is not None


def propose(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    product: ExpectedProduct | None,
    today: date,
) -> Proposal:
    """Return the proposal for a criterion or one of its products; raise `NotAllowed` if it is not theirs."""
    with translating_refusals():
        advance_assignment(None, AssignmentAction.ASSIGN, actor.roles, parties_of(actor, criterion))
    standing = _standing(session, Assignment.criterion_id == criterion.id, product)
    return _proposal(criterion, product, standing, today, work_calendar(session))


def propose_year(session: Session, actor: Actor, cycle: AssessmentCycle, today: date) -> tuple[Proposal, ...]:
    """Return the proposals of all criteria of the cycle that this person may ask agencies about now.

    Raise `NotAllowed` if none can be theirs. The number of queries does not grow with the criteria.
    """
    of_cycle = Criterion.cycle_id == cycle.id
    found = select(EvidencePack).join(Criterion).where(of_cycle, Criterion.dropped_reason.is_(None))
    named = joinedload(EvidencePack.criterion).selectinload(Criterion.coordinating)
    packs = session.scalars(found.order_by(Criterion.id).options(named)).unique().all()
    theirs = [pack for pack in packs if may_assign(actor, pack.criterion)]
    if not theirs:
        with translating_refusals():
            advance_assignment(None, AssignmentAction.ASSIGN, actor.roles, frozenset())
    standing = _standing(session, Assignment.criterion_id.in_(select(Criterion.id).where(of_cycle)))
    calendar = work_calendar(session)
    return tuple(
        _proposal(pack.criterion, None, standing, today, calendar)
        for pack in theirs
        if pack.criterion.coordinating and cycle_permits(pack, AssignmentAction.ASSIGN)
    )


def _proposal(
    criterion: Criterion,
    product: ExpectedProduct | None,
    standing: Mapping[tuple[int, int], AssignmentState],
    today: date,
    calendar: WorkCalendar,
) -> Proposal:
    named = [agency for agency in criterion.coordinating if agency.is_active]
    named.sort(key=lambda agency: (agency.kind, vietnamese_order(agency.name)))
    candidates = [Candidate(agency, standing.get((criterion.id, agency.id))) for agency in named]
    lead = criterion.lead_agency
    return Proposal(
        criterion=criterion,
        product=product,
        candidates=(*candidates, Candidate(lead, standing.get((criterion.id, lead.id)), is_lead=True)),
        words=default_words(criterion, product),
        last_day=default_last_day(criterion, today, calendar),
    )


def _standing(
    session: Session, where: ColumnElement[bool], product: ExpectedProduct | None = None
) -> dict[tuple[int, int], AssignmentState]:
    """Return the states of the live assignments by the ids of criterion and agency."""
    live = select(Assignment.criterion_id, Assignment.agency_id, Assignment.state).where(
        where, Assignment.product_key == (product.id if product else 0), Assignment.is_live.is_(True)
    )
    return {(criterion, agency): state for criterion, agency, state in session.execute(live)}


def default_words(criterion: Criterion, product: ExpectedProduct | None) -> str:
    """Return what is asked for if nobody words it otherwise; agencies' papers are in Vietnamese."""
    asked = product.text if product else criterion.title
    return f"Cung cấp tài liệu kiểm chứng, số liệu thuộc phạm vi của đơn vị: {asked}"


def default_last_day(criterion: Criterion, today: date, calendar: WorkCalendar) -> date:
    """Return the day five working days before the next last good day, but none that is past."""
    days = sorted(last_good_day(deadline.due_on) for deadline in criterion.deadlines)
    last = next((day for day in days if day >= today), days[-1] if days else today)
    return max(today, calendar.subtract_working_days(last, DAYS_BEFORE))
