"""The assessment cycle (kỳ đánh giá): one year of one province."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Numeric, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from workflows.cycle import CycleState


class AssessmentCycle(Base):
    """One cycle; criteria, packs and bundles belong to it.

    Addresses from when they named no year lead to the cycle that `answers_old_addresses`.
    """

    __tablename__ = "assessment_cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    plan_number: Mapped[str | None] = mapped_column(String(60))
    plan_title: Mapped[str | None] = mapped_column(String(500))
    plan_issued_on: Mapped[date | None]
    state: Mapped[CycleState] = mapped_column(enum_of(CycleState, "cycle_state"), default=CycleState.OPEN)
    tolerance_percent: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False), default=3.0)
    created_at: Mapped[datetime]
    answers_old_addresses: Mapped[bool] = mapped_column(default=False, server_default=false())
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    province: Mapped[Agency] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": lock}
