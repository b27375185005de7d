"""What a person may do with a piece, a pack or a document now: worked out once, and read by whoever shows it.

Asked of the tables, so that no button is shown dead. The services that change something ask again behind the
pack's lock; here nothing is locked and nothing refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import (
    can_see_comments,
    relation_to_criterion,
    relation_to_piece,
    visible_versions,
)
from workflows.cycle import WorkAction, cycle_blockers, needs_late_reason
from workflows.evidence import EvidenceAction, allowed_actions
from workflows.explanations import ExplanationAction, ExplanationState
from workflows.packs import PackAction
from workflows.rights import PACK_RIGHTS, Relation, Right, allows, header_blockers, right_for
from workflows.states import EDITABLE, EvidenceState, PackState

_OF_CONTRIBUTIONS = frozenset({EvidenceAction.ACCEPT_CONTRIBUTION, EvidenceAction.REFUSE_CONTRIBUTION})
_GIVEN = "given"  # a reason for lateness is asked for in the form


@dataclass(frozen=True, slots=True)
class PiecePermissions:
    """What one person may do with one piece now; `is_own`: its document is of this person's agency."""

    actions: frozenset[EvidenceAction]
    may_name_deadline: bool
    may_confirm: bool
    may_read_comments: bool
    is_own: bool
    asks_late_reason: bool


@dataclass(frozen=True, slots=True)
class PackPermissions:
    """What one person may do with one pack now; `rights` are actions that are theirs in some state of it."""

    rights: frozenset[PackAction]
    state: PackState
    may_add: bool
    may_write: bool
    asks_late_reason: bool

    def may_explain(self, rounds: Sequence[Explanation]) -> bool:
        """Return whether they may write, reword or answer here; `rounds` are the product's, oldest first."""
        if not self.may_write:
            return False
        if not rounds or rounds[-1].state is ExplanationState.DRAFT:
            return self.state in EDITABLE
        return rounds[-1].state is ExplanationState.REJECTED and self.state is PackState.RETURNED


@dataclass(frozen=True, slots=True)
class DocumentPermissions:
    """What one person may do with one document now: which versions they may open, the oldest first."""

    document: Document
    versions: tuple[DocumentVersion, ...]
    is_own: bool

    def version(self, number: int | None = None) -> DocumentVersion:
        """Return the version of this number, or the newest; raise `NotVisible` if they may not open it."""
        for version in reversed(self.versions):
            if number is None or version.number == number:
                return version
        raise NotVisible


def cycle_permits(pack: EvidencePack, action: WorkAction) -> bool:
    """Return whether the cycle lets this be done to the pack, a reason for lateness taken for granted."""
    state = pack.criterion.cycle.state
    return not cycle_blockers(state, action, was_reopened=pack.was_reopened, late_reason=_GIVEN)


def permissions_on_piece(
    actor: Actor, evidence: Evidence, pack: EvidencePack, citing_packs: Collection[PackState]
) -> PiecePermissions:
    """Work out what this person may do with the piece; `citing_packs` are those that cite its version."""
    relation = relation_to_piece(actor, evidence)
    possible = allowed_actions(evidence.state, actor.roles, pack.state)
    is_own = actor.is_of(evidence.version.document.owner_agency_id)
    return PiecePermissions(
        actions=frozenset(
            action
            for action in possible
            if allows(actor.roles, right_for(action, evidence.state), relation)
            and (evidence.is_contribution_waiting or action not in _OF_CONTRIBUTIONS)
            and cycle_permits(pack, action)
        ),
        may_name_deadline=EvidenceAction.WITHDRAW in possible
        and allows(actor.roles, Right.CITE, relation)
        and cycle_permits(pack, EvidenceAction.MOVE),
        may_confirm=not header_blockers(actor.roles, is_own=is_own, citing_packs=frozenset(citing_packs)),
        may_read_comments=can_see_comments(actor, relation),
        is_own=is_own,
        asks_late_reason=needs_late_reason(pack.criterion.cycle.state, EvidenceAction.REVISE),
    )


def permissions_on_pack(actor: Actor, pack: EvidencePack) -> PackPermissions:
    """Work out what this person may do with the pack and under its criterion."""
    relation = relation_to_criterion(actor, pack.criterion)
    return PackPermissions(
        rights=frozenset(
            action for action, right in PACK_RIGHTS.items() if allows(actor.roles, right, relation)
        ),
        state=pack.state,
        may_add=pack.state in EDITABLE
        and allows(actor.roles, Right.CITE, relation_for_citing(actor, pack.criterion))
        and cycle_permits(pack, EvidenceAction.CITE),
        may_write=allows(actor.roles, Right.EXPLAIN, relation)
        and cycle_permits(pack, ExplanationAction.WRITE),
        asks_late_reason=needs_late_reason(pack.criterion.cycle.state, EvidenceAction.CITE),
    )


def relation_for_citing(actor: Actor, criterion: Criterion) -> Relation:
    """Return what the person's agency would be to a piece that it cites for this criterion."""
    if actor.is_of(criterion.lead_agency_id):
        return Relation.LEAD
    contributes = any(actor.is_of(agency.id) for agency in criterion.coordinating)
    return Relation.OWNER if contributes else Relation.NONE


def permissions_on_document(session: Session, actor: Actor, document_id: int) -> DocumentPermissions:
    """Return the document with what this person may open of it; raise `NotVisible` if that is nothing."""
    seen = (
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id, visible_versions(actor))
        .order_by(DocumentVersion.number)
    )
    versions = tuple(session.scalars(seen).unique())
    if not versions:
        raise NotVisible
    document = versions[0].document
    return DocumentPermissions(document, versions, actor.is_of(document.owner_agency_id))


def states_of_citing_packs(session: Session, version_ids: Collection[int]) -> dict[int, frozenset[PackState]]:
    """Return, by the version, the states of the packs that cite it."""
    citing = (
        select(Evidence.version_id, EvidencePack.state)
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .where(Evidence.version_id.in_(version_ids), Evidence.state != EvidenceState.WITHDRAWN)
    )
    found: dict[int, frozenset[PackState]] = dict.fromkeys(version_ids, frozenset())
    for version_id, state in session.execute(citing):
        found[version_id] |= {state}
    return found
