"""What a header holds; every field with the confidence it was read with and the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

from index.header.words import Box

SURE = 0.9
"""The confidence from which a field counts as sure: 97 of 100 such fields are right."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field: its value (None if not found or doubtful), confidence 0 to 1, page and box (fractions).

    `of_parent` says that an annex says so of the document that it belongs to.
    """

    value: str | None = None
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None
    of_parent: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the field as plain JSON values."""
        facts = {"value": self.value, "confidence": self.confidence, "page": self.page, "box": self.box}
        return {**facts, "of_parent": True} if self.of_parent else facts

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the field that `to_json` wrote."""
        box = data["box"]
        place = tuple(box) if box else None
        return cls(data["value"], data["confidence"], data["page"], place, data.get("of_parent", False))


@dataclass(frozen=True, slots=True)
class Header:
    """The header's fields. `issued_on` is an ISO date; `doc_type` the type's name, such as "Kế hoạch"."""

    doc_type: FieldValue = FieldValue()
    number: FieldValue = FieldValue()
    issued_on: FieldValue = FieldValue()
    issuer: FieldValue = FieldValue()
    subject: FieldValue = FieldValue()
    signatory: FieldValue = FieldValue()

    @property
    def own_number(self) -> str | None:
        """Return the number by which the document itself is cited; an annex has none."""
        return None if self.number.of_parent else self.number.value

    def to_json(self) -> dict[str, Any]:
        """Return the header as plain JSON values."""
        return {field.name: getattr(self, field.name).to_json() for field in fields(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the header that `to_json` wrote."""
        return cls(**{field.name: FieldValue.from_json(data[field.name]) for field in fields(cls)})
