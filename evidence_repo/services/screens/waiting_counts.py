"""What waits for a person, counted by year: the figures of the header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Deadline,
    Evidence,
    EvidencePack,
    Explanation,
    Measurement,
)
from evidence_repo.services.assignments.listing import (
    count_to_decide,
    count_to_deliver,
)
from evidence_repo.services.audit.chain import event_count
from evidence_repo.services.packs.tallies import tallied_views
from evidence_repo.services.packs.views import at_work, plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import blind_pieces
from evidence_repo.services.rounds.questions import count_owed, count_to_accept
from evidence_repo.services.screens.council_page import count_votes_waiting
from evidence_repo.services.screens.figures_waiting import count_figures, figures_wait
from evidence_repo.services.screens.review_queue import count_waiting_for
from evidence_repo.services.screens.second_reviews import count_seconds
from evidence_repo.stamped_cache import StampedCache
from workflows.deadlines import last_due_day_soon
from workflows.packs import PackAction, may_approve, may_return, may_submit
from workflows.rights import PACK_RIGHTS, Right, allows
from workflows.states import EDITABLE, UNJUDGED, EvidenceState, ExplanationState, MeasurementState, PackState


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
    to_deliver: int = 0
    to_decide: int = 0
    to_accept: int = 0
    owed: int = 0
    to_confirm: int = 0
    to_second: int = 0
    to_vote: int = 0

    @property
    def total(self) -> int:
        """Return the one figure that the header shows."""
        of_agency = self.to_answer + self.contributions + self.overdue_or_soon + self.to_submit
        return of_agency + self.assignments + self.in_review + self.to_approve + self.questions + self.to_vote

    @property
    def questions(self) -> int:
        """Return what waits on the page of the Ministry's questions: to accept, to answer."""
        return self.to_accept + self.owed

    @property
    def assignments(self) -> int:
        """Return what waits on the page of assignments: parts to deliver, answers to decide about."""
        return self.to_deliver + self.to_decide

    @property
    def in_review(self) -> int:
        """Return what waits on the reviewers' page: verdicts, figures, second reviews, packs to return."""
        return self.to_review + self.to_return + self.to_confirm + self.to_second

    def __add__(self, other: Waiting) -> Waiting:
        """Return both together."""
        return Waiting(*map(sum, zip(astuple(self), astuple(other), strict=True)))


WaitingByCycle = Mapping[int, Waiting]
"""What waits in each cycle, by its id; cycles in which nothing waits are left out."""


def waiting_by_cycle(
    session: Session, actor: Actor, today: date, memory: StampedCache | None = None
) -> WaitingByCycle:
    """Count what waits for this person; each part costs a query only for those who hold the right.

    With a `memory`, what was counted before is taken as long as the log has no new event.
    """
    if memory is None:
        return _count(session, actor, today)
    key = (Waiting, actor.user_id, actor.agency_id, actor.roles, actor.deputyships, today)
    return memory.recall(key, event_count(session), lambda: _count(session, actor, today))


def _count(session: Session, actor: Actor, today: date) -> WaitingByCycle:
    counted = {
        **_agency_counts(session, actor, today),
        **_reviewer_counts(session, actor),
        "to_submit": _count_ready(session, actor, PackAction.SUBMIT),
        "to_review": count_waiting_for(session, actor),
        "to_return": Counter(pack.criterion.cycle_id for pack in packs_to_return(session, actor)),
        "to_approve": _count_ready(session, actor, PackAction.APPROVE),
        "to_accept": _count_questions(session, actor),
        "to_vote": count_votes_waiting(session, actor),
    }
    cycles = {cycle_id for counts in counted.values() for cycle_id, count in counts.items() if count}
    return {
        cycle_id: Waiting(**{name: counts[cycle_id] for name, counts in counted.items()})
        for cycle_id in cycles
    }


def _count_questions(session: Session, actor: Actor) -> Counter[int]:
    if not allows(actor.roles, Right.ACCEPT_QUESTION):
        return Counter()
    found: Counter[int] = Counter()
    for _, cycle_id, count in session.execute(count_to_accept("to_accept")):
        found[cycle_id] += count
    return found


def _agency_counts(session: Session, actor: Actor, today: date) -> dict[str, Counter[int]]:
    found = {name: Counter[int]() for name in _OF_AGENCY}
    if not allows(actor.roles, Right.UPLOAD):
        return found
    leads = Criterion.lead_agency_id.in_(actor.agencies)
    takes_part = or_(leads, Evidence.agency_id.in_(actor.agencies))
    to_explain = (Evidence.state == EvidenceState.NEEDS_EXPLANATION) & takes_part
    waits = (Evidence.state == EvidenceState.DRAFT) & Evidence.accepted_at.is_(None) & leads
    counted = union_all(
        _pieces("to_answer", to_explain, EvidencePack.state == PackState.RETURNED),
        _rejected_by_itself("to_answer", leads),
        _queried("to_answer", leads),
        _pieces("contributions", waits, EvidencePack.state.in_(EDITABLE)),
        _packs_due("overdue_or_soon", leads, today),
        count_to_deliver("to_deliver", actor),
        count_to_decide("to_decide", actor),
        count_owed("owed", actor),
    )
    for name, cycle_id, count in session.execute(counted):
        found[name][cycle_id] += count
    return found


