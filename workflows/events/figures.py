"""Registers, measurements and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRowChanged(Event):
    """A row of a register was added, changed or removed; `cells`: each changed value before and after."""

    subject_type: str = "register_row"
    criterion: str
    register: str
    agency: str
    row: int
    cells: Mapping[str, list[str | None]]
    late_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDescribed(Event):
    """What is known of a register as a whole was changed: each part with its value before and after."""

    action: AuditAction = AuditAction.CHANGE_REGISTER
    subject_type: str = "register"
    criterion: str
    register: str
    agency: str
    cells: Mapping[str, list[str | None]]
    late_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersChosen(Event):
    """Which registers a criterion has was chosen, or which forms one asks for."""

    action: AuditAction = AuditAction.CHOOSE_REGISTERS
    subject_type: str = "criterion"
    criterion: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    forms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementChanged(Event):
    """What became of an agency's figures for a target; `measure` is what the target counts."""

    subject_type: str = "measurement"
    measure: str
    agency: str
    period: str
    as_of: date
    numerator: str
    denominator: str | None = None
    state: str
    state_before: str | None = None
    pieces: tuple[int, ...] | None = None
    words: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureProposed(Event):
    """A register gave figures for an agency's part of a target; `source` says how."""

    subject_type: str = "proposed_figure"
    measure: str
    agency: str
    numerator: str
    denominator: str | None = None
    as_of: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWaived(Event):
    """A reviewer waived a target that is not met, or took that back."""

    subject_type: str = "target"
    measure: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeImported(Event):
    """A scheme came in from a workbook: its rows by name."""

    action: AuditAction = AuditAction.IMPORT_SCHEME
    subject_type: str = "scoring_scheme"
    group: str
    rows: int
    added: tuple[str, ...]
    changed_rows: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeChanged(Event):
    """What the deviation is measured by, or whether a row applies to an agency: before and after."""

    action: AuditAction = AuditAction.CHANGE_SCHEME
    subject_type: str = "scoring_scheme"
    group: str
    scheme_row: str | None = None
    agency: str | None = None
    changed: Mapping[str, list[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSet(Event):
    """A criterion was given its self-score or internal score, beside what was proposed."""

    subject_type: str = "score"
    criterion: str
    points: str
    points_before: str | None = None
    proposed: str | None = None
    reason: str | None = None
