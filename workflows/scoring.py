"""The scheme and its scores: what a row gives, what is proposed, who sets what, how far self-scores are off.

Decisions where the rules leave room:

- Points are rounded half-up to two places when they are set; sums, shares and the deviation are exact.
- The bands of a row are read against the figure of a target ("at least 80 gives 0.5"); a target that is met
  gives the highest band, one that nothing may be counted for and that is not met the lowest.
- Of several targets the one that gives least decides; those that are only striven for decide nothing.
- A scheme may come after packs were approved, so a first self-score is taken until the pack is sealed; a
  later one belongs to the pack's other work and waits until the agency has the pack again.
- Deviation is worked out over the rows that are self-scored and have both figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE, PackState


class SchemeGroup(StrEnum):
    """Whose scheme it is."""

    PROVINCE = "province"
    DEPARTMENTS = "departments"
    COMMUNES = "communes"


class RowKind(StrEnum):
    """What a row of a scheme is; the value stands before its code."""

    FIELD = "LV"
    TC = "TC"
    TCTP = "TCTP"
    BONUS = "DT"
    PENALTY = "TR"


WITHOUT_MAXIMUM = frozenset({RowKind.BONUS, RowKind.PENALTY})


class Scoring(StrEnum):
    """How a row gets its points."""

    BANDS = "bands"
    PROPORTIONAL = "proportional"
    MANUAL = "manual"


class Scorer(StrEnum):
    """Who gives a row its points."""

    SELF = "self"
    SURVEY = "survey"
    MINISTRY = "ministry"


class DeviationBase(StrEnum):
    """What the difference of the sums is divided by."""

    APPRAISED = "appraised"
    MAXIMUM = "maximum"
    HUNDRED = "hundred"


class ScoreKind(StrEnum):
    """Whose points they are."""

    SELF = "self"
    INTERNAL = "internal"


class ScoreAction(StrEnum):
    """What is done to a score; anything else is refused."""

    SET_SELF = "set_self"
    CHANGE_SELF = "change_self"
    SET_INTERNAL = "set_internal"
    CHANGE_INTERNAL = "change_internal"


@dataclass(frozen=True, slots=True)
class ScoreTransition:
    """One row of the table: who may do it, in which states of the pack."""

    action: ScoreAction
    roles: frozenset[Role]
    pack_states: frozenset[PackState]


_A = ScoreAction
_REVIEWER = frozenset({Role.REVIEWER})
_UNSEALED = frozenset(PackState) - {PackState.SEALED}
_WITH_REVIEWERS = frozenset({PackState.SUBMITTED, PackState.APPROVED})

SCORE_TRANSITIONS: tuple[ScoreTransition, ...] = (
    ScoreTransition(_A.SET_SELF, AGENCY_ROLES, _UNSEALED),
    ScoreTransition(_A.CHANGE_SELF, AGENCY_ROLES, EDITABLE),
    ScoreTransition(_A.SET_INTERNAL, _REVIEWER, _WITH_REVIEWERS),
    ScoreTransition(_A.CHANGE_INTERNAL, _REVIEWER, _WITH_REVIEWERS),
)


def score_action(kind: ScoreKind, *, is_set: bool) -> ScoreAction:
    """Return what setting a score of this kind is, where there `is_set` one already or not."""
    if kind is ScoreKind.SELF:
        return _A.CHANGE_SELF if is_set else _A.SET_SELF
    return _A.CHANGE_INTERNAL if is_set else _A.SET_INTERNAL


def check_score_action(
    action: ScoreAction, pack_state: PackState, roles: frozenset[Role], *, is_lead: bool, is_involved: bool
) -> None:
    """Raise InvalidTransition if the table has no such row, or four eyes forbid it."""
    row = next(each for each in SCORE_TRANSITIONS if each.action is action)
    is_agencys = row.roles == AGENCY_ROLES
    if not row.roles & acting_roles(roles) or (is_agencys and not is_lead):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if pack_state not in row.pack_states:
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "pack_state": pack_state}))
    if not is_agencys and is_involved:
        raise InvalidTransition(Blocker("four_eyes"))


@dataclass(frozen=True, slots=True)
class Band:
    """A figure of at least this much gives so many points."""

    at_least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known of one target: its figure, what it asks for, and whether it is met.

    None for `is_met`: it cannot be told. `figure` None with a target that is met: a rise from nothing.
    `is_less_better`: nothing, or as little as possible, is to be counted.
    """

    wanted: Decimal
    figure: Fraction | None
    is_met: bool | None
    is_soft: bool = False
    is_less_better: bool = False


