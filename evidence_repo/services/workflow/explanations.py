"""Explanations (giải trình): a round for a piece, a product, a question or figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed
from evidence_repo.models import (
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    ExplanationRole,
    Measurement,
    RoundQuestion,
)
from evidence_repo.services.figures.judging import judged_targets
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.figures import relation_to_figures
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_criterion, relation_to_piece
from evidence_repo.services.workflow.assignment_pieces import follow_piece
from evidence_repo.services.workflow.explanation_rounds import (
    emit_explanation,
    keep_involvement,
    latest_round,
)
from evidence_repo.services.workflow.pieces import pin_version
from evidence_repo.services.workflow.transitions import (
    advance_piece,
    advance_round,
    check_right,
    followed,
    lock_pack_of,
    lock_piece,
    set_piece_state,
    touch_pack,
)
from workflows.assignments import PieceFate
from workflows.blockers import Blocker
from workflows.events import AuditAction
from workflows.evidence import EvidenceAction, EvidenceState
from workflows.explanations import ExplanationAction, ExplanationKind, ExplanationState, explanation_blockers
from workflows.packs import PackState
from workflows.rights import Relation, Right
from workflows.rounds import QuestionState
from workflows.targets import Outcome


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
        follow_piece(session, actor, evidence, PieceFate.ANSWERED, now)
    words = _Words(kind, text, legal_basis, tuple(documents))
    target = Explanation(criterion_id=evidence.criterion_id, evidence_id=evidence.id)
    _check_words(actor, words, evidence.criterion, target)
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
    if product.criterion_id != criterion.id:
        raise BadInput("This product belongs to another criterion.", field="product")
    target = Explanation(criterion_id=criterion.id, product_id=product.id)
    words = _Words(kind, text, legal_basis, tuple(documents))
    return _explain_by_itself(session, actor, criterion, target, words, seen_lock, clock)


def explain_question(
    session: Session,
    actor: Actor,
    question: RoundQuestion,
    *,
    text: str,
    kind: ExplanationKind = ExplanationKind.PARTIAL,
    legal_basis: str | None = None,
    documents: Sequence[DocumentVersion] = (),
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Answer an accepted question of the Ministry in words; a rejected answer is followed by a new round."""
    if question.state is not QuestionState.ACCEPTED:
        refuse_if([Blocker("question_not_accepted")])
    target = Explanation(criterion_id=question.criterion_id, question_id=question.id)
    words = _Words(kind, text, legal_basis, tuple(documents))
    return _explain_by_itself(session, actor, question.criterion, target, words, seen_lock, clock)


def _explain_by_itself(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    target: Explanation,
    words: _Words,
    seen_lock: int | None,
    clock: Clock,
    relation: Relation | None = None,
) -> Explanation:
    check_right(actor, Right.EXPLAIN, relation or relation_to_criterion(actor, criterion))
    pack, latest = _lock_latest(session, criterion, target, seen_lock)
    _check_words(actor, words, criterion, target)
    return _write_round(session, actor, pack, latest, target, words, clock.now())


def explain_figures(
    session: Session,
    actor: Actor,
    measurement: Measurement,
    *,
    text: str,
    legal_basis: str | None = None,
    documents: Sequence[DocumentVersion] = (),
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Explain why these figures do not meet their target; a rejection is answered by a new round."""
    criterion = measurement.criterion
    outcomes = {each.target.id: each.judged.outcome for each in judged_targets(session, None, criterion)}
    if outcomes.get(measurement.target_id) is not Outcome.NOT_MET:
        refuse_if([Blocker("target_is_not_unmet")])
    words = _Words(ExplanationKind.TARGET_NOT_MET, text, legal_basis, tuple(documents))
    target = Explanation(criterion_id=criterion.id, measurement_id=measurement.id)
    relation = relation_to_figures(actor, measurement)
    return _explain_by_itself(session, actor, criterion, target, words, seen_lock, clock, relation)


def _lock_latest(
    session: Session, criterion: Criterion, target: Explanation, seen_lock: int | None
) -> tuple[EvidencePack, Explanation | None]:
    """Lock the pack; raise `ChangedMeanwhile` if the target's latest round is not the one that was there."""
    of_target = {
        "product_id": target.product_id,
        "question_id": target.question_id,
        "measurement_id": target.measurement_id,
    }
    before = latest_round(session, **of_target)
    seen = (before.id, before.lock if seen_lock is None else seen_lock) if before else None
    pack = lock_pack_of(session, criterion.id)
    latest = latest_round(session, **of_target)
    if (latest and (latest.id, latest.lock)) != seen:
        raise ChangedMeanwhile
    return pack, latest


@dataclass(frozen=True, slots=True)
class _Words:
    kind: ExplanationKind
    text: str
    legal_basis: str | None
    documents: tuple[DocumentVersion, ...]


def _check_words(actor: Actor, words: _Words, criterion: Criterion, target: Explanation) -> None:
    refuse_if(
        explanation_blockers(
            words.kind,
            criterion.code,
            words.text,
            has_documents=bool(words.documents),
            targets_piece=target.evidence_id is not None,
            targets_product=target.product_id is not None,
            targets_question=target.question_id is not None,
            targets_measurement=target.measurement_id is not None,
        )
    )
    if any(not actor.is_of(version.document.owner_agency_id) for version in words.documents):
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
        keep_involvement(session, actor, latest, ExplanationRole.REWORDED, now)
    else:
        round_written, name = fresh, AuditAction.EXPLAIN
        fresh.round = latest.round + 1 if latest else 1
        fresh.author_id, fresh.written_at = actor.person_id, now
        fresh.last_day = _last_day(session, pack, fresh)
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
    emit_explanation(
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


def _last_day(session: Session, pack: EvidencePack, fresh: Explanation) -> date | None:
    """Return until when a new round is good: as the Ministry asks, or as the pack was returned."""
    asked = session.get(RoundQuestion, fresh.question_id) if fresh.question_id else None
    if asked is not None and asked.last_day is not None:
        return asked.last_day
    return pack.answer_last_day if pack.state is PackState.RETURNED else None
