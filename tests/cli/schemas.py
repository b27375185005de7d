"""Check values against the JSON schemas of docs/schemas, by the small part of the language that they use."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
TYPES: dict[str, Any] = {
    "array": list,
    "object": dict,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
UNDERSTOOD = {
    *("$schema", "$ref", "title", "description", "type", "enum", "required", "properties"),
    *("additionalProperties", "items", "minItems", "minLength", "minimum", "pattern"),
}


@cache
def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of that name."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def check_against(name: str, value: Any) -> None:
    """Fail, naming the place, unless the value keeps to the schema."""
    _check(value, schema_of(name), name)


def _check(value: Any, schema: dict[str, Any], place: str) -> None:
    assert not schema.keys() - UNDERSTOOD, f"{place}: this checker does not know {schema.keys() - UNDERSTOOD}"
    if not schema:  # anything at all
        return
    if "$ref" in schema:
        _check(value, schema_of(schema["$ref"].removesuffix(".json")), place)
        return
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    assert any(_is(value, kind) for kind in kinds), f"{place}: {value!r} is no {kinds}"
    assert value in schema.get("enum", [value]), f"{place}: {value!r}"
    if isinstance(value, str):
        assert len(value) >= schema.get("minLength", 0), place
        assert re.search(schema.get("pattern", ""), value), f"{place}: {value!r}"
    elif isinstance(value, dict):
        _check_members(value, schema, place)
    elif isinstance(value, list):
        assert len(value) >= schema.get("minItems", 0), place
        for index, member in enumerate(value):
            _check(member, schema["items"], f"{place}[{index}]")
    elif value is not None:
        assert value >= schema.get("minimum", value), f"{place}: {value!r}"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)


def _check_members(value: dict[str, Any], schema: dict[str, Any], place: str) -> None:
    known, others = schema.get("properties", {}), schema["additionalProperties"]
    missing = set(schema.get("required", ())) - value.keys()
    assert not missing, f"{place} lacks {missing}"
    for name, member in value.items():
        wanted = known.get(name, others)
        assert wanted is not False, f"{place} has {name}, which the schema does not know"
        _check(member, wanted, f"{place}.{name}")
