"""The one thing that this person does next with a whole pack, and why it cannot be done yet.

A head submits or recalls; a reviewer reviews what waits, then returns what needs the agency; an approver
approves. Who holds several of these roles is offered the earliest that is theirs to do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from evidence_repo.models import EvidencePack
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import (
    involvement_in_pack,
    involvement_in_pieces,
    involvement_in_products,
)
from evidence_repo.services.policy.permissions import PackPermissions
from workflows.blockers import Blocker
from workflows.cycle import cycle_blockers
from workflows.four_eyes import may_approve_pack, may_judge
from workflows.packs import PackAction, PackView, may_approve, may_recall, may_return, may_submit
from workflows.rights import Right, allows
from workflows.states import EDITABLE, UNJUDGED, ExplanationState, PackState


class PrimaryKind(StrEnum):
    """What the button does."""

    SUBMIT = "submit"
    SUBMIT_AGAIN = "submit_again"
    RECALL = "recall"
    REVIEW = "review"
    RETURN = "return"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class PrimaryAction:
    """The button; `blockers` say why it cannot be pressed; a review begins with the piece `evidence_id`."""

    kind: PrimaryKind
    blockers: tuple[Blocker, ...] = ()
    evidence_id: int | None = None


def primary_action(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, permissions: PackPermissions
) -> PrimaryAction | None:
    """Return this person's action, None where nothing is theirs; `view` holds what they may see."""
    if pack.state in EDITABLE and PackAction.SUBMIT in permissions.rights:
        is_returned = pack.state is PackState.RETURNED
        kind = PrimaryKind.SUBMIT_AGAIN if is_returned else PrimaryKind.SUBMIT
        return PrimaryAction(kind, _blockers(pack, PackAction.SUBMIT, may_submit, view))
    if pack.state is not PackState.SUBMITTED:
        return None
    if PackAction.RECALL in permissions.rights:
        return PrimaryAction(PrimaryKind.RECALL, _blockers(pack, PackAction.RECALL, may_recall, view))
    return _in_review(session, actor, pack, view, permissions.rights)


def _blockers(
    pack: EvidencePack, action: PackAction, guard: Callable[[PackView], tuple[Blocker, ...]], view: PackView
) -> tuple[Blocker, ...]:
    state = pack.criterion.cycle.state
    return (*cycle_blockers(state, action, was_reopened=pack.was_reopened), *guard(view))


def _in_review(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, rights: frozenset[PackAction]
) -> PrimaryAction | None:
    waiting = [piece.id for piece in view.counted_pieces() if piece.state in UNJUDGED]
    explained = [
        e.product_id
        for e in view.explanations
        if e.product_id is not None and e.state is ExplanationState.SUBMITTED
    ]
    approval = _approval(session, actor, pack, view) if PackAction.APPROVE in rights else None
    if (waiting or explained) and allows(actor.roles, Right.JUDGE):
        review = _review(session, actor, waiting, explained)
        return review if not review.blockers or approval is None else approval
    if approval is not None and (not approval.blockers or PackAction.RETURN not in rights):
        return approval
    if PackAction.RETURN in rights:
        return PrimaryAction(PrimaryKind.RETURN, _blockers(pack, PackAction.RETURN, may_return, view))
    return approval


def _review(
    session: Session, actor: Actor, waiting: Sequence[int], explained: Sequence[int]
) -> PrimaryAction:
    """Return where to begin: the first piece, else an explanation, that this person may judge."""
    forbidden: list[Blocker] = []
    parts = involvement_in_pieces(session, waiting)
    for piece in waiting:
        if not (blockers := may_judge(actor.person_id, parts[piece])):
            return PrimaryAction(PrimaryKind.REVIEW, evidence_id=piece)
        forbidden += blockers
    of_products = involvement_in_products(session, explained)
    for product in explained:
        if not (blockers := may_judge(actor.person_id, of_products[product])):
            return PrimaryAction(PrimaryKind.REVIEW)
        forbidden += blockers
    return PrimaryAction(PrimaryKind.REVIEW, tuple(dict.fromkeys(forbidden)))


def _approval(session: Session, actor: Actor, pack: EvidencePack, view: PackView) -> PrimaryAction:
    four_eyes = may_approve_pack(actor.person_id, involvement_in_pack(session, pack))
    blockers = (*four_eyes, *_blockers(pack, PackAction.APPROVE, may_approve, view))
    return PrimaryAction(PrimaryKind.APPROVE, blockers)
