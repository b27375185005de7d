"""Comments (trao đổi) on pieces, explanations, packs, assignments and figures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.people import User
from workflows.comments import ThingKind

comment_mention = Table(
    "comment_mention",
    Base.metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("person_id", ForeignKey("user_account.id"), primary_key=True, index=True),
)


class Comment(Base):
    """What somebody said about one thing of a criterion; `folded` is what a search compares.

    It outlives the thing, whose id is therefore no key. `struck_at`: its author struck it out.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_thing", "thing_kind", "thing_id", "id"),
        Index("ix_comment_criterion_made", "criterion_id", "made_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    thing_kind: Mapped[ThingKind] = mapped_column(enum_of(ThingKind, "comment_thing"))
    thing_id: Mapped[int]
    is_internal: Mapped[bool]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    struck_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    criterion: Mapped[Criterion] = relationship()
    author: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    mentioned: Mapped[list[User]] = relationship(
        secondary=comment_mention, lazy="selectin", order_by=User.name
    )
    before: Mapped[list[CommentBefore]] = relationship(lazy="selectin", order_by="CommentBefore.id")

    __mapper_args__ = {"version_id_col": lock}


class CommentBefore(Base):
    """What a comment said before its author changed it."""

    __tablename__ = "comment_before"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]
