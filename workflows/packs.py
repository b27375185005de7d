"""Evidence packs: one per criterion, their states, and what stands in the way of submitting or approving one.

Decisions where the rules leave room:

- A contribution that the lead agency has not accepted is not in the pack: it neither blocks nor counts.
- A withdrawn piece never counts, and neither do the explanations that were given for it.
- A view holds the latest round of every explanation. A piece's rejected explanation does not block by itself,
  since the piece carries the verdict: it is in `needs_explanation`, or was replaced, which needs none.
- Returning needs a piece in `needs_explanation`, an explanation rejected, queried figures, a hard target that
  is not met and neither explained nor waived, or a mandatory product or accepted question for which nothing
  has passed and nothing waits for a verdict.
- Figures in the pack have to be confirmed before it is approved. A target of which it cannot be told whether
  it is met blocks nothing: the gate warns.
- A recall is refused after any verdict since this submission, undone ones too: review has begun.
- *seal* may take a pack that is already sealed: the next bundle of the cycle holds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition, ParamValue
from workflows.explanations import needs_documents
from workflows.roles import Role, acting_roles
from workflows.rounds import is_answered
from workflows.states import (
    EDITABLE,
    PASSED,
    UNJUDGED,
    EvidenceState,
    ExplanationKind,
    ExplanationState,
    MeasurementState,
)
from workflows.states import PackState as PackState
from workflows.targets import Outcome


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
        """Return whether the pack cannot be approved without it."""
        return not self.is_optional and self.supplied_by != SuppliedBy.MINISTRY


@dataclass(frozen=True, slots=True)
class PieceView:
    """What the guards know of a piece; `is_accepted` is False for a contribution that still waits.

    In a tallied view it stands for `count` alike pieces, of which `id` is the first.
    """

    id: int
    state: EvidenceState
    product_id: int | None = None
    is_accepted: bool = True
    count: int = 1

    @property
    def counts(self) -> bool:
        """Return whether the piece is in the pack and not withdrawn."""
        return self.is_accepted and self.state is not EvidenceState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """What the guards know of the latest round for one target; exactly one of the four ids is set.

    In a tallied view it stands for `count` alike rounds of alike pieces.
    """

    id: int
    state: ExplanationState
    kind: ExplanationKind
    piece_id: int | None = None
    product_id: int | None = None
    has_documents: bool = False
    count: int = 1
    measurement_id: int | None = None
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the guards know of an accepted question of the Ministry, and of the pieces that answer it."""

    id: int
    pieces: tuple[EvidenceState, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """What the guards know of an agency's figures; `is_accepted` is False while the lead agency has not."""

    id: int
    state: MeasurementState
    is_accepted: bool = True


@dataclass(frozen=True, slots=True)
class TargetView:
    """What the guards know of a target: its measurements, of any agency and period, and what they tell."""

    id: int
    is_soft: bool
    outcome: Outcome
    is_waived: bool = False
    measurements: tuple[MeasurementView, ...] = ()


@dataclass(frozen=True, slots=True)
class PackView:
    """Everything that the guards look at; `has_verdict_since_submission` counts undone verdicts too."""

    criterion_code: str
    state: PackState
    products: tuple[ProductView, ...] = ()
    pieces: tuple[PieceView, ...] = ()
    explanations: tuple[ExplanationView, ...] = ()
    has_verdict_since_submission: bool = False
    questions: tuple[QuestionView, ...] = ()
    targets: tuple[TargetView, ...] = ()

    def counted_measurements(self) -> tuple[MeasurementView, ...]:
        """Return the figures that are in the pack."""
        return tuple(each for target in self.targets for each in target.measurements if each.is_accepted)

    def counted_pieces(self) -> tuple[PieceView, ...]:
        """Return the pieces that are in the pack and not withdrawn."""
        return tuple(piece for piece in self.pieces if piece.counts)

    def count_of(self, params: Mapping[str, ParamValue]) -> int:
        """Return how many alike things a blocker of this view, with these parameters, stands for."""
        if "explanation" in params:
            return sum(each.count for each in self.explanations if each.id == params["explanation"])
        return sum(piece.count for piece in self.pieces if piece.id == params.get("piece")) or 1

    @property
    def waiting_contributions(self) -> int:
        """Return how many contributions wait for the lead agency."""
        return sum(p.count for p in self.pieces if not p.is_accepted and p.state is EvidenceState.DRAFT)

    def counted_explanations(self) -> tuple[ExplanationView, ...]:
        """Return the explanations of products, questions and figures, and of counted pieces."""
        counted = {piece.id for piece in self.counted_pieces()}
        return tuple(e for e in self.explanations if e.piece_id is None or e.piece_id in counted)


def open_targets(view: PackView) -> tuple[TargetView, ...]:
    """Return the targets that are not met and neither explained, with that accepted, nor waived."""
    explained = {e.measurement_id for e in view.explanations if e.state is ExplanationState.ACCEPTED}
    return tuple(
        target
        for target in view.targets
        if target.outcome is Outcome.NOT_MET
        and not target.is_waived
        and not any(each.id in explained for each in target.measurements)
    )


def uncovered_products(view: PackView) -> tuple[int, ...]:
    """Return the mandatory products that neither a passed piece nor an accepted explanation covers."""
    covered = {piece.product_id for piece in view.counted_pieces() if piece.state in PASSED}
    covered |= {e.product_id for e in view.explanations if e.state is ExplanationState.ACCEPTED}
    return tuple(p.id for p in view.products if p.is_mandatory and p.id not in covered)


def unanswered_questions(view: PackView) -> tuple[int, ...]:
    """Return the accepted questions that neither an accepted explanation nor a passed piece answers."""
    explained = {e.question_id: e.state for e in view.explanations if e.question_id is not None}
    return tuple(q.id for q in view.questions if not is_answered(explained.get(q.id), q.pieces))


def _waiting_questions(view: PackView) -> frozenset[int | None]:
    explained = {e.question_id for e in view.explanations if e.state is ExplanationState.SUBMITTED}
    served = {q.id for q in view.questions if any(piece in UNJUDGED for piece in q.pieces)}
    return frozenset(explained | served)


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
        Blocker(f"explanation_{e.state}", _target_params(e))
        for e in view.counted_explanations()
        if e.state in wanted and not (e.state is ExplanationState.REJECTED and e.piece_id is not None)
    ]


