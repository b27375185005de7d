"""The catalogue of a cycle: fields, criteria (TC, TCTP), expected products, deadlines, targets, warnings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Numeric, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, ExactNumber, enum_of
from evidence_repo.models.cycles import AssessmentCycle
from workflows.targets import Operator, TargetKind
from workflows.targets import Target as TargetRule


class CriterionKind(StrEnum):
    TC = "TC"
    TCTP = "TCTP"


class CriterionGroup(StrEnum):
    PROCESS = "process"
    IMPACT = "impact"


class SuppliedBy(StrEnum):
    AGENCY = "agency"
    MINISTRY = "ministry"
    AGENCY_AND_MINISTRY = "agency_and_ministry"


class ProductMedium(StrEnum):
    FILE = "file"
    LINK = "link"


criterion_coordinating = Table(
    "criterion_coordinating",
    Base.metadata,
    Column("criterion_id", ForeignKey("criterion.id", ondelete="CASCADE"), primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), primary_key=True),
)


class CriterionField(Base):
    """A field of the index (lĩnh vực): code 1 to 8 or TD; the name is editable data."""

    __tablename__ = "criterion_field"
    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    code: Mapped[str] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(200))
    ordinal: Mapped[int]


class Criterion(Base):
    """One criterion of the plan, with its lead agency; `code` never tells a parent."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("cycle_id", "kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    lead_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("criterion_field.id"))
    agency_order: Mapped[str] = mapped_column(String(10))
    ordinal: Mapped[int]
    kind: Mapped[CriterionKind] = mapped_column(enum_of(CriterionKind, "criterion_kind"))
    code: Mapped[str] = mapped_column(String(20))
    group: Mapped[CriterionGroup] = mapped_column(
        "criterion_group", enum_of(CriterionGroup, "criterion_group")
    )
    title: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text)
    coordinating_text: Mapped[str] = mapped_column(Text)
    max_points: Mapped[float | None] = mapped_column(Numeric(6, 2, asdecimal=False))
    source: Mapped[str | None] = mapped_column(String(200))
    dropped_reason: Mapped[str | None] = mapped_column(Text)
    """Why the plan has it no longer; it stays for what happened under it, and counts nowhere."""

    cycle: Mapped[AssessmentCycle] = relationship()
    lead_agency: Mapped[Agency] = relationship(lazy="joined")
    field: Mapped[CriterionField] = relationship(lazy="joined")
    products: Mapped[list[ExpectedProduct]] = relationship(
        order_by="ExpectedProduct.ordinal", cascade="all, delete-orphan", lazy="selectin"
    )
    deadlines: Mapped[list[Deadline]] = relationship(
        order_by="Deadline.ordinal", cascade="all, delete-orphan", lazy="selectin"
    )
    targets: Mapped[list[Target]] = relationship(
        order_by="Target.ordinal", cascade="all, delete-orphan", back_populates="criterion"
    )
    warnings: Mapped[list[CatalogueWarning]] = relationship(
        order_by="CatalogueWarning.ordinal", cascade="all, delete-orphan"
    )
    coordinating: Mapped[list[Agency]] = relationship(secondary=criterion_coordinating, order_by="Agency.id")

    @property
    def label(self) -> str:
        """Return the name people use: `TCTP 1.1.3`."""
        return f"{self.kind} {self.code}"


class ExpectedProduct(Base):
    """One product (kết quả, sản phẩm) that proves the criterion."""

    __tablename__ = "expected_product"
    __table_args__ = (UniqueConstraint("criterion_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    is_optional: Mapped[bool] = mapped_column(default=False)
    supplied_by: Mapped[SuppliedBy] = mapped_column(enum_of(SuppliedBy, "supplied_by"))
    medium: Mapped[ProductMedium] = mapped_column(enum_of(ProductMedium, "product_medium"))
    dropped_reason: Mapped[str | None] = mapped_column(Text)
    """Why the plan has it no longer; it stays for what rests on it, as an optional one."""


class Deadline(Base):
    """One deadline; `due_on` is exclusive: the last good day is the day before."""

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("criterion_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    is_derived: Mapped[bool] = mapped_column(default=False)
    source_text: Mapped[str] = mapped_column(Text)


class Target(Base):
    """A figure that the requirement asks for, in the vocabulary of `workflows.targets`."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("criterion_id", "ordinal"),
        CheckConstraint("CAST(value AS NUMERIC) >= 0", name="value"),
        CheckConstraint("kind <> 'increase' OR operator IN ('>', '>=')", name="increase"),
        CheckConstraint("kind <> 'none' OR (operator = '=' AND CAST(value AS NUMERIC) = 0)", name="none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    measure: Mapped[str] = mapped_column(Text)
    kind: Mapped[TargetKind] = mapped_column(enum_of(TargetKind, "target_kind"))
    operator: Mapped[Operator] = mapped_column(enum_of(Operator, "target_operator"))
    value: Mapped[Decimal] = mapped_column(ExactNumber())
    is_soft: Mapped[bool] = mapped_column(default=False)
    source_text: Mapped[str] = mapped_column(Text)

    criterion: Mapped[Criterion] = relationship(back_populates="targets")

    @property
    def rule(self) -> TargetRule:
        """Return the target as the rules know it."""
        return TargetRule(self.kind, self.operator, self.value, self.is_soft)


class CatalogueWarning(Base):
    """A contradiction found in the plan: kept and shown, never corrected silently."""

    __tablename__ = "catalogue_warning"
    __table_args__ = (UniqueConstraint("criterion_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    text_vi: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
