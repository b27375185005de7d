"""Explanations (giải trình): rounds for a piece or a product, and the verdict on a product's explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import (
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    PackSubmission,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_products
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_criterion, relation_to_piece
from evidence_repo.services.workflow.pieces import pin_version
from evidence_repo.services.workflow.transitions import (
    advance_piece,
    advance_round,
    check_right,
    followed,
    lock_explanation,
    lock_pack_of,
    lock_piece,
    set_piece_state,
    touch_pack,
)
from workflows.events import AuditAction, ExplanationEvent
from workflows.evidence import EvidenceAction, EvidenceState, undo_blockers
from workflows.explanations import ExplanationAction, ExplanationKind, ExplanationState, explanation_blockers
from workflows.four_eyes import may_judge
from workflows.rights import Right


def explain_evidence(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    *,
    text: str,
    kind: ExplanationKind = ExplanationKind.PARTIAL,
    legal_basis: str | None = None,
    documents: Sequence[DocumentVersion] = (),
    version: DocumentVersion | None = None,
    pages: str | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Explain a piece that needs it, with or without a new version; or reword the draft."""
    pack = lock_piece(session, evidence, seen_lock)
    check_right(actor, Right.EXPLAIN, relation_to_piece(actor, evidence))
    latest = latest_round(session, evidence_id=evidence.id)
    now = clock.now()
    moved: dict[str, Any] = {}
    is_draft = latest is not None and latest.state is ExplanationState.DRAFT
    if not (is_draft and evidence.state is EvidenceState.EXPLAINED and version is None and pages is None):
        state = advance_piece(actor, evidence, pack, EvidenceAction.EXPLAIN)
        if version is not None or pages is not None:
            kept = evidence.pages if pages is None else pages
            left = pin_version(session, actor, evidence, version or evidence.version, kept, now)
            moved = followed(evidence.version, left)
        set_piece_state(evidence, state, now)
    words = _Words(kind, text, legal_basis, tuple(documents))
    _check_words(actor, words, evidence.criterion, evidence_id=evidence.id)
    target = Explanation(criterion_id=evidence.criterion_id, evidence_id=evidence.id)
    return _write_round(session, actor, pack, latest, target, words, now, **moved)


