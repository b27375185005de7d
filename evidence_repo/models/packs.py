"""Evidence packs (bộ hồ sơ TLKC của một tiêu chí) and their submissions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.people import User
from workflows.packs import PackAction, PackState


class EvidencePack(Base):
    """One pack per criterion, of its lead agency."""

    __tablename__ = "evidence_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), unique=True)
    state: Mapped[PackState] = mapped_column(
        enum_of(PackState, "pack_state"), default=PackState.OPEN, index=True
    )
    state_since: Mapped[datetime]
    was_reopened: Mapped[bool] = mapped_column(default=False)
    answer_last_day: Mapped[date | None]
    """Until when the agency answers a return; kept until the next one."""
    reopen_reason: Mapped[str | None] = mapped_column(Text)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    approved_on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship(lazy="joined")
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    approved_on_behalf_of: Mapped[User | None] = relationship(foreign_keys=[approved_on_behalf_of_id])
    submissions: Mapped[list[PackSubmission]] = relationship(
        order_by="PackSubmission.number", back_populates="pack"
    )

    __mapper_args__ = {"version_id_col": lock}


class PackSubmission(Base):
    """One time an agency head submitted the pack; `state_before` is where a recall returns to."""

    __tablename__ = "pack_submission"
    __table_args__ = (UniqueConstraint("pack_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("evidence_pack.id"), index=True)
    number: Mapped[int]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    state_before: Mapped[PackState] = mapped_column(enum_of(PackState, "submission_state_before"))
    recalled_at: Mapped[datetime | None]
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    pack: Mapped[EvidencePack] = relationship(back_populates="submissions")
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    moved: Mapped[list[SubmittedItem]] = relationship(cascade="all, delete-orphan")


class SubmittedItem(Base):
    """A piece, an explanation or figures that this submission moved out of draft."""

    __tablename__ = "submitted_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("pack_submission.id"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    explanation_id: Mapped[int | None] = mapped_column(ForeignKey("explanation.id"))
    measurement_id: Mapped[int | None] = mapped_column(ForeignKey("measurement.id"))


class PackStep(Base):
    """One step on a pack's way, by whom and when; `number` counts the submissions, reopening has a reason.

    A sealing is one step for all packs of a bundle, so that the bundles hold it.
    """

    __tablename__ = "pack_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("evidence_pack.id"), index=True)
    action: Mapped[PackAction] = mapped_column(enum_of(PackAction, "pack_action"))
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    number: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    person: Mapped[User] = relationship(foreign_keys=[person_id])
