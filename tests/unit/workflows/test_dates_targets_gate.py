"""Deadlines, targets and the pre-flight gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.deadlines import (
    DeadlineView,
    cycle_contains,
    days_left,
    is_overdue,
    is_soon,
    last_good_day,
    nearest_open,
)
from workflows.gate import Finding, GatePack, Level, PieceFacts, check_gate, is_open
from workflows.packs import PackView, PieceView, ProductView, SuppliedBy
from workflows.papers import LinkFacts
from workflows.states import EvidenceState, PackState

DECEMBER_1 = date(2017, 12, 1)


@pytest.mark.parametrize(
    ("today", "left", "overdue", "soon"),
    [
        (date(2017, 11, 22), 8, False, False),
        (date(2017, 11, 23), 7, False, True),
        (date(2017, 11, 27), 3, False, True),
        (date(2017, 11, 30), 0, False, True),
        (date(2017, 12, 1), -1, True, False),
        (date(2017, 12, 2), -2, True, False),
    ],
)
def test_before_the_first_of_december_ends_on_the_last_of_november(
    today: date, left: int, overdue: bool, soon: bool
) -> None:
    assert last_good_day(DECEMBER_1) == date(2017, 11, 30)
    assert (days_left(today, DECEMBER_1), is_overdue(today, DECEMBER_1), is_soon(today, DECEMBER_1)) == (
        left,
        overdue,
        soon,
    )


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(-400, 400))
def test_overdue_is_having_no_days_left(due_on: date, offset: int) -> None:
    today = due_on + timedelta(days=offset)
    assert is_overdue(today, due_on) == (days_left(today, due_on) < 0)
    assert not (is_overdue(today, due_on) and is_soon(today, due_on))


def test_the_nearest_open_deadline_is_the_earliest_unserved_one() -> None:
    quarter = DeadlineView(1, date(2017, 9, 15), is_served=True)
    year = DeadlineView(2, DECEMBER_1)
    assert nearest_open([year, quarter]) == year
    assert nearest_open([quarter]) is None
    assert nearest_open([year, DeadlineView(3, date(2017, 9, 15))]) == DeadlineView(3, date(2017, 9, 15))


def test_a_cycle_is_a_calendar_year() -> None:
    days = (date(2016, 12, 31), date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 1))
    assert [cycle_contains(2017, day) for day in days] == [False, True, True, False]


GOOD = PieceFacts("683/BC-UBND", date(2017, 11, 20), has_text=True)


def gate_pack(
    state: str,
    piece_state: str = "sufficient",
    facts: PieceFacts = GOOD,
    *,
    code: str = "1.1.3",
    deadlines: tuple[int, ...] = (),
) -> GatePack:
    view = PackView(
        code,
        PackState(state),
        (ProductView(1, is_optional=False, supplied_by=SuppliedBy.AGENCY),),
        (PieceView(10, EvidenceState(piece_state), 1),),
    )
    return GatePack(f"TCTP {code}", view, {10: facts}, deadlines)


def rules(*packs: GatePack) -> list[tuple[str, str]]:
    return [(finding.level.value, finding.rule) for finding in check_gate(packs, 2017)]


@pytest.mark.parametrize(
    ("pack", "wanted"),
    [
        (gate_pack("approved"), []),
        (gate_pack("sealed"), []),
        (gate_pack("submitted"), ["pack_awaits_approval"]),
        (gate_pack("open"), ["pack_not_submitted"]),
        (gate_pack("returned"), ["pack_not_submitted"]),
        (gate_pack("submitted", "submitted"), ["piece_submitted", "product_uncovered"]),
        (gate_pack("submitted", "explained"), ["piece_explained", "product_uncovered"]),
        (gate_pack("returned", "needs_explanation"), ["piece_needs_explanation", "product_uncovered"]),
        (gate_pack("open", "withdrawn"), ["pack_empty"]),
    ],
)
def test_what_blocks_sealing(pack: GatePack, wanted: list[str]) -> None:
    assert rules(pack) == [("block", rule) for rule in wanted]
    assert is_open(check_gate([pack], 2017)) == (not wanted)


LINK = LinkFacts("https://angiang.gov.vn/tin", "Bản tin", date(2017, 11, 2), has_capture=True)
OLD = PieceFacts("1/TB-SNV", date(2016, 12, 28), has_text=True)


@pytest.mark.parametrize(
    ("pack", "wanted"),
    [
        (gate_pack("approved", facts=OLD), ["issued_outside_year"]),
        (gate_pack("approved", facts=OLD, code="5.2.1"), []),
        (gate_pack("approved", "accepted_with_explanation", facts=OLD, code="5.3.2"), []),
        (gate_pack("approved", facts=PieceFacts(None, None, False)),
         ["number_missing", "issue_date_missing", "document_without_text"]),
        (gate_pack("approved", facts=PieceFacts(None, date(2017, 5, 1), True, link=LINK)), []),
        (gate_pack("approved", facts=PieceFacts(None, None, True, link=LINK)), []),
        (gate_pack("approved", facts=PieceFacts(None, None, True, link=replace(LINK, seen_on=None))),
         ["link_incomplete"]),
        (gate_pack("approved", deadlines=(1,)), []),
        (gate_pack("approved", deadlines=(1, 2)), ["deadline_without_piece"] * 2),
        (gate_pack("approved", facts=PieceFacts("1/BC", date(2017, 9, 1), True, deadline_id=1),
                   deadlines=(1, 2)), ["deadline_without_piece"]),
    ],
)  # fmt: skip
def test_what_deserves_a_look(pack: GatePack, wanted: list[str]) -> None:
    assert rules(pack) == [("warn", rule) for rule in wanted]
    assert is_open(check_gate([pack], 2017))


def test_an_unaccepted_old_document_of_a_latest_round_criterion_is_a_finding() -> None:
    assert ("warn", "issued_outside_year") in rules(gate_pack("submitted", "submitted", OLD, code="5.2.1"))


def test_blocks_come_first_and_name_what_they_are_about() -> None:
    found = check_gate([gate_pack("approved", facts=OLD), gate_pack("submitted", "submitted")], 2017)
    assert [f.level for f in found] == [Level.BLOCK, Level.BLOCK, Level.WARN]
    assert found[0] == Finding(Level.BLOCK, "piece_submitted", "TCTP 1.1.3", {"piece": 10, "product": 1})
    assert found[2].params["value"] == "2016-12-28"