def explain_product(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    product: ExpectedProduct,
    *,
    kind: ExplanationKind,
    text: str,
    legal_basis: str | None = None,
    documents: Sequence[DocumentVersion] = (),
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Explain why a product is missing or partial; a rejected explanation is answered by a new round."""
    check_right(actor, Right.EXPLAIN, relation_to_criterion(actor, criterion))
    if product.criterion_id != criterion.id:
        raise BadInput("This product belongs to another criterion.", field="product")
    pack, latest = _lock_latest(session, criterion, product, seen_lock)
    words = _Words(kind, text, legal_basis, tuple(documents))
    _check_words(actor, words, criterion, product_id=product.id)
    target = Explanation(criterion_id=criterion.id, product_id=product.id)
    return _write_round(session, actor, pack, latest, target, words, clock.now())


def latest_round(
    session: Session, *, evidence_id: int | None = None, product_id: int | None = None
) -> Explanation | None:
    """Return the latest round for this piece or this product, as the database has it now."""
    target = (
        Explanation.evidence_id == evidence_id
        if evidence_id is not None
        else Explanation.product_id == product_id
    )
    newest_first = select(Explanation).where(target).order_by(Explanation.round.desc(), Explanation.id.desc())
    return session.scalar(newest_first.limit(1).execution_options(populate_existing=True))


def _lock_latest(
    session: Session, criterion: Criterion, product: ExpectedProduct, seen_lock: int | None
) -> tuple[EvidencePack, Explanation | None]:
    """Lock the pack; raise `ChangedMeanwhile` if the product's latest round is not the one that was there."""
    before = latest_round(session, product_id=product.id)
    seen = (before.id, before.lock if seen_lock is None else seen_lock) if before else None
    pack = lock_pack_of(session, criterion.id)
    latest = latest_round(session, product_id=product.id)
    if (latest and (latest.id, latest.lock)) != seen:
        raise ChangedMeanwhile
    return pack, latest


@dataclass(frozen=True, slots=True)
class _Words:
    kind: ExplanationKind
    text: str
    legal_basis: str | None
    documents: tuple[DocumentVersion, ...]


def _check_words(
    actor: Actor,
    words: _Words,
    criterion: Criterion,
    *,
    evidence_id: int | None = None,
    product_id: int | None = None,
) -> None:
    refuse_if(
        explanation_blockers(
            words.kind,
            criterion.code,
            words.text,
            has_documents=bool(words.documents),
            targets_piece=evidence_id is not None,
            targets_product=product_id is not None,
        )
    )
    if any(version.document.owner_agency_id != actor.agency_id for version in words.documents):
        raise NotAllowed("An agency attaches its own documents only.", code="not_own_document")


def _action_after(latest: Explanation | None) -> ExplanationAction:
    """Return what writing now means: a new round, a better draft, or the answer to a rejection."""
    if latest is None or latest.state is ExplanationState.ACCEPTED:
        return ExplanationAction.WRITE
    if latest.state is ExplanationState.REJECTED:
        return ExplanationAction.ANSWER
    return ExplanationAction.REVISE


def _write_round(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    latest: Explanation | None,
    fresh: Explanation,
    words: _Words,
    now: datetime,
    *,
    indexed: frozenset[int] = frozenset(),
    tagged: frozenset[str] = frozenset(),
) -> Explanation:
    """Write the round; `indexed` and `tagged` are what its piece's new version leaves behind."""
    action = _action_after(latest)
    state_before = None if latest is None or action is ExplanationAction.WRITE else latest.state
    state = advance_round(actor, state_before, pack, action)
    if latest is not None and action is ExplanationAction.REVISE:
        round_written, name = latest, AuditAction.REVISE_EXPLANATION
        _keep_part(session, actor, latest, ExplanationRole.REWORDED, now)
    else:
        round_written, name = fresh, AuditAction.EXPLAIN
        fresh.round = latest.round + 1 if latest else 1
        fresh.author_id, fresh.written_at = actor.person_id, now
        session.add(fresh)
    round_written.kind, round_written.text = words.kind, words.text.strip()
    round_written.legal_basis = (words.legal_basis or "").strip() or None
    left = set(round_written.documents).difference(words.documents)
    round_written.documents = list(words.documents)
    round_written.state = state
    if state is ExplanationState.SUBMITTED:
        round_written.submitted_at = now
    touch_pack(pack)
    session.flush()
    _emit(
        session,
        actor,
        name,
        round_written,
        documents=tuple(version.id for version in words.documents),
        # Whoever sees the explanation finds what it attaches.
        indexed=indexed.union(version.id for version in left.union(words.documents)),
        tagged=tagged,
    )
    return round_written


def _keep_part(
    session: Session, actor: Actor, explanation: Explanation, role: ExplanationRole, now: datetime
) -> None:
    """Keep for four eyes who did this: the explanation's row knows the last one only."""
    part = ExplanationInvolvement(explanation_id=explanation.id, person_id=actor.person_id, role=role, at=now)
    session.add(part)


def _emit(
    session: Session, actor: Actor, action: AuditAction, explanation: Explanation, **details: Any
) -> None:
    event = ExplanationEvent(
        action=action,
        subject=explanation.id,
        criterion_id=explanation.criterion_id,
        evidence_id=explanation.evidence_id,
        product_id=explanation.product_id,
        kind=explanation.kind,
        round=explanation.round,
        state=explanation.state,
        **details,
    )
    emit(session, actor, event)


def judge_explanation(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    accepted: bool,
    comment: str | None = None,
    seen_lock: int | None = None,
    *,
    clock: Clock,
) -> Explanation:
    """Accept or reject a product's explanation; a piece's follows the verdict on the piece."""
    pack = lock_explanation(session, explanation, seen_lock)
    check_right(actor, Right.JUDGE, relation_to_criterion(actor, explanation.criterion))
    product_id = _judged_by_itself(explanation)
    refuse_if(may_judge(actor.person_id, involvement_in_products(session, [product_id])[product_id]))
    action = ExplanationAction.ACCEPT if accepted else ExplanationAction.REJECT
    explanation.state = advance_round(actor, explanation.state, pack, action)
    explanation.decided_by_id, explanation.decided_at = actor.person_id, clock.now()
    explanation.decision_comment = (comment or "").strip() or None
    touch_pack(pack)
    _keep_part(session, actor, explanation, ExplanationRole.JUDGED, explanation.decided_at)
    action_kept = AuditAction.JUDGE_EXPLANATION
    _emit(session, actor, action_kept, explanation, comment=explanation.decision_comment)
    return explanation


def _judged_by_itself(explanation: Explanation) -> int:
    if explanation.product_id is None:
        raise Refused(
            "An explanation of a piece is decided by the verdict on the piece.",
            code="follows_the_piece",
            advice="Give the verdict on the piece.",
        )
    return explanation.product_id


def undo_explanation_verdict(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    *,
    reason: str,
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Take back one's own decision on a product's explanation, under the guards that a piece's verdict has.

    `decided_by` and `decided_at` stay: an undone decision counts for four eyes and for recalling the pack.
    """
    pack = lock_explanation(session, explanation, seen_lock)
    check_right(actor, Right.UNDO, relation_to_criterion(actor, explanation.criterion))
    _judged_by_itself(explanation)
    is_decided = explanation.state in {ExplanationState.ACCEPTED, ExplanationState.REJECTED}
    verdict_by = explanation.decided_by_id if is_decided else None
    acted = explanation.decided_at is not None and submitted_since(session, pack, explanation.decided_at)
    refuse_if(undo_blockers(actor.person_id, verdict_by, agency_acted_since=acted, reason=reason))
    state = advance_round(actor, explanation.state, pack, ExplanationAction.UNDO)
    undone = explanation.state
    explanation.state = state
    touch_pack(pack)
    name = AuditAction.UNDO_EXPLANATION_VERDICT
    _emit(session, actor, name, explanation, reason=reason.strip(), undone=undone.value)
    return explanation


def submitted_since(session: Session, pack: EvidencePack, moment: datetime) -> bool:
    """Return whether the agency submitted the pack after that moment: without that it cannot have acted."""
    later = select(PackSubmission.id).where(
        PackSubmission.pack_id == pack.id, PackSubmission.submitted_at > moment
    )
    return session.execute(later.limit(1)).first() is not None
