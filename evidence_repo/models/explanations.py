"""Explanations (giải trình): rounds of a piece, product, question or figures; every one is kept."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.clock import HANOI
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion, ExpectedProduct
from evidence_repo.models.documents import DocumentVersion
from evidence_repo.models.evidence import Evidence
from evidence_repo.models.measurements import Measurement
from evidence_repo.models.people import User
from evidence_repo.models.rounds import RoundQuestion
from workflows.explanations import ExplanationKind, ExplanationState

explanation_document = Table(
    "explanation_document",
    Base.metadata,
    Column("explanation_id", ForeignKey("explanation.id"), primary_key=True),
    Column("version_id", ForeignKey("document_version.id"), primary_key=True, index=True),
)

_TARGETS = ("evidence_id", "product_id", "question_id", "measurement_id")
_ONE_TARGET = " + ".join(f"CASE WHEN {target} IS NULL THEN 0 ELSE 1 END" for target in _TARGETS) + " = 1"


class Explanation(Base):
    """One round of giải trình, of a piece, a product, a question or a measurement: exactly one is set."""

    __tablename__ = "explanation"
    __table_args__ = (CheckConstraint(_ONE_TARGET, name="one_target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("expected_product.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("round_question.id"), index=True)
    measurement_id: Mapped[int | None] = mapped_column(ForeignKey("measurement.id"), index=True)
    kind: Mapped[ExplanationKind] = mapped_column(enum_of(ExplanationKind, "explanation_kind"))
    text: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str | None] = mapped_column(Text)
    round: Mapped[int] = mapped_column(default=1)
    last_day: Mapped[date | None]
    state: Mapped[ExplanationState] = mapped_column(
        enum_of(ExplanationState, "explanation_state"), default=ExplanationState.DRAFT, index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_comment: Mapped[str | None] = mapped_column(Text)
    decided_on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    evidence: Mapped[Evidence | None] = relationship()
    product: Mapped[ExpectedProduct | None] = relationship()
    question: Mapped[RoundQuestion | None] = relationship()
    measurement: Mapped[Measurement | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    decided_on_behalf_of: Mapped[User | None] = relationship(foreign_keys=[decided_on_behalf_of_id])
    documents: Mapped[list[DocumentVersion]] = relationship(secondary=explanation_document, lazy="selectin")

    __mapper_args__ = {"version_id_col": lock}

    @property
    def is_late(self) -> bool:
        """Return whether it was submitted after its last good day, as Vietnam counts days."""
        if self.last_day is None or self.submitted_at is None:
            return False
        return self.submitted_at.astimezone(HANOI).date() > self.last_day

    @property
    def is_judged_by_itself(self) -> bool:
        """Return whether it has a verdict of its own; a piece's follows the verdict on the piece."""
        return self.evidence_id is None

    @property
    def target_text(self) -> str:
        """Return the words of the product, question or target that it is for; a piece's has none."""
        if self.measurement is not None:
            return self.measurement.target.measure
        target = self.product or self.question
        return target.text if target else ""

    @property
    def judged_by(self) -> frozenset[int]:
        """Return the ids of who accepted or rejected it and on whose behalf; empty while nobody has."""
        if self.state not in {ExplanationState.ACCEPTED, ExplanationState.REJECTED}:
            return frozenset()
        both = (self.decided_by_id, self.decided_on_behalf_of_id)
        return frozenset(person for person in both if person is not None)


class ExplanationTemplate(Base):
    """The words that an explanation of a kind begins with."""

    __tablename__ = "explanation_template"

    kind: Mapped[ExplanationKind] = mapped_column(enum_of(ExplanationKind, "template_kind"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

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
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
