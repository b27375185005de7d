"""Documents, their bytes and their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """More of the text of some bytes was read; it is derived data, of which the log keeps nothing."""

    sha256: str
    indexed: frozenset[int]
    is_final: bool
    tagged: frozenset[str] = frozenset()


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
class BlobDeleted(Event):
    """Bytes that nothing uses were deleted; the subject is their hash."""

    action: AuditAction = AuditAction.DELETE_UNUSED_BLOB
    subject_type: str = "blob"
    size: int
