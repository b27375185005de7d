"""How every change of a pack, a piece or an explanation begins and ends.

It begins with the pack's row locked and everything read again behind the lock, so that guards see what is
true and two people who decide at once come one after the other (PostgreSQL; SQLite has one writer anyway). It
ends with the pack's `lock` counted up, so that whoever decides about the whole pack learns that a part of it
changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.attributes import flag_modified

from evidence_repo.errors import ChangedMeanwhile
from evidence_repo.models import DocumentVersion, Evidence, EvidencePack, Explanation
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.policy.visibility import relation_to_criterion, relation_to_piece
from evidence_repo.services.workflow.cycles import check_cycle_allows
from workflows.blockers import Blocker
from workflows.evidence import EvidenceAction, EvidenceState, advance
from workflows.explanations import ExplanationAction, ExplanationState, advance_explanation
from workflows.packs import PackAction, PackState, advance_pack
from workflows.rights import PACK_RIGHTS, Relation, Right, allows, right_for


def lock_packs(session: Session, criterion_ids: Iterable[int]) -> dict[int, EvidencePack]:
    """Lock these criteria's packs, always in the order of their ids, and read them again."""
    session.flush()
    wanted = EvidencePack.criterion_id.in_(criterion_ids)
    # The row alone is locked, not what the model joins to it: PostgreSQL refuses outer joins FOR UPDATE.
    ids = session.scalars(select(EvidencePack.id).where(wanted).order_by(EvidencePack.id).with_for_update())
    packs = select(EvidencePack).where(EvidencePack.id.in_(ids.all())).order_by(EvidencePack.id)
    # One question for all of them: a full bundle locks 67. Their criteria are not locked, nor read again.
    fresh = packs.options(lazyload(EvidencePack.criterion)).execution_options(populate_existing=True)
    return {pack.criterion_id: pack for pack in session.scalars(fresh)}


def lock_pack_of(session: Session, criterion_id: int) -> EvidencePack:
    """Lock the criterion's pack and read it again."""
    return lock_packs(session, [criterion_id])[criterion_id]


def lock_pack(session: Session, pack: EvidencePack, seen_lock: int | None) -> None:
    """Lock the pack; raise `ChangedMeanwhile` if anything in it changed since the person looked."""
    session.flush()
    seen = pack.lock if seen_lock is None else seen_lock
    lock_pack_of(session, pack.criterion_id)
    _must_be_unchanged(pack.lock, seen)


def lock_piece(session: Session, evidence: Evidence, seen_lock: int | None) -> EvidencePack:
    """Lock the piece's pack and read the piece again; raise `ChangedMeanwhile` if it is not the one seen."""
    session.flush()
    seen = evidence.lock if seen_lock is None else seen_lock
    pack = lock_pack_of(session, evidence.criterion_id)
    session.refresh(evidence)
    _must_be_unchanged(evidence.lock, seen)
    return pack


def lock_explanation(session: Session, explanation: Explanation, seen_lock: int | None) -> EvidencePack:
    """Lock the explanation's pack and read it again; raise `ChangedMeanwhile` if it is not the one seen."""
    session.flush()
    seen = explanation.lock if seen_lock is None else seen_lock
    pack = lock_pack_of(session, explanation.criterion_id)
    session.refresh(explanation)
    _must_be_unchanged(explanation.lock, seen)
    return pack


def _must_be_unchanged(lock: int, seen: int) -> None:
    if lock != seen:
        raise ChangedMeanwhile


def touch_pack(pack: EvidencePack) -> None:
    """Count the pack's lock up with the next flush, though none of its own columns changed."""
    flag_modified(pack, "state")


def check_right(actor: Actor, right: Right, relation: Relation) -> None:
    """Raise `NotAllowed` unless this person holds `right` on what stands in this relation to them."""
    if not allows(actor.roles, right, relation):
        refuse_if([Blocker("wrong_role", {"action": right})])


def advance_piece(
    actor: Actor,
    evidence: Evidence,
    pack: EvidencePack,
    action: EvidenceAction,
    *,
    back_to: EvidenceState | None = None,
    late_reason: str | None = None,
) -> EvidenceState:
    """Return the piece's next state; raise our own error if right, cycle or table do not let it be."""
    check_right(actor, right_for(action, evidence.state), relation_to_piece(actor, evidence))
    check_cycle_allows(pack.criterion.cycle, pack, action, late_reason)
    with translating_refusals():
        return advance(evidence.state, action, actor.roles, pack.state, back_to=back_to)


def advance_round(
    actor: Actor, state: ExplanationState | None, pack: EvidencePack, action: ExplanationAction
) -> ExplanationState:
    """Return the explanation's next state; raise our own error if cycle or table do not let it be."""
    check_cycle_allows(pack.criterion.cycle, pack, action, None)
    with translating_refusals():
        return advance_explanation(state, action, actor.roles, pack.state)


def advance_whole_pack(
    actor: Actor, pack: EvidencePack, action: PackAction, *, back_to: PackState | None = None
) -> PackState:
    """Return the pack's next state; raise our own error if right, cycle or table do not let it be."""
    check_right(actor, PACK_RIGHTS[action], relation_to_criterion(actor, pack.criterion))
    check_cycle_allows(pack.criterion.cycle, pack, action, None)
    with translating_refusals():
        return advance_pack(pack.state, action, actor.roles, back_to=back_to)


def set_piece_state(evidence: Evidence, state: EvidenceState, now: datetime) -> None:
    """Put the piece into `state`; searches ask the database for it, so the index has nothing to follow."""
    if evidence.state is not state:
        evidence.state, evidence.state_since = state, now


def followed(*versions: DocumentVersion) -> dict[str, Any]:
    """Return the parts of an event that have the index and the tags follow citations of these versions."""
    return {
        "indexed": frozenset(version.id for version in versions),
        "tagged": frozenset(version.sha256 for version in versions),
    }
