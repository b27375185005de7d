"""What may be chosen for a piece: versions of its document, places to which a draft may move."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager

from evidence_repo.clock import Clock
from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
)
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.policy.visibility import visible_versions
from evidence_repo.services.workflow.pieces import move_evidence
from evidence_repo.services.workflow.placing import change_product


@dataclass(frozen=True, slots=True)
class PieceSpot:
    """A product of a criterion under which a piece may stand; None: under no product in particular."""

    criterion: Criterion
    product: ExpectedProduct | None


def versions_to_pin(session: Session, actor: Actor, evidence: Evidence) -> list[DocumentVersion]:
    """Return the versions of the piece's document that this person may open, the newest first."""
    versions = evidence.version.document.versions
    own = [version.id for version in versions]
    seen = set(
        session.scalars(
            select(DocumentVersion.id).where(DocumentVersion.id.in_(own), visible_versions(actor))
        )
    )
    return [each for each in reversed(versions) if each.id in seen or each.id == versions[-1].id]


def spots_to_move_to(session: Session, actor: Actor, evidence: Evidence) -> list[PieceSpot]:
    """Return where else this draft may stand: its own criterion first, then in the plan's order."""
    own = evidence.criterion
    spots = _open_spots(session, actor, own.cycle_id, Criterion.lead_agency_id == own.lead_agency_id)
    spots.sort(key=lambda spot: spot.criterion.id != own.id)
    return [spot for spot in spots if spot != PieceSpot(own, evidence.product)]


def spots_to_cite_in(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[PieceSpot]:
    """Return every place of the cycle in which this person may cite now, in the plan's order."""
    contributes = Criterion.coordinating.any(Agency.id.in_(actor.agencies))
    return _open_spots(
        session, actor, cycle.id, or_(Criterion.lead_agency_id.in_(actor.agencies), contributes)
    )


def _open_spots(
    session: Session, actor: Actor, cycle_id: int, takes_part: ColumnElement[bool]
) -> list[PieceSpot]:
    packs = session.scalars(
        select(EvidencePack)
        .join(EvidencePack.criterion)
        .where(Criterion.cycle_id == cycle_id, takes_part)
        .options(contains_eager(EvidencePack.criterion).selectinload(Criterion.coordinating))
    )
    criteria = [pack.criterion for pack in packs if permissions_on_pack(actor, pack).may_add]
    in_order = sorted(criteria, key=plan_order)
    return [PieceSpot(each, product) for each in in_order for product in (*each.products, None)]


def move_to_spot(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    spot: PieceSpot,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Evidence:
    """Put a draft under another product of its criterion, or under another criterion of the lead agency."""
    if spot.criterion.id == evidence.criterion_id:
        return change_product(session, actor, evidence, spot.product, seen_lock=seen_lock)
    return move_evidence(
        session, actor, evidence, spot.criterion, product=spot.product, seen_lock=seen_lock, clock=clock
    )


def spot_at(session: Session, criterion_id: int, ordinal: int) -> PieceSpot | None:
    """Return the criterion with its product of this number, if it has one; None without a criterion."""
    criterion = session.get(Criterion, criterion_id)
    if criterion is None:
        return None
    product = next((each for each in criterion.products if each.ordinal == ordinal), None)
    return PieceSpot(criterion, product)