class NoProposal(StrEnum):
    """Why no points are proposed."""

    BY_HAND = "by_hand"
    NO_TARGET = "no_target"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The points that figures and bands give; `place` is the deciding target's among those given."""

    points: Decimal | None
    why_not: NoProposal | None = None
    place: int | None = None


def propose(
    scoring: Scoring, maximum: Decimal, bands: Sequence[Band], reached: Sequence[Reached]
) -> Proposal:
    """Return the points that what was reached gives under this row, rounded as points are set."""
    if scoring is Scoring.MANUAL:
        return Proposal(None, NoProposal.BY_HAND)
    hard = [(place, each) for place, each in enumerate(reached) if not each.is_soft]
    if not hard:
        return Proposal(None, NoProposal.NO_TARGET)
    if any(each.is_met is None for _, each in hard):
        return Proposal(None, NoProposal.UNKNOWN)
    given = [(_points(scoring, maximum, bands, each), -place) for place, each in hard]
    least, place = min(given)
    return Proposal(_rounded(least), place=-place)


def _points(scoring: Scoring, maximum: Decimal, bands: Sequence[Band], reached: Reached) -> Fraction:
    if scoring is Scoring.BANDS:
        return min(_of_bands(bands, reached), Fraction(maximum))
    return _share(reached) * Fraction(maximum)


def _of_bands(bands: Sequence[Band], reached: Reached) -> Fraction:
    in_order = sorted(bands, key=lambda band: band.at_least, reverse=True)
    if not in_order:
        return Fraction(0)
    if reached.is_met:
        return Fraction(max(band.points for band in in_order))
    if reached.is_less_better:
        return Fraction(min(band.points for band in in_order))
    figure = reached.figure if reached.figure is not None else Fraction(0)
    fitting = (band.points for band in in_order if figure >= Fraction(band.at_least))
    return Fraction(next(fitting, Decimal(0)))


def _share(reached: Reached) -> Fraction:
    """Return how much of what is asked for was reached, from 0 to 1."""
    if reached.is_met:
        return Fraction(1)
    if reached.is_less_better or reached.figure is None or not reached.wanted:
        return Fraction(0)
    return min(max(reached.figure / Fraction(reached.wanted), Fraction(0)), Fraction(1))


def _rounded(value: Fraction) -> Decimal:
    """Return the exact value half-up at two places; it is never negative."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return Decimal(hundredths).scaleb(-2)


def points_blockers(points: Decimal, maximum: Decimal | None) -> tuple[Blocker, ...]:
    """Say why a row cannot have these points."""
    if points < 0 or (maximum is not None and points > maximum):
        return (Blocker("points_over_maximum", {"maximum": str(maximum)}),)
    return ()


def needs_reason(points: Decimal, proposed: Decimal | None, before: Decimal | None) -> bool:
    """Return whether points need a reason: they differ from what is proposed, or from what was set before."""
    if proposed is not None:
        return points != proposed
    return before is not None and points != before


@dataclass(frozen=True, slots=True)
class Compared:
    """One self-scored row with both figures."""

    own: Decimal
    appraised: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far the self-scores are off; `percent` None: the base is nothing. All figures are exact."""

    base: DeviationBase
    own: Decimal
    appraised: Decimal
    divisor: Decimal
    tolerance: Decimal

    @property
    def percent(self) -> Fraction | None:
        """Return the deviation in percent of its base."""
        if not self.divisor:
            return None
        return 100 * abs(Fraction(self.own) - Fraction(self.appraised)) / Fraction(self.divisor)

    @property
    def passes(self) -> bool | None:
        """Return whether it is within the tolerance; 3% are within 3%."""
        percent = self.percent
        return None if percent is None else percent <= Fraction(self.tolerance)

    @property
    def shown(self) -> Decimal | None:
        """Return the percentage for the screen: two places, more where two would show the wrong side."""
        percent = self.percent
        if percent is None:
            return None
        for places in range(2, 9):
            shown = Decimal((2 * percent * 10**places + 1) // 2).scaleb(-places)
            if (shown <= self.tolerance) == self.passes:
                return shown
        return shown


def deviation(rows: Iterable[Compared], base: DeviationBase, tolerance: Decimal) -> Deviation:
    """Return the deviation of the self-scores of these rows."""
    own, appraised, maximum = Decimal(0), Decimal(0), Decimal(0)
    for row in rows:
        own, appraised, maximum = own + row.own, appraised + row.appraised, maximum + row.maximum
    divisor = {
        DeviationBase.APPRAISED: appraised,
        DeviationBase.MAXIMUM: maximum,
        DeviationBase.HUNDRED: Decimal(100),
    }[base]
    return Deviation(base, own, appraised, divisor, tolerance)
