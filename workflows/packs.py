"""Evidence packs: one per criterion, their states, and what stands in the way of submitting or approving one.

Decisions where the rules leave room:

- A contribution that the lead agency has not accepted is not in the pack: it neither blocks nor counts.
- A withdrawn piece never counts, and neither do the explanations that were given for it.
- A view holds the latest round of every explanation. A piece's rejected explanation does not block by itself,
  since the piece carries the verdict: it is in `needs_explanation`, or was replaced, which needs none.
- Returning needs a piece in `needs_explanation`, a product's explanation rejected, or a mandatory product for
  which nothing has passed and nothing waits for a verdict.
- A recall is refused after any verdict since this submission, undone ones too: review has begun.
- *seal* may take a pack that is already sealed: the next bundle of the cycle holds it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.explanations import needs_documents
from workflows.roles import Role, acting_roles
from workflows.states import EDITABLE, PASSED, UNJUDGED, EvidenceState, ExplanationKind, ExplanationState
from workflows.states import PackState as PackState


class PackAction(StrEnum):
    """What can be done to a pack; anything else is refused."""

    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    SEAL = "seal"


class SuppliedBy(StrEnum):
    """Who supplies an expected product; what a ministry supplies never blocks."""

    AGENCY = "agency"
    MINISTRY = "ministry"
    AGENCY_AND_MINISTRY = "agency_and_ministry"


@dataclass(frozen=True, slots=True)
class PackTransition:
    """One row of the table; *recall* has one row per state that it can lead back to."""

    action: PackAction
    from_states: frozenset[PackState]
    to_state: PackState
    roles: frozenset[Role]


def _row(
    action: PackAction, from_states: Iterable[PackState], to_state: PackState, role: Role
) -> PackTransition:
    return PackTransition(action, frozenset(from_states), to_state, frozenset({role}))


_P = PackState

PACK_TRANSITIONS: tuple[PackTransition, ...] = (
    _row(PackAction.SUBMIT, [_P.OPEN, _P.RETURNED], _P.SUBMITTED, Role.AGENCY_HEAD),
    _row(PackAction.RECALL, [_P.SUBMITTED], _P.OPEN, Role.AGENCY_HEAD),
    _row(PackAction.RECALL, [_P.SUBMITTED], _P.RETURNED, Role.AGENCY_HEAD),
    _row(PackAction.RETURN, [_P.SUBMITTED], _P.RETURNED, Role.REVIEWER),
    _row(PackAction.APPROVE, [_P.SUBMITTED], _P.APPROVED, Role.APPROVER),
    _row(PackAction.REOPEN, [_P.APPROVED, _P.SEALED], _P.OPEN, Role.APPROVER),
    _row(PackAction.SEAL, [_P.APPROVED, _P.SEALED], _P.SEALED, Role.APPROVER),
)

PACK_NEEDS_REASON = frozenset({PackAction.REOPEN})
"""Actions that are refused without a reason in words."""


def advance_pack(
    state: PackState, action: PackAction, roles: frozenset[Role], *, back_to: PackState | None = None
) -> PackState:
    """Return the pack's next state; raise InvalidTransition (`wrong_state`, `wrong_role`) if no row fits.

    `back_to` is the state before the submission, for *recall* only.
    """
    rows = [row for row in PACK_TRANSITIONS if row.action is action and state in row.from_states]
    if action is PackAction.RECALL:
        rows = [row for row in rows if row.to_state is back_to]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state


@dataclass(frozen=True, slots=True)
class ProductView:
    """What the guards know of an expected product."""

    id: int
    is_optional: bool
    supplied_by: SuppliedBy

    @property
    def is_mandatory(self) -> bool:
        """Tell whether the pack cannot be approved without it."""
        return not self.is_optional and self.supplied_by != SuppliedBy.MINISTRY


@dataclass(frozen=True, slots=True)
class PieceView:
    """What the guards know of a piece; `is_accepted` is False for a contribution that still waits."""

    id: int
    state: EvidenceState
    product_id: int | None = None
    is_accepted: bool = True

    @property
    def counts(self) -> bool:
        """Tell whether the piece is in the pack and not withdrawn."""
        return self.is_accepted and self.state is not EvidenceState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """What the guards know of the latest round for one target; exactly one of the two ids is set."""

    id: int
    state: ExplanationState
    kind: ExplanationKind
    piece_id: int | None = None
    product_id: int | None = None
    has_documents: bool = False


@dataclass(frozen=True, slots=True)
class PackView:
    """Everything that the guards look at; `has_verdict_since_submission` counts undone verdicts too."""

    criterion_code: str
    state: PackState
    products: tuple[ProductView, ...] = ()
    pieces: tuple[PieceView, ...] = ()
    explanations: tuple[ExplanationView, ...] = ()
    has_verdict_since_submission: bool = False

    def counted_pieces(self) -> tuple[PieceView, ...]:
        """Return the pieces that are in the pack and not withdrawn."""
        return tuple(piece for piece in self.pieces if piece.counts)

    def counted_explanations(self) -> tuple[ExplanationView, ...]:
        """Return the explanations of products and of counted pieces."""
        counted = {piece.id for piece in self.counted_pieces()}
        return tuple(e for e in self.explanations if e.product_id is not None or e.piece_id in counted)


def uncovered_products(view: PackView) -> tuple[int, ...]:
    """Return the mandatory products that neither a passed piece nor an accepted explanation covers."""
    covered = {piece.product_id for piece in view.counted_pieces() if piece.state in PASSED}
    covered |= {e.product_id for e in view.explanations if e.state is ExplanationState.ACCEPTED}
    return tuple(p.id for p in view.products if p.is_mandatory and p.id not in covered)


def _waiting_products(view: PackView) -> frozenset[int | None]:
    pieces = {piece.product_id for piece in view.counted_pieces() if piece.state in UNJUDGED}
    explained = {e.product_id for e in view.explanations if e.state is ExplanationState.SUBMITTED}
    return frozenset(pieces | explained)


def _wrong_state(view: PackView, wanted: frozenset[PackState]) -> list[Blocker]:
    return [] if view.state in wanted else [Blocker("wrong_pack_state", {"pack_state": view.state})]


def _empty(view: PackView) -> list[Blocker]:
    return [] if view.counted_pieces() or view.counted_explanations() else [Blocker("pack_empty")]


def _pieces_in(view: PackView, states: Iterable[EvidenceState]) -> list[Blocker]:
    wanted = frozenset(states)
    return [
        Blocker(f"piece_{piece.state}", {"piece": piece.id, "product": piece.product_id})
        for piece in view.counted_pieces()
        if piece.state in wanted
    ]


def _explanations_in(view: PackView, states: Iterable[ExplanationState]) -> list[Blocker]:
    wanted = frozenset(states)
    return [
        Blocker(f"explanation_{e.state}", {"explanation": e.id, "piece": e.piece_id, "product": e.product_id})
        for e in view.counted_explanations()
        if e.state in wanted and not (e.state is ExplanationState.REJECTED and e.piece_id is not None)
    ]


def _without_documents(view: PackView) -> list[Blocker]:
    return [
        Blocker("no_occurrence_without_documents", {"explanation": e.id, "criterion": view.criterion_code})
        for e in view.counted_explanations()
        if e.state is ExplanationState.DRAFT
        and needs_documents(e.kind, view.criterion_code)
        and not e.has_documents
    ]


def may_submit(view: PackView) -> tuple[Blocker, ...]:
    """Say why the pack cannot be submitted; empty means that it can."""
    return (
        *_wrong_state(view, EDITABLE),
        *_empty(view),
        *_pieces_in(view, [EvidenceState.NEEDS_EXPLANATION]),
        *_explanations_in(view, [ExplanationState.REJECTED]),
        *_without_documents(view),
    )


def may_recall(view: PackView) -> tuple[Blocker, ...]:
    """Say why the submission cannot be recalled; empty means that it can."""
    verdict = [Blocker("verdict_since_submission")] if view.has_verdict_since_submission else []
    return (*_wrong_state(view, frozenset({PackState.SUBMITTED})), *verdict)


def may_return(view: PackView) -> tuple[Blocker, ...]:
    """Say why the pack cannot be returned; empty means that something in it needs the agency."""
    waiting = _waiting_products(view)
    needs_agency = (
        *_pieces_in(view, [EvidenceState.NEEDS_EXPLANATION]),
        *_explanations_in(view, [ExplanationState.REJECTED]),
        *(product for product in uncovered_products(view) if product not in waiting),
    )
    nothing = [] if needs_agency else [Blocker("nothing_to_return")]
    return (*_wrong_state(view, frozenset({PackState.SUBMITTED})), *nothing)


def content_blockers(view: PackView) -> tuple[Blocker, ...]:
    """Say what in the pack stands against approval, whatever the pack's state."""
    unfinished = frozenset(EvidenceState) - PASSED - {EvidenceState.WITHDRAWN}
    return (
        *_empty(view),
        *_pieces_in(view, unfinished),
        *_explanations_in(view, frozenset(ExplanationState) - {ExplanationState.ACCEPTED}),
        *(Blocker("product_uncovered", {"product": product}) for product in uncovered_products(view)),
    )


def may_approve(view: PackView) -> tuple[Blocker, ...]:
    """Say why the pack cannot be approved; empty means that it can (four eyes are asked separately)."""
    return (*_wrong_state(view, frozenset({PackState.SUBMITTED})), *content_blockers(view))


def may_reopen(view: PackView, reason: str) -> tuple[Blocker, ...]:
    """Say why the pack cannot be reopened; empty means that it can."""
    missing = [] if reason.strip() else [Blocker("reason_missing", {"action": PackAction.REOPEN})]
    return (*_wrong_state(view, frozenset({PackState.APPROVED, PackState.SEALED})), *missing)
