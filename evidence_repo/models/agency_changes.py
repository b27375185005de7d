"""Merges, splits, renamings and ends of agencies: decided, carried out on their day, or cancelled before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency, agency_change_successor
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.people import User
from workflows.agency_changes import AgencyChangeKind


class AgencyChange(Base):
    """What becomes of an agency on a day; waits until it is carried out or cancelled.

    The first of `successors` gets what no choice gives to another; `choices` maps `criterion:ID` and
    `person:ID` to the successor's id. `failure` is why it could not be carried out on its day.
    """

    __tablename__ = "agency_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[AgencyChangeKind] = mapped_column(enum_of(AgencyChangeKind, "agency_change_kind"))
    on: Mapped[date] = mapped_column("on_day")
    new_name: Mapped[str | None] = mapped_column(String(200))
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    basis: Mapped[str | None] = mapped_column(String(300))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
    carried_out_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)

    agency: Mapped[Agency] = relationship()
    decided_by: Mapped[User | None] = relationship()
    successors: Mapped[list[Agency]] = relationship(
        secondary=agency_change_successor, order_by=agency_change_successor.c.ordinal
    )

    @property
    def is_waiting(self) -> bool:
        """Return whether it is still to come."""
        return self.carried_out_at is None and self.cancelled_at is None
