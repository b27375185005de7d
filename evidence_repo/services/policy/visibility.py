"""Who sees which pieces, explanations, documents and versions: the rights as conditions of the database.

`workflows.rights` is the specification; the tests compare both on random data. A piece that somebody judges
blind (`blindness`) is not there for them, with its explanations; its document is, for they have to read it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true, union
from sqlalchemy.orm import Session, aliased

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    BundleState,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    Measurement,
    PackSubmission,
    RegisterProof,
    Review,
    SubmissionBundle,
    SubmittedItem,
)
from evidence_repo.models.bundles import bundle_pack
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import unless_blind
from evidence_repo.services.policy.registers import versions_in_registers
from workflows.rights import SUBMITTED_ONWARD, Relation, Right, Scope, allows, scopes_of
from workflows.states import PASSED, EvidenceState, ExplanationState


def relation_to_criterion(actor: Actor, criterion: Criterion) -> Relation:
    """Return what the person's agency is to a criterion as such: its lead, or nothing."""
    return Relation.LEAD if actor.is_of(criterion.lead_agency_id) else Relation.NONE


def relation_to_piece(actor: Actor, evidence: Evidence) -> Relation:
    """Return what the person's agency is to a piece."""
    if actor.is_of(evidence.criterion.lead_agency_id):
        return Relation.LEAD
    return Relation.OWNER if actor.is_of(evidence.agency_id) else Relation.NONE


def _is_led_by(agencies: frozenset[int], criterion_id: ColumnElement[int]) -> ColumnElement[bool]:
    return criterion_id.in_(select(Criterion.id).where(Criterion.lead_agency_id.in_(agencies)))


def was_submitted() -> ColumnElement[bool]:
    """Return the condition that a submission, not recalled, moved a piece out of draft."""
    standing = (
        select(SubmittedItem.id)
        .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
        .where(PackSubmission.recalled_at.is_(None), SubmittedItem.evidence_id == Evidence.id)
    )
    return standing.correlate(Evidence).exists()


def _sealing_times(criterion_id: ColumnElement[int]) -> Select[int]:
    return (
        select(SubmissionBundle.id)
        .join(bundle_pack, bundle_pack.c.bundle_id == SubmissionBundle.id)
        .join(EvidencePack, EvidencePack.id == bundle_pack.c.pack_id)
        .where(SubmissionBundle.state == BundleState.SEALED, EvidencePack.criterion_id == criterion_id)
    )


def is_sealed_piece() -> ColumnElement[bool]:
    """Return the condition that a sealed bundle holds a piece as it stands: passed before the sealing."""
    sealed = _sealing_times(Evidence.criterion_id.expression)
    held = sealed.where(SubmissionBundle.sealed_at >= Evidence.state_since).correlate(Evidence).exists()
    return and_(Evidence.state.in_(PASSED), held)


def is_sealed_explanation() -> ColumnElement[bool]:
    """Return the condition that a sealed bundle holds an explanation: accepted before the sealing."""
    sealed = _sealing_times(Explanation.criterion_id.expression)
    held = sealed.where(SubmissionBundle.sealed_at >= Explanation.decided_at).correlate(Explanation).exists()
    return and_(Explanation.state == ExplanationState.ACCEPTED, held)


def _any_of(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*conditions) if conditions else false()


def _evidence_in(scope: Scope, actor: Actor) -> ColumnElement[bool]:
    match scope:
        case Scope.ALL:
            return true()
        case Scope.OWN_CRITERIA:
            return _is_led_by(actor.agencies, Evidence.criterion_id.expression)
        case Scope.OWN_PIECES:
            own = Evidence.agency_id.in_(actor.agencies)
            return or_(own, _is_led_by(actor.agencies, Evidence.criterion_id.expression))
        case Scope.ALL_BUT_DRAFTS:
            return and_(Evidence.state != EvidenceState.DRAFT, was_submitted())
        case Scope.SUBMITTED_ONWARD:
            return Evidence.state.in_(SUBMITTED_ONWARD)
        case Scope.SEALED_ONLY:
            return is_sealed_piece()


def _granted_evidence(actor: Actor) -> ColumnElement[bool]:
    scopes = scopes_of(actor.roles, Right.SEE_PIECES)
    return _any_of([_evidence_in(scope, actor) for scope in sorted(scopes)])


