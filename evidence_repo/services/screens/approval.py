"""What waits for an approver: submitted packs with products, verdicts and explanations, ready ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.models import (
    AssessmentCycle,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Review,
    User,
)
from evidence_repo.services.packs.progress import PackProgress, progress_of_packs
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_pack
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.screens.piece_rows import rounds_by_target, standing_verdicts
from evidence_repo.services.workflow.verdicts import eligible_approvers
from workflows.blockers import Blocker
from workflows.four_eyes import may_approve_pack
from workflows.packs import content_blockers
from workflows.states import EvidenceState, PackState


@dataclass(frozen=True, slots=True)
class JudgedPiece:
    """A piece with its standing verdict."""

    evidence: Evidence
    verdict: Review | None


@dataclass(frozen=True, slots=True)
class JudgedProduct:
    """A product, or None for the pieces without one, with its pieces and its latest explanation."""

    product: ExpectedProduct | None
    pieces: tuple[JudgedPiece, ...]
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class PackToApprove:
    """A submitted pack; `own_parts` say why this approver may not approve it, `eligible` who may instead."""

    progress: PackProgress
    is_ready: bool
    own_parts: tuple[Blocker, ...]
    eligible: tuple[User, ...]

    @property
    def may_approve(self) -> bool:
        """Return whether this person can press the button."""
        return self.is_ready and not self.own_parts


def packs_to_approve(
    session: Session, actor: Actor, cycle: AssessmentCycle, clock: Clock
) -> tuple[PackToApprove, ...]:
    """Return the submitted packs, those that this person can approve first, each group in the plan's order.

    Four eyes are asked of packs that are ready only: a verdict that is still to come may change them.
    """
    submitted = [pack for pack in packs_of_cycle(session, cycle) if pack.state is PackState.SUBMITTED]
    rows = progress_of_packs(session, actor, submitted, clock.today())
    found = [_to_approve(session, actor, row) for row in rows]
    return tuple(sorted(found, key=lambda each: (not each.may_approve, not each.is_ready)))


def _to_approve(session: Session, actor: Actor, row: PackProgress) -> PackToApprove:
    is_ready = not content_blockers(row.view)
    own_parts: tuple[Blocker, ...] = ()
    eligible: tuple[User, ...] = ()
    if is_ready:
        own_parts = may_approve_pack(actor.person_id, involvement_in_pack(session, row.pack))
        eligible = eligible_approvers(session, row.pack) if own_parts else ()
    return PackToApprove(row, is_ready, own_parts, eligible)


def described_packs(
    session: Session, actor: Actor, packs: Sequence[PackToApprove]
) -> tuple[tuple[PackToApprove, tuple[JudgedProduct, ...]], ...]:
    """Return these packs with their products, in a number of queries that does not grow with them."""
    products = _products(session, actor, [each.progress.pack for each in packs])
    return tuple((each, products[each.progress.pack.criterion_id]) for each in packs)


def _products(
    session: Session, actor: Actor, packs: Sequence[EvidencePack]
) -> dict[int, tuple[JudgedProduct, ...]]:
    ids = [pack.criterion_id for pack in packs]
    seen = (
        select(Evidence)
        .where(
            Evidence.criterion_id.in_(ids),
            Evidence.state != EvidenceState.WITHDRAWN,
            Evidence.accepted_at.is_not(None),
            visible_evidence(actor),
        )
        .options(joinedload(Evidence.product))
        .order_by(Evidence.id)
    )
    pieces = session.scalars(seen).unique().all()
    verdicts = standing_verdicts(session, [piece.id for piece in pieces])
    of_products = Explanation.criterion_id.in_(ids) & Explanation.product_id.is_not(None)
    rounds = rounds_by_target(session, actor, of_products)
    found: dict[int, tuple[JudgedProduct, ...]] = {}
    for pack in packs:
        own = [piece for piece in pieces if piece.criterion_id == pack.criterion_id]
        found[pack.criterion_id] = tuple(
            judged
            for product in (*pack.criterion.products, None)
            if (judged := _judged(product, own, verdicts, rounds)).pieces or product is not None
        )
    return found


def _judged(
    product: ExpectedProduct | None,
    pieces: Sequence[Evidence],
    verdicts: dict[int, Review],
    rounds: dict[tuple[int | None, int | None], list[Explanation]],
) -> JudgedProduct:
    product_id = product.id if product else None
    explained = rounds[None, product_id] if product else []
    return JudgedProduct(
        product,
        tuple(
            JudgedPiece(piece, verdicts.get(piece.id)) for piece in pieces if piece.product_id == product_id
        ),
        explained[-1] if explained else None,
    )


def decided_packs(session: Session, cycle: AssessmentCycle) -> Sequence[EvidencePack]:
    """Return the approved and sealed packs, which an approver can open again."""
    done = (PackState.APPROVED, PackState.SEALED)
    return [pack for pack in packs_of_cycle(session, cycle) if pack.state in done]
