"""What is commented on: one thing of a criterion, what it is called, and who may be named in its thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    Assignment,
    Criterion,
    Evidence,
    Explanation,
    Measurement,
    RoleRow,
    Target,
    User,
)
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.policy.comments import criterion_of_thing, sees_thing
from evidence_repo.services.policy.deputyships import deputyships_on
from index.text import vietnamese_order
from workflows.comments import ThingKind, reads_threads
from workflows.rights import Right, allows
from workflows.roles import AGENCY_ROLES, Role


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that people comment on, and its criterion."""

    kind: ThingKind
    id: int
    criterion: Criterion

    @property
    def year(self) -> int:
        """Return the year of its cycle."""
        return self.criterion.cycle.year


def find_thing(session: Session, actor: Actor, kind: ThingKind, thing_id: int) -> Thing:
    """Return the thing; raise `NotVisible` if there is none or this person may not know of it."""
    return Thing(kind, thing_id, criterion_of_thing(session, actor, kind, thing_id))


def title_of(session: Session, thing: Thing) -> str:
    """Return what the thing is called, beside its criterion's own title."""
    match thing.kind:
        case ThingKind.EVIDENCE:
            return session.get_one(Evidence, thing.id).version.title
        case ThingKind.EXPLANATION:
            return session.get_one(Explanation, thing.id).text
        case ThingKind.ASSIGNMENT:
            return session.get_one(Assignment, thing.id).agency.name
        case ThingKind.FIGURES:
            measured = session.get_one(Measurement, thing.id)
            return session.get_one(Target, measured.target_id).measure if measured.target_id else ""
        case ThingKind.PACK:
            return ""


def people_of_thread(session: Session, thing: Thing, today: date, *, internal: bool) -> list[User]:
    """Return the active people who see the thing and read such threads of it today, by their names.

    Whoever has the same roles in the same agency sees the same, but for who judges some pieces blind, for
    themselves or for whom they stand in for.
    """
    held = deputyships_on(session, today)
    near = _near_agencies(session, thing)
    of_the_province = [role.value for role in Role if role not in AGENCY_ROLES]
    wanted = select(User).where(
        User.active.is_(True),
        User.agency_id.in_(near) | User.roles.any(RoleRow.name.in_(of_the_province)),
    )
    sees: dict[tuple[object, ...], bool] = {}
    found = []
    for person in session.scalars(wanted):
        actor = actor_of(person, "web", deputyships=held)
        if not reads_threads(actor.roles, internal=internal):
            continue
        alone = person.id if allows(actor.roles, Right.JUDGE) else None
        key = (actor.roles, actor.agency_id, alone)
        if key not in sees:
            sees[key] = sees_thing(session, actor, thing.kind, thing.id)
        if sees[key]:
            found.append(person)
    return sorted(found, key=lambda person: vietnamese_order(person.name))


def _near_agencies(session: Session, thing: Thing) -> set[int]:
    """Return the agencies whose people may see the thing as theirs, and those that answer for them now."""
    owned = _OWNERS.get(thing.kind)
    near = {thing.criterion.lead_agency_id, *(session.scalars(owned(thing.id)) if owned else ())}
    return near | {each.id for each in session.scalars(select(Agency)) if near & set(each.answers_for)}


def _of_explanations(thing_id: int) -> Select[int]:
    of_pieces = (
        select(Evidence.agency_id)
        .join(Explanation, Explanation.evidence_id == Evidence.id)
        .where(Explanation.id == thing_id)
    )
    of_figures = (
        select(Measurement.agency_id)
        .join(Explanation, Explanation.measurement_id == Measurement.id)
        .where(Explanation.id == thing_id)
    )
    either = of_pieces.union(of_figures).subquery()
    return select(either.c[0])


_OWNERS: Mapping[ThingKind, Callable[[int], Select[int]]] = {
    ThingKind.EVIDENCE: lambda thing_id: select(Evidence.agency_id).where(Evidence.id == thing_id),
    ThingKind.ASSIGNMENT: lambda thing_id: select(Assignment.agency_id).where(Assignment.id == thing_id),
    ThingKind.FIGURES: lambda thing_id: select(Measurement.agency_id).where(Measurement.id == thing_id),
    ThingKind.EXPLANATION: _of_explanations,
}
