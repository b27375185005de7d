"""What the province has promised, counted: packs of lead agencies and assignments of asked agencies together.

Only assignments that the person may see are counted; everybody of the province sees the packs' states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import AssessmentCycle
from evidence_repo.services.assignments.listing import AssignmentRow
from evidence_repo.services.packs.progress import DONE, PackProgress
from evidence_repo.services.screens.board import rounded_percent
from index.text import vietnamese_order
from workflows.assignments import AssignmentState
from workflows.deadlines import last_good_day

WEEK = timedelta(days=7)


class Grouping(StrEnum):
    """What the board's tasks are counted by."""

    AGENCY = "agency"
    FIELD = "field"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are done, of how many, and how many are overdue."""

    done: int = 0
    total: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of one agency, field or criterion: `key` names it in addresses, `order` sorts it."""

    key: str
    name: str
    order: tuple[Any, ...] = ()
    packs: Tally = Tally()
    assignments: Tally = Tally()

    @property
    def done(self) -> int:
        """Return how many packs are approved and assignments accepted."""
        return self.packs.done + self.assignments.done

    @property
    def total(self) -> int:
        """Return how many packs and assignments there are."""
        return self.packs.total + self.assignments.total

    @property
    def open(self) -> int:
        """Return how many are not done."""
        return self.total - self.done

    @property
    def overdue(self) -> int:
        """Return how many are overdue."""
        return self.packs.overdue + self.assignments.overdue

    @property
    def percent(self) -> int:
        """Return the share of what is done."""
        return rounded_percent(self.done, self.total)


Place = tuple[str, str, tuple[Any, ...]]
"""An agency, field or criterion: its name in addresses, its words, and what it is sorted by."""


@dataclass(frozen=True, slots=True)
class Task:
    """One pack or one assignment, as it is counted: whose, in which field, done, overdue, since which day."""

    is_pack: bool
    agency: Place
    field: Place
    criterion: Place
    is_done: bool
    is_overdue: bool
    done_on: date | None


def tasks_of(packs: Sequence[PackProgress], assignments: Iterable[AssignmentRow]) -> list[Task]:
    """Return every pack and every assignment as a task, lead agencies first, in the plan's order."""
    places = _Places(packs)
    return [*map(places.task_of_pack, packs), *map(places.task_of_assignment, assignments)]


class _Places:
    """Where agencies and criteria stand among the others; each place is worked out once."""

    def __init__(self, packs: Sequence[PackProgress]) -> None:
        self._criteria = {row.criterion.id: place for place, row in enumerate(packs)}
        self._leads: dict[str, int] = {}
        for place, row in enumerate(packs):
            self._leads.setdefault(row.criterion.lead_agency.code, place)
        self._agencies: dict[str, Place] = {}

    def _agency(self, code: str, name: str) -> Place:
        if code not in self._agencies:
            order = self._leads.get(code, len(self._criteria)), vietnamese_order(name)
            self._agencies[code] = (code, name, order)
        return self._agencies[code]

    def task_of_pack(self, row: PackProgress) -> Task:
        """Return the pack as a task."""
        criterion, field, pack = row.criterion, row.criterion.field, row.pack
        is_done = row.view.state in DONE
        return Task(
            is_pack=True,
            agency=self._agency(criterion.lead_agency.code, criterion.lead_agency.name),
            field=(field.code, field.name, (field.ordinal, field.code)),
            criterion=(criterion.label.replace(" ", "-"), criterion.title, (self._criteria[criterion.id],)),
            is_done=is_done,
            is_overdue=row.is_overdue,
            done_on=day_in_hanoi(pack.approved_at) if is_done and pack.approved_at else None,
        )

    def task_of_assignment(self, row: AssignmentRow) -> Task:
        """Return the assignment as a task."""
        is_done = row.state is AssignmentState.ACCEPTED
        return Task(
            is_pack=False,
            agency=self._agency(row.agency_code, row.agency_name),
            field=(row.field_code, row.field_name, (row.field_ordinal, row.field_code)),
            criterion=(row.label.replace(" ", "-"), row.criterion_title, (self._criteria[row.criterion_id],)),
            is_done=is_done,
            is_overdue=row.is_overdue,
            done_on=day_in_hanoi(row.accepted_at) if is_done and row.accepted_at else None,
        )


