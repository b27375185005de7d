"""The Ministry's rounds: results, questions, points lost, entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent(Event):
    """A round of the Ministry came in, was withdrawn, or its file was taken; the subject is the round."""

    subject_type: str = "appraisal_round"
    kind: str
    number: int
    file_name: str
    sha256: str
    rows: int | None = None
    questions: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEvent(Event):
    """The Ministry asked, the approver accepted, or a piece was put under a question or taken away."""

    subject_type: str = "round_question"
    round: str
    text: str
    state: str
    last_day: date | None = None
    reopened: bool | None = None
    evidence_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRecorded(Event):
    """Why a criterion lost points, the remedy and its agency; `before` holds the three as they were."""

    action: AuditAction = AuditAction.RECORD_LOSS
    subject_type: str = "criterion"
    criterion: str
    cause: str
    remedy: str
    agency: str
    before: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecorded(Event):
    """A criterion was entered into the Ministry's software."""

    action: AuditAction = AuditAction.RECORD_ENTRY
    subject_type: str = "criterion"
    criterion: str
    receipt: str | None
    contents_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNoteChanged(Event):
    """Difficulties or proposals of a criterion or a field were written for the self-assessment report."""

    action: AuditAction = AuditAction.CHANGE_REPORT_NOTE
    place: str
    kind: str
    text: str
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent(Event):
    """A report was made, written in, finished or taken; or the period of its kind was set for a cycle."""

    subject_type: str = "report"
    report: str
    state: str | None = None
    version: int | None = None
    title: str | None = None
    reason: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    due_on: date | None = None
    sha256: str | None = None
