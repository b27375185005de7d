"""Evidence (tài liệu kiểm chứng): a document version cited for a criterion, with pages and verdicts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion, Deadline, ExpectedProduct
from evidence_repo.models.documents import DocumentVersion
from evidence_repo.models.people import User
from workflows.evidence import EvidenceState, Reason, VerdictKind


class Evidence(Base):
    """One piece: pins a version; `accepted_at` is empty while a contribution awaits the lead agency."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("expected_product.id"), index=True)
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    pages: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[EvidenceState] = mapped_column(
        enum_of(EvidenceState, "evidence_state"), default=EvidenceState.DRAFT, index=True
    )
    cited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    cited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    state_since: Mapped[datetime]
    late_reason: Mapped[str | None] = mapped_column(Text)
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    product: Mapped[ExpectedProduct | None] = relationship()
    deadline: Mapped[Deadline | None] = relationship()
    version: Mapped[DocumentVersion] = relationship(lazy="joined")
    agency: Mapped[Agency] = relationship()
    cited_by: Mapped[User] = relationship(foreign_keys=[cited_by_id])
    reviews: Mapped[list[Review]] = relationship(order_by="Review.id", back_populates="evidence")
    pins: Mapped[list[EvidencePin]] = relationship(order_by="EvidencePin.id")

    __mapper_args__ = {"version_id_col": lock}

    @property
    def is_contribution_waiting(self) -> bool:
        """Return whether a coordinating agency's piece still waits for the lead agency to accept it."""
        return self.accepted_at is None


class EvidencePin(Base):
    """Every version and page range that a piece has pinned, by whom: four eyes look at all of them."""

    __tablename__ = "evidence_pin"

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), index=True)
    pages: Mapped[str | None] = mapped_column(String(200))
    pinned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    pinned_at: Mapped[datetime]

    version: Mapped[DocumentVersion] = relationship()


class Review(Base):
    """One verdict on one piece; `undone_at` or a later verdict supersedes it, it is never deleted."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    verdict: Mapped[VerdictKind] = mapped_column(enum_of(VerdictKind, "verdict_kind"))
    reason: Mapped[Reason | None] = mapped_column(enum_of(Reason, "verdict_reason"))
    comment: Mapped[str | None] = mapped_column(Text)
    anchors: Mapped[list[Any]] = mapped_column(default=list)
    state_before: Mapped[EvidenceState] = mapped_column(enum_of(EvidenceState, "state_before"))
    explanation_id: Mapped[int | None] = mapped_column(ForeignKey("explanation.id"))
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undo_reason: Mapped[str | None] = mapped_column(Text)
    password_was_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    evidence: Mapped[Evidence] = relationship(back_populates="reviews")
    reviewer: Mapped[User] = relationship(foreign_keys=[reviewer_id])
    on_behalf_of: Mapped[User | None] = relationship(foreign_keys=[on_behalf_of_id])
    version: Mapped[DocumentVersion] = relationship()

    @property
    def given_by(self) -> frozenset[int]:
        """Return the ids of who gave the verdict and on whose behalf."""
        return frozenset({self.reviewer_id, self.on_behalf_of_id or self.reviewer_id})


class ReviewQuestion(Base):
    """Why an approver sent a piece that had passed to the reviewers again."""

    __tablename__ = "review_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