_KEYS: dict[Grouping, Callable[[Task], Place]] = {
    Grouping.AGENCY: lambda task: task.agency,
    Grouping.FIELD: lambda task: task.field,
    Grouping.CRITERION: lambda task: task.criterion,
}


def task_groups(tasks: Iterable[Task], by: Grouping) -> list[TaskGroup]:
    """Return the tasks counted by agency, field or criterion, in order."""
    members: dict[Place, list[Task]] = {}
    for task in tasks:
        members.setdefault(_KEYS[by](task), []).append(task)
    found = [_counted(own, *place) for place, own in members.items()]
    return sorted(found, key=lambda group: group.order)


def all_tasks(tasks: Sequence[Task]) -> TaskGroup:
    """Return all of them counted together."""
    return _counted(tasks)


def _counted(tasks: Sequence[Task], key: str = "", name: str = "", order: tuple[Any, ...] = ()) -> TaskGroup:
    packs = [task for task in tasks if task.is_pack]
    assignments = [task for task in tasks if not task.is_pack]
    return TaskGroup(key, name, order, _tally(packs), _tally(assignments))


def _tally(tasks: Sequence[Task]) -> Tally:
    done, overdue = sum(task.is_done for task in tasks), sum(task.is_overdue for task in tasks)
    return Tally(done, len(tasks), overdue)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Agencies × fields; a pair without a task has no cell."""

    agencies: tuple[TaskGroup, ...]
    fields: tuple[TaskGroup, ...]
    cells: dict[tuple[str, str], TaskGroup]


def heat_map(tasks: Sequence[Task]) -> HeatMap:
    """Return the tasks counted by agency and field."""
    members: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        members.setdefault((task.agency[0], task.field[0]), []).append(task)
    agencies, fields = (tuple(task_groups(tasks, by)) for by in (Grouping.AGENCY, Grouping.FIELD))
    return HeatMap(agencies, fields, {place: _counted(own) for place, own in members.items()})


@dataclass(frozen=True, slots=True)
class BurnUp:
    """How many tasks were done by the end of each week up to today, and how many there are by `end`."""

    start: date
    end: date
    total: int
    points: tuple[tuple[date, int], ...]

    def needed(self, day: date) -> int:
        """Return how many would be done on this day at an even pace, rounded up."""
        span = max(1, (self.end - self.start).days)
        passed = min(max(0, (day - self.start).days), span)
        return -(-self.total * passed // span)


def burn_up(
    tasks: Sequence[Task], cycle: AssessmentCycle, packs: Sequence[PackProgress], today: date
) -> BurnUp | None:
    """Return the way to the last deadline of the plan; None while there is no task or no deadline."""
    of_plan = [deadline for row in packs for deadline in row.criterion.deadlines]
    # "Trong năm" names no day of its own: where the plan names days, the last of them is what counts.
    days = [each.due_on for each in of_plan if not each.is_derived] or [each.due_on for each in of_plan]
    if not tasks or not days:
        return None
    done = sorted(task.done_on for task in tasks if task.done_on)
    begun = cycle.plan_issued_on or day_in_hanoi(cycle.created_at)
    start = min([begun, *done[:1]])
    end = max(last_good_day(max(days)), start + WEEK)
    until = min(max(today, start), end)
    weeks = [start + WEEK * step for step in range((until - start).days // 7 + 1)]
    marks = list(dict.fromkeys([*weeks, until]))
    points = tuple((mark, sum(day <= mark for day in done)) for mark in marks)
    return BurnUp(start, end, len(tasks), points)
