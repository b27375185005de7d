"""Letters that remind an agency of what it owes (công văn đôn đốc)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.people import User
from workflows.follow_up import DueChoice, LetterState

letter_criterion = Table(
    "letter_criterion",
    Base.metadata,
    Column("letter_id", ForeignKey("follow_up_letter.id"), primary_key=True),
    Column("criterion_id", ForeignKey("criterion.id"), primary_key=True, index=True),
)


class FollowUpLetter(Base):
    """One letter to one agency: what it owed when it was made, and, once issued, number, day, signed copy.

    `items` holds the debts as JSON, so that the same letter gives the same paper. `is_open` is empty once it
    is issued: so an agency has one letter in preparation a cycle.
    """

    __tablename__ = "follow_up_letter"
    __table_args__ = (UniqueConstraint("cycle_id", "agency_id", "is_open"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    is_open: Mapped[bool | None] = mapped_column(default=True, server_default=true())
    state: Mapped[LetterState] = mapped_column(
        enum_of(LetterState, "letter_state"), default=LetterState.PREPARED
    )
    due: Mapped[DueChoice] = mapped_column(enum_of(DueChoice, "letter_due"))
    items: Mapped[list[Any]] = mapped_column(default=list)
    reply_by: Mapped[date]
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    number: Mapped[str | None] = mapped_column(String(60))
    issued_on: Mapped[date | None]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    file_name: Mapped[str | None] = mapped_column(String(255))
    media_type: Mapped[str | None] = mapped_column(String(100))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    issued_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    cycle: Mapped[AssessmentCycle] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])

    __mapper_args__ = {"version_id_col": lock}
