"""What a reviewer looks at while judging: one piece, or a product's explanation, with all that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Review,
    User,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_piece, involvement_in_products
from evidence_repo.services.policy.permissions import permissions_on_document
from evidence_repo.services.policy.visibility import visible_explanations
from evidence_repo.services.screens.automatic_checks import Check, check_piece
from evidence_repo.services.screens.document_page import DocumentPage, document_page
from evidence_repo.services.screens.piece_rows import PieceRow, piece_row, pieces_of
from evidence_repo.services.screens.review_queue import QueueFilters, QueueItem, review_queue
from evidence_repo.services.workflow.explanations import submitted_since
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.services.workflow.verdicts import eligible_reviewers, standing_verdict
from workflows.blockers import Blocker
from workflows.evidence import JUDGE_ACTIONS, VerdictKind, allowed_actions, undo_blockers
from workflows.four_eyes import may_judge
from workflows.rights import Right, allows
from workflows.states import UNJUDGED, ExplanationState, PackState

_GIVEN = "given"  # the reason is asked for in the form


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an item stands among those that this person may judge; `position` is None for any other."""

    position: int | None
    total: int
    previous: QueueItem | None
    following: QueueItem | None


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """One piece before its reviewer; `blockers` are the four eyes', `eligible` who may judge instead."""

    evidence: Evidence
    pack: EvidencePack
    row: PieceRow
    document: DocumentPage
    checks: tuple[Check, ...]
    reviews: tuple[Review, ...]
    verdicts: tuple[VerdictKind, ...]
    blockers: tuple[Blocker, ...]
    eligible: tuple[User, ...]
    may_undo: bool
    place: QueuePlace

    @property
    def version(self) -> DocumentVersion:
        """Return the version that is judged."""
        return self.evidence.version

    @property
    def may_judge(self) -> bool:
        """Return whether this person may give a verdict now."""
        return bool(self.verdicts) and not self.blockers

    @property
    def is_waiting(self) -> bool:
        """Return whether the piece waits for a verdict at all."""
        return self.evidence.state in UNJUDGED and self.pack.state is PackState.SUBMITTED


def review_desk(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    cycle: AssessmentCycle,
    filters: QueueFilters | None = None,
) -> ReviewDesk:
    """Return what the desk shows of a piece that this person sees."""
    pack = find_pack(session, evidence.criterion)
    actions = allowed_actions(evidence.state, actor.roles, pack.state)
    is_forbidden = may_judge(actor.person_id, involvement_in_piece(session, evidence))
    standing = standing_verdict(session, evidence)
    row = piece_row(session, actor, evidence)
    return ReviewDesk(
        evidence=evidence,
        pack=pack,
        row=row,
        document=document_page(
            session,
            actor,
            evidence.version,
            permissions_on_document(session, actor, evidence.version.document_id),
        ),
        checks=check_piece(evidence.criterion, evidence, pieces_of(session, actor, evidence.criterion_id)),
        reviews=tuple(reversed(evidence.reviews)),
        verdicts=tuple(verdict for verdict, action in JUDGE_ACTIONS.items() if action in actions),
        blockers=is_forbidden,
        eligible=eligible_reviewers(session, evidence) if is_forbidden else (),
        may_undo=_may_undo(session, actor, pack, standing),
        place=place_in_queue(review_queue(session, actor, cycle, filters), evidence),
    )


def _may_undo(session: Session, actor: Actor, pack: EvidencePack, standing: Review | None) -> bool:
    if standing is None or pack.state is not PackState.SUBMITTED or not allows(actor.roles, Right.UNDO):
        return False
    acted = submitted_since(session, pack, standing.decided_at)
    return not undo_blockers(actor.person_id, standing.reviewer_id, agency_acted_since=acted, reason=_GIVEN)


def place_in_queue(queue: Sequence[QueueItem], target: Evidence | Explanation) -> QueuePlace:
    """Return the neighbours of `target` among what this person may judge; the list is a ring."""
    own = [item for item in queue if item.may_judge]
    at = next((n for n, item in enumerate(own) if (item.evidence or item.explanation) is target), None)
    if at is None:
        return QueuePlace(None, len(own), own[-1] if own else None, own[0] if own else None)
    if len(own) == 1:
        return QueuePlace(1, 1, None, None)
    return QueuePlace(at + 1, len(own), own[at - 1], own[(at + 1) % len(own)])


@dataclass(frozen=True, slots=True)
class ExplanationDesk:
    """The explanation of a product before its reviewer."""

    explanation: Explanation
    pack: EvidencePack
    product: ExpectedProduct
    rounds: tuple[Explanation, ...]
    blockers: tuple[Blocker, ...]
    may_undo: bool
    place: QueuePlace

    @property
    def is_waiting(self) -> bool:
        """Return whether it waits for a verdict."""
        return self.explanation.state is ExplanationState.SUBMITTED and self.pack.state is PackState.SUBMITTED


def explanation_desk(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    cycle: AssessmentCycle,
    filters: QueueFilters | None = None,
) -> ExplanationDesk:
    """Return what the desk shows of a product's explanation that this person sees."""
    product = explanation.product
    assert product is not None  # a piece's explanation is judged with the piece
    pack = find_pack(session, explanation.criterion)
    rounds = (
        select(Explanation)
        .where(Explanation.product_id == product.id, visible_explanations(actor))
        .order_by(Explanation.round.desc())
    )
    return ExplanationDesk(
        explanation=explanation,
        pack=pack,
        product=product,
        rounds=tuple(session.scalars(rounds)),
        blockers=may_judge(actor.person_id, involvement_in_products(session, [product.id])[product.id]),
        may_undo=_may_undo_decision(session, actor, pack, explanation),
        place=place_in_queue(review_queue(session, actor, cycle, filters), explanation),
    )


def _may_undo_decision(session: Session, actor: Actor, pack: EvidencePack, decided: Explanation) -> bool:
    if decided.decided_at is None or pack.state is not PackState.SUBMITTED:
        return False
    is_decided = decided.state in {ExplanationState.ACCEPTED, ExplanationState.REJECTED}
    acted = submitted_since(session, pack, decided.decided_at)
    by = decided.decided_by_id if is_decided else None
    return allows(actor.roles, Right.UNDO) and not undo_blockers(
        actor.person_id, by, agency_acted_since=acted, reason=_GIVEN
    )