def _target_params(e: ExplanationView) -> dict[str, ParamValue]:
    others = {"question": e.question_id, "measurement": e.measurement_id}
    given = {name: id for name, id in others.items() if id is not None}
    return {"explanation": e.id, "piece": e.piece_id, "product": e.product_id, **given}


def _measurements_in(view: PackView, *states: MeasurementState) -> list[Blocker]:
    return [
        Blocker(f"measurement_{each.state}", {"measurement": each.id})
        for each in view.counted_measurements()
        if each.state in states
    ]


def _unmet(view: PackView) -> list[Blocker]:
    return [Blocker("target_not_met", {"target": each.id}) for each in open_targets(view) if not each.is_soft]


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
        *_measurements_in(view, MeasurementState.QUERIED),
        *_without_documents(view),
    )


def may_recall(view: PackView) -> tuple[Blocker, ...]:
    """Say why the submission cannot be recalled; empty means that it can."""
    verdict = [Blocker("verdict_since_submission")] if view.has_verdict_since_submission else []
    return (*_wrong_state(view, frozenset({PackState.SUBMITTED})), *verdict)


def may_return(view: PackView) -> tuple[Blocker, ...]:
    """Say why the pack cannot be returned; empty means that something in it needs the agency."""
    waiting, asked = _waiting_products(view), _waiting_questions(view)
    needs_agency = (
        *_pieces_in(view, [EvidenceState.NEEDS_EXPLANATION]),
        *_explanations_in(view, [ExplanationState.REJECTED]),
        *_measurements_in(view, MeasurementState.QUERIED),
        *_unmet(view),
        *(product for product in uncovered_products(view) if product not in waiting),
        *(question for question in unanswered_questions(view) if question not in asked),
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
        *(Blocker("question_unanswered", {"question": each}) for each in unanswered_questions(view)),
        *_measurements_in(view, *(frozenset(MeasurementState) - {MeasurementState.CONFIRMED})),
        *_unmet(view),
    )


def may_approve(view: PackView) -> tuple[Blocker, ...]:
    """Say why the pack cannot be approved; empty means that it can (four eyes are asked separately)."""
    return (*_wrong_state(view, frozenset({PackState.SUBMITTED})), *content_blockers(view))


def may_reopen(view: PackView, reason: str) -> tuple[Blocker, ...]:
    """Say why the pack cannot be reopened; empty means that it can."""
    missing = [] if reason.strip() else [Blocker("reason_missing", {"action": PackAction.REOPEN})]
    return (*_wrong_state(view, frozenset({PackState.APPROVED, PackState.SEALED})), *missing)
