"""What can happen: one event for one change, from which everything that follows it is fed.

The audit log keeps an event's action, subject and details; the index follows the versions that it names, the
objects' tags the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.audit_actions import AuditAction as AuditAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change: what was done to which row; the fields of a subclass are the details that the log keeps.

    `indexed` are the versions that the index must follow, `tagged` the bytes whose tags must.
    """

    action: AuditAction
    subject_type: str
    subject: int | str
    criterion_id: int | None = None
    indexed: frozenset[int] = frozenset()
    tagged: frozenset[str] = frozenset()

    def details(self) -> dict[str, Any]:
        """Return the details as JSON values; an optional one that is not given is left out."""
        return {
            each.name: _json(getattr(self, each.name))
            for each in fields(self)
            if each.name not in _OF_EVERY_EVENT
            and not (each.default is None and getattr(self, each.name) is None)
        }


_OF_EVERY_EVENT = frozenset(each.name for each in fields(Event))


def _json(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """More of the text of some bytes was read; it is derived data, of which the log keeps nothing."""

    sha256: str
    indexed: frozenset[int]
    is_final: bool
    tagged: frozenset[str] = frozenset()


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
    """A reviewer judged a piece."""

    action: AuditAction = AuditAction.RECORD_VERDICT
    verdict: str
    reason: str | None
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictUndone(PieceEvent):
    """A reviewer took their own verdict back."""

    action: AuditAction = AuditAction.UNDO_VERDICT
    verdict: str
    reason: str


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
    kind: str
    round: int
    state: str
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
    number: int | None = None
    moved: int | None = None
    reason: str | None = None
    state_before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEvent(Event):
    """Something that happened to a version of a document; `version` is its number."""

    subject_type: str = "document_version"
    document_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAdded(DocumentEvent):
    """A document, a link or a newer version came in; its bytes are to be read."""

    sha256: str
    size: int
    media_type: str
    file_name: str
    address: str | None = None
    title: str | None = None
    seen_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDownloaded(DocumentEvent):
    """Somebody takes the file of a version."""

    action: AuditAction = AuditAction.DOWNLOAD_DOCUMENT
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderConfirmed(DocumentEvent):
    """A person confirmed header fields; `changed` holds for each what it was and is."""

    action: AuditAction = AuditAction.CONFIRM_HEADER
    confirmed: tuple[str, ...]
    changed: Mapping[str, list[str | None]]
    as_reviewer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSealed(Event):
    """A bundle was frozen; its ZIP is to be rendered."""

    action: AuditAction = AuditAction.SEAL_BUNDLE
    subject_type: str = "submission_bundle"
    number: int
    scope: str
    name: str
    snapshot_sha256: str
    audit_head: str
    packs: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleZip(Event):
    """A bundle's ZIP was rendered or downloaded."""

    subject_type: str = "submission_bundle"
    number: int
    zip_sha256: str | None
    zip_size: int | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported(Event):
    """A plan was applied to its cycle."""

    action: AuditAction = AuditAction.IMPORT_PLAN
    subject_type: str = "assessment_cycle"
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[list[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleMoved(Event):
    """A cycle went to another state on this business day."""

    action: AuditAction = AuditAction.CHANGE_CYCLE_STATE
    subject_type: str = "assessment_cycle"
    before: str
    after: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """Something that happened to an account; `before` and `after` are roles, `changed` other parts."""

    subject_type: str = "user_account"
    email: str | None = None
    name: str | None = None
    agency: str | None = None
    before: list[str] | None = None
    after: list[str] | None = None
    changed: Mapping[str, list[str]] | None = None
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRequestEvent(Event):
    """Somebody asked for a guarded change of an account, confirmed or declined it."""

    subject_type: str = "account_request"
    kind: str
    person_id: int | None
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEvent(Event):
    """An agency was added, renamed, set aside or taken back; `parent` is the code of the agency above it."""

    subject_type: str = "agency"
    code: str | None = None
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchKept(Event):
    """A search was saved, changed or removed."""

    subject_type: str = "saved_search"
    tells_by_mail: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetried(Event):
    """A person queued a failed job again."""

    action: AuditAction = AuditAction.RETRY_JOB
    subject_type: str = "job"
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobDeleted(Event):
    """Bytes that nothing uses were deleted; the subject is their hash."""

    action: AuditAction = AuditAction.DELETE_UNUSED_BLOB
    subject_type: str = "blob"
    size: int
