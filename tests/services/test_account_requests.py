"""Nobody makes a judge or an administrator alone, nor takes over the account of one."""

import pytest

from evidence_repo.errors import NotAllowed, NotVisible, Refused
from evidence_repo.models import AccountRequest, AuditEvent, Evidence, User
from evidence_repo.services.people.account_requests import (
    GUARDED,
    confirm_request,
    decline_request,
    edit_account,
    open_account,
    renew_password,
    waiting_requests,
)
from evidence_repo.services.people.accounts import NewAccount
from evidence_repo.services.people.own_password import change_own_password, choose_first_password
from evidence_repo.services.people.passwords import is_password
from evidence_repo.services.policy.actors import SYSTEM, Actor
from tests.services.world import World
from workflows.roles import Role

NEW = "một con đường khác"


def ask(world: World, who: str, *roles: Role, by: Actor | None = None) -> NewAccount | AccountRequest:
    with world.database.transaction() as session:
        return open_account(
            session,
            by or world.actor("coordinator"),
            email=f"{who}@example.vn",
            name=who,
            agency=world.agency(session, "noi-vu"),
            roles=roles,
            clock=world.clock,
        )


def reset(world: World, who: str) -> str | AccountRequest | None:
    with world.database.transaction() as session:
        return renew_password(session, world.actor("coordinator"), world.user(session, who), world.clock)


def confirm(world: World, request: object, by: Actor) -> str | None:
    assert isinstance(request, AccountRequest)
    with world.database.transaction() as session:
        return confirm_request(session, by, request.id, world.clock)


@pytest.mark.parametrize("role", sorted(GUARDED))
def test_a_guarded_account_needs_a_second_person(any_world: World, role: Role) -> None:
    world = any_world
    request = ask(world, "new", role)
    assert isinstance(request, AccountRequest)
    for who in ("coordinator", "reviewer", "lan", "ministry"):
        with pytest.raises((NotAllowed, NotVisible)):
            confirm(world, request, world.actor(who))
    password = confirm(world, request, world.actor("approver"))
    with world.reading() as session:
        made = world.user(session, "new")
        assert made.role_set == {role}
        assert is_password(password or "", made.password)
        actions = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.sequence)]
    assert actions == ["ask_for_account", "confirm_account", "add_person"]
    with pytest.raises(Refused):
        confirm(world, request, world.actor("approver"))


def test_other_accounts_need_nobody(world: World) -> None:
    assert isinstance(ask(world, "new", Role.UPLOADER), NewAccount)
    assert isinstance(reset(world, "lan"), str)


def test_a_puppet_confirms_nothing(world: World) -> None:
    request = ask(world, "puppet", Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        confirm(world, request, world.actor("coordinator"))


def test_the_operator_of_the_server_confirms_until_there_is_somebody(world: World) -> None:
    assert isinstance(ask(world, "first", Role.REVIEWER, by=SYSTEM), NewAccount)
    request = ask(world, "next", Role.REVIEWER)
    with pytest.raises(Refused, match="may confirm this"):
        confirm(world, request, SYSTEM)
    with world.database.transaction() as session:
        for other in session.query(User).filter(User.id != world.actor("coordinator").user_id):
            other.active = other.active and not other.role_set & {Role.APPROVER, Role.COORDINATOR}
    confirm(world, request, SYSTEM)
    with world.reading() as session:
        [event] = session.query(AuditEvent).filter(AuditEvent.action == "confirm_account")
        assert (event.actor_id, event.actor_name) == (None, "system")


def test_a_reviewers_password_is_not_reset_by_one(world: World) -> None:
    request = reset(world, "reviewer")
    with world.reading() as session:
        assert not world.user(session, "reviewer").password_is_shared
    with pytest.raises((NotAllowed, NotVisible)):
        confirm(world, request, world.actor("reviewer"))
    assert confirm(world, request, world.actor("approver"))


def test_a_reviewers_address_and_new_judging_roles_wait_too(world: World) -> None:
    with world.database.transaction() as session:
        lan, reviewer = world.user(session, "lan"), world.user(session, "reviewer")
        common = {"agency": world.agency(session, "noi-vu"), "clock": world.clock}
        actor = world.actor("coordinator")
        [other] = edit_account(
            session, actor, reviewer, name="R", email="x@evil.example", roles=[Role.REVIEWER], **common
        )
        [roles] = edit_account(
            session, actor, lan, name="Lan", email=lan.email, roles=[Role.UPLOADER, Role.REVIEWER], **common
        )
    with world.reading() as session:
        assert world.user(session, "reviewer").email == "reviewer@example.vn"
        assert world.user(session, "lan").role_set == {Role.UPLOADER}
        assert [each.id for each in waiting_requests(session, world.actor("approver"))] == [
            other.id,
            roles.id,
        ]
    confirm(world, roles, world.actor("approver"))
    with world.database.transaction() as session:
        decline_request(session, world.actor("coordinator"), other.id, world.clock)
    with world.reading() as session:
        assert Role.REVIEWER in world.user(session, "lan").role_set
        assert waiting_requests(session, world.actor("approver")) == []


def test_verdicts_say_that_somebody_else_has_known_the_password(world: World) -> None:
    once = confirm(world, reset(world, "reviewer"), world.actor("approver"))
    with world.database.transaction() as session:
        choose_first_password(session, world.actor("reviewer"), new=NEW, clock=world.clock)
    first, second = world.cite(), world.cite()
    world.submit()
    world.judge(first)
    change_own_password(
        world.database, world.actor("reviewer"), present=NEW, new="bốn con mèo xanh", clock=world.clock
    )
    world.judge(second)
    assert once
    with world.reading() as session:
        pieces = [session.get_one(Evidence, piece) for piece in (first, second)]
        marks = [piece.reviews[-1].password_was_shared for piece in pieces]
    assert marks == [True, False]
