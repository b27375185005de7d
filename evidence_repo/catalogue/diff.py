"""Compare two plans, field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from evidence_repo.catalogue.plan import CatalogueCriterion, CataloguePlan


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part (a name of the dataclass) that the new plan has otherwise."""

    part: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion that both plans have, with its changed parts."""

    criterion: str
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """What the new plan has otherwise than the old one; criteria by their names."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[CriterionChange, ...]
    plan: tuple[PartChange, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether the plans are the same."""
        return not (self.added or self.removed or self.changed or self.plan)

    def sentences(self) -> list[str]:
        """Return one English line for each change."""
        return [
            *(f"plan: {_told(change)}" for change in self.plan),
            *(f"+ {name}" for name in self.added),
            *(f"- {name}" for name in self.removed),
            *(f"{row.criterion}: {_told(change)}" for row in self.changed for change in row.parts),
        ]


def compare(old: CataloguePlan, new: CataloguePlan) -> CatalogueDiff:
    """Return the changes from `old` to `new`; criteria are the same if kind and code are."""
    before = {row.label: row for row in old.criteria}
    after = {row.label: row for row in new.criteria}
    both = [(label, _changes(before[label], row)) for label, row in after.items() if label in before]
    return CatalogueDiff(
        added=tuple(label for label in after if label not in before),
        removed=tuple(label for label in before if label not in after),
        changed=tuple(CriterionChange(label, parts) for label, parts in both if parts),
        plan=tuple(change for change in _changes(old, new) if change.part != "criteria"),
    )


def _changes(
    before: CatalogueCriterion | CataloguePlan, after: CatalogueCriterion | CataloguePlan
) -> tuple[PartChange, ...]:
    return tuple(
        PartChange(field.name, getattr(before, field.name), getattr(after, field.name))
        for field in fields(before)
        if getattr(before, field.name) != getattr(after, field.name)
    )


def _told(change: PartChange) -> str:
    return f"{change.part} {_plain(change.before)} → {_plain(change.after)}"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + "; ".join(_plain(part) for part in value) + "]"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if hasattr(value, "__dataclass_fields__"):
        return ", ".join(_plain(getattr(value, name)) for name in value.__dataclass_fields__)
    return str(value)
