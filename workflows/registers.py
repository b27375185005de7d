"""Registers (sổ theo dõi): rows that prove a figure; their four kinds, their columns, and who keeps them.

Decisions where the rules leave room:

- A register belongs to its criterion and to one agency, the lead or a coordinating one, whose people keep it
  while the pack is open or returned. It is kept as evidence is: in a frozen cycle with a reason for lateness.
- Numbers are whole and written without separators: "1.234" is a thousand to some and one and a bit to others.
- What has happened already has a day that is not in the future.
- Which criterion has which register is the coordinator's choice; what nobody chose is proposed from the
  criterion's own words (`proposed_kinds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE, PackState

LONGEST_WORDS = 1_000
LONGEST_ADDRESS = 500
LARGEST_NUMBER = 999_999_999
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

Cells = Mapping[str, str]
"""A row's values by column: ISO days, numbers as digits, choices by their code; empty ones are absent."""


class RegisterKind(StrEnum):
    """What the rows of a register are."""

    PLAN_TASKS = "plan_tasks"
    FINDINGS = "findings"
    UNITS = "units"
    ACTIVITIES = "activities"


class CellType(StrEnum):
    """What may stand in a column."""

    WORDS = "words"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    FORM = "form"  # one of the forms that the criterion asks for, any words where it names none
    ADDRESS = "address"


class FindingOutcome(StrEnum):
    """What became of a finding."""

    HANDLED = "handled"
    REFERRED = "referred"
    OPEN = "open"


class InOrder(StrEnum):
    """Whether a unit is as it is asked to be."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column; `happened` is a day that cannot lie in the future."""

    key: str
    type: CellType = CellType.WORDS
    is_required: bool = False
    happened: bool = False
    choices: tuple[str, ...] = ()


def _choice(key: str, choices: type[StrEnum], *, is_required: bool = False) -> RegisterColumn:
    return RegisterColumn(key, CellType.CHOICE, is_required, choices=tuple(each.value for each in choices))


_DOCUMENT = RegisterColumn("document")

COLUMNS: Mapping[RegisterKind, tuple[RegisterColumn, ...]] = {
    RegisterKind.PLAN_TASKS: (
        RegisterColumn("task", is_required=True),
        RegisterColumn("product"),
        RegisterColumn("due_on", CellType.DAY, is_required=True),
        RegisterColumn("done_on", CellType.DAY, happened=True),
        _DOCUMENT,
    ),
    RegisterKind.FINDINGS: (
        RegisterColumn("unit", is_required=True),
        RegisterColumn("conclusion"),
        RegisterColumn("found_on", CellType.DAY, is_required=True, happened=True),
        RegisterColumn("finding", is_required=True),
        _choice("outcome", FindingOutcome, is_required=True),
        _DOCUMENT,
        RegisterColumn("settled_on", CellType.DAY, happened=True),
    ),
    RegisterKind.UNITS: (
        RegisterColumn("unit", is_required=True),
        RegisterColumn("counted", CellType.NUMBER),
        RegisterColumn("whole", CellType.NUMBER),
        _choice("in_order", InOrder),
        _DOCUMENT,
    ),
    RegisterKind.ACTIVITIES: (
        RegisterColumn("form", CellType.FORM, is_required=True),
        RegisterColumn("held_on", CellType.DAY, is_required=True, happened=True),
        RegisterColumn("title", is_required=True),
        RegisterColumn("participants", CellType.NUMBER),
        RegisterColumn("link", CellType.ADDRESS),
        _DOCUMENT,
    ),
}
"""What a row of each kind holds, in the order of the table."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with the cell of one column; `code` is stable."""

    column: str
    code: str


def row_problems(kind: RegisterKind, cells: Cells, today: date) -> tuple[CellProblem, ...]:
    """Say what a row lacks, and which of its cells contradict each other; empty means that it is sound."""
    problems = []
    for column in COLUMNS[kind]:
        value = cells.get(column.key)
        if value is None:
            if column.is_required:
                problems.append(CellProblem(column.key, "cell_missing"))
        elif column.happened and date.fromisoformat(value) > today:
            problems.append(CellProblem(column.key, "day_in_future"))
    if problems:
        return tuple(problems)
    return _CONTRADICTIONS.get(kind, _no_problems)(cells)


def _no_problems(_cells: Cells) -> tuple[CellProblem, ...]:
    return ()


def _finding_problems(cells: Cells) -> tuple[CellProblem, ...]:
    settled = cells.get("settled_on")
    if cells["outcome"] == FindingOutcome.OPEN:
        return (CellProblem("settled_on", "open_and_settled"),) if settled else ()
    if settled is None:
        return (CellProblem("settled_on", "settled_day_missing"),)
    is_before = date.fromisoformat(settled) < date.fromisoformat(cells["found_on"])
    return (CellProblem("settled_on", "settled_before_found"),) if is_before else ()


