"""What one person does next with a pack: the words of the lists, and the one button of the pack's page.

A head submits or recalls; a reviewer reviews what waits, then returns what needs the agency; an approver
approves. Who holds several of these roles is offered the earliest that is theirs to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Evidence, EvidencePack, Explanation
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import (
    involvement_in_explained,
    involvement_in_pieces,
    pieces_involving,
)
from evidence_repo.services.policy.pack_involvement import involvement_in_pack
from evidence_repo.services.policy.visibility import relation_to_criterion
from workflows.blockers import Blocker
from workflows.cycle import cycle_blockers, is_at_work
from workflows.four_eyes import may_approve_pack, may_judge
from workflows.packs import (
    PackAction,
    PackView,
    content_blockers,
    may_approve,
    may_recall,
    may_return,
    may_submit,
)
from workflows.rights import PACK_RIGHTS, Right, allows
from workflows.states import EDITABLE, UNJUDGED, EvidenceState, ExplanationState, MeasurementState, PackState


class Step(StrEnum):
    """What is done next with a pack; what others do begins with `await`."""

    EXPLAIN = "explain"
    ANSWER = "answer"
    ANSWER_FIGURES = "answer_figures"
    DECIDE = "decide"
    UPLOAD = "upload"
    ADD = "add"
    COMPLETE = "complete"
    SUBMIT = "submit"
    SUBMIT_AGAIN = "submit_again"
    RECALL = "recall"
    REVIEW = "review"
    RETURN = "return"
    APPROVE = "approve"
    AWAIT_HEAD = "await_head"
    AWAIT_REVIEW = "await_review"
    AWAIT_APPROVAL = "await_approval"
    AWAIT_RETURN = "await_return"
    NONE = "none"


OF_OTHERS = frozenset({Step.AWAIT_REVIEW, Step.AWAIT_APPROVAL, Step.AWAIT_RETURN, Step.NONE})
"""The steps of a pack that has left this person's hands."""
SUBMITTING = frozenset({Step.SUBMIT, Step.SUBMIT_AGAIN})


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step, and of how many things.

    `blockers` say why its button cannot be pressed; a review begins with the piece `evidence_id`, or with the
    figures where nothing else waits.
    """

    step: Step
    count: int = 0
    blockers: tuple[Blocker, ...] = ()
    evidence_id: int | None = None
    begins_with_figures: bool = False


def next_step(actor: Actor, pack: EvidencePack, view: PackView) -> NextStep:
    """Return what this person does next, or waits for; `view` holds what the person may see.

    Four eyes are not asked: that would cost each row of a list its queries.
    """
    if not is_at_work(pack.criterion.cycle.state, was_reopened=pack.was_reopened):
        return NextStep(Step.NONE)
    if view.state in EDITABLE and actor.is_of(pack.criterion.lead_agency_id):
        if allows(actor.roles, Right.UPLOAD):
            return _step_of_agency(actor, view)
    elif view.state is PackState.SUBMITTED:
        return _step_in_review(actor, view)
    return NextStep(Step.NONE)


def _step_of_agency(actor: Actor, view: PackView) -> NextStep:
    counted = view.counted_pieces()
    to_explain = sum(piece.count for piece in counted if piece.state is EvidenceState.NEEDS_EXPLANATION)
    rejected = sum(e.piece_id is None and e.state is ExplanationState.REJECTED for e in view.explanations)
    queried = sum(each.state is MeasurementState.QUERIED for each in view.counted_measurements())
    waiting = (
        (Step.EXPLAIN, to_explain),
        (Step.ANSWER, rejected),
        (Step.ANSWER_FIGURES, queried if view.state is PackState.RETURNED else 0),
        (Step.DECIDE, view.waiting_contributions),
    )
    for step, count in waiting:
        if count:
            return NextStep(step, count)
    if not counted and not view.counted_explanations():
        return NextStep(Step.UPLOAD)
    provided = {piece.product_id for piece in counted} | {e.product_id for e in view.explanations}
    if missing := sum(product.is_mandatory and product.id not in provided for product in view.products):
        return NextStep(Step.ADD, missing)
    if may_submit(view):
        return NextStep(Step.COMPLETE)
    may = allows(actor.roles, PACK_RIGHTS[PackAction.SUBMIT])
    return NextStep(_submission(view.state) if may else Step.AWAIT_HEAD)


def _submission(state: PackState) -> Step:
    return Step.SUBMIT_AGAIN if state is PackState.RETURNED else Step.SUBMIT


def _step_in_review(actor: Actor, view: PackView) -> NextStep:
    if waiting := _count_waiting(view):
        return NextStep(Step.REVIEW if allows(actor.roles, Right.JUDGE) else Step.AWAIT_REVIEW, waiting)
    if not content_blockers(view):
        return NextStep(Step.APPROVE if allows(actor.roles, Right.APPROVE) else Step.AWAIT_APPROVAL)
    if not may_return(view):
        return NextStep(Step.RETURN if allows(actor.roles, Right.RETURN_PACK) else Step.AWAIT_RETURN)
    return NextStep(Step.NONE)


def _count_waiting(view: PackView) -> int:
    pieces = sum(piece.count for piece in view.counted_pieces() if piece.state in UNJUDGED)
    return pieces + len(_waiting_explanations(view)) + _waiting_figures(view)


def _waiting_figures(view: PackView) -> int:
    return sum(each.state is MeasurementState.SUBMITTED for each in view.counted_measurements())


def _waiting_explanations(view: PackView) -> list[int]:
    """Return the rounds that wait for a verdict of their own."""
    submitted = (e for e in view.explanations if e.state is ExplanationState.SUBMITTED)
    return [e.id for e in submitted if e.piece_id is None]


def step_with_button(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, rights: frozenset[PackAction]
) -> NextStep | None:
    """Return the step that the pack's page has a button for, None where nothing is this person's to do."""
    if pack.state in EDITABLE and PackAction.SUBMIT in rights:
        return NextStep(
            _submission(pack.state), blockers=_blockers(pack, PackAction.SUBMIT, may_submit, view)
        )
    if pack.state is not PackState.SUBMITTED:
        return None
    if PackAction.RECALL in rights:
        return NextStep(Step.RECALL, blockers=_blockers(pack, PackAction.RECALL, may_recall, view))
    return _button_in_review(session, actor, pack, view, rights)


def blockers_of_submission(actor: Actor, pack: EvidencePack, view: PackView) -> tuple[Blocker, ...]:
    """Return why this person cannot submit the pack now; empty if they can."""
    if not allows(actor.roles, PACK_RIGHTS[PackAction.SUBMIT], relation_to_criterion(actor, pack.criterion)):
        return (Blocker("wrong_role", {"action": PackAction.SUBMIT}),)
    if pack.state not in EDITABLE:
        return (Blocker("wrong_pack_state", {"pack_state": pack.state}),)
    return _blockers(pack, PackAction.SUBMIT, may_submit, view)


def _blockers(
    pack: EvidencePack, action: PackAction, guard: Callable[[PackView], tuple[Blocker, ...]], view: PackView
) -> tuple[Blocker, ...]:
    state = pack.criterion.cycle.state
    return (*cycle_blockers(state, action, was_reopened=pack.was_reopened), *guard(view))


def _button_in_review(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, rights: frozenset[PackAction]
) -> NextStep | None:
    approval = _approval(session, actor, pack, view) if PackAction.APPROVE in rights else None
    if next_step(actor, pack, view).step is Step.REVIEW:
        review = _review(session, actor, pack, view)
        return review if not review.blockers or approval is None else approval
    if approval is not None and (not approval.blockers or PackAction.RETURN not in rights):
        return approval
    if PackAction.RETURN in rights:
        return NextStep(Step.RETURN, blockers=_blockers(pack, PackAction.RETURN, may_return, view))
    return approval


def _review(session: Session, actor: Actor, pack: EvidencePack, view: PackView) -> NextStep:
    """Return where to begin: the first piece, else an explanation, that this person may judge."""
    explained, count = _waiting_explanations(view), _count_waiting(view)
    if piece := _first_to_judge(session, actor, pack):
        return NextStep(Step.REVIEW, count, evidence_id=piece)
    forbidden: list[Blocker] = []
    first = [piece.id for piece in view.counted_pieces() if piece.state in UNJUDGED]
    for parts in involvement_in_pieces(session, first).values():
        forbidden += may_judge(actor.persons, parts)
    rounds = session.scalars(select(Explanation).where(Explanation.id.in_(explained))) if explained else ()
    for parts in involvement_in_explained(session, rounds).values():
        if not (blockers := may_judge(actor.persons, parts)):
            return NextStep(Step.REVIEW, count)
        forbidden += blockers
    begins = not forbidden and _waiting_figures(view) > 0
    return NextStep(Step.REVIEW, count, tuple(dict.fromkeys(forbidden)), begins_with_figures=begins)


def _first_to_judge(session: Session, actor: Actor, pack: EvidencePack) -> int | None:
    waiting = select(Evidence.id).where(
        Evidence.criterion_id == pack.criterion_id,
        Evidence.state.in_(UNJUDGED),
        Evidence.accepted_at.is_not(None),
        Evidence.id.not_in(pieces_involving(actor.persons)),
    )
    return session.scalar(waiting.order_by(Evidence.id).limit(1))


def _approval(session: Session, actor: Actor, pack: EvidencePack, view: PackView) -> NextStep:
    four_eyes = may_approve_pack(actor.persons, involvement_in_pack(session, pack))
    blockers = (*four_eyes, *_blockers(pack, PackAction.APPROVE, may_approve, view))
    return NextStep(Step.APPROVE, blockers=blockers)
