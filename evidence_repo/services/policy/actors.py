"""Who acts: the person, their agency and roles at this moment, and through which channel."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_repo.models import User
from evidence_repo.services.policy.refusals import refuse_if
from workflows.audit_actions import AuditAction
from workflows.blockers import Blocker
from workflows.delegations import DONE_IN_OFFICE, NONE_HELD, Deputyship, Deputyships
from workflows.rights import Right, allows
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting through `channel` ("web", "cli" or "job"); `user_id` None is the system itself.

    `roles` are their own and the offices that they hold for others; `deputyships` all that hold now.
    `answers_for` are agencies that have ended, whose past belongs to the person's own.
    """

    user_id: int | None
    name: str
    agency_id: int | None
    roles: frozenset[Role]
    channel: str
    os_user: str | None = None
    answers_for: frozenset[int] = frozenset()
    deputyships: Deputyships = NONE_HELD

    @property
    def agencies(self) -> frozenset[int]:
        """Return the person's agency and those whose past it took over."""
        return self.answers_for if self.agency_id is None else self.answers_for | {self.agency_id}

    def is_of(self, agency_id: int) -> bool:
        """Return whether what belongs to this agency belongs to the person's own."""
        return agency_id == self.agency_id or agency_id in self.answers_for

    def has(self, role: Role) -> bool:
        """Return whether the person holds `role`."""
        return role in self.roles

    @property
    def person_id(self) -> int:
        """Return the person's id; the system itself never takes part in the workflow."""
        assert self.user_id is not None
        return self.user_id

    @property
    def persons(self) -> frozenset[int]:
        """Return the ids of all who are one with this person to four eyes."""
        return self.deputyships.one_with(self.person_id)

    @property
    def acting_as(self) -> frozenset[int]:
        """Return the ids of the person and of those whom they stand in for."""
        return self.deputyships.acting_as(self.person_id)

    def deputyship_for(self, action: AuditAction) -> Deputyship | None:
        """Return the deputyship under which the person does this; None if they do it for themselves."""
        return self.deputyships.in_office(self.user_id, DONE_IN_OFFICE.get(action))


SYSTEM = Actor(None, "system", None, frozenset(), "job")


def actor_of(
    user: User, channel: str, os_user: str | None = None, deputyships: Deputyships = NONE_HELD
) -> Actor:
    """Return the actor that this signed-in person is, with what they hold for others."""
    roles = user.role_set | deputyships.offices_passed_to(user.id)
    past = frozenset(user.agency.answers_for)
    return Actor(user.id, user.email, user.agency_id, roles, channel, os_user, past, deputyships)


def operator_of(channel: str, os_user: str | None) -> Actor:
    """Return whoever works at the machine's own command line and names no person.

    They hold the database in their hands anyway, so they see everything and administer as a coordinator
    does; but they are no person, so they take no part in the workflow. The log names their account.
    """
    return Actor(None, "operator", None, frozenset({Role.COORDINATOR}), channel, os_user)


def check_administers(actor: Actor, right: Right) -> None:
    """Raise `NotAllowed` unless the person holds this right of administration; the system holds all."""
    if actor is not SYSTEM and not allows(actor.roles, right):
        refuse_if([Blocker("wrong_role", {"action": right})])