def _unit_problems(cells: Cells) -> tuple[CellProblem, ...]:
    counted, whole = cells.get("counted"), cells.get("whole")
    if counted is None and whole is None:
        return ()
    if counted is None or whole is None:
        return (CellProblem("whole" if whole is None else "counted", "figure_alone"),)
    if int(counted) > int(whole):
        return (CellProblem("counted", "more_than_whole"),)
    says = cells.get("in_order")
    agrees = (InOrder.YES if int(counted) == int(whole) else InOrder.NO) == says
    return () if says is None or agrees else (CellProblem("in_order", "figures_say_otherwise"),)


_CONTRADICTIONS = {RegisterKind.FINDINGS: _finding_problems, RegisterKind.UNITS: _unit_problems}


class RegisterAction(StrEnum):
    """What people do with a register; anything else is refused."""

    ADD_ROW = "add_row"
    CHANGE_ROW = "change_row"
    REMOVE_ROW = "remove_row"
    CITE_DOCUMENT = "cite_document"
    DESCRIBE = "describe"  # the day of its list, the number of all
    CHOOSE = "choose"  # which criterion has which register


@dataclass(frozen=True, slots=True)
class RegisterTransition:
    """One row of the table: in which states of the pack who may do it; `keeps`: only for their own agency."""

    action: RegisterAction
    pack_states: frozenset[PackState]
    roles: frozenset[Role]
    keeps: bool = True


_KEPT = (
    RegisterAction.ADD_ROW,
    RegisterAction.CHANGE_ROW,
    RegisterAction.REMOVE_ROW,
    RegisterAction.CITE_DOCUMENT,
    RegisterAction.DESCRIBE,
)

TRANSITIONS: tuple[RegisterTransition, ...] = (
    *(RegisterTransition(action, EDITABLE, AGENCY_ROLES) for action in _KEPT),
    RegisterTransition(RegisterAction.CHOOSE, EDITABLE, frozenset({Role.COORDINATOR}), keeps=False),
)


def check_register_action(
    action: RegisterAction, pack_state: PackState, roles: frozenset[Role], *, is_keeper: bool
) -> None:
    """Raise InvalidTransition (`wrong_role`, `wrong_pack_state`) if the table has no such row.

    `is_keeper`: the register is of the person's own agency.
    """
    rows = [row for row in TRANSITIONS if row.action is action and row.roles & acting_roles(roles)]
    if not any(is_keeper or not row.keeps for row in rows):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if not any(pack_state in row.pack_states for row in rows):
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "state": pack_state}))


def may_do(action: RegisterAction, pack_state: PackState, roles: frozenset[Role], *, is_keeper: bool) -> bool:
    """Return whether the table has such a row, for showing forms."""
    try:
        check_register_action(action, pack_state, roles, is_keeper=is_keeper)
    except InvalidTransition:
        return False
    return True


_UNIT_WORDS = ("cơ quan", "đơn vị", "tỷ lệ cơ quan", "tỷ lệ đơn vị", "số đơn vị")
_ACTIVITY_WORDS = ("sáng kiến", "đa dạng trong tuyên truyền", "bồi dưỡng", "mức độ hài lòng")


def proposed_kinds(title: str, measures: Iterable[str]) -> frozenset[RegisterKind]:
    """Return the registers that a criterion's own words ask for: its title, and what its targets measure."""
    words = title.casefold()
    found = set()
    if words.startswith("mức độ hoàn thành") or "theo danh mục" in words:
        found.add(RegisterKind.PLAN_TASKS)
    if words.startswith("xử lý"):
        found.add(RegisterKind.FINDINGS)
    if any(text.casefold().startswith(_UNIT_WORDS) for text in (title, *measures)):
        found.add(RegisterKind.UNITS)
    if any(part in words for part in _ACTIVITY_WORDS):
        found.add(RegisterKind.ACTIVITIES)
    return frozenset(found)


def forms_in(requirement: str) -> tuple[str, ...]:
    """Return the numbered forms that a requirement names, "(1) …; (2) …", less what is remarked on each."""
    places: list[int] = []
    while (place := requirement.find(f"({len(places) + 1})", places[-1] if places else 0)) >= 0:
        places.append(place)
    ends = [*places, len(requirement)][1:]
    forms = [requirement[begin:end].partition(")")[2] for begin, end in zip(places, ends, strict=True)]
    return tuple(form for form in map(_without_remark, forms) if form)


def _without_remark(form: str) -> str:
    remark = form.find("(")
    return " ".join((form if remark <= 0 else form[:remark]).split()).strip(" ;,")[:200]
