"""What a check of the whole installation can find, in words: what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evidence_repo.words import N_


class FaultKind(StrEnum):
    """The ways in which database, stored bytes, kept text, index, tags, jobs and log can disagree."""

    BLOB_MISSING = "blob_missing"
    BLOB_DAMAGED = "blob_damaged"
    BLOB_UNKNOWN = "blob_unknown"
    BLOB_UNUSED = "blob_unused"
    TEXT_MISSING = "text_missing"
    TEXT_LEFT_OVER = "text_left_over"
    NEVER_READ = "never_read"
    WRONG_TAGS = "wrong_tags"
    INDEX_DAMAGED = "index_damaged"
    NOT_IN_INDEX = "not_in_index"
    LEFT_IN_INDEX = "left_in_index"
    INDEX_BEHIND = "index_behind"
    BUNDLE_CHANGED = "bundle_changed"
    BUNDLE_UNFINISHED = "bundle_unfinished"
    JOB_FAILED = "job_failed"
    JOB_WAITING = "job_waiting"
    AUDIT_BROKEN = "audit_broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs; `what` names it (a hash, a version, a job), `details` fill the sentence."""

    kind: FaultKind
    what: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the sentence as a msgid, to be filled with `params`."""
        return _WORDS[self.kind][0]

    @property
    def params(self) -> dict[str, Any]:
        """Return what the sentence and the advice are filled with."""
        return {"what": self.what, **self.details}

    @property
    def advice(self) -> str:
        """Return what to do about it, as a msgid."""
        return _WORDS[self.kind][1]

    @property
    def sentence(self) -> str:
        """Return the sentence in English."""
        return self.message % self.params


_READ_AGAIN = N_("Delete the kept text if it is there and restart the worker: it reads the file again.")
_WORKER = N_("Start a worker; it does this by itself.")
_ANEW = N_("Run “evidence-repo reindex”. Searches say meanwhile that they are incomplete.")
_RESTORE = N_("Restore this file from a backup of the store, under the same name.")
_WORDS: Mapping[FaultKind, tuple[str, str]] = {
    FaultKind.BLOB_MISSING: (N_("The bytes of %(used_by)s (%(what)s) are not in the store."), _RESTORE),
    FaultKind.BLOB_DAMAGED: (N_("The stored bytes of %(used_by)s (%(what)s) have changed."), _RESTORE),
    FaultKind.BLOB_UNKNOWN: (
        N_("The store holds bytes that no row mentions (%(what)s, %(size)s bytes)."),
        N_("The hourly sweep deletes what nobody claims within a day."),
    ),
    FaultKind.BLOB_UNUSED: (
        N_("Nothing uses the bytes %(what)s any more; they wait a day to be deleted."),
        N_("Nothing: the hourly sweep deletes them."),
    ),
    FaultKind.TEXT_MISSING: (N_("The kept text of version %(what)s is missing or unusable."), _READ_AGAIN),
    FaultKind.TEXT_LEFT_OVER: (
        N_("The store keeps text of bytes that are no longer there (%(what)s)."),
        N_("Delete it from the store: nothing uses it."),
    ),
    FaultKind.NEVER_READ: (
        N_("Version %(what)s waits to be read, but no job does it."),
        N_("Have the file read again on the document's page."),
    ),
    FaultKind.WRONG_TAGS: (
        N_("The tags of %(what)s are %(found)s and should be %(wanted)s."),
        N_("Set them with the store's own tools; the next change of a citation sets them as well."),
    ),
    FaultKind.INDEX_DAMAGED: (N_("The search index cannot be used: %(error)s"), _ANEW),
    FaultKind.NOT_IN_INDEX: (N_("Version %(what)s is cited but cannot be found by searching."), _ANEW),
    FaultKind.LEFT_IN_INDEX: (N_("Version %(what)s is no longer cited but still in the index."), _ANEW),
    FaultKind.INDEX_BEHIND: (
        N_("Version %(what)s has changed, and no job brings the change into the index."),
        N_("Start a worker: it brings the index up to date when it starts."),
    ),
    FaultKind.BUNDLE_CHANGED: (
        N_("Bundle %(what)s is not what was sealed: %(error)s"),
        N_("Restore the database or the store from a backup; the bundle's hash stands in the audit log."),
    ),
    FaultKind.BUNDLE_UNFINISHED: (
        N_("Bundle %(what)s was sealed but its ZIP is not made yet."),
        N_("Start a worker, or retry its failed job."),
    ),
    FaultKind.JOB_FAILED: (
        N_("Job %(what)s (%(job)s) failed for good: %(error)s"),
        N_("Fix the cause and retry the job on the page “System health”."),
    ),
    FaultKind.JOB_WAITING: (N_("%(count)s jobs “%(what)s” are waiting or running."), _WORKER),
    FaultKind.AUDIT_BROKEN: (
        N_("The audit log is not whole: %(what)s"),
        N_("Compare with the heads in sealed bundles and with a backup, and find out who changed it."),
    ),
}
