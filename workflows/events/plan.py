"""The plan of a cycle, its assignments, its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentChanged(Event):
    """An agency was asked for its part, or what became of that; `fate` is its piece's, if that moved it.

    `changed`: each part of the request that was changed, with its value before and after.
    """

    subject_type: str = "assignment"
    agency: str
    state: str
    state_before: str | None = None
    product_id: int | None = None
    last_day: date | None = None
    words: str | None = None
    person: str | None = None
    evidence_id: int | None = None
    answer: str | None = None
    reason: str | None = None
    fate: str | None = None
    changed: Mapping[str, list[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEvent(Event):
    """A letter that reminds an agency was made, issued, or its signed copy taken."""

    subject_type: str = "follow_up_letter"
    agency: str
    state: str
    items: int
    reply_by: date
    number: str | None = None
    issued_on: date | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported(Event):
    """A plan was applied to its cycle."""

    action: AuditAction = AuditAction.IMPORT_PLAN
    subject_type: str = "assessment_cycle"
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[list[Any], ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChanged(Event):
    """What the plan says of one criterion was edited; before and after hold the changed parts by name.

    It names no `criterion_id`: what was only edited has no history yet, and may be deleted.
    """

    action: AuditAction = AuditAction.CHANGE_CRITERION
    subject_type: str = "criterion"
    criterion: str
    edit: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleMoved(Event):
    """A cycle went to another state on this business day; back it goes with a reason."""

    action: AuditAction = AuditAction.CHANGE_CYCLE_STATE
    subject_type: str = "assessment_cycle"
    before: str
    after: str
    on: date
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleAdded(Event):
    """A cycle was made without a plan."""

    action: AuditAction = AuditAction.ADD_CYCLE
    subject_type: str = "assessment_cycle"
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleChanged(Event):
    """What is known of a cycle was changed: each part with its value before and after."""

    action: AuditAction = AuditAction.CHANGE_CYCLE
    subject_type: str = "assessment_cycle"
    changed: Mapping[str, list[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCopied(Event):
    """A cycle was made from the catalogue of another one."""

    action: AuditAction = AuditAction.COPY_CYCLE
    subject_type: str = "assessment_cycle"
    from_year: int
    year: int
    criteria: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkChanged(Event):
    """What criteria continue was proposed, or changed by a person: `pairs` of their names, [new, earlier]."""

    subject_type: str = "assessment_cycle"
    pairs: tuple[list[str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDayEvent(Event):
    """A day was listed as a day off or as a worked one, changed or removed; `before`: day, kind, name."""

    subject_type: str = "calendar_day"
    on: date
    kind: str
    name: str
    is_provisional: bool
    before: list[str] | None = None
    was_provisional: bool | None = None
