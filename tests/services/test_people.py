"""Accounts: who may open and change them, the rule of four eyes on roles, and passwords that work."""

import threading
import unicodedata

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, NotAllowed, NotVisible
from evidence_repo.models import AuditEvent, User
from evidence_repo.services.people import passwords
from evidence_repo.services.people.accounts import (
    NewAccount,
    activate_person,
    add_person,
    change_person,
    change_roles,
    deactivate_person,
    find_account,
    find_person,
    list_people,
    reset_password,
)
from evidence_repo.services.people.agencies import deactivate_agency
from evidence_repo.services.people.held_roles import roles_held_in_cycle
from evidence_repo.services.people.own_password import change_own_password, choose_first_password
from evidence_repo.services.policy.actors import SYSTEM, Actor
from evidence_repo.services.policy.deputyships import find_actor
from tests.services.at_once import Decide, at_once
from tests.services.world import PEOPLE, World
from workflows.cycle import CycleState
from workflows.evidence import EvidenceState
from workflows.roles import Role

OWN = "một mật khẩu dài"


def add(
    world: World,
    by: Actor | None = None,
    *,
    email: str = "Binh@Example.vn ",
    name: str = "  Nguyễn  Văn Bình",
    agency: str = "noi-vu",
    roles: frozenset[Role] = frozenset({Role.UPLOADER}),
) -> NewAccount:
    with world.database.transaction() as session:
        return add_person(
            session,
            by or world.actor("coordinator"),
            email=email,
            name=name,
            agency=world.agency(session, agency),
            roles=roles,
            clock=world.clock,
        )


def give_roles(world: World, who: str, *roles: Role, by: str = "coordinator") -> None:
    with world.database.transaction() as session:
        change_roles(session, world.actor(by), world.user(session, who), roles, clock=world.clock)


def events(world: World) -> list[AuditEvent]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)))


