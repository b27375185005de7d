"""The Ministry's rounds: their rows and questions, points lost, and what was entered and reported."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion, CriterionField
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.people import User
from evidence_repo.models.points import Points
from workflows.rounds import LossCause, NoteKind, QuestionState, RoundKind

question_piece = Table(
    "question_piece",
    Base.metadata,
    Column("question_id", ForeignKey("round_question.id"), primary_key=True),
    Column("evidence_id", ForeignKey("evidence.id"), primary_key=True, index=True),
)


class AppraisalRound(Base):
    """One result of the Ministry, imported from a workbook that is kept as it came.

    `is_live` is empty once it was withdrawn: it counts no more, and its number is free again.
    """

    __tablename__ = "appraisal_round"
    __table_args__ = (UniqueConstraint("cycle_id", "kind", "number", "is_live"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    kind: Mapped[RoundKind] = mapped_column(enum_of(RoundKind, "round_kind"))
    number: Mapped[int]
    document_number: Mapped[str | None] = mapped_column(String(60))
    received_on: Mapped[date]
    rank: Mapped[int | None]
    ranked_of: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    file_name: Mapped[str] = mapped_column(String(255))
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    imported_at: Mapped[datetime]
    is_live: Mapped[bool | None] = mapped_column(default=True)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    cycle: Mapped[AssessmentCycle] = relationship()
    imported_by: Mapped[User] = relationship(foreign_keys=[imported_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    rows: Mapped[list[RoundRow]] = relationship(order_by="RoundRow.ordinal", back_populates="round")

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it was withdrawn."""
        return self.is_live is None


class RoundRow(Base):
    """What a round gives one code: a criterion of the plan, or a row that only adds up others."""

    __tablename__ = "round_row"
    __table_args__ = (UniqueConstraint("round_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("appraisal_round.id"), index=True)
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"), index=True)
    maximum: Mapped[Decimal | None] = mapped_column(Points)
    self_score: Mapped[Decimal | None] = mapped_column(Points)
    appraised: Mapped[Decimal | None] = mapped_column(Points)
    survey: Mapped[Decimal | None] = mapped_column(Points)
    reason: Mapped[str | None] = mapped_column(Text)

    round: Mapped[AppraisalRound] = relationship(back_populates="rows")
    criterion: Mapped[Criterion | None] = relationship()


class RoundQuestion(Base):
    """What the Ministry asks to be explained; `last_day` is the last good day itself."""

    __tablename__ = "round_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("appraisal_round.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date | None]
    state: Mapped[QuestionState] = mapped_column(
        enum_of(QuestionState, "question_state"), default=QuestionState.ASKED, index=True
    )
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1)

    round: Mapped[AppraisalRound] = relationship()
    criterion: Mapped[Criterion] = relationship()
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])

    __mapper_args__ = {"version_id_col": lock}


class PointLoss(Base):
    """Why a criterion lost points, what is done about it and by whom; how many is worked out."""

    __tablename__ = "point_loss"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), unique=True)
    cause: Mapped[LossCause] = mapped_column(enum_of(LossCause, "loss_cause"))
    remedy: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined")
    changed_by: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": lock}


class MinistryEntry(Base):
    """One time a criterion was entered into the Ministry's software; `contents_sha256` is of its sheet."""

    __tablename__ = "ministry_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    receipt: Mapped[str | None] = mapped_column(String(100))
    contents_sha256: Mapped[str] = mapped_column(String(64))

    criterion: Mapped[Criterion] = relationship()
    entered_by: Mapped[User] = relationship(lazy="joined")


class ReportNote(Base):
    """Difficulties or proposals of one criterion or one field, for the self-assessment report."""

    __tablename__ = "report_note"
    __table_args__ = (
        CheckConstraint("(criterion_id IS NULL) <> (field_id IS NULL)", name="one_place"),
        UniqueConstraint("criterion_id", "kind"),
        UniqueConstraint("field_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("criterion_field.id"))
    kind: Mapped[NoteKind] = mapped_column(enum_of(NoteKind, "note_kind"))
    text: Mapped[str] = mapped_column(Text)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion | None] = relationship()
    field: Mapped[CriterionField | None] = relationship()
    changed_by: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": lock}
