"""Registers (sổ theo dõi): which criterion has which, one for each agency that keeps it, its rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.documents import DocumentVersion
from evidence_repo.models.evidence import Evidence
from evidence_repo.models.people import User
from workflows.registers import RegisterKind


class RegisterChoice(Base):
    """What the coordinator chose for a criterion and a kind; where there is none, the proposal holds.

    `forms` are the forms of activity that the criterion asks for, in their order.
    """

    __tablename__ = "register_choice"
    __table_args__ = (UniqueConstraint("criterion_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RegisterKind] = mapped_column(enum_of(RegisterKind, "register_choice_kind"))
    is_kept: Mapped[bool]
    forms: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class Register(Base):
    """One agency's register for a criterion; `next_number` is the number that its next row gets.

    `listed_on` is the day of its list of units, `total` the number of all of whom activities reached some.
    """

    __tablename__ = "register"
    __table_args__ = (UniqueConstraint("criterion_id", "kind", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    kind: Mapped[RegisterKind] = mapped_column(enum_of(RegisterKind, "register_kind"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    next_number: Mapped[int] = mapped_column(default=1)
    listed_on: Mapped[date | None]
    total: Mapped[int | None]
    lock: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined")
    rows: Mapped[list[RegisterRow]] = relationship(order_by="RegisterRow.number", back_populates="register")

    __mapper_args__ = {"version_id_col": lock}


class RegisterRow(Base):
    """One row; `number` is its own for good, `cells` are as `workflows.registers` has them."""

    __tablename__ = "register_row"
    __table_args__ = (UniqueConstraint("register_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"), index=True)
    number: Mapped[int]
    cells: Mapped[dict[str, Any]]
    late_reason: Mapped[str | None] = mapped_column(Text)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column(default=1)

    register: Mapped[Register] = relationship(back_populates="rows")
    changed_by: Mapped[User] = relationship()
    proofs: Mapped[list[RegisterProof]] = relationship(
        order_by="RegisterProof.id", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": lock}


class RegisterProof(Base):
    """What proves a row: a piece of its criterion, or a version of a document that is no piece of it."""

    __tablename__ = "register_proof"
    __table_args__ = (
        CheckConstraint("(evidence_id IS NULL) <> (version_id IS NULL)", name="piece_or_version"),
        UniqueConstraint("row_id", "evidence_id"),
        UniqueConstraint("row_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("register_row.id", ondelete="CASCADE"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("document_version.id"), index=True)

    evidence: Mapped[Evidence | None] = relationship(lazy="joined")
    version: Mapped[DocumentVersion | None] = relationship(lazy="joined")

    @property
    def shown_version(self) -> DocumentVersion:
        """Return the version that proves the row: that which its piece pins, or its own."""
        found = self.evidence.version if self.evidence else self.version
        assert found is not None  # the database checks that one of them is there
        return found
