"""How reviewers share their work: claims, ready comments, and the blind second review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.evidence import Evidence, Review
from evidence_repo.models.people import User
from workflows.evidence import Reason, VerdictKind


class ReviewClaim(Base):
    """Who has a piece, or a product's explanation, in hand; it holds as `workflows.claims` says."""

    __tablename__ = "review_claim"
    __table_args__ = (
        CheckConstraint("(evidence_id IS NULL) <> (explanation_id IS NULL)", name="one_target"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), unique=True)
    explanation_id: Mapped[int | None] = mapped_column(ForeignKey("explanation.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    claimed_at: Mapped[datetime]
    active_at: Mapped[datetime]

    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class CannedComment(Base):
    """Words for the agency that fit one reason, ready to be chosen on the desk."""

    __tablename__ = "canned_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[Reason] = mapped_column(enum_of(Reason, "canned_reason"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": lock}


class SecondReviewShare(Base):
    """A share of pieces, in percent, that are judged twice, and the seed that draws them; the last counts."""

    __tablename__ = "second_review_share"
    __table_args__ = (CheckConstraint("share >= 0 AND share <= 100", name="percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    share: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    cycle: Mapped[AssessmentCycle] = relationship()


class SecondReview(Base):
    """A piece drawn to be judged again, by whom; `verdict` is empty until it is given."""

    __tablename__ = "second_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("review.id"), unique=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("second_review_share.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    drawn_at: Mapped[datetime]
    verdict: Mapped[VerdictKind | None] = mapped_column(enum_of(VerdictKind, "second_verdict"))
    reason: Mapped[Reason | None] = mapped_column(enum_of(Reason, "second_reason"))
    comment: Mapped[str | None] = mapped_column(Text)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship()
    first: Mapped[Review] = relationship()
    share: Mapped[SecondReviewShare] = relationship()
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])
