"""Registers: every cell of state × action × role, what rows lack, what they count for, which are proposed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_repo.catalogue.shipped import an_giang_2017
from workflows.blockers import InvalidTransition
from workflows.cycle import CycleState, cycle_blockers, needs_late_reason
from workflows.register_figures import (
    ComputedFigure,
    CountedRow,
    Standing,
    computed_figure,
    counted_row,
    standing_of,
    tally,
)
from workflows.registers import (
    COLUMNS,
    RegisterAction,
    RegisterKind,
    check_register_action,
    forms_in,
    may_do,
    proposed_kinds,
    row_problems,
)
from workflows.roles import Role
from workflows.states import PackState
from workflows.targets import TargetKind

TODAY = date(2017, 11, 27)
K = RegisterKind

# action: (states of the pack, who, whether only for their own agency's register): rules §12 and §3.
RULES = {
    "add_row": ("open returned", "uploader agency_head", True),
    "change_row": ("open returned", "uploader agency_head", True),
    "remove_row": ("open returned", "uploader agency_head", True),
    "cite_document": ("open returned", "uploader agency_head", True),
    "describe": ("open returned", "uploader agency_head", True),
    "choose": ("open returned", "coordinator", False),
}


def refusal(action: RegisterAction, state: PackState, role: Role, is_keeper: bool) -> str | None:
    try:
        check_register_action(action, state, frozenset({role}), is_keeper=is_keeper)
    except InvalidTransition as refused:
        return refused.code
    return None


@pytest.mark.parametrize("action", RegisterAction)
def test_every_cell_is_as_the_rules_say(action: RegisterAction) -> None:
    states, who, own_only = RULES[action]
    for state, role, is_keeper in product(PackState, Role, (True, False)):
        may = role in who.split() and (is_keeper or not own_only)
        wanted = "wrong_role" if not may else None if state in states.split() else "wrong_pack_state"
        assert refusal(action, state, role, is_keeper) == wanted, (state, role, is_keeper)
        assert may_do(action, state, frozenset({role}), is_keeper=is_keeper) is (wanted is None)


def test_a_coordinator_who_also_uploads_keeps_and_chooses() -> None:
    both = frozenset({Role.COORDINATOR, Role.UPLOADER})
    assert may_do(RegisterAction.ADD_ROW, PackState.OPEN, both, is_keeper=True)
    assert may_do(RegisterAction.CHOOSE, PackState.OPEN, both, is_keeper=False)


@pytest.mark.parametrize("action", RegisterAction)
def test_a_frozen_cycle_asks_for_a_reason_and_a_closed_one_takes_nothing(action: RegisterAction) -> None:
    assert needs_late_reason(CycleState.FROZEN, action) is (action is not RegisterAction.CHOOSE)
    [closed] = cycle_blockers(CycleState.CLOSED, action, late_reason="Trễ")
    assert closed.code == "cycle_closed"
    [sent] = cycle_blockers(CycleState.SUBMITTED, action)
    assert sent.code == "pack_not_reopened"
    assert not cycle_blockers(CycleState.SUBMITTED, action, was_reopened=True)


def codes(kind: RegisterKind, **cells: str) -> list[tuple[str, str]]:
    return [(each.column, each.code) for each in row_problems(kind, cells, TODAY)]


def test_what_a_row_lacks_is_named_by_column() -> None:
    for kind, columns in COLUMNS.items():
        missing = [(column.key, "cell_missing") for column in columns if column.is_required]
        assert codes(kind) == missing


@pytest.mark.parametrize(
    ("kind", "cells", "wanted"),
    [
        (K.PLAN_TASKS, {"task": "A", "due_on": "2017-12-31", "done_on": "2017-11-27"}, []),
        (
            K.PLAN_TASKS,
            {"task": "A", "due_on": "2017-12-31", "done_on": "2017-11-28"},
            [("done_on", "day_in_future")],
        ),
        (K.FINDINGS, {"outcome": "open"}, []),
        (K.FINDINGS, {"outcome": "handled", "settled_on": "2017-05-02"}, []),
        (K.FINDINGS, {"outcome": "referred"}, [("settled_on", "settled_day_missing")]),
        (K.FINDINGS, {"outcome": "open", "settled_on": "2017-05-02"}, [("settled_on", "open_and_settled")]),
        (
            K.FINDINGS,
            {"outcome": "handled", "settled_on": "2017-04-30"},
            [("settled_on", "settled_before_found")],
        ),
        (K.UNITS, {"unit": "Xã A"}, []),
        (K.UNITS, {"unit": "Xã A", "counted": "0", "whole": "0"}, []),
        (K.UNITS, {"unit": "Xã A", "counted": "5"}, [("whole", "figure_alone")]),
        (K.UNITS, {"unit": "Xã A", "whole": "5"}, [("counted", "figure_alone")]),
        (K.UNITS, {"unit": "Xã A", "counted": "6", "whole": "5"}, [("counted", "more_than_whole")]),
        (
            K.UNITS,
            {"unit": "Xã A", "counted": "4", "whole": "5", "in_order": "yes"},
            [("in_order", "figures_say_otherwise")],
        ),
        (K.UNITS, {"unit": "Xã A", "counted": "5", "whole": "5", "in_order": "yes"}, []),
    ],
)
def test_cells_that_contradict_each_other(
    kind: RegisterKind, cells: dict[str, str], wanted: list[tuple[str, str]]
) -> None:
    found = {"unit": "Xã A", "found_on": "2017-05-01", "finding": "Chậm"} if kind is K.FINDINGS else {}
    assert codes(kind, **found, **cells) == wanted


DUE = "2017-06-30"


@pytest.mark.parametrize(
    ("cells", "on", "wanted"),
    [
        ({"due_on": DUE, "done_on": DUE}, TODAY, Standing.DONE),
        ({"due_on": DUE, "done_on": "2017-07-01"}, TODAY, Standing.LATE),
        ({"due_on": DUE}, date(2017, 6, 30), Standing.AHEAD),
        ({"due_on": DUE}, date(2017, 7, 1), Standing.OVERDUE),
        ({"due_on": DUE, "done_on": DUE}, date(2017, 6, 29), Standing.AHEAD),
    ],
)
def test_a_task_counts_if_it_was_done_by_its_last_day(
    cells: dict[str, str], on: date, wanted: Standing
) -> None:
    assert standing_of(K.PLAN_TASKS, cells, on, has_document=False) is wanted
    counted = tally(K.PLAN_TASKS, [counted_row(K.PLAN_TASKS, cells, on, has_document=False)])
    assert (counted.counted, counted.whole) == (int(wanted is Standing.DONE), 1)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({}, Standing.NOT_SAID),
        ({"in_order": "yes"}, Standing.IN_ORDER),
        ({"in_order": "no"}, Standing.NOT_IN_ORDER),
        ({"counted": "3", "whole": "3"}, Standing.IN_ORDER),
        ({"counted": "2", "whole": "3"}, Standing.NOT_IN_ORDER),
        ({"counted": "0", "whole": "0"}, Standing.IN_ORDER),
    ],
)
def test_a_unit_is_in_order_by_its_word_or_its_figures(cells: dict[str, str], wanted: Standing) -> None:
    assert standing_of(K.UNITS, cells, TODAY, has_document=False) is wanted


@given(st.lists(st.sampled_from([Standing.DONE, Standing.LATE, Standing.OVERDUE, Standing.AHEAD])))
def test_two_registers_are_summed_and_never_averaged(standings: list[Standing]) -> None:
    rows = [CountedRow(standing) for standing in standings]
    for cut in range(len(rows) + 1):
        apart = tally(K.PLAN_TASKS, rows[:cut]) + tally(K.PLAN_TASKS, rows[cut:])
        assert apart == tally(K.PLAN_TASKS, rows)
    figure = computed_figure(TargetKind.PERCENT, tally(K.PLAN_TASKS, rows))
    if not rows:
        assert figure is None
    else:
        assert figure == ComputedFigure(standings.count(Standing.DONE), len(rows))
        assert 0 <= Fraction(figure.numerator, figure.denominator or 1) <= 1


def test_what_each_kind_of_target_is_given() -> None:
    units = tally(K.UNITS, [CountedRow(Standing.IN_ORDER)] * 2 + [CountedRow(Standing.NOT_SAID)])
    assert computed_figure(TargetKind.PERCENT, units) == ComputedFigure(2, 3)
    assert computed_figure(TargetKind.COUNT, units) == ComputedFigure(2, None)
    assert computed_figure(TargetKind.INCREASE, units) == ComputedFigure(2, None)
    assert computed_figure(TargetKind.NONE, units) is None
    late = tally(K.UNITS, [CountedRow(Standing.IN_ORDER), CountedRow(Standing.NOT_IN_ORDER)])
    assert computed_figure(TargetKind.NONE, late) == ComputedFigure(1, None)
    courses = [CountedRow(Standing.PROVED, "Lớp", 40), CountedRow(Standing.NOT_PROVED, "Lớp", 30)]
    alone, share = tally(K.ACTIVITIES, courses), tally(K.ACTIVITIES, courses, 100)
    assert computed_figure(TargetKind.COUNT, alone) == ComputedFigure(2, None)
    assert computed_figure(TargetKind.PERCENT, alone) is None
    assert computed_figure(TargetKind.PERCENT, share) == ComputedFigure(70, 100)
    assert computed_figure(TargetKind.NONE, share) is None
    assert share.by_form == {"Lớp": 2}
    assert share.proved_forms == {"Lớp"}


TASKS = "1.1.3 1.4.1 2.1.1 2.2.1 3.1.1 5.6 5.7.2 7.1.1"
FINDINGS = "1.3.2 2.2.3 2.3.2 2.4.2 3.1.2 3.4.2 4.2.2 4.3.3"
UNITS = (
    "1.3.1 3.3.1 3.3.2 4.2.1 5.1.1 5.1.2 5.2.1 5.2.2 6.2.1 6.2.2 6.2.3 6.2.4 7.3.1 7.3.2 7.3.3 8.1.2 "
    "8.3.1 8.3.2 8.3.3"
)
ACTIVITIES = "1.4.2 1.5 5.7.1 5.7.2 5.8.3 8.3"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [(K.PLAN_TASKS, TASKS), (K.FINDINGS, FINDINGS), (K.UNITS, UNITS), (K.ACTIVITIES, ACTIVITIES)],
)
def test_the_plan_has_the_registers_that_the_rules_list(kind: RegisterKind, wanted: str) -> None:
    found = {
        row.code
        for row in an_giang_2017().criteria
        if kind in proposed_kinds(row.title, [target.measure for target in row.targets])
    }
    assert found == set(wanted.split())


def test_the_four_forms_of_communication_are_read_from_the_requirement() -> None:
    [row] = [each for each in an_giang_2017().criteria if each.code == "1.4.2"]
    assert forms_in(row.requirement) == (
        "Tổ chức các hội nghị, tập huấn chuyên đề CCHC",
        "Đăng tải thông tin CCHC trên website của tỉnh",
        "Tuyên truyền CCHC trên Đài phát thanh - truyền hình của tỉnh",
        "Thực hiện một trong những công việc sau: - Tổ chức cuộc thi CCHC. - Tọa đàm...",
    )
    assert forms_in("") == forms_in("Không có hình thức nào (2) kể ra") == ()


def test_an_open_finding_stays_open_whatever_the_day() -> None:
    cells = {"outcome": "open", "found_on": "2017-05-01"}
    for days in (0, 90, 400):
        on = date(2017, 5, 1) + timedelta(days=days)
        assert standing_of(K.FINDINGS, cells, on, has_document=True) is Standing.OPEN
