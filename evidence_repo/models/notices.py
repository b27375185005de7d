"""Notices (thông báo) of persons, and how each person wants them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidence_repo.models.base import Base, enum_of
from workflows.notices import DEFAULT_DELIVERY, DEFAULT_HOUR, Delivery, NoticeKind, ObjectKind


class Notice(Base):
    """What one person is told of one thing on one day; `facts` are details that the thing does not keep.

    `mailed_at` is set before its mail goes out, so that none goes out twice.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "object_kind", "object_id", "day"),
        Index("ix_notice_person_made", "person_id", "made_at", "id"),
        Index("ix_notice_unread", "person_id", "read_at"),
        Index("ix_notice_unmailed", "mailed_at", "read_at", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_of(NoticeKind, "notice_kind"))
    object_kind: Mapped[ObjectKind] = mapped_column(enum_of(ObjectKind, "notice_object"))
    object_id: Mapped[int]
    day: Mapped[date]
    criterion_id: Mapped[int | None] = mapped_column(
        ForeignKey("criterion.id", ondelete="CASCADE"), index=True
    )
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_cycle.id"))
    facts: Mapped[dict[str, Any] | None]
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class NoticeSetting(Base):
    """How a person wants notices by mail, since when; who has no row has the default.

    `looked_at`: when they last looked at their notices. `refused_address`: the address that the mail server
    refused for good; another address is tried again.
    """

    __tablename__ = "notice_setting"

    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    delivery: Mapped[Delivery] = mapped_column(enum_of(Delivery, "notice_delivery"), default=DEFAULT_DELIVERY)
    hour: Mapped[int] = mapped_column(default=DEFAULT_HOUR)
    mails_since: Mapped[datetime | None]
    last_digest: Mapped[date | None]
    looked_at: Mapped[datetime | None]
    refused_address: Mapped[str | None] = mapped_column(String(255))
    refused_at: Mapped[datetime | None]
    refused_reason: Mapped[str | None] = mapped_column(String(500))
