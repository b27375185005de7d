"""The council (hội đồng) of a cycle: its rules, members, votes, and what each member answered."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import Dialect, ForeignKey, String, Text, TypeDecorator, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.catalogue import Criterion
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.people import User
from workflows.council import CouncilRules, MajorityBase, Outcome, Voice, VoteState


class ExactShare(TypeDecorator[Fraction]):
    """A share of 1, kept as it is said: `2/3`."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else Fraction(value)


class Council(Base):
    """Whether a cycle has a council, and how it decides; a cycle without a row has none."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), unique=True)
    is_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    quorum: Mapped[Fraction] = mapped_column(ExactShare())
    majority: Mapped[Fraction] = mapped_column(ExactShare())
    base: Mapped[MajorityBase] = mapped_column(enum_of(MajorityBase, "council_base"))
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    cycle: Mapped[AssessmentCycle] = relationship()

    __mapper_args__ = {"version_id_col": lock}

    @property
    def rules(self) -> CouncilRules:
        """Return how the council decides."""
        return CouncilRules(self.quorum, self.majority, self.base)


class CouncilMember(Base):
    """A member of a cycle's council."""

    __tablename__ = "council_member"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    added_at: Mapped[datetime]

    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class CouncilVote(Base):
    """One vote on a list of packs, by the rules of the day on which it was opened."""

    __tablename__ = "council_vote"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[VoteState] = mapped_column(enum_of(VoteState, "vote_state"), default=VoteState.OPEN)
    quorum: Mapped[Fraction] = mapped_column(ExactShare())
    majority: Mapped[Fraction] = mapped_column(ExactShare())
    base: Mapped[MajorityBase] = mapped_column(enum_of(MajorityBase, "vote_base"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1, server_default="1")

    cycle: Mapped[AssessmentCycle] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    packs: Mapped[list[VotedPack]] = relationship(order_by="VotedPack.id", back_populates="vote")

    __mapper_args__ = {"version_id_col": lock}

    @property
    def rules(self) -> CouncilRules:
        """Return how this vote decides."""
        return CouncilRules(self.quorum, self.majority, self.base)


class VotedPack(Base):
    """One pack of a vote, with its lock when the vote was opened; the count is kept when it is closed."""

    __tablename__ = "voted_pack"
    __table_args__ = (UniqueConstraint("vote_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("council_vote.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    pack_lock: Mapped[int]
    members: Mapped[int | None]
    voices_for: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_of(Outcome, "vote_outcome"))

    vote: Mapped[CouncilVote] = relationship(back_populates="packs")
    criterion: Mapped[Criterion] = relationship()
    voices: Mapped[list[CouncilVoice]] = relationship(order_by="CouncilVoice.id")


class CouncilVoice(Base):
    """What a member answered about one pack; the last answer counts."""

    __tablename__ = "council_voice"
    __table_args__ = (UniqueConstraint("voted_pack_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    voted_pack_id: Mapped[int] = mapped_column(ForeignKey("voted_pack.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    voice: Mapped[Voice] = mapped_column(enum_of(Voice, "council_voice"))
    words: Mapped[str | None] = mapped_column(Text)
    cast_at: Mapped[datetime]

    member: Mapped[User] = relationship()
