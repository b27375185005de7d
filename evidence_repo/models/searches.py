"""A person's own searches: kept ones, which may tell of new documents by mail, and the latest ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base
from evidence_repo.models.people import User


class SavedSearch(Base):
    """A search that its owner kept; `known` are the versions found when the owner last heard of it."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[dict[str, Any]]
    """The parts of its address: `q`, `sort` and the facets' values."""
    tells_by_mail: Mapped[bool] = mapped_column(default=False, index=True)
    known: Mapped[list[Any]] = mapped_column(default=list)
    saved_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When the last mail was sent; there is at most one a day."""

    owner: Mapped[User] = relationship(lazy="joined")


class RecentSearch(Base):
    """Words that a person asked for lately; only the latest few are kept."""

    __tablename__ = "recent_search"
    __table_args__ = (UniqueConstraint("owner_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[datetime]
