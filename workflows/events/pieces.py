"""Pieces of evidence, verdicts, explanations and packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.audit_actions import AuditAction
from workflows.events.base import Event
from workflows.evidence import VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceEvent(Event):
    """Something that changed a piece of evidence."""

    subject_type: str = "evidence"
    version_id: int
    document_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationChanged(PieceEvent):
    """A piece was cited, moved, changed or settled; the optional details are the action's own."""

    product_id: int | None
    pages: str | None
    contribution: bool | None = None
    from_criterion_id: int | None = None
    late_reason: str | None = None
    state_before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecePlaced(Event):
    """A piece was put under another product or deadline of its criterion."""

    subject_type: str = "evidence"
    product_id: int | None
    deadline_id: int | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven(PieceEvent):
    """A reviewer judged a piece; `explanation` is what became of its explanation, if one was submitted."""

    action: AuditAction = AuditAction.RECORD_VERDICT
    verdict: str
    reason: str | None
    comment: str | None
    explanation: str | None = None

    @property
    def asks(self) -> str | None:
        """Return "first" where it asks for an explanation, "again" where it rejects one; else None."""
        if self.verdict != VerdictKind.NEEDS_EXPLANATION:
            return None
        return "first" if self.explanation is None else "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictUndone(PieceEvent):
    """A reviewer took their own verdict back."""

    action: AuditAction = AuditAction.UNDO_VERDICT
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationTemplateChanged(Event):
    """The words that explanations of a kind begin with were changed."""

    action: AuditAction = AuditAction.CHANGE_EXPLANATION_TEMPLATE
    subject_type: str = "explanation_template"
    kind: str
    text: str
    basis: str
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAskedAgain(PieceEvent):
    """An approver sent a piece to the reviewers again."""

    action: AuditAction = AuditAction.ASK_AGAIN
    reason: str
    state_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationEvent(Event):
    """An explanation was written, reworded, judged, or its verdict undone."""

    subject_type: str = "explanation"
    evidence_id: int | None
    product_id: int | None
    measurement_id: int | None = None
    kind: str
    round: int
    state: str
    question_id: int | None = None
    documents: tuple[int, ...] | None = None
    comment: str | None = None
    reason: str | None = None
    undone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEvent(Event):
    """A pack was submitted, recalled, returned, approved or reopened; `criterion` is its label."""

    subject_type: str = "evidence_pack"
    criterion: str
    state: str
    last_day: date | None = None
    number: int | None = None
    moved: int | None = None
    reason: str | None = None
    state_before: str | None = None
