"""Jobs: the outbox and queue of background work, one row each, written with the change that needs it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from evidence_repo.models.base import Base, enum_of


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work; lower `priority` goes first, then the agency that was served longest ago.

    `agency_id` is the agency whose document it is about; `owner` and `attempt` guard its finish.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "priority", "run_after", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    payload: Mapped[dict[str, Any]]
    priority: Mapped[int]
    agency_id: Mapped[int | None]
    state: Mapped[JobState] = mapped_column(enum_of(JobState, "job_state"), default=JobState.QUEUED)
    run_after: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class AgencyTurn(Base):
    """When work for an agency was last taken up: a number that grows with every job that is taken."""

    __tablename__ = "agency_turn"

    agency_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    served: Mapped[int]
