"""Carry changes of agencies out: what is open goes to the successors, all or nothing, and the agency ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import EvidenceError
from evidence_repo.models import Agency, AgencyChange
from evidence_repo.models.agencies import agency_change_successor
from evidence_repo.services.audit.events import emit
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.people.agencies import add_agency, free_code
from evidence_repo.services.policy.actors import SYSTEM, Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.reorganising.belongings import ASSIGNMENTS, Heirs
from evidence_repo.services.reorganising.facts import facts_of, lock_agencies
from evidence_repo.services.reorganising.joining import join_assignments, widen_searches
from evidence_repo.services.reorganising.moving import (
    bytes_of_open_pieces,
    lock_open_packs,
    move_belongings,
)
from workflows.agency_changes import AgencyChangeKind, change_blockers
from workflows.events import AgencyChanged, AuditAction, BelongingsHandedOver

_STRAGGLERS = timedelta(minutes=1)
"""Whoever was writing for the agency while it ended has committed by then."""


def carry_out(session: Session, actor: Actor, change: AgencyChange, clock: Clock) -> None:
    """Give what is open to the successors; the agency ends, and keeps its name for the past."""
    agency = change.agency
    lock_agencies(session, [agency, *change.successors])
    successors = [facts_of(session, each) for each in change.successors]
    facts = facts_of(session, agency, apart_from=change)
    refuse_if(change_blockers(change.kind, facts, successors, change.on, clock.today()))
    if change.kind is AgencyChangeKind.RENAME:
        _add_renamed(session, actor, change)
    agency.is_active, agency.ended_on = False, change.on
    for heir in change.successors:
        heir.answers_for = sorted({*heir.answers_for, agency.id, *agency.answers_for})
    change.moved, tagged = _hand_over(session, actor, agency, change, clock)
    widen_searches(session, agency, change.successors)
    change.carried_out_at, change.failure = clock.now(), None
    emit_change(session, actor, _LOGGED[change.kind], change, tagged)
    session.flush()
    session.expire_all()
    now = datetime.now(UTC)
    enqueue_job(session, JobKind.CHANGE_AGENCIES, {}, now=now, run_after=now + _STRAGGLERS)


def _add_renamed(session: Session, actor: Actor, change: AgencyChange) -> None:
    agency, name = change.agency, change.new_name or ""
    renamed = add_agency(
        session,
        actor,
        name=name,
        kind=agency.kind,
        code=free_code(session, name),
        parent=agency.parent,
        since=change.on,
    )
    add_successor(session, change, renamed, 0)


def _hand_over(
    session: Session, actor: Actor, agency: Agency, change: AgencyChange, clock: Clock
) -> tuple[dict[str, int], frozenset[str]]:
    if not change.successors:
        return {}, frozenset()
    session.flush()
    lock_open_packs(session, agency)
    tagged = bytes_of_open_pieces(session, agency)
    successors = [successor.id for successor in change.successors]
    heirs = Heirs(successors[0], change.choices)
    joined = join_assignments(session, actor, agency, heirs, clock.now())
    moved = move_belongings(session, agency, heirs, successors)
    if joined:
        moved[ASSIGNMENTS] = moved.get(ASSIGNMENTS, 0) + joined
    return moved, tagged


def _hand_over_rest_of(session: Session, actor: Actor, agency: Agency, clock: Clock) -> None:
    done = select(AgencyChange).where(
        AgencyChange.agency_id == agency.id, AgencyChange.carried_out_at.is_not(None)
    )
    change = session.scalar(done)
    if change is None:
        return
    moved, tagged = _hand_over(session, actor, agency, change, clock)
    if moved:
        event = BelongingsHandedOver(
            subject=agency.id,
            name=agency.name,
            successors=tuple(successor.name for successor in change.successors),
            handed_over=moved,
            tagged=tagged,
        )
        emit(session, actor, event)


def add_successor(session: Session, change: AgencyChange, successor: Agency, ordinal: int) -> None:
    """Name one that takes over; those are asked in the order of their numbers."""
    row = {"change_id": change.id, "agency_id": successor.id, "ordinal": ordinal}
    session.execute(insert(agency_change_successor).values(row))
    session.expire(change, ["successors"])


def carry_out_due(database: Database, clock: Clock) -> int:
    """Carry out what waits and whose day has come, each in a transaction of its own; return how many.

    One that the rules forbid meanwhile keeps why, and waits on. What ended agencies still hold follows.
    """
    with database.reading() as session:
        waiting = select(AgencyChange.id).where(
            AgencyChange.on <= clock.today(),
            AgencyChange.carried_out_at.is_(None),
            AgencyChange.cancelled_at.is_(None),
        )
        due = session.scalars(waiting.order_by(AgencyChange.on, AgencyChange.id)).all()
    done = sum(_carry_out_one(database, change_id, clock) for change_id in due)
    with database.transaction() as session:
        hand_over_all_rest(session, SYSTEM, clock)
    return done


def _carry_out_one(database: Database, change_id: int, clock: Clock) -> bool:
    try:
        with database.transaction() as session:
            change = session.get_one(AgencyChange, change_id)
            if change.is_waiting:
                carry_out(session, SYSTEM, change, clock)
    except EvidenceError as error:
        with database.transaction() as session:
            session.get_one(AgencyChange, change_id).failure = str(error)
        return False
    return True


def hand_over_all_rest(session: Session, actor: Actor, clock: Clock) -> None:
    """Give everything open that ended agencies still hold to their successors, theirs to theirs."""
    ended = select(Agency).where(Agency.ended_on.is_not(None)).order_by(Agency.ended_on, Agency.id)
    for agency in session.scalars(ended).all():
        _hand_over_rest_of(session, actor, agency, clock)


_LOGGED = {
    AgencyChangeKind.MERGE: AuditAction.MERGE_AGENCY,
    AgencyChangeKind.SPLIT: AuditAction.SPLIT_AGENCY,
    AgencyChangeKind.RENAME: AuditAction.SUCCEED_AGENCY,
    AgencyChangeKind.END: AuditAction.END_AGENCY,
}


def emit_change(
    session: Session,
    actor: Actor,
    action: AuditAction,
    change: AgencyChange,
    tagged: frozenset[str] = frozenset(),
) -> None:
    """Emit the event of this change."""
    event = AgencyChanged(
        action=action,
        subject=change.agency_id,
        name=change.agency.name,
        change=change.kind,
        on=change.on,
        successors=tuple(successor.name for successor in change.successors),
        new_name=change.new_name,
        basis=change.basis,
        handed_over=change.moved or None,
        tagged=tagged,
    )
    emit(session, actor, event)
