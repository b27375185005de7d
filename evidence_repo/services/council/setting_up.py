"""A cycle's council: whether there is one, how it decides, who its members are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import ChangedMeanwhile
from evidence_repo.models import AssessmentCycle, Council, CouncilMember, RoleRow, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from index.text import vietnamese_order
from workflows.blockers import Blocker
from workflows.council import CouncilAction, CouncilRules, advance_vote, rules_blockers
from workflows.cycle import CycleState
from workflows.events import CouncilSetUp
from workflows.rights import Right
from workflows.roles import Role, acting_roles


def find_council(session: Session, cycle_id: int) -> Council | None:
    """Return the cycle's council, on or off; None where nobody has ever set one up."""
    return session.scalar(select(Council).where(Council.cycle_id == cycle_id))


def is_on(session: Session, cycle_id: int) -> bool:
    """Return whether approval needs the council's vote in this cycle."""
    return bool(session.scalar(select(Council.is_on).where(Council.cycle_id == cycle_id)))


def refuse_closed(session: Session, cycle_id: int) -> None:
    """Raise `Refused` where the cycle is closed: its council and votes can only be read."""
    if session.get_one(AssessmentCycle, cycle_id).state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])


def members_of(session: Session, cycle_id: int) -> tuple[User, ...]:
    """Return the active members by name."""
    named = select(User).join(CouncilMember, CouncilMember.person_id == User.id)
    people = session.scalars(named.where(CouncilMember.cycle_id == cycle_id, User.active.is_(True)))
    return by_name(person for person in people if Role.COUNCIL_MEMBER in acting_roles(person.role_set))


def possible_members(session: Session) -> tuple[User, ...]:
    """Return the active people who hold the role, by name."""
    held = User.roles.any(RoleRow.name == Role.COUNCIL_MEMBER.value)
    people = session.scalars(select(User).where(User.active.is_(True), held))
    return by_name(person for person in people if Role.COUNCIL_MEMBER in acting_roles(person.role_set))


def by_name(people: Any) -> tuple[User, ...]:
    """Return people in the order of their names."""
    return tuple(sorted(people, key=lambda person: vietnamese_order(person.name)))


def set_up_council(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    *,
    on: bool,
    rules: CouncilRules,
    clock: Clock,
    members: Collection[int] | None = None,
    seen_lock: int | None = None,
) -> Council:
    """Switch the council on or off, set its rules and, if given, who its members are.

    Votes that are open keep the rules that they were opened with.
    """
    check_administers(actor, Right.MANAGE_CYCLE)
    with translating_refusals():
        advance_vote(None, CouncilAction.SET_UP, actor.roles)
    refuse_if(rules_blockers(rules))
    refuse_closed(session, cycle.id)
    council = _locked(session, cycle, seen_lock)
    changed = _set_rules(council, on, rules)
    if members is not None:
        changed |= _set_members(session, cycle, members, clock)
    session.flush()
    if changed:
        emit(session, actor, CouncilSetUp(subject=cycle.id, changed=changed))
    return council


def _locked(session: Session, cycle: AssessmentCycle, seen_lock: int | None) -> Council:
    """Return the cycle's council, made where there is none; of two at once the second waits."""
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    council = find_council(session, cycle.id)
    if council is None:
        plain = CouncilRules()
        council = Council(
            cycle_id=cycle.id,
            is_on=False,
            quorum=plain.quorum,
            majority=plain.majority,
            base=plain.base,
        )
        session.add(council)
        session.flush()
        return council
    session.refresh(council)
    if seen_lock is not None and council.lock != seen_lock:
        raise ChangedMeanwhile
    return council


def _set_rules(council: Council, on: bool, rules: CouncilRules) -> dict[str, list[Any]]:
    wanted = {"is_on": on, "quorum": rules.quorum, "majority": rules.majority, "base": rules.base}
    changed = {}
    for name, value in wanted.items():
        before = getattr(council, name)
        if before != value:
            setattr(council, name, value)
            changed[name] = [str(before), str(value)]
    return changed


def _set_members(
    session: Session, cycle: AssessmentCycle, wanted: Collection[int], clock: Clock
) -> dict[str, list[Any]]:
    rows = session.scalars(select(CouncilMember).where(CouncilMember.cycle_id == cycle.id)).all()
    held = {row.person_id: row for row in rows}
    before = sorted(row.person.email for row in rows)
    people = session.scalars(select(User).where(User.id.in_(wanted))).all()
    _check_roles(people)
    for person_id in held.keys() - set(wanted):
        session.delete(held[person_id])
    for person in people:
        if person.id not in held:
            row = CouncilMember(cycle_id=cycle.id, person_id=person.id, added_at=clock.now())
            session.add(row)
    after = sorted(person.email for person in people)
    return {} if before == after else {"members": [before, after]}


def _check_roles(people: Sequence[User]) -> None:
    for person in people:
        if not person.active or Role.COUNCIL_MEMBER not in acting_roles(person.role_set):
            refuse_if([Blocker("member_without_role", {"name": person.name})])