def _reviewer_counts(session: Session, actor: Actor) -> dict[str, Counter[int]]:
    found = {name: Counter[int]() for name in ("to_confirm", "to_second")}
    if not allows(actor.roles, Right.JUDGE):
        return found
    counted = union_all(count_figures("to_confirm", actor), count_seconds("to_second", actor))
    for name, cycle_id, count in session.execute(counted):
        found[name][cycle_id] += count
    return found


_OF_AGENCY = ("to_answer", "contributions", "overdue_or_soon", "to_deliver", "to_decide", "owed")
_Counted = Select[str, int, int]
"""What is counted, by the cycle's id."""


def _packs_due(name: str, leads: ColumnElement[bool], today: date) -> _Counted:
    """Count the packs in the agency's hand of which an open deadline is overdue or soon."""
    serves = select(Evidence.id).where(
        Evidence.deadline_id == Deadline.id,
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
    )
    return (
        select(literal(name), Criterion.cycle_id, func.count(func.distinct(EvidencePack.id)))
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .join(Deadline, Deadline.criterion_id == Criterion.id)
        .where(
            at_work(),
            leads,
            EvidencePack.state.in_(EDITABLE),
            Deadline.due_on <= last_due_day_soon(today),
            ~serves.exists(),
        )
        .group_by(Criterion.cycle_id)
    )


def packs_to_return(
    session: Session, actor: Actor, cycle: AssessmentCycle | None = None
) -> tuple[EvidencePack, ...]:
    """Return the packs, of one cycle or of all, in which all is judged and something needs the agency.

    They stand in the plan's order.
    """
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
    unconfirmed = select(Measurement.id).where(
        Measurement.criterion_id == EvidencePack.criterion_id, figures_wait()
    )
    judged = (
        select(EvidencePack)
        .join(Criterion)
        .where(
            at_work(),
            EvidencePack.state == PackState.SUBMITTED,
            ~unjudged.exists(),
            ~undecided.exists(),
            ~unconfirmed.exists(),
        )
    )
    if cycle is not None:
        judged = judged.where(Criterion.cycle_id == cycle.id)
    if (blind := blind_pieces(actor)) is not None:
        told = aliased(Evidence)
        judged = judged.where(Criterion.id.not_in(select(told.criterion_id).where(told.id.in_(blind))))
    found = sorted(session.scalars(judged), key=lambda pack: plan_order(pack.criterion))
    views = tallied_views(session, found) if found else {}
    return tuple(pack for pack, view in views.items() if not may_return(view))


def _pieces(name: str, *conditions: ColumnElement[bool]) -> _Counted:
    return (
        select(literal(name), Criterion.cycle_id, func.count(Evidence.id))
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(at_work(), *conditions)
        .group_by(Criterion.cycle_id)
    )


def _rejected_by_itself(name: str, leads: ColumnElement[bool]) -> _Counted:
    newer = aliased(Explanation)
    same = or_(
        newer.product_id == Explanation.product_id,
        newer.question_id == Explanation.question_id,
        newer.measurement_id == Explanation.measurement_id,
    )
    answered = select(newer.id).where(same, newer.round > Explanation.round)
    return (
        select(literal(name), Criterion.cycle_id, func.count(Explanation.id))
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(
            at_work(),
            leads,
            Explanation.evidence_id.is_(None),
            Explanation.state == ExplanationState.REJECTED,
            EvidencePack.state == PackState.RETURNED,
            ~answered.exists(),
        )
        .group_by(Criterion.cycle_id)
    )


def _queried(name: str, leads: ColumnElement[bool]) -> _Counted:
    """Count the queried figures of the agency's criteria; an asked agency's stand with its assignment."""
    return (
        select(literal(name), Criterion.cycle_id, func.count(Measurement.id))
        .join(Criterion, Criterion.id == Measurement.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(
            at_work(),
            leads,
            Measurement.state == MeasurementState.QUERIED,
            EvidencePack.state == PackState.RETURNED,
        )
        .group_by(Criterion.cycle_id)
    )


# The guards ask for the criterion's code alone; its products and deadlines would be loaded for nothing.
_CODE_ONLY = joinedload(EvidencePack.criterion).options(lazyload("*"))


def _count_ready(session: Session, actor: Actor, action: PackAction) -> Counter[int]:
    """Count the packs that this person may submit, or approve, as the rules themselves see it."""
    if not allows(actor.roles, PACK_RIGHTS[action]):
        return Counter()
    packs = select(EvidencePack).join(Criterion).where(at_work()).options(_CODE_ONLY)
    if action is PackAction.SUBMIT:
        own = Criterion.lead_agency_id.in_(actor.agencies)
        wanted, guard = packs.where(own, EvidencePack.state.in_(EDITABLE)), may_submit
    else:
        wanted, guard = packs.where(EvidencePack.state == PackState.SUBMITTED), may_approve
    found = session.scalars(wanted).all()
    views = tallied_views(session, found) if found else {}
    return Counter(pack.criterion.cycle_id for pack, view in views.items() if not guard(view))
