"""Delegation (ủy quyền): who stands in for whom on which days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base
from evidence_repo.models.people import User


class Delegation(Base):
    """One deputy for one principal from the first day to the last, both included, unless it was ended.

    `offices` are those that it passed when it was named; what it passes now depends on what both are now.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("principal_id <> deputy_id", name="two_people"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    offices: Mapped[list[Any]]
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text)
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    principal: Mapped[User] = relationship(foreign_keys=[principal_id], lazy="joined", innerjoin=True)
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id], lazy="joined", innerjoin=True)
