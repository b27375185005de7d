"""Where in its criterion a piece stands: the expected product that it proves and the deadline that it serves.

Decisions where the rules leave room:

- Only a draft changes its product: what was submitted is judged for the product that it was submitted for.
- The deadline that a piece serves is a note of the agency's; naming it changes nothing that was judged, so it
  is free while the pack is open or returned, and needs no reason for lateness.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, Refused
from evidence_repo.models import Deadline, Evidence, ExpectedProduct
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_piece
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import check_right, lock_piece, touch_pack
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.events import AuditAction, PiecePlaced
from workflows.evidence import EvidenceAction
from workflows.rights import Right
from workflows.states import EDITABLE, EvidenceState


def name_deadline(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    deadline: Deadline | None,
    *,
    seen_lock: int | None = None,
) -> Evidence:
    """Say which deadline of the criterion the piece serves; None: no one in particular."""
    _lock_to_place(session, actor, evidence, seen_lock)
    if deadline is not None and deadline.criterion_id != evidence.criterion_id:
        raise BadInput(N_("This deadline belongs to another criterion."), field="deadline")
    if (deadline.id if deadline else None) != evidence.deadline_id:
        evidence.deadline = deadline
        _emit(session, actor, AuditAction.NAME_DEADLINE, evidence)
    return evidence


def change_product(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    product: ExpectedProduct | None,
    *,
    seen_lock: int | None = None,
) -> Evidence:
    """Put a draft under another product of the same criterion; None: under no product in particular."""
    _lock_to_place(session, actor, evidence, seen_lock)
    if evidence.state is not EvidenceState.DRAFT:
        raise Refused(
            N_("Only a draft can be put under another product."),
            code="not_a_draft",
            advice=N_("Cite the document for the other product too."),
        )
    if product is not None and product.criterion_id != evidence.criterion_id:
        raise BadInput(N_("This product belongs to another criterion."), field="product")
    if (product.id if product else None) == evidence.product_id:
        raise BadInput(N_("The piece is already there."), field="place", code="nothing_changed")
    evidence.product = product
    _emit(session, actor, AuditAction.CHANGE_PRODUCT, evidence)
    return evidence


def _lock_to_place(session: Session, actor: Actor, evidence: Evidence, seen_lock: int | None) -> None:
    pack = lock_piece(session, evidence, seen_lock)
    check_right(actor, Right.CITE, relation_to_piece(actor, evidence))
    check_cycle_allows(pack.criterion.cycle, pack, EvidenceAction.MOVE, None)
    if evidence.state is EvidenceState.WITHDRAWN:
        refuse_if([Blocker("wrong_state", {"state": evidence.state})])
    if pack.state not in EDITABLE:
        refuse_if([Blocker("wrong_pack_state", {"pack_state": pack.state})])
    touch_pack(pack)


def _emit(session: Session, actor: Actor, action: AuditAction, evidence: Evidence) -> None:
    session.flush()
    event = PiecePlaced(
        action=action,
        subject=evidence.id,
        criterion_id=evidence.criterion_id,
        product_id=evidence.product_id,
        deadline_id=evidence.deadline_id,
        state=evidence.state,
    )
    emit(session, actor, event)
