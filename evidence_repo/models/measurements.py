"""Measurements (số liệu): an agency's figures for a target, what proves them, and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.assignments import Assignment
from evidence_repo.models.base import Base, ExactNumber, enum_of
from evidence_repo.models.catalogue import Criterion, Target
from evidence_repo.models.evidence import Evidence
from evidence_repo.models.people import User
from workflows.measurements import MeasurementAction, Period
from workflows.states import MeasurementState
from workflows.targets import Figures

measurement_piece = Table(
    "measurement_piece",
    Base.metadata,
    Column("measurement_id", ForeignKey("measurement.id", ondelete="CASCADE"), primary_key=True),
    Column("evidence_id", ForeignKey("evidence.id"), primary_key=True, index=True),
)


class Measurement(Base):
    """One agency's figures for a target and a period; without `accepted_at` it waits for the lead agency."""

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("target_id", "agency_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    period: Mapped[Period] = mapped_column(enum_of(Period, "measurement_period"))
    as_of: Mapped[date]
    numerator: Mapped[Decimal] = mapped_column(ExactNumber())
    denominator: Mapped[Decimal | None] = mapped_column(ExactNumber())
    note: Mapped[str | None] = mapped_column(Text)
    """Why other figures than the proposed ones are given, or what answers a query."""
    state: Mapped[MeasurementState] = mapped_column(
        enum_of(MeasurementState, "measurement_state"), index=True
    )
    state_since: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str | None] = mapped_column(Text)
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    target: Mapped[Target] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined")
    assignment: Mapped[Assignment | None] = relationship()
    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    pieces: Mapped[list[Evidence]] = relationship(secondary=measurement_piece, order_by=Evidence.id)
    steps: Mapped[list[MeasurementStep]] = relationship(
        order_by="MeasurementStep.id", cascade="all, delete-orphan", back_populates="measurement"
    )

    __mapper_args__ = {"version_id_col": lock}

    @property
    def figures(self) -> Figures:
        """Return the figures as the rules know them."""
        return Figures(self.numerator, self.denominator)

    @property
    def decided_by_persons(self) -> frozenset[int]:
        """Return the ids of who decided and on whose behalf; empty while nobody has."""
        if self.state not in {MeasurementState.CONFIRMED, MeasurementState.QUERIED}:
            return frozenset()
        both = (self.decided_by_id, self.decided_on_behalf_of_id)
        return frozenset(person for person in both if person is not None)


class MeasurementStep(Base):
    """Something that was done to a measurement, by whom, with the figures of then."""

    __tablename__ = "measurement_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id", ondelete="CASCADE"), index=True)
    action: Mapped[MeasurementAction] = mapped_column(enum_of(MeasurementAction, "measurement_action"))
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    numerator: Mapped[Decimal] = mapped_column(ExactNumber())
    denominator: Mapped[Decimal | None] = mapped_column(ExactNumber())
    words: Mapped[str | None] = mapped_column(Text)

    measurement: Mapped[Measurement] = relationship(back_populates="steps")
    person: Mapped[User] = relationship(foreign_keys=[person_id])


class ProposedFigure(Base):
    """Figures that a register gives for an agency's part of a target; a person gives them or others."""

    __tablename__ = "proposed_figure"
    __table_args__ = (UniqueConstraint("target_id", "agency_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    period: Mapped[Period] = mapped_column(enum_of(Period, "proposed_period"))
    as_of: Mapped[date]
    numerator: Mapped[Decimal] = mapped_column(ExactNumber())
    denominator: Mapped[Decimal | None] = mapped_column(ExactNumber())
    source: Mapped[str] = mapped_column(String(400))
    """How it was computed, in words."""
    proposed_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship(lazy="joined")

    @property
    def figures(self) -> Figures:
        """Return the figures as the rules know them."""
        return Figures(self.numerator, self.denominator)


class TargetWaiver(Base):
    """A reviewer's word, with a reason, that a target need not be met; `is_live` is empty once taken back."""

    __tablename__ = "target_waiver"
    __table_args__ = (UniqueConstraint("target_id", "is_live"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    is_live: Mapped[bool | None] = mapped_column(default=True, server_default=true())
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    target: Mapped[Target] = relationship()
    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])
