"""Who is to be notified: people by their agency, their roles, or by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, RoleRow, User
from evidence_repo.models.people import user_role
from workflows.notices import GROUPS, Audience, Tie, concerns
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Ties:
    """The agencies that stand in a tie to what a notice is about, and the person that it names."""

    agencies: Mapping[Tie, int] = field(default_factory=dict)
    named: int | None = None


class People:
    """The active people whom these audiences may mean, read in a few statements however many there are."""

    def __init__(self, session: Session, meant: Collection[tuple[Audience, Ties]]) -> None:
        agencies = {agency for _, ties in meant for agency in ties.agencies.values()}
        self._living = _living_agencies(session, agencies)
        self._agency: dict[int, int] = {}
        self._roles: dict[int, set[Role]] = defaultdict(set)
        near = {agency for living in self._living.values() for agency in living}
        named = {ties.named for _, ties in meant if ties.named is not None}
        anywhere = {
            role
            for audience, _ in meant
            for group in GROUPS[audience]
            if group.tie is Tie.NONE
            for role in group.roles
        }
        for person, agency, role in session.execute(_people(near, anywhere, named)):
            self._agency[person] = agency
            self._roles[person].add(Role(role))

    def of(self, audience: Audience, ties: Ties) -> Iterator[int]:
        """Yield the people of this audience, each once; whom the thing names stands for their agency."""
        if ties.named in self._agency and any(group.tie is Tie.NAMED for group in GROUPS[audience]):
            yield ties.named
            return
        for person, roles in self._roles.items():
            if concerns(audience, frozenset(roles), self._ties_of(person, ties)):
                yield person

    def _ties_of(self, person: int, ties: Ties) -> set[Tie]:
        own = self._agency[person]
        return {tie for tie, agency in ties.agencies.items() if own in self._living[agency]}


def _living_agencies(session: Session, agencies: Collection[int]) -> dict[int, set[int]]:
    """Return, for each of these agencies, itself or, where it has ended, those that took its past over."""
    found = {agency: {agency} for agency in agencies}
    ended = select(Agency.id).where(Agency.id.in_(agencies), Agency.ended_on.is_not(None))
    gone = set(session.scalars(ended)) if agencies else set()
    if gone:
        living = select(Agency.id, Agency.answers_for).where(Agency.ended_on.is_(None))
        for agency, past in session.execute(living):
            for each in gone.intersection(past):
                found[each].add(agency)
    return found


def _people(
    agencies: Collection[int], roles: Collection[Role], named: Collection[int]
) -> Select[int, int, str]:
    holders = (
        select(user_role.c.user_id)
        .join(RoleRow, RoleRow.id == user_role.c.role_id)
        .where(RoleRow.name.in_([role.value for role in roles]))
    )
    return (
        select(User.id, User.agency_id, RoleRow.name)
        .join(user_role, user_role.c.user_id == User.id)
        .join(RoleRow, RoleRow.id == user_role.c.role_id)
        .where(
            User.active.is_(True),
            or_(User.agency_id.in_(agencies), User.id.in_(holders), User.id.in_(named)),
        )
        .order_by(User.id)
    )