def visible_evidence(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Evidence` that holds for what this person may see."""
    return unless_blind(actor, _granted_evidence(actor), Evidence.id.expression)


def _explanation_in(scope: Scope, actor: Actor) -> ColumnElement[bool]:
    led = _is_led_by(actor.agencies, Explanation.criterion_id.expression)
    # An own alias: inside `visible_version_ids` the condition stands beside other uses of the table.
    piece, figures = aliased(Evidence), aliased(Measurement)
    match scope:
        case Scope.ALL:
            return true()
        case Scope.OWN_CRITERIA:
            return led
        case Scope.OWN_PIECES:
            own = select(piece.id).where(piece.agency_id.in_(actor.agencies))
            measured = select(figures.id).where(figures.agency_id.in_(actor.agencies))
            return or_(Explanation.evidence_id.in_(own), Explanation.measurement_id.in_(measured), led)
        case Scope.ALL_BUT_DRAFTS | Scope.SUBMITTED_ONWARD:
            return Explanation.state != ExplanationState.DRAFT
        case Scope.SEALED_ONLY:
            return is_sealed_explanation()


def _granted_explanations(actor: Actor) -> ColumnElement[bool]:
    scopes = scopes_of(actor.roles, Right.SEE_PIECES)
    return _any_of([_explanation_in(scope, actor) for scope in sorted(scopes)])


def visible_explanations(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Explanation` that holds for what this person may see."""
    return unless_blind(actor, _granted_explanations(actor), Explanation.evidence_id.expression)


def can_see_comments(actor: Actor, relation: Relation | None = None) -> bool:
    """Return whether reviewers' comments are shown to this person."""
    return allows(actor.roles, Right.SEE_COMMENTS, relation)


def visible_version_ids(actor: Actor) -> Select[int]:
    """Return the ids of the versions that this person may open.

    Those of documents that the person's agency owns, those that a visible piece pins, a visible explanation
    attaches or a visible register's row cites, and, for whoever sees comments, those that a verdict on a
    visible piece was about.
    """
    pieces = _granted_evidence(actor)
    parts = [
        select(DocumentVersion.id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.owner_agency_id.in_(actor.agencies)),
        select(Evidence.version_id).where(pieces),
        select(explanation_document.c.version_id)
        .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
        .where(_granted_explanations(actor)),
        versions_in_registers(actor),
    ]
    if can_see_comments(actor):
        judged = select(Review.version_id).join(Evidence, Evidence.id == Review.evidence_id)
        parts.append(judged.where(pieces))
    seen = union(*parts).subquery("seen")
    return select(seen.c[0])


def visible_versions(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `DocumentVersion` that `visible_version_ids` has it: for a few versions."""
    pieces = _granted_evidence(actor)
    parts = [
        select(Document.id).where(
            Document.id == DocumentVersion.document_id, Document.owner_agency_id.in_(actor.agencies)
        ),
        select(Evidence.id).where(Evidence.version_id == DocumentVersion.id, pieces),
        select(Explanation.id)
        .join(explanation_document, explanation_document.c.explanation_id == Explanation.id)
        .where(explanation_document.c.version_id == DocumentVersion.id, _granted_explanations(actor)),
        versions_in_registers(actor).where(RegisterProof.version_id == DocumentVersion.id),
    ]
    if can_see_comments(actor):
        judged = select(Review.id).join(Evidence, Evidence.id == Review.evidence_id)
        parts.append(judged.where(Review.version_id == DocumentVersion.id, pieces))
    return or_(*(part.correlate(DocumentVersion).exists() for part in parts))


def find_evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """Return the piece; raise `NotVisible` if there is none or this person may not know of it."""
    found = session.scalar(select(Evidence).where(Evidence.id == evidence_id, visible_evidence(actor)))
    if found is None:
        raise NotVisible
    return found


def find_explanation(session: Session, actor: Actor, explanation_id: int) -> Explanation:
    """Return the explanation; raise `NotVisible` if there is none or this person may not know of it."""
    seen = select(Explanation).where(Explanation.id == explanation_id, visible_explanations(actor))
    found = session.scalar(seen)
    if found is None:
        raise NotVisible
    return found


def find_version(session: Session, actor: Actor, version_id: int) -> DocumentVersion:
    """Return the version; raise `NotVisible` if there is none or this person may not know of it."""
    seen = select(DocumentVersion).where(DocumentVersion.id == version_id, visible_versions(actor))
    found = session.scalar(seen)
    if found is None:
        raise NotVisible
    return found
