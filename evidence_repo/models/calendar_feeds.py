"""Calendar feeds (lịch đăng ký): the secret address under which a calendar program reads what is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base
from evidence_repo.models.people import User


class CalendarFeed(Base):
    """One person's feed; the address's token stands here as its SHA-256 only. A new one replaces it."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]

    person: Mapped[User] = relationship(lazy="joined")
