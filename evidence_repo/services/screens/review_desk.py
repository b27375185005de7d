"""What a reviewer looks at while judging: one piece, or a product's explanation, with all that led to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Review,
    RoundQuestion,
    User,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_explained, involvement_in_piece
from evidence_repo.services.policy.permissions import cycle_permits, permissions_on_document
from evidence_repo.services.policy.visibility import visible_explanations
from evidence_repo.services.screens.automatic_checks import Check, check_piece
from evidence_repo.services.screens.document_page import DocumentPage, document_page
from evidence_repo.services.screens.figures import TargetPanel, target_panels
from evidence_repo.services.screens.piece_rows import PieceRow, piece_row
from evidence_repo.services.screens.waiting import QueueFilters, QueuePlace, place_in_queue
from evidence_repo.services.workflow.eligible import eligible_reviewers
from evidence_repo.services.workflow.explanation_rounds import submitted_since
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.services.workflow.verdicts import standing_verdict
from workflows.blockers import Blocker
from workflows.evidence import JUDGE_ACTIONS, VerdictKind, allowed_actions, undo_blockers
from workflows.four_eyes import may_judge
from workflows.rights import Right, allows
from workflows.states import UNJUDGED, ExplanationState, PackState

_GIVEN = "given"  # the reason is asked for in the form


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
    targets: tuple[TargetPanel, ...]

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
    is_forbidden = may_judge(actor.persons, involvement_in_piece(session, evidence))
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
        checks=check_piece(session, actor, evidence),
        reviews=tuple(reversed(evidence.reviews)),
        verdicts=tuple(
            verdict
            for verdict, action in JUDGE_ACTIONS.items()
            if action in actions and cycle_permits(pack, action)
        ),
        blockers=is_forbidden,
        eligible=eligible_reviewers(session, evidence, actor.deputyships) if is_forbidden else (),
        may_undo=_may_undo(session, actor, pack, standing),
        place=place_in_queue(session, actor, cycle, filters, evidence),
        targets=target_panels(session, actor, evidence.criterion, pack),
    )


def _may_undo(session: Session, actor: Actor, pack: EvidencePack, standing: Review | None) -> bool:
    if standing is None or pack.state is not PackState.SUBMITTED or not allows(actor.roles, Right.UNDO):
        return False
    acted = submitted_since(session, pack, standing.decided_at)
    return not undo_blockers(actor.acting_as, standing.given_by, agency_acted_since=acted, reason=_GIVEN)


@dataclass(frozen=True, slots=True)
class ExplanationDesk:
    """The explanation of a product or a question of the Ministry before its reviewer."""

    explanation: Explanation
    pack: EvidencePack
    product: ExpectedProduct | None
    question: RoundQuestion | None
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
    """Return what the desk shows of an explanation that this person sees; a piece's has none of its own."""
    product, question = explanation.product, explanation.question
    of_target = and_(
        *(
            getattr(Explanation, name) == getattr(explanation, name)
            for name in ("product_id", "question_id", "measurement_id")
        )
    )
    pack = find_pack(session, explanation.criterion)
    rounds = (
        select(Explanation).where(of_target, visible_explanations(actor)).order_by(Explanation.round.desc())
    )
    return ExplanationDesk(
        explanation=explanation,
        pack=pack,
        product=product,
        question=question,
        rounds=tuple(session.scalars(rounds)),
        blockers=may_judge(actor.persons, involvement_in_explained(session, [explanation])[explanation.id]),
        may_undo=_may_undo_decision(session, actor, pack, explanation),
        place=place_in_queue(session, actor, cycle, filters, explanation),
    )


def _may_undo_decision(session: Session, actor: Actor, pack: EvidencePack, decided: Explanation) -> bool:
    if decided.decided_at is None or pack.state is not PackState.SUBMITTED:
        return False
    acted = submitted_since(session, pack, decided.decided_at)
    return allows(actor.roles, Right.UNDO) and not undo_blockers(
        actor.acting_as, decided.judged_by, agency_acted_since=acted, reason=_GIVEN
    )
