"""Everything that one person sees on one criterion, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Criterion, Evidence, EvidencePack, ExpectedProduct, Explanation
from evidence_repo.services.evidence.previous_year import PreviousYear, previous_year
from evidence_repo.services.packs.history import HistoryStep, history_of_pack
from evidence_repo.services.packs.next_step import NextStep, step_with_button
from evidence_repo.services.packs.progress import PackProgress, progress_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import PackPermissions, permissions_on_pack
from evidence_repo.services.screens.automatic_checks import Answer, Check, check_pieces
from evidence_repo.services.screens.piece_lists import PieceFilter, PieceList, is_withdrawn, list_pieces
from evidence_repo.services.screens.piece_rows import (
    PieceRow,
    piece_rows,
    pieces_as_shown,
    pieces_of,
    rounds_by_target,
)
from evidence_repo.services.workflow.packs import find_pack
from workflows.states import PASSED, ExplanationState


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """An expected product, or None for the pieces without one, with what stands under it."""

    product: ExpectedProduct | None
    everything: tuple[Evidence, ...]
    pieces: tuple[PieceRow, ...]
    withdrawn: tuple[PieceRow, ...]
    rounds: tuple[Explanation, ...]
    may_explain: bool

    @property
    def counted(self) -> tuple[Evidence, ...]:
        """Return the pieces that are in the pack, on whichever page they stand."""
        return tuple(
            piece
            for piece in self.everything
            if not is_withdrawn(piece) and not piece.is_contribution_waiting
        )

    @property
    def elsewhere(self) -> int:
        """Return how many of its pieces this page does not show."""
        return len(self.everything) - len(self.pieces) - len(self.withdrawn)

    @property
    def passed(self) -> int:
        """Return how many pieces have passed."""
        return sum(piece.state in PASSED for piece in self.counted)

    @property
    def is_covered(self) -> bool:
        """Return whether a passed piece or an accepted explanation covers the product."""
        explained = bool(self.rounds) and self.rounds[-1].state is ExplanationState.ACCEPTED
        return self.passed > 0 or explained


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """One criterion with everything on it."""

    criterion: Criterion
    pack: EvidencePack
    progress: PackProgress
    everything: tuple[Evidence, ...]
    listed: PieceList
    sheets: tuple[ProductSheet, ...]
    history: tuple[HistoryStep, ...]
    previous: PreviousYear | None
    checks: tuple[Check, ...]
    primary: NextStep | None
    permissions: PackPermissions

    @property
    def is_ready(self) -> bool:
        """Return whether every check says yes."""
        return all(check.answer is Answer.YES for check in self.checks)

    @property
    def concerns(self) -> tuple[Check, ...]:
        """Return the checks that say no: whoever submits confirms that it is meant so."""
        return tuple(check for check in self.checks if check.answer is Answer.NO)

    @property
    def others(self) -> ProductSheet:
        """Return the sheet of the pieces without a product."""
        return self.sheets[-1]


def criterion_page(
    session: Session, actor: Actor, criterion: Criterion, clock: Clock, wanted: PieceFilter | None = None
) -> CriterionPage:
    """Return what the criterion's page shows this person; the Ministry's observers see no criterion."""
    pack = find_pack(session, criterion)
    permissions = permissions_on_pack(actor, pack)
    [progress] = progress_of_packs(session, actor, [pack], clock.today())
    everything = pieces_of(session, actor, criterion.id)
    listed = list_pieces(criterion, everything, wanted or PieceFilter())
    rows = piece_rows(session, actor, pack, pieces_as_shown(session, actor, listed.shown))
    of_criterion = (Explanation.criterion_id == criterion.id) & Explanation.product_id.is_not(None)
    rounds = rounds_by_target(session, actor, of_criterion)
    sheets = [
        _sheet(permissions, product, everything, rows, rounds) for product in (*criterion.products, None)
    ]
    return CriterionPage(
        criterion=criterion,
        pack=pack,
        progress=progress,
        everything=tuple(everything),
        listed=listed,
        sheets=tuple(sheets),
        history=history_of_pack(session, pack),
        previous=previous_year(session, actor, criterion),
        checks=check_pieces(criterion, everything),
        primary=step_with_button(session, actor, pack, progress.view, permissions.rights),
        permissions=permissions,
    )


def _sheet(
    permissions: PackPermissions,
    product: ExpectedProduct | None,
    everything: Sequence[Evidence],
    rows: Sequence[PieceRow],
    rounds: dict[tuple[int | None, int | None], list[Explanation]],
) -> ProductSheet:
    product_id = product.id if product else None
    own = [row for row in rows if row.evidence.product_id == product_id]
    explained = tuple(rounds[None, product_id]) if product else ()
    return ProductSheet(
        product=product,
        everything=tuple(piece for piece in everything if piece.product_id == product_id),
        pieces=tuple(row for row in own if not is_withdrawn(row.evidence)),
        withdrawn=tuple(row for row in own if is_withdrawn(row.evidence)),
        rounds=explained,
        may_explain=product is not None and permissions.may_explain(explained),
    )
