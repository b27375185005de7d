"""Agencies (cơ quan) and their kinds: province, departments, communes, wards, ministries …"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base


class AgencyKind(Base):
    """A kind of agency; plans that name `plan_word` mean all kinds that share it. `until` is exclusive."""

    __tablename__ = "agency_kind"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    ordinal: Mapped[int]
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    plan_word: Mapped[str] = mapped_column(String(40))
    since: Mapped[date | None]
    until: Mapped[date | None]

    places: Mapped[list[AgencyPlace]] = relationship(
        foreign_keys="AgencyPlace.kind", order_by="AgencyPlace.id", lazy="selectin"
    )


class AgencyPlace(Base):
    """That agencies of a kind stand under those of the kind `above`; `until` is exclusive."""

    __tablename__ = "agency_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("agency_kind.code"), index=True)
    above: Mapped[str] = mapped_column(ForeignKey("agency_kind.code"))
    since: Mapped[date | None]
    until: Mapped[date | None]


class Agency(Base):
    """One agency; `code` is its ASCII slug (`so-noi-vu`), used in object tags and on the command line.

    One that was merged, split, renamed or ended has `ended_on` and keeps its row and name for the past.
    `answers_for` holds the ids of the agencies whose past it took over, theirs included.
    """

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(ForeignKey("agency_kind.code"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    began_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    answers_for: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    parent: Mapped[Agency | None] = relationship(remote_side=[id])


class AgencyName(Base):
    """Another name of an agency, as it was written once; `key` is what names are matched by."""

    __tablename__ = "agency_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]


agency_change_successor = Table(
    "agency_change_successor",
    Base.metadata,
    Column("change_id", ForeignKey("agency_change.id"), primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), primary_key=True),
    Column("ordinal", Integer, nullable=False),
)
