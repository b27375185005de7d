"""What may be chosen for a piece: versions of its document, places to which a draft may move."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, DocumentVersion, Evidence, EvidencePack, ExpectedProduct
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.policy.visibility import visible_version_ids


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
            select(DocumentVersion.id).where(
                DocumentVersion.id.in_(own), DocumentVersion.id.in_(visible_version_ids(actor))
            )
        )
    )
    return [each for each in reversed(versions) if each.id in seen or each.id == versions[-1].id]


def spots_to_move_to(session: Session, actor: Actor, evidence: Evidence) -> list[PieceSpot]:
    """Return where else this draft may stand: its own criterion first, then in the plan's order."""
    own = evidence.criterion
    packs = session.scalars(
        select(EvidencePack)
        .join(Criterion)
        .where(Criterion.cycle_id == own.cycle_id, Criterion.lead_agency_id == own.lead_agency_id)
    )
    open_to_them = [pack.criterion for pack in packs if permissions_on_pack(actor, pack).may_add]
    in_order = sorted(open_to_them, key=lambda each: (each.id != own.id, plan_order(each)))
    spots = [PieceSpot(each, product) for each in in_order for product in (*each.products, None)]
    return [spot for spot in spots if spot != PieceSpot(own, evidence.product)]


def spot_at(session: Session, criterion_id: int, ordinal: int) -> PieceSpot | None:
    """Return the criterion with its product of this number, if it has one; None without a criterion."""
    criterion = session.get(Criterion, criterion_id)
    if criterion is None:
        return None
    product = next((each for each in criterion.products if each.ordinal == ordinal), None)
    return PieceSpot(criterion, product)
