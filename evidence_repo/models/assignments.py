"""Assignments (phân công): what one agency is asked for, for one criterion or one of its products."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion, ExpectedProduct
from evidence_repo.models.evidence import Evidence
from evidence_repo.models.people import User
from workflows.assignments import AssignmentState


class Assignment(Base):
    """One agency's part; `last_day` is the last good day itself.

    `product_key` is the product's id, 0 for the criterion as a whole, minus its id for a report's section.
    `is_live` is empty once it is cancelled: so one agency has one live assignment a product, however
    often a proposal is confirmed.
    `asks_figures`: the sums of the criterion's targets wait for this agency's part.
    `before_question` is the state in which a reviewer's question about the piece found it.
    `changed_at`: when its words or last day were changed last; `AssignmentChange` keeps what stood before.
    """

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("criterion_id", "product_key", "agency_id", "is_live"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("expected_product.id"), index=True)
    product_key: Mapped[int]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    is_live: Mapped[bool | None] = mapped_column(default=True, server_default=true())
    words: Mapped[str] = mapped_column(Text)
    asks_figures: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_day: Mapped[date] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    state: Mapped[AssignmentState] = mapped_column(
        enum_of(AssignmentState, "assignment_state"), default=AssignmentState.ASSIGNED, index=True
    )
    state_since: Mapped[datetime]
    before_question: Mapped[AssignmentState | None] = mapped_column(
        enum_of(AssignmentState, "assignment_before_question")
    )
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime]
    delivered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    delivered_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    product: Mapped[ExpectedProduct | None] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined")
    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    evidence: Mapped[Evidence | None] = relationship()
    assigned_by: Mapped[User] = relationship(foreign_keys=[assigned_by_id])
    delivered_by: Mapped[User | None] = relationship(foreign_keys=[delivered_by_id])
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])

    __mapper_args__ = {"version_id_col": lock}


class AssignmentChange(Base):
    """What an assignment asked for before somebody changed it."""

    __tablename__ = "assignment_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]

    changed_by: Mapped[User] = relationship()
