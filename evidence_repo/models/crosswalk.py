"""The crosswalk of codes: which criteria of the year before a year's criterion continues."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.people import User
from workflows.crosswalk import PairOrigin, PairState


class CrosswalkPair(Base):
    """A criterion and one that it continues; `earlier_id` empty: it continues none.

    `likeness` is that of the titles in percent, of what was proposed.
    """

    __tablename__ = "crosswalk_pair"
    __table_args__ = (UniqueConstraint("criterion_id", "earlier_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"), index=True)
    origin: Mapped[PairOrigin] = mapped_column(enum_of(PairOrigin, "pair_origin"))
    state: Mapped[PairState] = mapped_column(enum_of(PairState, "pair_state"))
    likeness: Mapped[int]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]

    criterion: Mapped[Criterion] = relationship(foreign_keys=[criterion_id])
    earlier: Mapped[Criterion | None] = relationship(foreign_keys=[earlier_id])
    decided_by: Mapped[User | None] = relationship()
