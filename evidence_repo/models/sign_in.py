"""Who is signed in where, on which devices people are known, and how often somebody has guessed wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base
from evidence_repo.models.people import User


class BrowserSession(Base):
    """One person signed in with one browser; the browser's token stands here as its SHA-256 only.

    `stamp` is the person's `session_stamp` when it began: another one ends every session at once.
    """

    __tablename__ = "browser_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    stamp: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(45))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(lazy="joined")


class KnownDevice(Base):
    """A browser with which a person has signed in before: strangers' guesses do not delay it."""

    __tablename__ = "known_device"

    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime]


class GuessCounter(Base):
    """Wrong passwords counted under one key: an account, an address, a device, everything."""

    __tablename__ = "guess_counter"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
