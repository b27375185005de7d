"""Working days, counted by hand over Tết and over swapped days, and the laws of counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_repo.catalogue.holidays import ShippedDay, shipped_days
from workflows.working_days import DayKind, WorkCalendar, day_blockers, is_weekend

SHIPPED = shipped_days()
VIETNAM = WorkCalendar.of((each.day, each.kind) for each in SHIPPED)


@pytest.mark.parametrize(
    ("day", "fifth"),
    [
        # Off from Thursday 26/1 to Wednesday 1/2: 25/1, 2/2, 3/2, 6/2, 7/2.
        (date(2017, 1, 24), date(2017, 2, 7)),
        # Off from Wednesday 14/2 to Tuesday 20/2: 13/2, 21/2, 22/2, 23/2, 26/2.
        (date(2018, 2, 12), date(2018, 2, 26)),
        # Off from Saturday 2/2 to Sunday 10/2: 1/2, 11/2, 12/2, 13/2, 14/2.
        (date(2019, 1, 31), date(2019, 2, 14)),
        # Off from Thursday 23/1 to Wednesday 29/1: 22/1, 30/1, 31/1, 3/2, 4/2.
        (date(2020, 1, 21), date(2020, 2, 4)),
        # Off from Wednesday 10/2 to Tuesday 16/2: 9/2, 17/2, 18/2, 19/2, 22/2.
        (date(2021, 2, 8), date(2021, 2, 22)),
        # Off from Saturday 29/1 to Sunday 6/2: 28/1, 7/2, 8/2, 9/2, 10/2.
        (date(2022, 1, 27), date(2022, 2, 10)),
        # Off from Friday 20/1 to Thursday 26/1: 19/1, 27/1, 30/1, 31/1, 1/2.
        (date(2023, 1, 18), date(2023, 2, 1)),
        # Off from Thursday 8/2 to Wednesday 14/2: 7/2, 15/2, 16/2, 19/2, 20/2.
        (date(2024, 2, 6), date(2024, 2, 20)),
        # Off from Saturday 25/1 to Sunday 2/2: 24/1, 3/2, 4/2, 5/2, 6/2.
        (date(2025, 1, 23), date(2025, 2, 6)),
        # Off from Saturday 14/2 to Sunday 22/2: 13/2, 23/2, 24/2, 25/2, 26/2.
        (date(2026, 2, 12), date(2026, 2, 26)),
        # 31/12 and 1/1 are off, Saturday 5/1 is worked: 2/1, 3/1, 4/1, 5/1, 7/1.
        (date(2018, 12, 28), date(2019, 1, 7)),
        # 29/4 to 1/5 are off, Saturday 4/5 is worked: 2/5, 3/5, 4/5, 6/5, 7/5.
        (date(2024, 4, 26), date(2024, 5, 7)),
        # Saturday 22/8 is worked: 21/8, 22/8, 24/8, 25/8, 26/8.
        (date(2026, 8, 20), date(2026, 8, 26)),
        # Off from Saturday 29/8 to Wednesday 2/9: 28/8, 3/9, 4/9, 7/9, 8/9.
        (date(2026, 8, 27), date(2026, 9, 8)),
        # The three holidays of 2023 were off from Saturday 29/4 to Wednesday 3/5: 28/4, 4/5, 5/5, 8/5, 9/5.
        (date(2023, 4, 27), date(2023, 5, 9)),
        # A day off itself is not counted either: the term that begins on mồng 1.
        (date(2025, 1, 29), date(2025, 2, 7)),
    ],
)
def test_five_working_days_as_counted_by_hand(day: date, fifth: date) -> None:
    assert VIETNAM.add_working_days(day, 5) == fifth
    assert VIETNAM.working_days_between(day, fifth) == 5


def test_five_working_days_before_a_day() -> None:
    """Default of an assignment: 5 working days before 27/2/2018, over Tết: 26/2, 23/2, 22/2, 21/2, 13/2."""
    assert VIETNAM.subtract_working_days(date(2018, 2, 27), 5) == date(2018, 2, 13)
    assert VIETNAM.subtract_working_days(date(2017, 12, 1), 5) == date(2017, 11, 24)


@pytest.mark.parametrize(
    ("year", "days_off"),
    # 10 days by law, 11 since 2021, 12 since 2026; one day of 2018 was worked for in 2019.
    [
        *((2017, 10), (2018, 10 + 1), (2019, 10 - 1), (2020, 10), (2021, 11), (2022, 11), (2023, 11)),
        *((2024, 11), (2025, 11), (2026, 12), (2027, 12)),
    ],
)
def test_a_year_has_as_many_working_days_as_its_announcements_leave(year: int, days_off: int) -> None:
    first = date(year, 1, 1)
    weekdays = sum(not is_weekend(first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days))
    assert VIETNAM.working_days_in(year) == weekdays - days_off


def test_every_year_has_its_holidays_and_what_is_not_announced_says_so() -> None:
    by_year = {year: [each for each in SHIPPED if each.day.year == year] for year in range(2017, 2028)}
    fixed = {(1, 1), (4, 30), (5, 1), (9, 2)}
    for year, days in by_year.items():
        assert fixed <= {(each.day.month, each.day.day) for each in days}
        assert len([each for each in days if each.name.startswith("Tết Nguyên đán")]) == 5
        assert len([each for each in days if each.name.startswith("Giỗ Tổ Hùng Vương")]) == 1
        assert len([each for each in days if each.name.startswith("Quốc khánh")]) == (2 if year > 2020 else 1)
        assert any((each.day.month, each.day.day) == (11, 24) for each in days) == (year >= 2026)
        assert any(each.is_provisional for each in days) == (year == 2027)
    assert len({each.day for each in SHIPPED}) == len(SHIPPED)
    assert [each.day for each in SHIPPED] == sorted(each.day for each in SHIPPED)
    assert not [each for each in SHIPPED if day_blockers(each.day, each.kind)]


def test_every_holiday_at_a_weekend_has_its_compensation() -> None:
    """Điều 111 khoản 3 of Bộ luật Lao động: a holiday on a weekly day off is made up for by the next day."""

    def is_holiday(each: ShippedDay) -> bool:
        return each.kind is DayKind.OFF and not each.name.startswith(("Nghỉ bù", "Nghỉ hoán đổi"))

    at_weekends = [each for each in SHIPPED if is_holiday(each) and is_weekend(each.day)]
    made_up = [each for each in SHIPPED if each.name.startswith("Nghỉ bù")]
    assert len(at_weekends) == len(made_up) > 20
    assert not [each for each in made_up if is_weekend(each.day)]
    swapped = [each for each in SHIPPED if each.name.startswith("Nghỉ hoán đổi")]
    assert len(swapped) == len([each for each in SHIPPED if each.kind is DayKind.WORKED]) == 6


DAYS = st.dates(date(2016, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 60)


@given(day=DAYS, count=COUNTS)
def test_what_is_added_is_counted_and_taken_off_again(day: date, count: int) -> None:
    later = VIETNAM.add_working_days(day, count)
    assert VIETNAM.working_days_between(day, later) == count
    assert VIETNAM.working_days_between(later, day) == -count
    earlier = VIETNAM.subtract_working_days(day, count)
    assert count == 0 or VIETNAM.is_working_day(later)
    assert count == 0 or VIETNAM.is_working_day(earlier)
    if VIETNAM.is_working_day(day):
        assert VIETNAM.subtract_working_days(later, count) == day
        assert VIETNAM.add_working_days(earlier, count) == day


@given(day=DAYS)
def test_the_next_working_day_has_none_before_it(day: date) -> None:
    following = VIETNAM.next_working_day(day)
    between = [day + timedelta(n) for n in range(1, (following - day).days)]
    assert VIETNAM.is_working_day(following)
    assert not [each for each in between if VIETNAM.is_working_day(each)]
    assert VIETNAM.previous_working_day(following) <= day


@pytest.mark.parametrize("days", [0, 5, 99, 100, 101, 400])
def test_however_many_days_off_in_a_row_there_is_work_before_and_behind(days: int) -> None:
    first = date(2026, 1, 1)
    idle = WorkCalendar(days_off=frozenset(first + timedelta(n) for n in range(days)))
    following = idle.next_working_day(first - timedelta(1))
    assert following >= first + timedelta(days)
    assert following - timedelta(3) < first + timedelta(days)
    assert idle.previous_working_day(first + timedelta(days)) < first or not days
    assert idle.is_working_day(following)


def test_working_days_are_counted_by_0_or_more() -> None:
    first = date(2026, 1, 1)
    with pytest.raises(ValueError, match="0 or more"):
        VIETNAM.add_working_days(first, -1)


@pytest.mark.parametrize(
    ("day", "kind", "codes"),
    [
        (date(2026, 8, 22), DayKind.WORKED, []),
        (date(2026, 8, 24), DayKind.WORKED, ["worked_on_weekday"]),
        (date(2026, 8, 22), DayKind.OFF, []),
        (date(1999, 12, 31), DayKind.OFF, ["day_out_of_range"]),
        (date(2101, 1, 1), DayKind.WORKED, ["day_out_of_range"]),
    ],
)
def test_what_can_be_listed(day: date, kind: DayKind, codes: list[str]) -> None:
    assert [each.code for each in day_blockers(day, kind)] == codes
