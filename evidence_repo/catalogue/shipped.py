"""The plan that comes with the product: An Giang's 416/KH-UBND for 2017."""

from __future__ import annotations

from importlib.resources import files

from evidence_repo.catalogue.json_form import plan_from_json
from evidence_repo.catalogue.plan import CataloguePlan

_DATA = files("evidence_repo.catalogue") / "data"


def an_giang_2017() -> CataloguePlan:
    """Return the plan as the reader read it."""
    return plan_from_json((_DATA / "an_giang_2017.json").read_text(encoding="utf-8"))


def an_giang_2017_text() -> str:
    """Return the plan's own words: its heading and its table."""
    return (_DATA / "an_giang_2017.txt").read_text(encoding="utf-8")
