"""Explanations (giải trình): rounds of one piece or of one expected product; every round is kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion, ExpectedProduct
from evidence_repo.models.documents import DocumentVersion
from evidence_repo.models.evidence import Evidence
from evidence_repo.models.people import User
from workflows.explanations import ExplanationKind, ExplanationState

explanation_document = Table(
    "explanation_document",
    Base.metadata,
    Column("explanation_id", ForeignKey("explanation.id"), primary_key=True),
    Column("version_id", ForeignKey("document_version.id"), primary_key=True),
)


class Explanation(Base):
    """One round of giải trình; exactly one of `evidence_id` and `product_id` is set."""

    __tablename__ = "explanation"
    __table_args__ = (CheckConstraint("(evidence_id IS NULL) <> (product_id IS NULL)", name="one_target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("expected_product.id"), index=True)
    kind: Mapped[ExplanationKind] = mapped_column(enum_of(ExplanationKind, "explanation_kind"))
    text: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str | None] = mapped_column(Text)
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[ExplanationState] = mapped_column(
        enum_of(ExplanationState, "explanation_state"), default=ExplanationState.DRAFT, index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_comment: Mapped[str | None] = mapped_column(Text)
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    evidence: Mapped[Evidence | None] = relationship()
    product: Mapped[ExpectedProduct | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    documents: Mapped[list[DocumentVersion]] = relationship(secondary=explanation_document, lazy="selectin")

    __mapper_args__ = {"version_id_col": lock}


class ExplanationRole(StrEnum):
    """What somebody did to an explanation beside writing it."""

    REWORDED = "reworded"
    JUDGED = "judged"


class ExplanationInvolvement(Base):
    """Who reworded or judged an explanation: its row knows the last one, four eyes look at all of them."""

    __tablename__ = "explanation_involvement"

    id: Mapped[int] = mapped_column(primary_key=True)
    explanation_id: Mapped[int] = mapped_column(ForeignKey("explanation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[ExplanationRole] = mapped_column(enum_of(ExplanationRole, "explanation_role"))
    at: Mapped[datetime]
