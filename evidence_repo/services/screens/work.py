"""What waits for a person: the rows of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    CouncilVote,
    Evidence,
    Measurement,
    SecondReview,
)
from evidence_repo.services.assignments.listing import (
    OPEN,
    OWN_STEPS,
    AssignmentFilter,
    AssignmentRow,
    AssignmentStep,
    list_assignments,
)
from evidence_repo.services.packs.next_step import OF_OTHERS
from evidence_repo.services.packs.progress import PackProgress
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.council_page import votes_waiting
from evidence_repo.services.screens.figures_waiting import figures_waiting
from evidence_repo.services.screens.review_queue import QueueItem, review_queue
from evidence_repo.services.screens.second_reviews import own_seconds
from workflows.rights import Right, allows
from workflows.states import PackState

QUEUE_SHOWN = 12
"""Items of the review queue that home shows; the rest stands behind a link."""


@dataclass(frozen=True, slots=True)
class MyWork:
    """What home shows: the agency's packs, what waits for a reviewer, an approver, a council member."""

    packs: tuple[PackProgress, ...] = ()
    contributed: tuple[PackProgress, ...] = ()
    queue: tuple[QueueItem, ...] = ()
    approvals: tuple[PackProgress, ...] = ()
    figures: Sequence[Measurement] = ()
    seconds: Sequence[SecondReview] = ()
    votes: Sequence[CouncilVote] = ()

    @property
    def overdue(self) -> int:
        """Return how many of the agency's packs are overdue."""
        return sum(row.is_overdue for row in self.packs)


def my_work(session: Session, actor: Actor, rows: Sequence[PackProgress]) -> MyWork:
    """Return what home shows this person of what is worked on in any year, most urgent first."""
    rows = [row for row in rows if row.is_at_work]
    own: list[PackProgress] = []
    contributed: list[PackProgress] = []
    if allows(actor.roles, Right.UPLOAD):
        cited = _criteria_with_own_pieces(session, actor)
        own = [row for row in rows if actor.is_of(row.criterion.lead_agency_id)]
        contributed = [
            row for row in rows if not actor.is_of(row.criterion.lead_agency_id) and row.criterion.id in cited
        ]
    approvals: list[PackProgress] = []
    if allows(actor.roles, Right.APPROVE):
        approvals = [row for row in rows if row.pack.state is PackState.SUBMITTED]
    return MyWork(
        packs=tuple(sorted(own, key=_most_urgent_first)),
        contributed=tuple(sorted(contributed, key=_most_urgent_first)),
        queue=review_queue(session, actor, most=QUEUE_SHOWN),
        approvals=tuple(sorted(approvals, key=_most_urgent_first)),
        figures=figures_waiting(session, actor),
        seconds=own_seconds(session, actor),
        votes=votes_waiting(session, actor),
    )


def _criteria_with_own_pieces(session: Session, actor: Actor) -> frozenset[int]:
    cited = select(Evidence.criterion_id).where(Evidence.agency_id.in_(actor.agencies))
    return frozenset(session.scalars(cited.distinct()))


_STATE_ORDER = (
    PackState.RETURNED,
    PackState.OPEN,
    PackState.SUBMITTED,
    PackState.APPROVED,
    PackState.SEALED,
)


def _most_urgent_first(row: PackProgress) -> tuple[bool, int, date]:
    """Order by: something to do, returned packs on top, then by deadline (the plan's order breaks ties)."""
    due_on = row.due.deadline.due_on if row.due else date.max
    has_step = row.next_step.step not in OF_OTHERS
    return not has_step, _STATE_ORDER.index(row.view.state), due_on


@dataclass(frozen=True, slots=True)
class MyAssignments:
    """What the agency was asked for and has in hand, and the answers that it decides about."""

    to_deliver: tuple[AssignmentRow, ...] = ()
    to_decide: tuple[AssignmentRow, ...] = ()


def my_assignments(session: Session, actor: Actor, today: date) -> MyAssignments:
    """Return what home shows this person of the assignments of every year, the soonest due first."""
    if not allows(actor.roles, Right.UPLOAD):
        return MyAssignments()
    found = list_assignments(session, actor, None, today, AssignmentFilter(state=OPEN))
    own = [row for row in found if row.step in OWN_STEPS]
    return MyAssignments(
        to_deliver=tuple(row for row in own if row.step is not AssignmentStep.DECIDE),
        to_decide=tuple(row for row in own if row.step is AssignmentStep.DECIDE),
    )
