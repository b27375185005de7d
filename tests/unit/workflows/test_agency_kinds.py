"""The kinds of agencies that come with the product, before and since there are two levels."""

from datetime import date

import pytest

from workflows.agency_kinds import SHIPPED_KINDS, is_in_force, kinds_above

BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)
BY_CODE = {kind.code: kind for kind in SHIPPED_KINDS}


@pytest.mark.parametrize(
    ("kind", "before", "since"),
    [
        ("department", {"province"}, {"province"}),
        ("commune", {"district"}, {"province"}),
        ("ward", {"district"}, {"province"}),
        ("special_zone", set(), {"province"}),
        ("ministry", set(), set()),
    ],
)
def test_where_agencies_stand(kind: str, before: set[str], since: set[str]) -> None:
    places = BY_CODE[kind].places
    assert (kinds_above(places, BEFORE), kinds_above(places, SINCE)) == (before, since)


def test_there_are_no_districts_and_there_are_special_zones_since_two_levels() -> None:
    in_force = [
        {kind.code for kind in SHIPPED_KINDS if is_in_force(day, kind.since, kind.until)}
        for day in (BEFORE, SINCE)
    ]
    assert in_force[0] - in_force[1] == {"district"}
    assert in_force[1] - in_force[0] == {"special_zone"}


def test_every_place_and_word_of_a_plan_is_a_kind() -> None:
    named = {place.above for kind in SHIPPED_KINDS for place in kind.places}
    assert named | {kind.plan_word for kind in SHIPPED_KINDS} <= BY_CODE.keys()
