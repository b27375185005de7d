"""A plan's rows and changes in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.catalogue.assembly import ReadRow
from evidence_repo.catalogue.doubts import DOUBTS
from evidence_repo.catalogue.plan import PLACES, Place
from evidence_repo.services.plan.catalogue import CatalogueChange, CatalogueDiff
from evidence_repo.web.formats import day
from evidence_repo.web.words import TARGET_KIND_WORDS
from workflows.targets import TargetKind

HEADING_WORDS = (
    _l("No."),
    _l("Criterion"),
    _l("Result (product)"),
    _l("Requirement"),
    _l("Coordinating agencies"),
    _l("Time of completion"),
)

PART_WORDS = {
    "agency": _l("Lead agency"),
    "agency_order": _l("Agency's number"),
    "code": _l("Code"),
    "coordinating": _l("Agencies that this stands for"),
    "coordinating_text": _l("Coordinating agencies"),
    "deadlines": _l("Time of completion"),
    "field": _l("Field"),
    "group": _l("Group"),
    "issued_on": _l("Day of issue"),
    "kind": _l("Kind"),
    "number": _l("Number and symbol"),
    "ordinal": _l("No."),
    "products": _l("Result (product)"),
    "requirement": _l("Requirement"),
    "targets": _l("Targets"),
    "title": _l("Title"),
    "warnings": _l("Notes"),
}
"""What the parts of a criterion, and of a plan, are called."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as the page shows it."""

    criterion: str
    part: str
    before: Sequence[str]
    after: Sequence[str]


def place_words(place: Place) -> str:
    """Return where a row was read."""
    return str(gettext(PLACES[place.kind], page=place.page, line=place.row))


def doubt_words(read: ReadRow) -> list[str]:
    """Return the row's doubts, each with its column."""
    return [f"{HEADING_WORDS[doubt.column]}: {gettext(DOUBTS[doubt.kind])}" for doubt in read.doubts]


def changes_of(diff: CatalogueDiff) -> list[ShownChange]:
    """Return what is changed, the plan's own data first."""
    return [_shown(change) for change in (*diff.plan, *diff.changed)]


def _shown(change: CatalogueChange) -> ShownChange:
    part = str(PART_WORDS.get(change.part, change.part))
    return ShownChange(
        change.criterion, part, list(value_lines(change.before)), list(value_lines(change.after))
    )


def value_lines(value: Any) -> Iterator[str]:
    """Yield the lines in which a value of the catalogue is read."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from value_lines(item)
    elif isinstance(value, dict):
        yield _of_mapping(value)
    elif isinstance(value, date):
        yield day(value)
    elif value not in (None, ""):
        yield str(value)


def _kind_words(kind: str) -> str:
    return str(TARGET_KIND_WORDS[TargetKind(kind)]) if kind in set(TargetKind) else kind


def _of_mapping(part: dict[str, Any]) -> str:
    if "due_on" in part:
        return ": ".join(filter(None, (part["label"], day(date.fromisoformat(part["due_on"])))))
    if "text_vi" in part:
        return str(part["text_vi"])
    if "measure" in part:
        # The log also keeps targets with a number for a value, or none, and a unit in place of the kind.
        value = "" if part["value"] is None else f" {Decimal(str(part['value'])):f}"
        kind = str(part.get("kind") or part.get("unit"))
        return f"{part['measure']} {part['operator']}{value} ({_kind_words(kind)})"
    marks = [gettext("optional")] if part.get("is_optional") else []
    return " ".join([str(part["text"]), *(f"({mark})" for mark in marks)])
