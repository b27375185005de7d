"""A plan survives its way through JSON; anything else is refused."""

from __future__ import annotations

import json

import pytest

from evidence_repo.catalogue.json_form import plan_from_json, plan_to_json
from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.catalogue.shipped import an_giang_2017


def test_a_plan_survives_the_way_through_json() -> None:
    text = plan_to_json(an_giang_2017())
    assert plan_from_json(text) == an_giang_2017()
    assert plan_to_json(plan_from_json(text)) == text
    assert "Sở Nội vụ" in text


@pytest.mark.parametrize(
    "change", [{"version": 1}, {"year": None, "criteria": 3}, {"surprise": 1}, {"fields": [{}]}]
)
def test_another_form_is_refused(change: dict[str, object]) -> None:
    form = json.loads(plan_to_json(an_giang_2017())) | change
    with pytest.raises(CatalogueError, match="not a plan that this program wrote"):
        plan_from_json(json.dumps(form))


@pytest.mark.parametrize("text", ["", "[]", "3", "{}", '{"version": 1}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError):
        plan_from_json(text)
