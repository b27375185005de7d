"""What proves a row: pieces of its criterion, and documents that are no piece of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import DocumentVersion, Evidence, RegisterProof, RegisterRow
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.registers.keeping import RegisterKeeper, RegisterPlace
from evidence_repo.words import N_
from workflows.registers import RegisterAction
from workflows.states import EvidenceState

MOST_PROOFS = 20


def cite_document(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    number: int,
    version: DocumentVersion,
    *,
    late_reason: str | None = None,
    clock: Clock,
) -> RegisterRow:
    """Let a row be proved by the criterion's piece of this document, else by this version of it."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.CITE_DOCUMENT, clock, late_reason)
    row = keeper.row(number, None)
    piece = _piece_of(session, actor, place, version)
    if any(proof.shown_version.document_id == version.document_id for proof in row.proofs):
        return row
    if len(row.proofs) >= MOST_PROOFS:
        raise BadInput(
            N_("A row has at most %(most)s documents."), field="version", code="too_many", most=MOST_PROOFS
        )
    proof = RegisterProof(evidence=piece) if piece else RegisterProof(version=version)
    row.proofs.append(proof)
    keeper.note(row, {"proof": [None, version.title]})
    return row


def uncite_document(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    number: int,
    document_id: int,
    *,
    late_reason: str | None = None,
    clock: Clock,
) -> RegisterRow:
    """Let a document no longer prove a row."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.CITE_DOCUMENT, clock, late_reason)
    row = keeper.row(number, None)
    proof = next((each for each in row.proofs if each.shown_version.document_id == document_id), None)
    if proof is None:
        raise NotVisible
    title = proof.shown_version.title
    row.proofs.remove(proof)
    keeper.note(row, {"proof": [title, None]})
    return row


def _piece_of(
    session: Session, actor: Actor, place: RegisterPlace, version: DocumentVersion
) -> Evidence | None:
    wanted = (
        select(Evidence)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .where(
            Evidence.criterion_id == place.criterion.id,
            DocumentVersion.document_id == version.document_id,
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .order_by(Evidence.id)
        .limit(1)
    )
    return session.scalar(wanted)
