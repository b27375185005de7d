"""The same work a year before: what the province proved it with then, as a start for this year.

Which criteria a criterion continues says the crosswalk, whatever their codes are. What is only proposed is
shown too, marked as such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import (
    Criterion,
    CrosswalkPair,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
)
from evidence_repo.services.evidence.listing import standing_reasons
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from index.text import fold
from workflows.crosswalk import PairState
from workflows.deadlines import cycle_contains
from workflows.evidence import Reason
from workflows.explanations import LATEST_ROUND_CODES
from workflows.states import PASSED, EvidenceState, PackState


@dataclass(frozen=True, slots=True)
class EarlierPiece:
    """A piece of then; `is_own`: its document can be cited again, under `product` of this year's criterion.

    `is_dated`: its day of issue lies outside this year, so whoever cites it again checks that it still holds.
    """

    evidence: Evidence
    reason: Reason | None
    is_own: bool
    is_dated: bool
    product: ExpectedProduct | None

    @property
    def has_passed(self) -> bool:
        """Return whether the reviewers accepted it then."""
        return self.evidence.state in PASSED


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """A criterion that this one continues, its pack's state, and its pieces as far as one sees them."""

    criterion: Criterion
    state: PackState
    is_confirmed: bool
    pieces: tuple[EarlierPiece, ...]

    @property
    def passed(self) -> int:
        """Return how many of the pieces have passed."""
        return sum(piece.has_passed for piece in self.pieces)


def previous_year(session: Session, actor: Actor, criterion: Criterion) -> tuple[PreviousYear, ...]:
    """Return what this criterion continues, in the plan's order, in a fixed number of queries."""
    continued = (
        select(CrosswalkPair, EvidencePack.state)
        .join(EvidencePack, EvidencePack.criterion_id == CrosswalkPair.earlier_id)
        .where(CrosswalkPair.criterion_id == criterion.id)
        .options(joinedload(CrosswalkPair.earlier))
    )
    found = [(pair, state) for pair, state in session.execute(continued) if pair.earlier is not None]
    if not found:
        return ()
    pieces = _pieces(session, actor, criterion, [pair.earlier_id or 0 for pair, _ in found])
    rows = [
        PreviousYear(earlier, state, pair.state is PairState.CONFIRMED, tuple(pieces[earlier.id]))
        for pair, state in found
        for earlier in [pair.earlier]
        if earlier is not None
    ]
    return tuple(sorted(rows, key=lambda row: plan_order(row.criterion)))


def _pieces(
    session: Session, actor: Actor, criterion: Criterion, earlier: Sequence[int]
) -> dict[int, list[EarlierPiece]]:
    seen = (
        select(Evidence)
        .where(
            Evidence.criterion_id.in_(earlier),
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .options(
            joinedload(Evidence.product),
            joinedload(Evidence.version).joinedload(DocumentVersion.document).lazyload(Document.versions),
        )
        .order_by(Evidence.id)
    )
    everything = session.scalars(seen).unique().all()
    reasons = standing_reasons(session, actor, everything)
    found: dict[int, list[EarlierPiece]] = defaultdict(list)
    for piece in everything:
        found[piece.criterion_id].append(
            EarlierPiece(
                evidence=piece,
                reason=reasons.get(piece.id),
                is_own=actor.is_of(piece.version.document.owner_agency_id),
                is_dated=_is_dated(criterion, piece),
                product=_product_for(criterion, piece.product),
            )
        )
    return found


def _is_dated(criterion: Criterion, piece: Evidence) -> bool:
    issued_on = piece.version.header_issued_on
    if issued_on is None or criterion.code in LATEST_ROUND_CODES:
        return issued_on is None
    return not cycle_contains(criterion.cycle.year, issued_on)


def _product_for(criterion: Criterion, before: ExpectedProduct | None) -> ExpectedProduct | None:
    """Return the product with the same words, else the only one; None: under no product in particular."""
    if before is not None:
        words = fold(before.text)
        for product in criterion.products:
            if fold(product.text) == words:
                return product
    return criterion.products[0] if len(criterion.products) == 1 else None
