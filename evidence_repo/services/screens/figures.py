"""The figures of a criterion's targets as one person sees them, with what they may do about each now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.models import Criterion, EvidencePack, Explanation, Measurement, Target
from evidence_repo.services.figures.involvement import involvement_in_figures
from evidence_repo.services.figures.judging import JudgedTarget, judged_targets
from evidence_repo.services.figures.last_year import LastYear, last_years
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.figures import relation_to_figures
from evidence_repo.services.policy.permissions import cycle_permits
from evidence_repo.services.policy.visibility import relation_to_criterion, visible_explanations
from workflows.explanations import ExplanationAction
from workflows.four_eyes import may_judge
from workflows.measurements import MeasurementAction, Period, allowed_actions
from workflows.rights import Relation, Right, allows
from workflows.states import EDITABLE, ExplanationState, MeasurementState, PackState
from workflows.targets import Outcome, TargetKind

FULL = 1000
"""What a bar's width is counted in."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A target as a bar, in thousandths of its width: how far it is filled, and where the target stands."""

    filled: int
    mark: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One agency's figures, the rounds of explanation for them, and what this person may do now."""

    measurement: Measurement
    rounds: tuple[Explanation, ...]
    actions: frozenset[MeasurementAction]
    may_explain: bool

    def may(self, action: str) -> bool:
        """Return whether this person may do it now."""
        return action in self.actions


@dataclass(frozen=True, slots=True)
class TargetPanel:
    """One target with its figures; `may_give`: the lead agency's own figures are not given yet."""

    judged: JudgedTarget
    bar: Bar | None
    rows: tuple[FigureRow, ...]
    last_year: LastYear | None
    may_give: bool
    may_waive: bool
    may_end_waiver: bool

    @property
    def target(self) -> Target:
        """Return the target itself."""
        return self.judged.target


def target_panels(
    session: Session, actor: Actor, criterion: Criterion, pack: EvidencePack
) -> tuple[TargetPanel, ...]:
    """Return the panels of the criterion's targets; none to whom the sums of all agencies are not open."""
    if not allows(actor.roles, Right.SEE_PIECES, relation_to_criterion(actor, criterion)):
        return ()
    judged = judged_targets(session, actor, criterion)
    last = last_years(session, [each.target for each in judged])
    rounds = _rounds(session, actor, criterion)
    ids = [each.id for target in judged for each in _all_of(target)]
    involved = involvement_in_figures(session, ids) if ids and allows(actor.roles, Right.JUDGE) else {}
    forbidden = frozenset(each for each, parts in involved.items() if may_judge(actor.persons, parts))
    return tuple(_panel(actor, pack, each, last.get(each.target.id), rounds, forbidden) for each in judged)


def _all_of(judged: JudgedTarget) -> tuple[Measurement, ...]:
    return (*judged.parts, *judged.waiting, *judged.others)


def _rounds(session: Session, actor: Actor, criterion: Criterion) -> Mapping[int, list[Explanation]]:
    """Return the rounds of explanation by the measurement, the oldest first."""
    found = defaultdict(list)
    query = select(Explanation).where(
        Explanation.criterion_id == criterion.id,
        Explanation.measurement_id.is_not(None),
        visible_explanations(actor),
    )
    in_order = query.options(selectinload(Explanation.author)).order_by(Explanation.round, Explanation.id)
    for each in session.scalars(in_order):
        found[each.measurement_id or 0].append(each)
    return found


