"""The shipped plan and agencies fit the real import, and the listing keeps to its published schema."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.models import Agency, AssessmentCycle
from evidence_repo.representations.catalogue import criterion_json
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.plan.catalogue import compare_plan, criteria_of_cycle, import_plan
from evidence_repo.services.policy.actors import SYSTEM

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "schemas" / "catalogue-list.json").read_text(encoding="utf-8")
)
CLOCK = Clock(date(2017, 7, 20))
TYPES: dict[str, Any] = {
    "array": list,
    "object": dict,
    "string": str,
    "integer": int,
    "boolean": bool,
}
UNDERSTOOD = {
    *("$schema", "title", "description", "type", "items", "additionalProperties", "required", "properties"),
    *("minimum", "enum", "pattern", "minItems", "minLength"),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Database]:
    """Give a database with An Giang's agencies and its imported plan."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    database = Database(f"sqlite:///{shutil.copyfile(sqlite_template, path)}", before_commit=[dispatch])
    with database.transaction() as session:
        for given in AN_GIANG_AGENCIES:
            session.add(Agency(code=given.code, name=given.name, kind=given.kind))
    with database.transaction() as session:
        import_plan(session, SYSTEM, an_giang_2017(), CLOCK, year=2017, province="An Giang")
    yield database
    database.close()


def _listing(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        cycle = session.scalars(select(AssessmentCycle)).one()
        return [criterion_json(criterion) for criterion in criteria_of_cycle(session, cycle)]


def test_importing_again_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        assert compare_plan(session, an_giang_2017(), 2017).is_empty
    with database.transaction() as session:
        again = import_plan(session, SYSTEM, an_giang_2017(), CLOCK, year=2017, province="An Giang")
    assert again.is_empty


def test_stored_coordinating_agencies_are_those_of_our_expansion(database: Database) -> None:
    listed = {f"{row['kind']} {row['code']}": row for row in _listing(database)}
    for row in an_giang_2017().criteria:
        meant = {
            agency.name
            for agency in AN_GIANG_AGENCIES
            if agency.kind in row.coordinating or agency.name in row.coordinating
        }
        assert set(listed[row.label]["coordinating_agencies"]) == meant - {row.agency}


def test_the_listing_keeps_to_its_schema(database: Database) -> None:
    listing = _listing(database)
    assert len(listing) == 67
    assert list(_faults(json.loads(json.dumps(listing)), SCHEMA, "$")) == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "TCC"},
        {"ordinal": 0},
        {"ordinal": True},
        {"code": "1"},
        {"products": []},
        {"more": 1},
        {"deadlines": [{"label": ""}]},
        {"deadlines": [{"label": "", "due_on": "01/12/2017"}]},
    ],
)
def test_the_schema_refuses_other_listings(database: Database, change: dict[str, object]) -> None:
    assert list(_faults([_listing(database)[0] | change], SCHEMA, "$"))


def _faults(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    """Yield where the value breaks the schema, as far as this schema goes."""
    assert set(schema) <= UNDERSTOOD
    kind = schema["type"]
    if not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool)):
        yield f"{at}: not {kind}"
    elif kind == "array":
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: too few"
        for place, item in enumerate(value):
            yield from _faults(item, schema["items"], f"{at}[{place}]")
    elif kind == "object":
        yield from (f"{at}.{name}: missing" for name in schema["required"] if name not in value)
        for name, item in value.items():
            if name in schema["properties"]:
                yield from _faults(item, schema["properties"][name], f"{at}.{name}")
            else:
                yield f"{at}.{name}: unknown"
    else:
        yield from _plain_faults(value, schema, at)


def _plain_faults(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    if value not in schema.get("enum", [value]):
        yield f"{at}: not one of those"
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        yield f"{at}: too short"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: another pattern"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at}: too small"
