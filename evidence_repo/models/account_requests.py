"""What one administrator asks for and another person must confirm: accounts that judge or administer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.people import User


class RequestKind(StrEnum):
    """What is asked for."""

    ADD_PERSON = "add_person"
    CHANGE_ROLES = "change_roles"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an action


class AccountRequest(Base):
    """One request; without an asker it is of the server's operator. `decided_at`: confirmed or declined."""

    __tablename__ = "account_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind] = mapped_column(enum_of(RequestKind, "request_kind"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    details: Mapped[dict[str, Any]]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool] = mapped_column(default=False)

    person: Mapped[User | None] = relationship(foreign_keys=person_id)
    asked_by: Mapped[User | None] = relationship(foreign_keys=asked_by_id)
