"""What a register's rows say: where each stands, what counts, and the figure for a target. All exact.

Decisions where the rules leave room:

- A task counts as done if it was done by its last day: one that came later was overdue, and overdue counts as
  not done. It is shown apart, so that whoever gives another figure can say why.
- A unit is in order if it says so, or if its figures do (all of all); one that says neither is not in order.
- Of activities the participants count, of all those that the register names; without that number they are
  only counted, by form. A form is proved once a row of it has a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflows.registers import Cells, FindingOutcome, InOrder, RegisterKind
from workflows.targets import TargetKind


class Standing(StrEnum):
    """Where one row stands on a day."""

    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    AHEAD = "ahead"
    HANDLED = "handled"
    REFERRED = "referred"
    OPEN = "open"
    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"
    NOT_SAID = "not_said"
    PROVED = "proved"
    NOT_PROVED = "not_proved"


COUNTING = frozenset({Standing.DONE, Standing.HANDLED, Standing.REFERRED, Standing.IN_ORDER})
"""Rows that count for the numerator."""

STANDINGS: Mapping[RegisterKind, tuple[Standing, ...]] = {
    RegisterKind.PLAN_TASKS: (Standing.DONE, Standing.LATE, Standing.OVERDUE, Standing.AHEAD),
    RegisterKind.FINDINGS: (Standing.HANDLED, Standing.REFERRED, Standing.OPEN),
    RegisterKind.UNITS: (Standing.IN_ORDER, Standing.NOT_IN_ORDER, Standing.NOT_SAID),
    RegisterKind.ACTIVITIES: (Standing.PROVED, Standing.NOT_PROVED),
}
"""The standings of each kind's rows, as they are listed."""


def standing_of(kind: RegisterKind, cells: Cells, on: date, *, has_document: bool) -> Standing:
    """Return where a row stands on that day."""
    match kind:
        case RegisterKind.PLAN_TASKS:
            return _standing_of_task(cells, on)
        case RegisterKind.FINDINGS:
            return Standing(FindingOutcome(cells["outcome"]).value)
        case RegisterKind.UNITS:
            return _standing_of_unit(cells)
        case RegisterKind.ACTIVITIES:
            return Standing.PROVED if has_document else Standing.NOT_PROVED


def _standing_of_task(cells: Cells, on: date) -> Standing:
    due, done = date.fromisoformat(cells["due_on"]), cells.get("done_on")
    if done is not None and date.fromisoformat(done) <= on:
        return Standing.DONE if date.fromisoformat(done) <= due else Standing.LATE
    return Standing.OVERDUE if on > due else Standing.AHEAD


def _standing_of_unit(cells: Cells) -> Standing:
    says = cells.get("in_order")
    if says is not None:
        return Standing.IN_ORDER if says == InOrder.YES else Standing.NOT_IN_ORDER
    if "counted" not in cells:
        return Standing.NOT_SAID
    is_all = int(cells["counted"]) == int(cells["whole"])
    return Standing.IN_ORDER if is_all else Standing.NOT_IN_ORDER


@dataclass(frozen=True, slots=True)
class CountedRow:
    """What of a row is counted."""

    standing: Standing
    form: str = ""
    participants: int = 0


def counted_row(kind: RegisterKind, cells: Cells, on: date, *, has_document: bool) -> CountedRow:
    """Return what of a row is counted on that day."""
    standing = standing_of(kind, cells, on, has_document=has_document)
    return CountedRow(standing, cells.get("form", ""), int(cells.get("participants", 0)))


@dataclass(frozen=True, slots=True)
class Tally:
    """A register, counted; `whole` is None where a share of activities has nothing to be a share of."""

    kind: RegisterKind
    rows: int
    counted: int
    whole: int | None
    by_standing: Mapping[Standing, int] = field(default_factory=dict)
    by_form: Mapping[str, int] = field(default_factory=dict)
    proved_forms: frozenset[str] = frozenset()

    def __add__(self, other: Tally) -> Tally:
        """Return both counted together: sums of numerators and of denominators, never means."""
        known = None not in (self.whole, other.whole)
        return Tally(
            self.kind,
            self.rows + other.rows,
            self.counted + other.counted,
            (self.whole or 0) + (other.whole or 0) if known else None,
            Counter(self.by_standing) + Counter(other.by_standing),
            Counter(self.by_form) + Counter(other.by_form),
            self.proved_forms | other.proved_forms,
        )


def tally(kind: RegisterKind, rows: Iterable[CountedRow], total: int | None = None) -> Tally:
    """Count the rows of a register; `total` is the number of all of whom activities reached some."""
    counted = list(rows)
    is_activities = kind is RegisterKind.ACTIVITIES
    return Tally(
        kind,
        len(counted),
        sum(r.participants for r in counted)
        if is_activities
        else sum(r.standing in COUNTING for r in counted),
        total if is_activities else len(counted),
        Counter(row.standing for row in counted),
        Counter(row.form for row in counted if row.form),
        frozenset(row.form for row in counted if row.form and row.standing is Standing.PROVED),
    )


@dataclass(frozen=True, slots=True)
class ComputedFigure:
    """What a register proposes for a target; a count has no denominator."""

    numerator: int
    denominator: int | Decimal | None


def computed_figure(target_kind: TargetKind, counted: Tally) -> ComputedFigure | None:
    """Return the figure for a target of this kind, None where the rows say nothing for it."""
    if not counted.rows:
        return None
    if target_kind is TargetKind.PERCENT:
        return ComputedFigure(counted.counted, counted.whole) if counted.whole else None
    if target_kind is TargetKind.NONE:
        is_told = counted.kind is not RegisterKind.ACTIVITIES and not counted.by_standing.get(
            Standing.NOT_SAID
        )
        return ComputedFigure(counted.rows - counted.counted, None) if is_told else None
    is_activities = counted.kind is RegisterKind.ACTIVITIES
    return ComputedFigure(counted.rows if is_activities else counted.counted, None)
