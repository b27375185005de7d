"""The registry of background work: every kind of job with its name, its priority and the lanes that take it.

What is done for each kind stands in `evidence_repo.jobs.handlers`, which has a handler for every member.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Self


class JobLane(Enum):
    """What one thread of a worker is for.

    So neither a long document, a large bundle nor a sweep keeps a first page or the index waiting, and a heap
    of first pages does not keep the index waiting.
    """

    QUICK = "what people wait for"
    INDEX = "the index alone, which has one writer"
    READERS = "all that takes long"


class JobKind(StrEnum):
    """A kind of job; lower `priority` goes first, `lanes` are the threads that take it."""

    priority: int
    lanes: frozenset[JobLane]

    def __new__(cls, name: str, priority: int, *lanes: JobLane) -> Self:
        """Make the member that the job's row calls `name`."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.priority, kind.lanes = priority, frozenset(lanes)
        return kind

    READ_FIRST_PAGE = "read_first_page", 10, JobLane.QUICK, JobLane.READERS
    UPDATE_INDEX = "update_index", 20, JobLane.INDEX
    MAIL_LINK = "mail_link", 20, JobLane.QUICK, JobLane.READERS
    MAIL_PASSWORD = "mail_password", 20, JobLane.QUICK, JobLane.READERS
    MAIL_CHANGE = "mail_change", 40, JobLane.READERS
    RENDER_BUNDLE = "render_bundle", 30, JobLane.READERS
    HASH_VOLUMES = "hash_volumes", 40, JobLane.READERS
    READ_PLAN = "read_plan", 40, JobLane.READERS
    READ_DOCUMENT = "read_document", 50, JobLane.READERS
    READ_PAGES = "read_pages", 55, JobLane.READERS
    RENDER_OFFICE = "render_office", 55, JobLane.READERS
    EXAMINE_DOCUMENT = "examine_document", 55, JobLane.READERS
    TAG_BLOB = "tag_blob", 60, JobLane.QUICK
    MAIL_NOTICES = "mail_notices", 70, JobLane.READERS
    SEND_ALERTS = "tell_new_matches", 80, JobLane.READERS
    CHANGE_AGENCIES = "change_agencies", 40, JobLane.READERS
    SWEEP = "sweep", 90, JobLane.READERS