def _panel(
    actor: Actor,
    pack: EvidencePack,
    judged: JudgedTarget,
    last: LastYear | None,
    rounds: Mapping[int, list[Explanation]],
    forbidden: frozenset[int],
) -> TargetPanel:
    relation = relation_to_criterion(actor, pack.criterion)
    own = any(each.assignment_id is None and each.period is Period.YEAR for each in _all_of(judged))
    gives = _permitted(actor, None, pack, relation)
    is_unmet = judged.judged.outcome is Outcome.NOT_MET
    reviews = (
        pack.state is PackState.SUBMITTED
        and allows(actor.roles, Right.JUDGE)
        and cycle_permits(pack, MeasurementAction.CONFIRM)
        and not any(each.id in forbidden for each in _all_of(judged))
    )
    return TargetPanel(
        judged,
        bar_of(judged),
        tuple(
            _row(
                actor, pack, each, rounds.get(each.id, ()), is_unmet=is_unmet, forbidden=each.id in forbidden
            )
            for each in _all_of(judged)
        ),
        last,
        may_give=not own and MeasurementAction.GIVE in gives,
        may_waive=reviews and is_unmet and judged.waiver is None,
        may_end_waiver=reviews and judged.waiver is not None,
    )


def _permitted(
    actor: Actor, state: MeasurementState | None, pack: EvidencePack, relation: Relation
) -> frozenset[MeasurementAction]:
    """Return what table, cycle and rights let this person do with figures in this state."""
    possible = allowed_actions(state, actor.roles, pack.state)
    return frozenset(
        each
        for each in possible
        if allows(actor.roles, _RIGHTS.get(each, Right.CITE), relation) and cycle_permits(pack, each)
    )


_RIGHTS = {
    MeasurementAction.CONFIRM: Right.JUDGE,
    MeasurementAction.QUERY: Right.JUDGE,
    MeasurementAction.UNDO: Right.UNDO,
    MeasurementAction.SUBMIT: Right.SUBMIT_PACK,
    MeasurementAction.RECALL: Right.RECALL_PACK,
}


def _row(
    actor: Actor,
    pack: EvidencePack,
    measurement: Measurement,
    rounds: Sequence[Explanation],
    *,
    is_unmet: bool,
    forbidden: bool,
) -> FigureRow:
    relation = relation_to_figures(actor, measurement)
    actions = set(_permitted(actor, measurement.state, pack, relation))
    if forbidden:
        actions -= {MeasurementAction.CONFIRM, MeasurementAction.QUERY}
    if not actor.acting_as & measurement.decided_by_persons:
        actions.discard(MeasurementAction.UNDO)
    if measurement.accepted_at is None and not actor.is_of(measurement.agency_id):
        actions -= {MeasurementAction.CHANGE, MeasurementAction.REMOVE}
    if rounds:
        actions.discard(MeasurementAction.REMOVE)
    may_explain = (
        is_unmet
        and measurement.accepted_at is not None
        and allows(actor.roles, Right.EXPLAIN, relation)
        and cycle_permits(pack, ExplanationAction.WRITE)
        and _takes_words(pack, rounds)
    )
    return FigureRow(measurement, tuple(rounds), frozenset(actions), may_explain)


def _takes_words(pack: EvidencePack, rounds: Sequence[Explanation]) -> bool:
    if not rounds or rounds[-1].state is ExplanationState.DRAFT:
        return pack.state in EDITABLE
    return rounds[-1].state is ExplanationState.REJECTED and pack.state is PackState.RETURNED


def bar_of(judged: JudgedTarget) -> Bar | None:
    """Return the bar of the figures to their target; None where nothing is to be reached."""
    target, figures = judged.target, judged.figures
    if target.kind is TargetKind.NONE or figures is None:
        return None
    value = Fraction(target.value)
    if target.kind is TargetKind.PERCENT:
        if judged.judged.figure is None:
            return None
        reached, wanted, whole = judged.judged.figure, value, Fraction(100)
    elif target.kind is TargetKind.COUNT:
        reached, wanted, whole = Fraction(figures.numerator), value, Fraction(0)
    elif figures.denominator is not None:
        reached = Fraction(figures.numerator)
        wanted, whole = Fraction(figures.denominator) * (100 + value) / 100, Fraction(0)
    else:
        return None
    whole = max(whole, reached, wanted)
    return Bar(_part(reached, whole), _part(wanted, whole)) if whole else None


def _part(figure: Fraction, whole: Fraction) -> int:
    return int(FULL * figure / whole)
