"""Saved searches and background work."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


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
