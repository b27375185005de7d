"""What the council's votes mean for the approval of packs."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import Council, CouncilVote, Criterion, EvidencePack, VotedPack
from workflows.blockers import Blocker
from workflows.council import VoteState, approval_blockers


def council_blockers(session: Session, pack: EvidencePack) -> tuple[Blocker, ...]:
    """Say what the pack's approval lacks of the council; nothing where the cycle has none."""
    return blockers_of_packs(session, [pack]).get(pack.criterion_id, ())


def blockers_of_packs(session: Session, packs: Collection[EvidencePack]) -> dict[int, tuple[Blocker, ...]]:
    """Return the same for many packs, by the criterion, in a number of queries that does not grow."""
    ids = [pack.criterion_id for pack in packs]
    with_council = frozenset(
        session.scalars(
            select(Criterion.id)
            .join(Council, Council.cycle_id == Criterion.cycle_id)
            .where(Criterion.id.in_(ids), Council.is_on.is_(True))
        )
    )
    if not with_council:
        return {}
    decided = last_decisions(session, with_council)
    return {
        pack.criterion_id: approval_blockers(
            is_on=True,
            outcome=last.outcome if (last := decided.get(pack.criterion_id)) else None,
            seen_lock=last.pack_lock if last else None,
            lock=pack.lock,
        )
        for pack in packs
        if pack.criterion_id in with_council
    }


def last_decisions(session: Session, criterion_ids: Collection[int]) -> dict[int, VotedPack]:
    """Return, by the criterion, what the last vote that is closed decided."""
    closed = (
        select(func.max(VotedPack.id))
        .join(CouncilVote, CouncilVote.id == VotedPack.vote_id)
        .where(VotedPack.criterion_id.in_(criterion_ids), CouncilVote.state == VoteState.CLOSED)
        .group_by(VotedPack.criterion_id)
    )
    rows = session.scalars(select(VotedPack).where(VotedPack.id.in_(closed)))
    return {row.criterion_id: row for row in rows}
