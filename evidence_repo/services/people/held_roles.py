"""The roles that a person has held in the cycle: a coordinator judges nothing in it.

Decision where the rules leave room: "in the same cycle" are the roles held now or at any time since the
oldest cycle that is not closed began, offices that were held for another included.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import AssessmentCycle, Delegation, FormerRole, User
from workflows.cycle import CycleState
from workflows.roles import Role


def roles_held_in_cycle(session: Session, person: User) -> frozenset[Role]:
    """Return every role that the person holds or has held since the oldest cycle not closed began."""
    since = session.scalar(
        select(func.min(AssessmentCycle.created_at)).where(AssessmentCycle.state != CycleState.CLOSED)
    )
    if since is None:
        return frozenset()
    taken = session.scalars(
        select(FormerRole.role).where(FormerRole.user_id == person.id, FormerRole.taken_at >= since)
    )
    return person.role_set.union(taken, _offices_held_for_others(session, person, since))


def _offices_held_for_others(session: Session, person: User, since: datetime) -> frozenset[Role]:
    """Return what was delegated to this person; one that was ended before its first day passed nothing."""
    named = select(Delegation).where(
        Delegation.deputy_id == person.id, Delegation.last_day >= day_in_hanoi(since)
    )
    return frozenset(
        Role(office)
        for each in session.scalars(named)
        if each.ended_at is None or day_in_hanoi(each.ended_at) >= each.first_day
        for office in each.offices
    )
