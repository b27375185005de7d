"""Agencies (cơ quan): province, departments, districts and communes, ministries, mass organisations."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of


class AgencyKind(StrEnum):
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    MINISTRY = "ministry"
    MASS_ORGANISATION = "mass_organisation"


class Agency(Base):
    """One agency; `code` is its ASCII slug (`so-noi-vu`), used in object tags and on the command line."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[AgencyKind] = mapped_column(enum_of(AgencyKind, "agency_kind"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped[Agency | None] = relationship(remote_side=[id])
