"""What waits for a person: the figure in the header, and the rows of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from evidence_repo.models import AssessmentCycle, Criterion, Deadline, Evidence, EvidencePack, Explanation
from evidence_repo.services.audit.chain import event_count
from evidence_repo.services.packs.next_step import OF_OTHERS
from evidence_repo.services.packs.progress import PackProgress
from evidence_repo.services.packs.views import plan_order, views_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.review_queue import QueueItem, count_waiting_for, review_queue
from evidence_repo.stamped_cache import StampedCache
from workflows.deadlines import last_due_day_soon
from workflows.packs import PackAction, may_approve, may_return, may_submit
from workflows.rights import PACK_RIGHTS, Right, allows
from workflows.states import EDITABLE, UNJUDGED, EvidenceState, ExplanationState, PackState


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for this person, by what has to be done."""

    to_answer: int = 0
    contributions: int = 0
    overdue_or_soon: int = 0
    to_submit: int = 0
    to_review: int = 0
    to_return: int = 0
    to_approve: int = 0

    @property
    def total(self) -> int:
        """Return the one figure that the header shows."""
        of_agency = self.to_answer + self.contributions + self.overdue_or_soon + self.to_submit
        return of_agency + self.in_review + self.to_approve

    @property
    def in_review(self) -> int:
        """Return what waits on the reviewers' page: verdicts to give, judged packs to return."""
        return self.to_review + self.to_return


def waiting_counts(
    session: Session, actor: Actor, cycle: AssessmentCycle, today: date, memory: StampedCache | None = None
) -> Waiting:
    """Count what waits for this person; each part costs a query only for those who hold the right.

    With a `memory`, what was counted before is taken as long as the log has no new event.
    """
    if memory is None:
        return _count(session, actor, cycle, today)
    key = (Waiting, actor.user_id, actor.agency_id, actor.roles, cycle.id, today)
    return memory.recall(key, event_count(session), lambda: _count(session, actor, cycle, today))


def _count(session: Session, actor: Actor, cycle: AssessmentCycle, today: date) -> Waiting:
    to_answer, contributions, overdue_or_soon = _agency_counts(session, actor, cycle, today)
    return Waiting(
        to_answer=to_answer,
        contributions=contributions,
        overdue_or_soon=overdue_or_soon,
        to_submit=_count_ready(session, actor, cycle, PackAction.SUBMIT),
        to_review=count_waiting_for(session, actor, cycle),
        to_return=len(packs_to_return(session, actor, cycle)),
        to_approve=_count_ready(session, actor, cycle, PackAction.APPROVE),
    )


def _agency_counts(
    session: Session, actor: Actor, cycle: AssessmentCycle, today: date
) -> tuple[int, int, int]:
    if not allows(actor.roles, Right.UPLOAD):
        return 0, 0, 0
    leads = Criterion.lead_agency_id == actor.agency_id
    takes_part = or_(leads, Evidence.agency_id == actor.agency_id)
    to_explain = (Evidence.state == EvidenceState.NEEDS_EXPLANATION) & takes_part
    waits = (Evidence.state == EvidenceState.DRAFT) & Evidence.accepted_at.is_(None) & leads
    pieces = _pieces_in(cycle, to_explain, EvidencePack.state == PackState.RETURNED)
    answers = _rejected_products(cycle, leads)
    contributions = _pieces_in(cycle, waits, EvidencePack.state.in_(EDITABLE))
    due = _packs_due(cycle, leads, today)
    row = session.execute(select(pieces, answers, contributions, due)).one()
    return row[0] + row[1], row[2], row[3]


def _packs_due(cycle: AssessmentCycle, leads: ColumnElement[bool], today: date) -> ScalarSelect[int]:
    """Count the packs in the agency's hand of which an open deadline is overdue or soon."""
    serves = select(Evidence.id).where(
        Evidence.deadline_id == Deadline.id,
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
    )
    return (
        select(func.count(func.distinct(EvidencePack.id)))
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .join(Deadline, Deadline.criterion_id == Criterion.id)
        .where(
            Criterion.cycle_id == cycle.id,
            leads,
            EvidencePack.state.in_(EDITABLE),
            Deadline.due_on <= last_due_day_soon(today),
            ~serves.exists(),
        )
        .scalar_subquery()
    )


