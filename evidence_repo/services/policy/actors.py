"""Who acts: the person, their agency and roles at this moment, and through which channel."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import User
from evidence_repo.services.policy.refusals import refuse_if
from workflows.blockers import Blocker
from workflows.rights import Right, allows
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting through `channel` ("web", "cli" or "job"); `user_id` None is the system itself."""

    user_id: int | None
    name: str
    agency_id: int | None
    roles: frozenset[Role]
    channel: str
    os_user: str | None = None

    def has(self, role: Role) -> bool:
        """Return whether the person holds `role`."""
        return role in self.roles

    @property
    def person_id(self) -> int:
        """Return the person's id; the system itself never takes part in the workflow."""
        assert self.user_id is not None
        return self.user_id


SYSTEM = Actor(None, "system", None, frozenset(), "job")


def actor_of(user: User, channel: str, os_user: str | None = None) -> Actor:
    """Return the actor that this signed-in person is."""
    return Actor(user.id, user.email, user.agency_id, user.role_set, channel, os_user)


def find_actor(session: Session, email: str, os_user: str) -> Actor:
    """Return the actor for the command line's `--as EMAIL`; raise `BadInput` if no active person has it."""
    user = session.scalar(select(User).where(User.email == email.strip().lower(), User.active.is_(True)))
    if user is None:
        raise BadInput("There is no active account %(email)s.", field="--as", email=email)
    return actor_of(user, "cli", os_user)


def check_administers(actor: Actor, right: Right) -> None:
    """Raise `NotAllowed` unless the person holds this right of administration; the system holds all."""
    if actor is not SYSTEM and not allows(actor.roles, right):
        refuse_if([Blocker("wrong_role", {"action": right})])
