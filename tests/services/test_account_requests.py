"""Nobody makes a judge or an administrator alone, nor takes over the account of one."""

import pytest
from sqlalchemy.orm import Session

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
from evidence_repo.services.people.own_password import (
    change_own_password,
    choose_first_password,
    choose_forgotten_password,
    make_link,
)
from evidence_repo.services.people.passwords import is_password
from evidence_repo.services.policy.actors import Actor, operator_of
from tests.services.world import World
from workflows.roles import Role

NEW = "một con đường khác"
OPERATOR = operator_of("cli", "root")


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


def reset(
    world: World, who: str, *, by: Actor | None = None, by_mail: bool = False
) -> str | AccountRequest | None:
    actor = by or world.actor("coordinator")
    with world.database.transaction() as session:
        return renew_password(session, actor, world.user(session, who), world.clock, by_mail=by_mail)


def confirm(world: World, request: object, by: Actor) -> str | None:
    assert isinstance(request, AccountRequest)
    with world.database.transaction() as session:
        return confirm_request(session, by, request.id, world.clock)


def decline(world: World, request: object, by: Actor) -> None:
    assert isinstance(request, AccountRequest)
    with world.database.transaction() as session:
        decline_request(session, by, request.id, world.clock)


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


def close(world: World, *kept: str) -> None:
    """Close the accounts of all who may confirm but these."""
    with world.database.transaction() as session:
        for person in session.query(User):
            may_confirm = person.role_set & {Role.APPROVER, Role.COORDINATOR}
            person.active = not may_confirm or person.name in kept


@pytest.mark.parametrize("kept", [(), ("coordinator",), ("approver",)])
def test_the_operator_makes_guarded_accounts_until_there_are_two(world: World, kept: tuple[str, ...]) -> None:
    close(world, *kept)
    assert isinstance(ask(world, "first", Role.REVIEWER, by=OPERATOR), NewAccount)
    assert isinstance(reset(world, "reviewer", by=OPERATOR), str)


def test_what_the_operator_asks_for_waits_once_there_are_two(any_world: World) -> None:
    world = any_world
    close(world, "coordinator", "approver")
    asked = [
        ask(world, "next", Role.REVIEWER, by=OPERATOR),
        reset(world, "reviewer", by=OPERATOR),
        reset(world, "coordinator", by=OPERATOR),
    ]
    with world.database.transaction() as session:
        lan = world.user(session, "lan")
        asked += edit_account(
            session,
            OPERATOR,
            lan,
            name="Lan",
            email=lan.email,
            agency=lan.agency,
            roles=[Role.APPROVER],
            clock=world.clock,
        )
    assert isinstance(ask(world, "clerk", Role.UPLOADER, by=OPERATOR), NewAccount)
    for request in asked:
        with pytest.raises(Refused, match="may decide this"):
            confirm(world, request, OPERATOR)
        with pytest.raises((NotAllowed, NotVisible)):
            confirm(world, request, world.actor("reviewer"))
    with pytest.raises(NotAllowed):
        confirm(world, asked[2], world.actor("coordinator"))
    for request in asked:
        confirm(world, request, world.actor("approver"))
    with world.reading() as session:
        assert world.user(session, "next").role_set == {Role.REVIEWER}
        assert world.user(session, "lan").role_set == {Role.APPROVER}
        made = session.query(AuditEvent).filter(AuditEvent.action == "add_person").all()
    told = {(event.actor_id, event.actor_name) for event in made}
    assert told == {(None, "operator")}


def test_the_operator_decides_only_what_nobody_else_may(world: World) -> None:
    request, other = ask(world, "next", Role.REVIEWER), ask(world, "other", Role.REVIEWER)
    with pytest.raises(Refused, match="may decide this"):
        confirm(world, request, OPERATOR)
    with pytest.raises(Refused, match="may decide this"):
        decline(world, request, OPERATOR)
    own = reset(world, "reviewer", by=OPERATOR)
    decline(world, own, OPERATOR)
    close(world, "coordinator")
    confirm(world, request, OPERATOR)
    decline(world, other, OPERATOR)
    with world.reading() as session:
        decided = session.query(AuditEvent).filter(AuditEvent.subject_type == "account_request")
        by_operator = [event.action for event in decided if event.actor_name == "operator"]
    assert by_operator == ["ask_for_account", "decline_account", "confirm_account", "decline_account"]


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


def test_a_password_is_marked_while_somebody_else_knows_it(world: World) -> None:
    def is_shared() -> bool:
        with world.reading() as session:
            return world.user(session, "reviewer").password_is_shared

    pieces = [world.cite() for _ in range(3)]
    world.submit()
    confirm(world, reset(world, "reviewer"), world.actor("approver"))
    assert is_shared()
    world.judge(pieces[0])
    with world.database.transaction() as session:
        choose_first_password(session, world.actor("reviewer"), new=NEW, clock=world.clock)
    assert not is_shared()
    world.judge(pieces[1])
    reviewer = world.actor("reviewer")
    change_own_password(world.database, reviewer, present=NEW, new="bốn con mèo xanh", clock=world.clock)
    world.judge(pieces[2])
    with world.reading() as session:
        judged = [session.get_one(Evidence, piece) for piece in pieces]
        marks = [piece.reviews[-1].password_was_shared for piece in judged]
    assert marks == [True, False, False]


def test_a_password_that_goes_by_mail_or_a_mailed_link_is_known_to_nobody_else(world: World) -> None:
    with world.database.transaction() as session:
        request = reset_of(session, world)
        assert confirm_request(session, world.actor("approver"), request, world.clock, by_mail=True) is None
        assert not world.user(session, "reviewer").password_is_shared
    confirm(world, reset(world, "reviewer"), world.actor("approver"))
    with world.database.transaction() as session:
        reviewer = world.user(session, "reviewer")
        assert reviewer.password_is_shared
        link = make_link(reviewer, "secret", world.clock.real_now())
        choose_forgotten_password(session, link, "secret", new=NEW, clock=world.clock)
        assert not reviewer.password_is_shared


def reset_of(session: Session, world: World) -> int:
    asked = renew_password(session, world.actor("coordinator"), world.user(session, "reviewer"), world.clock)
    assert isinstance(asked, AccountRequest)
    return asked.id
