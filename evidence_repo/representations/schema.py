"""Building blocks of the JSON schemas (draft 2020-12) by which `--json` answers are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A schema with what answers by it: `title` names the commands."""

    title: str
    description: str
    schema: Schema

    def document(self) -> dict[str, Any]:
        """Return the whole document, as it stands in `docs/schemas/`."""
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        return head | {"title": self.title, "description": self.description} | self.schema


def thing(**members: Schema) -> Schema:
    """Return an object that has exactly these members."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(members),
        "properties": members,
    }


def many(items: Schema, **more: Any) -> Schema:
    """Return a list."""
    return {"type": "array", "items": items} | more


def same_as(name: str) -> Schema:
    """Return what another published schema says."""
    return {"$ref": f"{name}.json"}


def text(pattern: str | None = None, **more: Any) -> Schema:
    """Return a text, of this pattern if there is one."""
    return {"type": "string"} | ({"pattern": pattern} if pattern else {}) | more


def words(**more: Any) -> Schema:
    """Return a text that is not empty."""
    return text(minLength=1, **more)


def number(minimum: int | None = None, kind: str = "integer", **more: Any) -> Schema:
    """Return a number, a whole one unless its kind is "number"."""
    return {"type": kind} | ({} if minimum is None else {"minimum": minimum}) | more


def one_of(values: Sequence[str], **more: Any) -> Schema:
    """Return one of these words; a `StrEnum` may be given."""
    return {"type": "string", "enum": [str(value) for value in values]} | more


def optional(schema: Schema, **more: Any) -> Schema:
    """Return the same, or null."""
    null = {"type": [schema["type"], "null"]}
    if "enum" in schema:
        null["enum"] = [*schema["enum"], None]
    return schema | null | more


FLAG: Schema = {"type": "boolean"}
ANYTHING: Schema = {}
ID = number(1)
COUNT = number(0)
YEAR = number(1)
CRITERION = text(r"^(TC|TCTP) \d+(\.\d+)+$")
SHA256 = text("^[0-9a-f]{64}$")
AUDIT_HEAD = text(r"^\d+:[0-9a-f]{64}$")
DAY = text(r"^\d{4}-\d{2}-\d{2}$")
MOMENT = text(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
