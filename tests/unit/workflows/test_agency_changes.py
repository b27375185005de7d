"""The rules of agencies that change: who can take over, from when, and who cannot just end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from workflows.agency_changes import SUCCESSORS, AgencyChangeKind, AgencyFacts, change_blockers

TODAY = date(2017, 9, 1)
OLD = AgencyFacts(1, "Sở Thông tin và Truyền thông", is_active=True)
NEW = AgencyFacts(2, "Sở Khoa học và Công nghệ", is_active=True)
THIRD = AgencyFacts(3, "Sở Xây dựng", is_active=True)
K = AgencyChangeKind


def codes(
    kind: AgencyChangeKind, agency: AgencyFacts, *successors: AgencyFacts, on: date = TODAY
) -> set[str]:
    return {blocker.code for blocker in change_blockers(kind, agency, successors, on, TODAY)}


@pytest.mark.parametrize(("kind", "count"), list(product(K, range(4))))
def test_each_kind_has_its_number_of_successors(kind: AgencyChangeKind, count: int) -> None:
    fewest, most = SUCCESSORS[kind]
    others = [replace(NEW, id=number) for number in range(2, 2 + count)]
    assert ("wrong_successors" in codes(kind, OLD, *others)) is not (fewest <= count <= most)


@pytest.mark.parametrize(
    ("agency", "successor", "wanted"),
    [
        (OLD, NEW, set()),
        (replace(OLD, is_active=False, has_ended=True), NEW, {"agency_has_ended"}),
        (replace(OLD, is_active=False), NEW, {"agency_is_inactive"}),
        (replace(OLD, ends_on=TODAY + timedelta(days=3)), NEW, {"change_waits"}),
        (OLD, OLD, {"successor_is_itself"}),
        (OLD, replace(NEW, is_active=False), {"successor_is_inactive"}),
        (OLD, replace(NEW, ends_on=TODAY), {"successor_ends_first"}),
        (OLD, replace(NEW, ends_on=TODAY + timedelta(days=1)), set()),
        (replace(OLD, led_packs=3, people=2), NEW, set()),
    ],
)
def test_who_can_be_merged_into_whom(agency: AgencyFacts, successor: AgencyFacts, wanted: set[str]) -> None:
    assert codes(K.MERGE, agency, successor) == wanted


def test_a_split_counts_an_agency_once() -> None:
    assert codes(K.SPLIT, OLD, NEW, NEW) == {"wrong_successors"}
    assert codes(K.SPLIT, OLD, NEW, THIRD) == set()


@pytest.mark.parametrize(("days", "is_far"), [(0, False), (3660, False), (3661, True), (-3661, True)])
def test_the_day_lies_near(days: int, is_far: bool) -> None:
    found = codes(K.MERGE, OLD, NEW, on=TODAY + timedelta(days=days))
    assert ("date_too_far" in found) is is_far


def test_nothing_is_left_behind_by_an_end_today_but_a_later_one_waits_for_it() -> None:
    busy = replace(OLD, led_packs=1, people=1)
    assert codes(K.END, busy) == {"agency_leads", "agency_has_people"}
    assert codes(K.END, busy, on=TODAY + timedelta(days=1)) == set()
    assert codes(K.END, OLD) == set()
