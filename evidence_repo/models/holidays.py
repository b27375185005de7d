"""Days that differ from the plain week: public holidays, their compensation, swapped days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from evidence_repo.models.base import Base, enum_of
from workflows.working_days import DayKind


class CalendarDay(Base):
    """One listed day; `is_provisional`: not announced yet."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[DayKind] = mapped_column(enum_of(DayKind, "day_kind"))
    name: Mapped[str] = mapped_column(String(200))
    is_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