class TestOpeningAnAccount:
    def test_the_account_is_tidy_and_asks_for_a_password_at_first(self, any_world: World) -> None:
        added = add(any_world)
        with any_world.reading() as session:
            user = find_account(session, " BINH@example.VN")
            assert (user.id, user.email, user.name) == (added.user.id, "binh@example.vn", "Nguyễn Văn Bình")
            assert (user.agency.code, user.role_set) == ("noi-vu", {Role.UPLOADER})
            assert user.active
            assert user.must_change_password
            assert passwords.is_password(added.one_time_password, user.password)
            binh = find_actor(session, "binh@example.vn", "root", any_world.clock.today())
            assert binh.roles == {Role.UPLOADER}

    def test_the_first_administrator_comes_from_the_system(self, world: World) -> None:
        add(world, SYSTEM, email="admin@example.vn", roles=frozenset({Role.COORDINATOR}))
        [event] = events(world)
        assert (event.action, event.actor_id, event.actor_name) == ("add_person", None, "system")
        assert event.details == {
            "email": "admin@example.vn",
            "name": "Nguyễn Văn Bình",
            "agency": "noi-vu",
            "before": [],
            "after": ["coordinator"],
        }

    @pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coordinator"}))
    def test_nobody_else_opens_accounts(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            add(world, world.actor(who))
        assert events(world) == []

    @pytest.mark.parametrize(
        ("given", "field", "code"),
        [
            ({"email": "binh"}, "email", "bad_email"),
            ({"email": ""}, "email", "bad_email"),
            ({"email": "LAN@example.vn"}, "email", "email_taken"),
            ({"name": " \t"}, "name", "bad_name"),
            ({"name": "B" * 201}, "name", "bad_name"),
            ({"roles": frozenset()}, "roles", "roles_missing"),
        ],
    )
    def test_bad_input_says_which_field(
        self, world: World, given: dict[str, object], field: str, code: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            add(world, **given)  # type: ignore[arg-type]  # a table of one argument each
        assert (refused.value.field, refused.value.code) == (field, code)
        assert events(world) == []

    def test_a_coordinator_never_judges(self, world: World) -> None:
        with pytest.raises(NotAllowed) as refused:
            add(world, roles=frozenset({Role.COORDINATOR, Role.REVIEWER}))
        assert refused.value.code == "coordinator_never_judges"

    def test_an_agency_set_aside_takes_nobody(self, world: World) -> None:
        with world.database.transaction() as session:
            deactivate_person(
                session, world.actor("coordinator"), world.user(session, "district"), clock=world.clock
            )
            deactivate_agency(session, world.actor("coordinator"), world.agency(session, "chau-doc"))
        with pytest.raises(BadInput) as refused:
            add(world, agency="chau-doc")
        assert refused.value.code == "agency_inactive"


class TestRoles:
    def test_a_change_is_told_with_what_was(self, any_world: World) -> None:
        give_roles(any_world, "lan", Role.UPLOADER, Role.AGENCY_HEAD)
        assert any_world.actor("lan").roles == {Role.UPLOADER, Role.AGENCY_HEAD}
        [event] = events(any_world)
        assert event.action == "change_roles"
        assert event.details == {"before": ["uploader"], "after": ["agency_head", "uploader"]}

    def test_the_same_roles_again_write_nothing(self, world: World) -> None:
        give_roles(world, "lan", Role.UPLOADER)
        assert events(world) == []

    def test_nobody_changes_their_own(self, world: World) -> None:
        with pytest.raises(NotAllowed) as refused:
            give_roles(world, "coordinator", Role.UPLOADER)
        assert refused.value.code == "own_roles"

    def test_somebody_always_remains_to_administer(self, world: World) -> None:
        add(world, email="other@example.vn", roles=frozenset({Role.COORDINATOR}))
        give_roles(world, "other", Role.UPLOADER)
        with pytest.raises(NotAllowed):
            give_roles(world, "coordinator", Role.UPLOADER)

    @pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coordinator"}))
    def test_nobody_else_changes_roles(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            give_roles(world, "mai", Role.APPROVER, by=who)

    @pytest.mark.parametrize(
        ("who", "first", "then"),
        [
            ("reviewer", Role.UPLOADER, Role.COORDINATOR),
            ("lan", Role.APPROVER, Role.COORDINATOR),
            ("lan", Role.COORDINATOR, Role.REVIEWER),
        ],
    )
    def test_judging_and_coordinating_do_not_follow_each_other_in_a_cycle(
        self, world: World, who: str, first: Role, then: Role
    ) -> None:
        give_roles(world, who, first)
        # A detour through a harmless role does not wash it off.
        give_roles(world, who, Role.OBSERVER_PROVINCE)
        with pytest.raises(NotAllowed) as refused:
            give_roles(world, who, then)
        assert refused.value.code == "coordinator_never_judges"

    def test_a_new_cycle_begins_anew(self, world: World) -> None:
        give_roles(world, "reviewer", Role.UPLOADER)
        world.set_cycle(CycleState.CLOSED)
        with world.reading() as session:
            assert roles_held_in_cycle(session, world.user(session, "reviewer")) == frozenset()
        give_roles(world, "reviewer", Role.COORDINATOR)
        assert world.actor("reviewer").roles == {Role.COORDINATOR}

    def test_parts_stay_after_a_change_of_role_and_agency(self, world: World) -> None:
        piece = world.cite(who="lan")
        world.submit()
        with world.database.transaction() as session:
            lan = world.user(session, "lan")
            change_roles(session, world.actor("coordinator"), lan, {Role.REVIEWER}, clock=world.clock)
            change_person(
                session,
                world.actor("coordinator"),
                lan,
                agency=world.agency(session, "tinh"),
                clock=world.clock,
            )
        with pytest.raises(NotAllowed) as refused:
            world.judge(piece, who="lan")
        assert refused.value.code == "four_eyes"
        assert world.state(piece) is EvidenceState.SUBMITTED

    def test_two_changes_at_once_come_one_after_the_other(self, any_world: World) -> None:
        def giving(role: Role) -> Decide:
            def decide(barrier: threading.Barrier) -> None:
                barrier.wait()
                give_roles(any_world, "lan", role)

            return decide

        outcome = at_once(giving(Role.COORDINATOR), giving(Role.REVIEWER))
        refused = [error for error in outcome if error is not None]
        assert [error.code for error in refused] == ["coordinator_never_judges"]
        assert len(any_world.actor("lan").roles) == 1


class TestPasswords:
    @pytest.fixture
    def added(self, world: World) -> NewAccount:
        return add(world)

    def me(self, world: World, added: NewAccount) -> Actor:
        with world.reading() as session:
            return find_actor(session, added.user.email, "root", world.clock.today())

    def choose_first(self, world: World, added: NewAccount, new: str) -> User:
        with world.database.transaction() as session:
            return choose_first_password(session, self.me(world, added), new=new, clock=world.clock)

    def change(self, world: World, added: NewAccount, present: str, new: str) -> User:
        me = self.me(world, added)
        return change_own_password(world.database, me, present=present, new=new, clock=world.clock)

    def test_the_first_password_is_chosen_once(self, world: World, added: NewAccount) -> None:
        user = self.choose_first(world, added, OWN)
        assert not user.must_change_password
        assert passwords.is_password(OWN, user.password)
        assert not passwords.is_password(added.one_time_password, user.password)
        assert user.session_stamp != added.user.session_stamp
        with pytest.raises(NotAllowed) as refused:
            self.choose_first(world, added, "một con đường khác")
        assert refused.value.code == "password_chosen"

    def test_the_one_time_password_cannot_be_kept(self, world: World, added: NewAccount) -> None:
        with pytest.raises(BadInput) as refused:
            self.choose_first(world, added, added.one_time_password)
        assert refused.value.code == "password_unchanged"

    def test_whoever_changes_it_knows_the_present_one(self, world: World, added: NewAccount) -> None:
        self.choose_first(world, added, OWN)
        with pytest.raises(BadInput) as refused:
            self.change(world, added, "not the present one", "một con đường khác")
        assert (refused.value.field, refused.value.code) == ("present", "wrong_password")
        user = self.change(world, added, OWN, "một con đường khác")
        assert passwords.is_password("một con đường khác", user.password)

    @pytest.mark.parametrize(
        ("new", "code"),
        [
            ("", "password_too_short"),
            ("mật khẩu!", "password_too_short"),
            ("dài" * 43, "password_too_long"),
            ("aaaaaaaaaaaaaa", "password_too_easy"),
            ("Binh@example.vn", "password_too_easy"),
            ("tinhangiang2017", "password_too_easy"),
            ("mật khẩu 2017 nhé", "password_too_easy"),
            ("Châu Phú @2017", "password_too_easy"),
            ("83920174650173", "password_too_easy"),
        ],
    )
    def test_a_bad_choice_is_refused(self, world: World, added: NewAccount, new: str, code: str) -> None:
        with pytest.raises(BadInput) as refused:
            self.choose_first(world, added, new)
        assert (refused.value.field, refused.value.code) == ("password", code)

    def test_a_reset_hands_out_another_one_and_ends_sessions(self, world: World, added: NewAccount) -> None:
        before = self.choose_first(world, added, OWN).session_stamp
        with world.database.transaction() as session:
            user = find_account(session, added.user.email)
            fresh = reset_password(session, world.actor("coordinator"), user, world.clock)
        assert passwords.is_password(fresh, user.password)
        assert not passwords.is_password(OWN, user.password)
        assert user.must_change_password
        assert user.session_stamp != before

    @pytest.mark.parametrize("who", ["lan", "head", "reviewer", "approver", "observer", "ministry"])
    def test_nobody_else_resets_passwords(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed), world.database.transaction() as session:
            reset_password(session, world.actor(who), world.user(session, "mai"), world.clock)

    def test_no_password_and_no_hash_enters_the_log(self, world: World, added: NewAccount) -> None:
        first = self.choose_first(world, added, OWN).password
        second = self.change(world, added, OWN, "một con đường khác").password
        with world.database.transaction() as session:
            user = find_account(session, added.user.email)
            fresh = reset_password(session, world.actor("coordinator"), user, world.clock)
        told = " ".join(f"{event.subject_id} {event.details}" for event in events(world))
        assert [event.action for event in events(world)] == [
            *("add_person", "set_own_password", "set_own_password", "reset_password"),
        ]
        for secret in (added.one_time_password, OWN, "một con đường khác", fresh, first, second, "argon2"):
            assert secret
            assert secret not in told

    def test_one_time_passwords_differ_and_can_be_read_out(self) -> None:
        made = {passwords.make_one_time_password() for _ in range(40)}
        assert len(made) == 40
        for password in made:
            groups = password.split("-")
            assert [len(group) for group in groups] == [4, 4, 4, 4]
            assert not set(password) & set("0O1lIi")
            passwords.check_new_password(password, words=["a@example.vn"])


class TestAccountsThatClose:
    def test_a_closed_account_cannot_act_and_can_be_opened_again(self, any_world: World) -> None:
        world = any_world
        before = world.actor("lan").person_id
        with world.database.transaction() as session:
            lan = world.user(session, "lan")
            deactivate_person(session, world.actor("coordinator"), lan, clock=world.clock)
            deactivate_person(session, world.actor("coordinator"), lan, clock=world.clock)
        with world.reading() as session:
            assert world.user(session, "lan").session_stamp != "lan"
            with pytest.raises(BadInput):
                find_actor(session, "lan@example.vn", "root", world.clock.today())
        with world.database.transaction() as session:
            activate_person(
                session, world.actor("coordinator"), world.user(session, "lan"), clock=world.clock
            )
        with world.reading() as session:
            assert find_actor(session, "lan@example.vn", "root", world.clock.today()).person_id == before
        assert [event.action for event in events(world)] == ["deactivate_person", "activate_person"]

    def test_nobody_closes_their_own(self, world: World) -> None:
        with pytest.raises(NotAllowed) as refused, world.database.transaction() as session:
            deactivate_person(
                session, world.actor("coordinator"), world.user(session, "coordinator"), clock=world.clock
            )
        assert refused.value.code == "own_account"


class TestPersonalData:
    def test_only_what_changed_is_told(self, world: World) -> None:
        with world.database.transaction() as session:
            lan = world.user(session, "lan")
            tinh = world.agency(session, "tinh")
            change_person(
                session,
                world.actor("coordinator"),
                lan,
                name="Lan",
                email="L@x.vn",
                agency=tinh,
                clock=world.clock,
            )
            change_person(
                session,
                world.actor("coordinator"),
                lan,
                name=" Lan ",
                email="l@X.vn",
                agency=tinh,
                clock=world.clock,
            )
        [event] = events(world)
        assert event.details == {
            "changed": {
                "name": ["lan", "Lan"],
                "email": ["lan@example.vn", "l@x.vn"],
                "agency": ["noi-vu", "tinh"],
            }
        }

    def test_nobody_moves_themselves(self, world: World) -> None:
        with world.database.reading() as session:
            me, agency = world.user(session, "coordinator"), world.agency(session, "tinh")
            with pytest.raises(NotAllowed) as refused:
                change_person(session, world.actor("coordinator"), me, agency=agency, clock=world.clock)
        assert refused.value.code == "own_agency"

    def test_accounts_are_listed_and_found_by_who_administers_them(self, world: World) -> None:
        with world.reading() as session:
            listed = list_people(session, world.actor("coordinator"))
            assert {user.email for user in listed} == {f"{name}@example.vn" for name in PEOPLE}
            lan = world.person("lan")
            assert find_person(session, world.actor("coordinator"), lan).id == lan
            with pytest.raises(NotVisible):
                find_person(session, world.actor("coordinator"), 999)
            with pytest.raises(NotAllowed):
                list_people(session, world.actor("reviewer"))
            with pytest.raises(NotVisible):
                find_person(session, world.actor("reviewer"), lan)
            with pytest.raises(BadInput):
                find_account(session, "nobody@example.vn")


class TestHashing:
    """What is typed on any keyboard is the same password; what is no hash is no password."""

    def test_both_ways_to_write_a_letter_are_the_same_password(self) -> None:
        hashed = passwords.hash_password(unicodedata.normalize("NFC", "mật khẩu dài"))
        assert passwords.is_password(unicodedata.normalize("NFD", "mật khẩu dài"), hashed)

    @pytest.mark.parametrize("hashed", [None, "", "plain", "$argon2id$broken"])
    def test_no_hash_is_no_password(self, hashed: str | None) -> None:
        assert not passwords.is_password("plain", hashed)
