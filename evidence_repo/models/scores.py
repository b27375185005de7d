"""Schemes (thang điểm) with their rows, where a row does not apply, and the province's own scores."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.people import User
from evidence_repo.models.points import Points
from workflows.scoring import Band, DeviationBase, RowKind, SchemeGroup, ScoreKind, Scorer, Scoring


class ScoringScheme(Base):
    """The scheme of a cycle for one group of agencies."""

    __tablename__ = "scoring_scheme"
    __table_args__ = (UniqueConstraint("cycle_id", "agency_group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    agency_group: Mapped[SchemeGroup] = mapped_column(enum_of(SchemeGroup, "scheme_group"))
    deviation_base: Mapped[DeviationBase] = mapped_column(
        enum_of(DeviationBase, "scheme_deviation_base"), default=DeviationBase.APPRAISED
    )
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column(default=1)

    cycle: Mapped[AssessmentCycle] = relationship()
    rows: Mapped[list[SchemeRow]] = relationship(
        order_by="SchemeRow.ordinal", back_populates="scheme", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock}


class SchemeRow(Base):
    """One row; a row with rows below it has neither scorer nor scoring, only their sum as its maximum.

    `criterion_id` is the criterion of the plan that the row scores, which is found by kind and code.
    """

    __tablename__ = "scheme_row"
    __table_args__ = (UniqueConstraint("scheme_id", "kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scoring_scheme.id"), index=True)
    ordinal: Mapped[int]
    kind: Mapped[RowKind] = mapped_column(enum_of(RowKind, "scheme_row_kind"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("scheme_row.id"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"), index=True)
    maximum: Mapped[Decimal | None] = mapped_column(Points)
    scoring: Mapped[Scoring | None] = mapped_column(enum_of(Scoring, "scheme_row_scoring"))
    scorer: Mapped[Scorer | None] = mapped_column(enum_of(Scorer, "scheme_row_scorer"))
    bands: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    source: Mapped[str] = mapped_column(String(200))

    scheme: Mapped[ScoringScheme] = relationship(back_populates="rows")
    parent: Mapped[SchemeRow | None] = relationship(remote_side=[id])
    criterion: Mapped[Criterion | None] = relationship()

    @property
    def label(self) -> str:
        """Return the name people use: `TCTP 1.1.3`."""
        return f"{self.kind} {self.code}"

    @property
    def steps(self) -> tuple[Band, ...]:
        """Return the bands as the rules have them."""
        return tuple(Band(Decimal(at_least), Decimal(points)) for at_least, points in self.bands)


class SchemeExemption(Base):
    """A row that does not apply to an agency, and why; its maximum is left out."""

    __tablename__ = "scheme_exemption"
    __table_args__ = (UniqueConstraint("row_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("scheme_row.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)

    row: Mapped[SchemeRow] = relationship()
    agency: Mapped[Agency] = relationship()


class Score(Base):
    """What the lead agency or the reviewer gives a row; `proposed` is what stood there to be taken over."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("row_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("scheme_row.id"), index=True)
    kind: Mapped[ScoreKind] = mapped_column(enum_of(ScoreKind, "score_kind"))
    points: Mapped[Decimal] = mapped_column(Points)
    proposed: Mapped[Decimal | None] = mapped_column(Points)
    reason: Mapped[str | None] = mapped_column(Text)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column(default=1)

    row: Mapped[SchemeRow] = relationship()
    set_by: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": lock}
