"""Everything that one person sees of one assignment, and what they may do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import (
    Assignment,
    AssignmentChange,
    Criterion,
    Evidence,
    EvidencePack,
    Measurement,
    Target,
    User,
)
from evidence_repo.services.assignments.listing import AssignmentRow, row_of
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import parties_of
from evidence_repo.services.policy.figures import visible_figures
from evidence_repo.services.policy.permissions import (
    cycle_permits,
    permissions_on_pack,
    permissions_on_piece,
)
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.workflow.packs import find_pack
from index.text import vietnamese_order
from workflows.assignments import WITH_AGENCY, AssignmentAction, AssignmentState, allowed_actions
from workflows.evidence import EvidenceAction
from workflows.measurements import MeasurementAction, Period
from workflows.states import EDITABLE, EvidenceState


@dataclass(frozen=True, slots=True)
class AssignmentCourse:
    """One step on the way of an assignment: the state that it led to, when, by whom, and why."""

    state: AssignmentState
    at: datetime
    person: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """One assignment with what this person may see around it.

    `piece` is what it was delivered with, `piece_actions` what this person may do with it now; `own_pieces`
    can be delivered with, where the person may deliver; `changes`: what it asked for before each change, the
    newest first; `may_add`: a document can be added to the pack now, `asks_late_reason`: with a reason for
    lateness.
    """

    assignment: Assignment
    row: AssignmentRow
    criterion: Criterion
    pack: EvidencePack
    actions: frozenset[AssignmentAction]
    piece: Evidence | None
    piece_actions: frozenset[EvidenceAction]
    own_pieces: tuple[Evidence, ...]
    people: tuple[User, ...]
    course: tuple[AssignmentCourse, ...]
    changes: tuple[AssignmentChange, ...]
    may_add: bool
    asks_late_reason: bool
    figures: tuple[tuple[Target, Measurement | None], ...]
    may_give: bool

    def may(self, action: str) -> bool:
        """Return whether this person may do it now."""
        return action in self.actions


def assignment_page(session: Session, actor: Actor, assignment: Assignment, today: date) -> AssignmentPage:
    """Return the page of an assignment that this person may see."""
    criterion = assignment.criterion
    pack = find_pack(session, criterion)
    actions = possible_actions(actor, assignment, pack)
    piece = _delivered_piece(session, actor, assignment)
    delivers = AssignmentAction.DELIVER in actions
    permissions = permissions_on_pack(actor, pack)
    return AssignmentPage(
        assignment=assignment,
        row=row_of(session, actor, assignment.id, today),
        criterion=criterion,
        pack=pack,
        actions=actions,
        piece=piece,
        piece_actions=permissions_on_piece(actor, piece, pack, ()).actions if piece else frozenset(),
        own_pieces=_own_pieces(session, actor, assignment) if delivers else (),
        people=_people(session, assignment) if AssignmentAction.NAME_PERSON in actions else (),
        course=_course(assignment),
        changes=_changes(session, assignment),
        may_add=permissions.may_add,
        asks_late_reason=permissions.asks_late_reason,
        figures=_figures(session, actor, assignment),
        may_give=actor.is_of(assignment.agency_id)
        and assignment.state in WITH_AGENCY
        and pack.state in EDITABLE
        and cycle_permits(pack, MeasurementAction.GIVE),
    )


def _figures(
    session: Session, actor: Actor, assignment: Assignment
) -> tuple[tuple[Target, Measurement | None], ...]:
    """Return the criterion's targets with what was given for each under this assignment."""
    given = select(Measurement).where(
        Measurement.assignment_id == assignment.id,
        Measurement.period == Period.YEAR,
        visible_figures(actor),
    )
    by_target = {each.target_id: each for each in session.scalars(given)}
    if not by_target and not assignment.asks_figures and assignment.state not in WITH_AGENCY:
        return ()
    return tuple((target, by_target.get(target.id)) for target in assignment.criterion.targets)


def possible_actions(actor: Actor, assignment: Assignment, pack: EvidencePack) -> frozenset[AssignmentAction]:
    """Return what the table and the cycle let this person do with it."""
    parties = parties_of(actor, assignment.criterion, assignment.agency_id)
    offered = allowed_actions(assignment.state, actor.roles, parties)
    return frozenset(action for action in offered if cycle_permits(pack, action))


def _delivered_piece(session: Session, actor: Actor, assignment: Assignment) -> Evidence | None:
    found = _pieces(session, actor, Evidence.id == assignment.evidence_id)
    return found[0] if found else None


def _own_pieces(session: Session, actor: Actor, assignment: Assignment) -> tuple[Evidence, ...]:
    """Return the agency's pieces for the criterion (and product) that it can deliver with."""
    of_product = Evidence.product_id == assignment.product_id
    found = _pieces(
        session,
        actor,
        Evidence.criterion_id == assignment.criterion_id,
        Evidence.agency_id == assignment.agency_id,
        Evidence.state != EvidenceState.WITHDRAWN,
        *([of_product] if assignment.product_id is not None else []),
    )
    return tuple(found)


def _pieces(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> Sequence[Evidence]:
    found = select(Evidence).where(*conditions, visible_evidence(actor)).order_by(Evidence.id.desc())
    return session.scalars(found.options(joinedload(Evidence.product))).all()


def _people(session: Session, assignment: Assignment) -> tuple[User, ...]:
    active = select(User).where(User.agency_id == assignment.agency_id, User.active.is_(True))
    return tuple(sorted(session.scalars(active).unique(), key=lambda user: vietnamese_order(user.name)))


def _changes(session: Session, assignment: Assignment) -> tuple[AssignmentChange, ...]:
    of_it = select(AssignmentChange).where(AssignmentChange.assignment_id == assignment.id)
    newest = of_it.order_by(AssignmentChange.id.desc()).options(joinedload(AssignmentChange.changed_by))
    return tuple(session.scalars(newest).unique())


def _course(assignment: Assignment) -> tuple[AssignmentCourse, ...]:
    """Return how it came to where it stands, the oldest step first: the last of each kind."""
    by, state = assignment.assigned_by, assignment.state
    steps = [AssignmentCourse(AssignmentState.ASSIGNED, assignment.assigned_at, by.name)]
    if assignment.delivered_at is not None:
        by = assignment.delivered_by or by
        steps.append(AssignmentCourse(AssignmentState.DELIVERED, assignment.delivered_at, by.name))
    if state is AssignmentState.ACCEPTED:
        person = assignment.accepted_by.name if assignment.accepted_by else None
        steps.append(AssignmentCourse(state, assignment.state_since, person))
    elif state in (AssignmentState.RETURNED, AssignmentState.CANCELLED):
        steps.append(AssignmentCourse(state, assignment.state_since, reason=assignment.reason))
    return tuple(steps)