def packs_to_return(session: Session, actor: Actor, cycle: AssessmentCycle) -> tuple[EvidencePack, ...]:
    """Return the packs in which all is judged and something needs the agency, in the plan's order."""
    if not allows(actor.roles, Right.RETURN_PACK):
        return ()
    unjudged = select(Evidence.id).where(
        Evidence.criterion_id == EvidencePack.criterion_id,
        Evidence.state.in_(UNJUDGED),
        Evidence.accepted_at.is_not(None),
    )
    undecided = select(Explanation.id).where(
        Explanation.criterion_id == EvidencePack.criterion_id,
        Explanation.state == ExplanationState.SUBMITTED,
    )
    judged = (
        select(EvidencePack)
        .join(Criterion)
        .where(
            Criterion.cycle_id == cycle.id,
            EvidencePack.state == PackState.SUBMITTED,
            ~unjudged.exists(),
            ~undecided.exists(),
        )
    )
    found = sorted(session.scalars(judged), key=lambda pack: plan_order(pack.criterion))
    views = views_of_packs(session, found) if found else {}
    return tuple(pack for pack, view in views.items() if not may_return(view))


def _pieces_in(cycle: AssessmentCycle, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(Evidence.id))
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(Criterion.cycle_id == cycle.id, *conditions)
        .scalar_subquery()
    )


def _rejected_products(cycle: AssessmentCycle, leads: ColumnElement[bool]) -> ScalarSelect[int]:
    newer = aliased(Explanation)
    answered = select(newer.id).where(
        newer.product_id == Explanation.product_id, newer.round > Explanation.round
    )
    return (
        select(func.count(Explanation.id))
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(
            Criterion.cycle_id == cycle.id,
            leads,
            Explanation.product_id.is_not(None),
            Explanation.state == ExplanationState.REJECTED,
            EvidencePack.state == PackState.RETURNED,
            ~answered.exists(),
        )
        .scalar_subquery()
    )


# The guards ask for the criterion's code alone; its products and deadlines would be loaded for nothing.
_CODE_ONLY = joinedload(EvidencePack.criterion).options(lazyload("*"))


def _count_ready(session: Session, actor: Actor, cycle: AssessmentCycle, action: PackAction) -> int:
    """Count the packs that this person may submit, or approve, as the rules themselves see it."""
    if not allows(actor.roles, PACK_RIGHTS[action]):
        return 0
    packs = select(EvidencePack).join(Criterion).where(Criterion.cycle_id == cycle.id).options(_CODE_ONLY)
    if action is PackAction.SUBMIT:
        own = Criterion.lead_agency_id == actor.agency_id
        wanted, guard = packs.where(own, EvidencePack.state.in_(EDITABLE)), may_submit
    else:
        wanted, guard = packs.where(EvidencePack.state == PackState.SUBMITTED), may_approve
    found = session.scalars(wanted).all()
    return sum(not guard(view) for view in views_of_packs(session, found).values()) if found else 0


@dataclass(frozen=True, slots=True)
class MyWork:
    """What home shows: the agency's packs, the reviewer's queue, the packs that the approver looks at."""

    packs: tuple[PackProgress, ...] = ()
    contributed: tuple[PackProgress, ...] = ()
    queue: tuple[QueueItem, ...] = ()
    approvals: tuple[PackProgress, ...] = ()

    @property
    def overdue(self) -> int:
        """Return how many of the agency's packs are overdue."""
        return sum(row.is_overdue for row in self.packs)


def my_work(session: Session, actor: Actor, cycle: AssessmentCycle, rows: Sequence[PackProgress]) -> MyWork:
    """Return what home shows this person of the cycle's packs, most urgent first."""
    own: list[PackProgress] = []
    contributed: list[PackProgress] = []
    if allows(actor.roles, Right.UPLOAD):
        cited = _criteria_with_own_pieces(session, actor)
        own = [row for row in rows if row.criterion.lead_agency_id == actor.agency_id]
        contributed = [row for row in rows if row not in own and row.criterion.id in cited]
    approvals: list[PackProgress] = []
    if allows(actor.roles, Right.APPROVE):
        approvals = [row for row in rows if row.pack.state is PackState.SUBMITTED]
    return MyWork(
        packs=tuple(sorted(own, key=_most_urgent_first)),
        contributed=tuple(sorted(contributed, key=_most_urgent_first)),
        queue=review_queue(session, actor, cycle),
        approvals=tuple(sorted(approvals, key=_most_urgent_first)),
    )


def _criteria_with_own_pieces(session: Session, actor: Actor) -> frozenset[int]:
    cited = select(Evidence.criterion_id).where(Evidence.agency_id == actor.agency_id)
    return frozenset(session.scalars(cited.distinct()))


_STATE_ORDER = (
    PackState.RETURNED,
    PackState.OPEN,
    PackState.SUBMITTED,
    PackState.APPROVED,
    PackState.SEALED,
)


def _most_urgent_first(row: PackProgress) -> tuple[bool, int, date]:
    """Order by: something to do, returned packs on top, then by deadline (the plan's order breaks ties)."""
    due_on = row.due.deadline.due_on if row.due else date.max
    has_step = row.next_step.step not in OF_OTHERS
    return not has_step, _STATE_ORDER.index(row.view.state), due_on
