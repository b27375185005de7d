"""What waits for an approver: submitted packs with products, verdicts and explanations, ready ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.models import (
    AssessmentCycle,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Review,
    SecondReview,
    User,
)
from evidence_repo.services.council.approval import blockers_of_packs
from evidence_repo.services.packs.progress import PackProgress, progress_of_packs
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.pack_involvement import involvement_in_packs, packs_involving
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.screens.piece_rows import rounds_by_target, standing_verdicts
from evidence_repo.services.screens.second_reviews import disagreements
from evidence_repo.services.workflow.eligible import eligible_for_packs
from workflows.blockers import Blocker
from workflows.cycle import CycleState, is_at_work
from workflows.four_eyes import PackInvolvement, may_approve_pack
from workflows.packs import content_blockers
from workflows.states import EvidenceState, PackState

SHOWN_PIECES = 10
"""Pieces of each product that the page shows; the others stand on the criterion's page."""


@dataclass(frozen=True, slots=True)
class JudgedPiece:
    """A piece with its standing verdict."""

    evidence: Evidence
    verdict: Review | None


@dataclass(frozen=True, slots=True)
class JudgedProduct:
    """A product, or None for the pieces without one, with its first pieces and its latest explanation.

    `others` counts the pieces that the criterion's page shows.
    """

    product: ExpectedProduct | None
    pieces: tuple[JudgedPiece, ...]
    others: int
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class PackToApprove:
    """A submitted pack; `own_parts` say why this approver may not approve it, `eligible` who may instead.

    `of_council` says what it lacks of the council's vote, `differing` are second verdicts unlike the first.
    """

    progress: PackProgress
    is_ready: bool
    own_parts: tuple[Blocker, ...]
    eligible: tuple[User, ...]
    of_council: tuple[Blocker, ...] = ()
    differing: tuple[SecondReview, ...] = ()

    @property
    def may_approve(self) -> bool:
        """Return whether this person can press the button."""
        return self.is_ready and not self.own_parts and not self.of_council


def packs_to_approve(
    session: Session, actor: Actor, cycle: AssessmentCycle, clock: Clock
) -> tuple[PackToApprove, ...]:
    """Return the submitted packs, those that this person can approve first, each group in the plan's order.

    Four eyes are asked of packs that are ready only: a verdict that is still to come may change them.
    """
    submitted = [
        pack
        for pack in packs_of_cycle(session, cycle)
        if pack.state is PackState.SUBMITTED and is_at_work(cycle.state, was_reopened=pack.was_reopened)
    ]
    rows = progress_of_packs(session, actor, submitted, clock.today())
    ready = {row.criterion.id for row in rows if not content_blockers(row.view)}
    forbidden = sorted(ready & packs_involving(session, actor.persons)) if ready else []
    parts = involvement_in_packs(session, forbidden) if forbidden else {}
    eligible = eligible_for_packs(session, forbidden, actor.deputyships) if forbidden else {}
    of_ready = [row.pack for row in rows if row.criterion.id in ready]
    of_council = blockers_of_packs(session, of_ready) if ready else {}
    differing = disagreements(session, ready) if ready else {}
    found = [
        PackToApprove(
            row,
            is_ready=row.criterion.id in ready,
            own_parts=may_approve_pack(actor.persons, parts.get(row.criterion.id, PackInvolvement())),
            eligible=eligible.get(row.criterion.id, ()),
            of_council=of_council.get(row.criterion.id, ()),
            differing=tuple(differing.get(row.criterion.id, ())),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (not each.may_approve, not each.is_ready)))


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
    pieces, counts = _first_pieces(session, actor, ids)
    verdicts = standing_verdicts(session, [piece.id for piece in pieces])
    of_products = Explanation.criterion_id.in_(ids) & Explanation.product_id.is_not(None)
    rounds = rounds_by_target(session, actor, of_products)
    found: dict[int, tuple[JudgedProduct, ...]] = {}
    for pack in packs:
        own = [piece for piece in pieces if piece.criterion_id == pack.criterion_id]
        found[pack.criterion_id] = tuple(
            judged
            for product in (*pack.criterion.products, None)
            if (judged := _judged(product, own, verdicts, rounds, counts)).pieces or product is not None
        )
    return found


def _first_pieces(
    session: Session, actor: Actor, criterion_ids: Sequence[int]
) -> tuple[Sequence[Evidence], dict[int, int]]:
    """Return the first pieces of each product, and by the first of them how many there are."""
    by_product = (Evidence.criterion_id, Evidence.product_id)
    place = func.row_number().over(partition_by=by_product, order_by=Evidence.id).label("place")
    ranked = (
        select(Evidence.id, place, func.count().over(partition_by=by_product).label("count"))
        .where(
            Evidence.criterion_id.in_(criterion_ids),
            Evidence.state != EvidenceState.WITHDRAWN,
            Evidence.accepted_at.is_not(None),
            visible_evidence(actor),
        )
        .subquery()
    )
    document = joinedload(Evidence.version).joinedload(DocumentVersion.document)
    first = (
        select(Evidence, ranked.c.count)
        .join(ranked, ranked.c.id == Evidence.id)
        .where(ranked.c.place <= SHOWN_PIECES)
        .options(
            document.lazyload(Document.owner_agency),
            document.lazyload(Document.versions),
            joinedload(Evidence.version).lazyload(DocumentVersion.blob),
        )
        .order_by(Evidence.id)
    )
    rows = session.execute(first).unique().all()
    return [row[0] for row in rows], {row[0].id: row[1] for row in rows}


def _judged(
    product: ExpectedProduct | None,
    pieces: Sequence[Evidence],
    verdicts: dict[int, Review],
    rounds: dict[tuple[int | None, int | None], list[Explanation]],
    counts: Mapping[int, int],
) -> JudgedProduct:
    product_id = product.id if product else None
    explained = rounds[None, product_id] if product else []
    own = [piece for piece in pieces if piece.product_id == product_id]
    return JudgedProduct(
        product,
        tuple(JudgedPiece(piece, verdicts.get(piece.id)) for piece in own),
        counts[own[0].id] - len(own) if own else 0,
        explained[-1] if explained else None,
    )


def decided_packs(session: Session, cycle: AssessmentCycle) -> Sequence[EvidencePack]:
    """Return the approved and sealed packs, which an approver can open again until the cycle is closed."""
    if cycle.state is CycleState.CLOSED:
        return ()
    done = (PackState.APPROVED, PackState.SEALED)
    return [pack for pack in packs_of_cycle(session, cycle) if pack.state in done]
