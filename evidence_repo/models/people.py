"""People who sign in (người dùng) and their roles."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Column, ForeignKey, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from workflows.roles import Role

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user_account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Base):
    """A role; the names are those of `workflows.roles.Role`."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Base):
    """One person, of one agency, with a set of roles.

    `session_stamp` is another one after whatever must end the person's sessions. A password is shared when
    somebody else has known it: one that an administrator handed out, until the person has chosen their own.
    `chosen_year` is the year that the person has switched to last; `hint_read`: the first visit's hint
    was read.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    session_stamp: Mapped[str] = mapped_column(String(64), default=lambda: uuid4().hex)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(5), default="vi")
    chosen_year: Mapped[int | None]
    hint_read: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    password_set_at: Mapped[datetime | None]
    password_expires_at: Mapped[datetime | None]
    password_is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())

    agency: Mapped[Agency] = relationship(lazy="joined")
    roles: Mapped[list[RoleRow]] = relationship(secondary=user_role, lazy="selectin", order_by=RoleRow.name)

    @property
    def role_set(self) -> frozenset[Role]:
        """Return the person's roles as the rules know them."""
        return frozenset(Role(row.name) for row in self.roles)


class FormerRole(Base):
    """A role that was taken from a person: it counts on until the cycles that were open then are closed."""

    __tablename__ = "former_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_of(Role, "former_role"))
    taken_at: Mapped[datetime]
