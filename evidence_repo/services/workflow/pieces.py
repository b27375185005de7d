"""Pieces of evidence: cite, move, change, withdraw; contributions of coordinating agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import Criterion, Deadline, DocumentVersion, Evidence, EvidencePin, ExpectedProduct
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import relation_for_citing
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.workflow.assignment_pieces import follow_piece
from evidence_repo.services.workflow.cited_pages import check_pages
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import (
    advance_piece,
    check_right,
    followed,
    lock_pack_of,
    lock_packs,
    lock_piece,
    set_piece_state,
    touch_pack,
)
from workflows.assignments import PieceFate
from workflows.events import AuditAction, CitationChanged
from workflows.evidence import EvidenceAction, EvidenceState, advance
from workflows.rights import Relation, Right


def cite_document(
    session: Session,
    actor: Actor,
    version: DocumentVersion,
    criterion: Criterion,
    *,
    product: ExpectedProduct | None = None,
    deadline: Deadline | None = None,
    pages: str | None = None,
    late_reason: str | None = None,
    clock: Clock,
) -> Evidence:
    """Cite a version of one's own document; a coordinating agency's piece waits for the lead agency."""
    relation = _check_may_cite(actor, version, criterion)
    _check_targets(criterion, product, deadline)
    pack = lock_pack_of(session, criterion.id)
    check_cycle_allows(criterion.cycle, pack, EvidenceAction.CITE, late_reason)
    with translating_refusals():
        state = advance(None, EvidenceAction.CITE, actor.roles, pack.state)
    now = clock.now()
    is_lead = relation is Relation.LEAD
    evidence = Evidence(
        criterion=criterion,
        product=product,
        deadline=deadline,
        version=version,
        agency_id=actor.agency_id,
        pages=check_pages(version, pages),
        state=state,
        cited_by_id=actor.person_id,
        cited_at=now,
        accepted_at=now if is_lead else None,
        accepted_by_id=actor.person_id if is_lead else None,
        state_since=now,
        late_reason=_words(late_reason),
    )
    session.add(evidence)
    _pin(session, actor, evidence, now)
    touch_pack(pack)
    _emit(session, actor, AuditAction.CITE_DOCUMENT, evidence, contribution=not is_lead)
    return evidence


def _check_may_cite(actor: Actor, version: DocumentVersion, criterion: Criterion) -> Relation:
    relation = relation_for_citing(actor, criterion)
    check_right(actor, Right.CITE, relation)
    if not actor.is_of(version.document.owner_agency_id):
        raise NotAllowed("An agency cites its own documents only.", code="not_own_document")
    return relation


def _check_targets(criterion: Criterion, product: ExpectedProduct | None, deadline: Deadline | None) -> None:
    if product is not None and product.criterion_id != criterion.id:
        raise BadInput("This product belongs to another criterion.", field="product")
    if deadline is not None and deadline.criterion_id != criterion.id:
        raise BadInput("This deadline belongs to another criterion.", field="deadline")


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None


def _pin(session: Session, actor: Actor, evidence: Evidence, now: datetime) -> None:
    """Keep who pinned which version and pages: four eyes look at every one of them."""
    session.flush()
    session.add(
        EvidencePin(
            evidence_id=evidence.id,
            version_id=evidence.version_id,
            pages=evidence.pages,
            pinned_by_id=actor.person_id,
            pinned_at=now,
        )
    )


def _emit(
    session: Session,
    actor: Actor,
    action: AuditAction,
    evidence: Evidence,
    *left: DocumentVersion,
    **details: Any,
) -> None:
    """Emit the change of a citation, which may have `left` a version for another."""
    session.flush()
    event = CitationChanged(
        action=action,
        subject=evidence.id,
        criterion_id=evidence.criterion_id,
        version_id=evidence.version_id,
        document_id=evidence.version.document_id,
        product_id=evidence.product_id,
        pages=evidence.pages,
        state=evidence.state,
        **details,
        **followed(evidence.version, *left),
    )
    emit(session, actor, event)


def move_evidence(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    criterion: Criterion,
    *,
    product: ExpectedProduct | None = None,
    deadline: Deadline | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Evidence:
    """Put a draft under another criterion of the same agency; both packs must be open or returned."""
    _check_targets(criterion, product, deadline)
    session.flush()
    seen, source = evidence.lock if seen_lock is None else seen_lock, evidence.criterion_id
    packs = lock_packs(session, {source, criterion.id})
    session.refresh(evidence)
    if evidence.lock != seen:
        raise ChangedMeanwhile
    for pack in packs.values():
        advance_piece(actor, evidence, pack, EvidenceAction.MOVE)
    relation = _check_may_move_to(actor, evidence, criterion)
    evidence.criterion, evidence.product, evidence.deadline = criterion, product, deadline
    if relation is not Relation.LEAD:
        # The lead agency accepted it for the other criterion, not for this one.
        evidence.accepted_at = evidence.accepted_by_id = None
    for pack in packs.values():
        touch_pack(pack)
    _emit(session, actor, AuditAction.MOVE_EVIDENCE, evidence, from_criterion_id=source)
    follow_piece(session, actor, evidence, PieceFate.LOST, clock.now())
    return evidence


def _check_may_move_to(actor: Actor, evidence: Evidence, criterion: Criterion) -> Relation:
    source = evidence.criterion
    if criterion.id == source.id:
        raise BadInput("The piece already belongs to this criterion.", field="criterion")
    if (criterion.cycle_id, criterion.lead_agency_id) != (source.cycle_id, source.lead_agency_id):
        raise Refused("A piece moves only to another criterion of the same lead agency.", code="other_agency")
    relation = relation_for_citing(actor, criterion)
    check_right(actor, Right.CITE, relation)
    return relation


def change_pages(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    pages: str | None,
    *,
    late_reason: str | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Evidence:
    """Cite other pages of the same version; a piece that has passed goes back to the reviewers."""
    return _change(
        session,
        actor,
        evidence,
        AuditAction.CHANGE_PAGES,
        evidence.version,
        pages,
        late_reason,
        seen_lock,
        clock,
    )


def replace_evidence(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    *,
    version: DocumentVersion | None = None,
    pages: str | None = None,
    late_reason: str | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Evidence:
    """Pin another version, other pages, or both; `pages` None keeps the pages that were cited."""
    kept = evidence.pages if pages is None else pages
    wanted = version or evidence.version
    name = AuditAction.REPLACE_EVIDENCE
    return _change(session, actor, evidence, name, wanted, kept, late_reason, seen_lock, clock)


def _change(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    name: AuditAction,
    version: DocumentVersion,
    pages: str | None,
    late_reason: str | None,
    seen_lock: int | None,
    clock: Clock,
) -> Evidence:
    pack = lock_piece(session, evidence, seen_lock)
    needs_explanation = evidence.state is EvidenceState.NEEDS_EXPLANATION
    action = EvidenceAction.REPLACE if needs_explanation else EvidenceAction.REVISE
    state = advance_piece(actor, evidence, pack, action, late_reason=late_reason)
    now = clock.now()
    left = pin_version(session, actor, evidence, version, pages, now)
    evidence.late_reason = _words(late_reason) or evidence.late_reason
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    _emit(session, actor, name, evidence, left, late_reason=_words(late_reason))
    if needs_explanation:
        follow_piece(session, actor, evidence, PieceFate.ANSWERED, now)
    return evidence


def pin_version(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    version: DocumentVersion,
    pages: str | None,
    now: datetime,
) -> DocumentVersion:
    """Pin this version and these pages; return the version that was left.

    Raise `BadInput` if that is what the piece pins already.
    """
    before, checked = evidence.version, check_pages(version, pages)
    if (version.id, checked) == (before.id, evidence.pages):
        raise BadInput("Choose another version or other pages.", field="version", code="nothing_changed")
    same_document = version.document_id == before.document_id
    if not same_document and not actor.is_of(version.document.owner_agency_id):
        raise NotAllowed("An agency cites its own documents only.", code="not_own_document")
    evidence.version, evidence.pages = version, checked
    _pin(session, actor, evidence, now)
    return before


def withdraw_evidence(
    session: Session, actor: Actor, evidence: Evidence, *, seen_lock: int | None = None, clock: Clock
) -> Evidence:
    """Withdraw the citation; the document and its other citations stay as they are."""
    action = EvidenceAction.WITHDRAW
    return _settle(session, actor, evidence, AuditAction.WITHDRAW_EVIDENCE, action, seen_lock, clock)


def accept_contribution(
    session: Session, actor: Actor, evidence: Evidence, *, seen_lock: int | None = None, clock: Clock
) -> Evidence:
    """Take a coordinating agency's piece into the lead agency's pack."""
    action = EvidenceAction.ACCEPT_CONTRIBUTION
    return _settle(session, actor, evidence, AuditAction.ACCEPT_CONTRIBUTION, action, seen_lock, clock)


def refuse_contribution(
    session: Session, actor: Actor, evidence: Evidence, *, seen_lock: int | None = None, clock: Clock
) -> Evidence:
    """Turn a coordinating agency's piece down: it is withdrawn."""
    action = EvidenceAction.REFUSE_CONTRIBUTION
    return _settle(session, actor, evidence, AuditAction.REFUSE_CONTRIBUTION, action, seen_lock, clock)


def _settle(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    name: AuditAction,
    action: EvidenceAction,
    seen_lock: int | None,
    clock: Clock,
) -> Evidence:
    pack = lock_piece(session, evidence, seen_lock)
    state_before = evidence.state
    state = advance_piece(actor, evidence, pack, action)
    now = clock.now()
    if action is not EvidenceAction.WITHDRAW and not evidence.is_contribution_waiting:
        raise Refused("This piece is in the pack already.", code="not_a_contribution")
    if action is EvidenceAction.ACCEPT_CONTRIBUTION:
        evidence.accepted_at, evidence.accepted_by_id = now, actor.person_id
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    _emit(session, actor, name, evidence, state_before=state_before)
    follow_piece(session, actor, evidence, _FATES[action], now)
    return evidence


_FATES = {
    EvidenceAction.WITHDRAW: PieceFate.LOST,
    EvidenceAction.ACCEPT_CONTRIBUTION: PieceFate.ACCEPTED,
    EvidenceAction.REFUSE_CONTRIBUTION: PieceFate.REFUSED,
}
