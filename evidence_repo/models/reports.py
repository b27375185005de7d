"""Reports on administrative reform: periods, versions, and the sections of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.people import User
from workflows.reports import FigureKind, ReportKind, ReportState


class ReportPeriod(Base):
    """The period and the due day of one kind of report, where they were set for a cycle."""

    __tablename__ = "report_period"
    __table_args__ = (UniqueConstraint("cycle_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    kind: Mapped[ReportKind] = mapped_column(enum_of(ReportKind, "period_kind"))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    due_on: Mapped[date | None]


class Report(Base):
    """One version of a report; once finished, `figures` is the JSON of its tables, `sha256` its DOCX."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("cycle_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    kind: Mapped[ReportKind] = mapped_column(enum_of(ReportKind, "report_kind"))
    version: Mapped[int]
    state: Mapped[ReportState] = mapped_column(
        enum_of(ReportState, "report_state"), default=ReportState.DRAFT
    )
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    due_on: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None]
    figures: Mapped[str | None] = mapped_column(Text, deferred=True)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    cycle: Mapped[AssessmentCycle] = relationship()
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    finished_by: Mapped[User | None] = relationship(foreign_keys=[finished_by_id])
    sections: Mapped[list[ReportSection]] = relationship(
        order_by="ReportSection.ordinal", back_populates="report", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock}


class ReportSection(Base):
    """One section of the outline: its title, its words, and the table of figures under it."""

    __tablename__ = "report_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    figure: Mapped[FigureKind | None] = mapped_column(enum_of(FigureKind, "section_figure"))
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    report: Mapped[Report] = relationship(back_populates="sections")

    __mapper_args__ = {"version_id_col": lock}
