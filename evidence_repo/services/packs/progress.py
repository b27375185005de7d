"""How far each pack is, as one person may see it: coverage, nearest deadline, what that person does next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import AssessmentCycle, Criterion, Deadline, Evidence, EvidencePack
from evidence_repo.services.packs.next_step import NextStep, next_step
from evidence_repo.services.packs.tallies import tallied_views
from evidence_repo.services.packs.views import at_work, find_packs, packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from workflows.cycle import is_at_work
from workflows.deadlines import DeadlineView, days_left, is_overdue, is_soon, nearest_open
from workflows.packs import PackView
from workflows.rights import Right, Scope, scopes_of
from workflows.states import EDITABLE, PASSED, EvidenceState, ExplanationState, PackState

DONE = frozenset({PackState.APPROVED, PackState.SEALED})
_BUT_DRAFTS = frozenset({Scope.ALL_BUT_DRAFTS, Scope.SUBMITTED_ONWARD})


@dataclass(frozen=True, slots=True)
class Due:
    """The nearest open deadline, seen from today; `days_left` counts to the last good day."""

    deadline: Deadline
    days_left: int
    is_overdue: bool
    is_soon: bool


@dataclass(frozen=True, slots=True)
class PackProgress:
    """One row of home and of the list of criteria; all figures count only what the person may see.

    `provided` and `passed` are mandatory products that have something, and that are covered, of `mandatory`;
    `is_known`: the person sees enough of the pack for these two to say something.
    """

    pack: EvidencePack
    view: PackView
    due: Due | None
    provided: int
    passed: int
    mandatory: int
    deadlines_served: int
    contributions: int
    next_step: NextStep
    is_known: bool

    @property
    def criterion(self) -> Criterion:
        """Return the pack's criterion."""
        return self.pack.criterion

    @property
    def is_at_work(self) -> bool:
        """Return whether the cycle lets the pack be worked on."""
        return is_at_work(self.criterion.cycle.state, was_reopened=self.pack.was_reopened)

    @property
    def is_overdue(self) -> bool:
        """Return whether the agency still has it in hand after the last good day."""
        return self.view.state in EDITABLE and self.due is not None and self.due.is_overdue


def progress_of_cycle(
    session: Session, actor: Actor, cycle: AssessmentCycle, today: date
) -> tuple[PackProgress, ...]:
    """Return the progress of every pack of the cycle, in the plan's order."""
    packs = packs_of_cycle(session, cycle, _WITHOUT_PRODUCTS)
    return progress_of_packs(session, actor, packs, today)


def progress_at_work(
    session: Session, actor: Actor, cycle: AssessmentCycle, today: date
) -> tuple[PackProgress, ...]:
    """Return the progress of this cycle's packs and of all that are worked on in other cycles."""
    wanted = or_(Criterion.cycle_id == cycle.id, at_work())
    packs = find_packs(session, wanted, _WITHOUT_PRODUCTS)
    return progress_of_packs(session, actor, packs, today)


_WITHOUT_PRODUCTS = joinedload(EvidencePack.criterion).lazyload(Criterion.products)
"""The views bring what is asked of the products; their rows would be loaded for nothing."""


def progress_of_packs(
    session: Session, actor: Actor, packs: Sequence[EvidencePack], today: date
) -> tuple[PackProgress, ...]:
    """Return the progress of these packs, in a number of queries that does not grow with them."""
    ids = [pack.criterion_id for pack in packs]
    served = _served_deadlines(session, actor, ids)
    return tuple(
        _progress(actor, pack, view, served[pack.criterion_id], today)
        for pack, view in tallied_views(session, packs, actor).items()
    )


def _served_deadlines(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    named = select(Evidence.criterion_id, Evidence.deadline_id).where(
        Evidence.criterion_id.in_(ids),
        Evidence.deadline_id.is_not(None),
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
        visible_evidence(actor),
    )
    for criterion_id, deadline_id in session.execute(named.distinct()):
        if deadline_id is not None:
            found[criterion_id].add(deadline_id)
    return found


def _progress(
    actor: Actor, pack: EvidencePack, view: PackView, served: set[int], today: date
) -> PackProgress:
    mandatory = frozenset(product.id for product in view.products if product.is_mandatory)
    counted = view.counted_pieces()
    explained = {e.product_id: e.state for e in view.explanations if e.product_id is not None}
    provided = {piece.product_id for piece in counted} | set(explained)
    passed = {piece.product_id for piece in counted if piece.state in PASSED}
    passed |= {product for product, state in explained.items() if state is ExplanationState.ACCEPTED}
    return PackProgress(
        pack=pack,
        view=view,
        due=_due(pack, served, today),
        provided=len(mandatory & provided),
        passed=len(mandatory & passed),
        mandatory=len(mandatory),
        deadlines_served=len(served),
        contributions=view.waiting_contributions,
        next_step=next_step(actor, pack, view),
        is_known=_is_known(actor, pack),
    )


def _is_known(actor: Actor, pack: EvidencePack) -> bool:
    if actor.is_of(pack.criterion.lead_agency_id):
        return True
    scopes = scopes_of(actor.roles, Right.SEE_PIECES)
    return Scope.ALL in scopes or (pack.state is not PackState.OPEN and bool(scopes & _BUT_DRAFTS))


def _due(pack: EvidencePack, served: set[int], today: date) -> Due | None:
    deadlines = {deadline.id: deadline for deadline in pack.criterion.deadlines}
    is_done = pack.state in DONE
    nearest = nearest_open(
        DeadlineView(deadline.id, deadline.due_on, is_served=is_done or deadline.id in served)
        for deadline in deadlines.values()
    )
    if nearest is None:
        return None
    due_on = nearest.due_on
    return Due(
        deadlines[nearest.id], days_left(today, due_on), is_overdue(today, due_on), is_soon(today, due_on)
    )
