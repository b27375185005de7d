"""Delegations on real databases: what a deputy does is both's, four eyes count both, and it ends at once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, EvidenceError, NotAllowed, NotVisible, Refused
from evidence_repo.models import AuditEvent, Delegation, Evidence, Explanation, PackSubmission, Review
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.packs.history import history_of_pack
from evidence_repo.services.people.accounts import (
    activate_person,
    change_person,
    change_roles,
    deactivate_person,
    reset_password,
)
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.delegations import (
    end_delegation,
    find_delegation,
    list_delegations,
    name_deputy,
    possible_deputies,
)
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.policy.deputyships import deputyships_on, find_actor
from evidence_repo.services.workflow.eligible import eligible_approvers, eligible_reviewers
from evidence_repo.services.workflow.packs import approve_pack, submit_pack
from evidence_repo.services.workflow.verdicts import undo_verdict
from tests.services.at_once import at_once
from tests.services.world import World
from workflows.evidence import EvidenceState
from workflows.packs import PackState
from workflows.roles import Role

TODAY = date(2017, 11, 27)
JUDGING = {Role.REVIEWER, Role.APPROVER}


def name(world: World, principal: str, deputy: str, first: int = 0, last: int = 3) -> int:
    """Have `principal` name `deputy` from `first` to `last`, in days from today."""
    with world.database.transaction() as session:
        return name_deputy(
            session,
            world.actor(principal),
            world.user(session, deputy),
            first_day=TODAY + timedelta(first),
            last_day=TODAY + timedelta(last),
            reason="đi công tác",
            clock=world.clock,
        ).id


def end(world: World, delegation: int, who: str) -> None:
    with world.database.transaction() as session:
        found = find_delegation(session, world.actor(who), delegation)
        end_delegation(session, world.actor(who), found, world.clock)


def acting(world: World, who: str, day: date = TODAY) -> Actor:
    """Return who acts on this day, with what they hold for others."""
    with world.reading() as session:
        return actor_of(world.user(session, who), "web", deputyships=deputyships_on(session, day))


def events(world: World, action: str) -> list[AuditEvent]:
    with world.reading() as session:
        found = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)
        return list(session.scalars(found))


def is_over(world: World, delegation: int) -> bool:
    with world.reading() as session:
        return session.get_one(Delegation, delegation).ended_at is not None


class TestNaming:
    def test_it_is_told_and_passes_the_offices_on_its_days_alone(self, any_world: World) -> None:
        world = any_world
        name(world, "council", "second", first=1, last=2)
        [event] = events(world, "name_deputy")
        assert event.details == {
            "principal": "council@example.vn",
            "deputy": "second@example.vn",
            "offices": ["approver", "reviewer"],
            "first_day": "2017-11-28",
            "last_day": "2017-11-29",
            "reason": "đi công tác",
        }
        held = [acting(world, "second", TODAY + timedelta(day)).roles for day in range(4)]
        own = {Role.REVIEWER}
        assert held == [own, JUDGING, JUDGING, own]
        with world.reading() as session:
            as_command = find_actor(session, "second@example.vn", "root", TODAY + timedelta(1))
            assert as_command.roles == JUDGING
            assert world.actor("council").roles == JUDGING

    @pytest.mark.parametrize(
        ("principal", "deputy", "field", "code"),
        [
            ("head", "head", "deputy", "deputy_is_oneself"),
            ("head", "justice", "deputy", "deputy_does_not_suit"),
            ("head", "reviewer", "deputy", "deputy_does_not_suit"),
            ("reviewer", "coordinator", "deputy", "deputy_does_not_suit"),
            ("reviewer", "observer", "deputy", "deputy_does_not_suit"),
        ],
    )
    def test_who_does_not_suit(
        self, world: World, principal: str, deputy: str, field: str, code: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            name(world, principal, deputy)
        assert (refused.value.field, refused.value.code) == (field, code)

    def test_who_holds_no_office_names_nobody(self, world: World) -> None:
        for who in ("lan", "coordinator", "observer", "ministry"):
            with pytest.raises(NotAllowed) as refused:
                name(world, who, "mai")
            assert refused.value.code == "nothing_to_delegate"
            with world.reading() as session:
                assert possible_deputies(session, world.actor(who)) == []

    def test_who_can_be_chosen(self, world: World) -> None:
        with world.reading() as session:
            of_head = possible_deputies(session, world.actor("head"))
            of_approver = possible_deputies(session, world.actor("approver"))
        assert [user.name for user in of_head] == ["lan", "mai"]
        assert [user.name for user in of_approver] == ["council", "reviewer", "second"]

    def test_nobody_gets_a_judging_office_who_has_coordinated_nor_coordinates_after_one(
        self, world: World
    ) -> None:
        with world.database.transaction() as session:
            coordinator, clock = world.actor("coordinator"), world.clock
            mai = world.user(session, "mai")
            change_roles(session, coordinator, mai, {Role.COORDINATOR}, clock)
            change_roles(session, coordinator, mai, {Role.UPLOADER}, clock)
        world.give("mai", roles={Role.REVIEWER})
        with pytest.raises(BadInput) as refused:
            name(world, "reviewer", "mai")
        assert refused.value.code == "deputy_does_not_suit"
        named = name(world, "reviewer", "council")
        with world.database.transaction() as session:
            council, wanted = world.user(session, "council"), {Role.COORDINATOR}
            with pytest.raises(NotAllowed):
                change_roles(session, world.actor("coordinator"), council, wanted, world.clock)
        assert not is_over(world, named)

    def test_a_missing_or_endless_reason_is_refused(self, world: World) -> None:
        for reason, code in (("  ", "reason_missing"), ("x" * 1001, "reason_too_long")):
            with world.database.transaction() as session, pytest.raises(BadInput) as refused:
                name_deputy(
                    session,
                    world.actor("head"),
                    world.user(session, "lan"),
                    first_day=TODAY,
                    last_day=TODAY,
                    reason=reason,
                    clock=world.clock,
                )
            assert (refused.value.field, refused.value.code) == ("reason", code)


class TestOnBehalfOf:
    def test_a_deputy_submits_and_recalls_for_the_head(self, any_world: World) -> None:
        world = any_world
        world.cite(who="mai")
        name(world, "head", "lan")
        world.submit(who="lan")
        with world.reading() as session:
            submission = session.scalars(select(PackSubmission)).one()
            assert (submission.submitted_by_id, submission.on_behalf_of_id) == (
                world.person("lan"),
                world.person("head"),
            )
            [step] = history_of_pack(session, world.pack(session, "1.1.3"))
            assert (step.person, step.principal) == ("lan", "head")
            assert verify_chain(session) == ()
        [event] = events(world, "submit_pack")
        assert (event.actor_name, event.details["on_behalf_of"]) == ("lan@example.vn", "head@example.vn")
        assert event.details["principal_id"] == world.person("head")

    def test_what_needs_no_office_is_the_deputys_own(self, world: World) -> None:
        name(world, "head", "lan")
        world.cite(who="lan")
        assert "on_behalf_of" not in events(world, "cite_document")[0].details

    def test_verdicts_are_given_and_undone_for_the_principal(self, any_world: World) -> None:
        world = any_world
        piece, product = world.cite(), world.explain_product("1.3.1")
        world.submit("1.1.3")
        world.submit("1.3.1")
        name(world, "reviewer", "approver")
        world.judge(piece, who="approver")
        world.judge_explanation(product, accepted=True, who="approver")
        with world.reading() as session:
            review = session.scalars(select(Review)).one()
            assert review.given_by == {world.person("approver"), world.person("reviewer")}
            assert session.get_one(Explanation, product).judged_by == review.given_by
        for action in ("record_verdict", "judge_explanation"):
            assert events(world, action)[0].details["on_behalf_of"] == "reviewer@example.vn"
        # Given on the principal's behalf, it is the principal's to undo as well.
        with world.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            undo_verdict(session, world.actor("reviewer"), evidence, "nhầm", clock=world.clock)
        assert world.state(piece) is EvidenceState.SUBMITTED

    def test_a_deputy_undoes_the_principals_verdict_but_the_principal_not_the_deputys_own(
        self, world: World
    ) -> None:
        piece = world.cite()
        world.submit()
        world.judge(piece, who="second")
        named = name(world, "reviewer", "second")
        with world.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            with pytest.raises(Refused) as refused:
                undo_verdict(session, world.actor("reviewer"), evidence, "nhầm", clock=world.clock)
        assert refused.value.code == "not_own_verdict"
        end(world, named, "reviewer")
        name(world, "second", "approver")
        with world.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            undo_verdict(session, world.actor("approver"), evidence, "nhầm", clock=world.clock)
        assert events(world, "undo_verdict")[0].details["on_behalf_of"] == "second@example.vn"


class TestFourEyes:
    def refused(self, world: World, piece: int, who: str) -> None:
        with pytest.raises(NotAllowed) as refused:
            world.judge(piece, who=who)
        assert refused.value.code == "four_eyes"

    def test_neither_judges_what_either_handed_in(self, any_world: World) -> None:
        world = any_world
        world.give("council", roles={Role.REVIEWER, Role.UPLOADER}, agency="noi-vu")
        piece = world.cite(who="council")
        world.submit()
        named = name(world, "council", "second")
        self.refused(world, piece, "council")
        self.refused(world, piece, "second")
        with world.reading() as session:
            left = eligible_reviewers(session, session.get_one(Evidence, piece), world.deputyships(session))
            assert [user.name for user in left] == ["reviewer"]
        end(world, named, "council")
        world.judge(piece, who="second")

    def test_nor_when_the_deputy_handed_it_in(self, world: World) -> None:
        world.give("second", roles={Role.REVIEWER, Role.UPLOADER})
        piece = world.cite(who="second")
        world.submit()
        name(world, "reviewer", "second")
        self.refused(world, piece, "reviewer")
        self.refused(world, piece, "second")

    def test_what_was_submitted_for_the_head_is_the_heads_for_good(self, world: World) -> None:
        piece = world.cite(who="mai")
        named = name(world, "head", "lan")
        world.submit(who="lan")
        end(world, named, "head")
        world.give("head", roles={Role.REVIEWER})
        self.refused(world, piece, "head")

    def test_a_verdict_given_for_the_principal_keeps_them_from_approving(self, any_world: World) -> None:
        world = any_world
        piece = world.cite()
        world.submit()
        named = name(world, "council", "second")
        world.judge(piece, who="second")
        end(world, named, "council")
        with pytest.raises(NotAllowed) as refused:
            world.approve(who="council")
        assert refused.value.code == "four_eyes"
        with world.reading() as session:
            left = eligible_approvers(session, world.pack(session, "1.1.3"), world.deputyships(session))
            assert [user.name for user in left] == ["approver"]

    def test_nobody_approves_for_another_what_they_judged_themselves(self, world: World) -> None:
        piece = world.cite()
        world.submit()
        world.judge(piece, who="reviewer")
        name(world, "approver", "reviewer")
        name(world, "council", "second", first=0)
        for who in ("reviewer", "approver"):
            with world.database.transaction() as session, pytest.raises(NotAllowed):
                approve_pack(session, acting(world, who), world.pack(session, "1.1.3"), clock=world.clock)
        with world.reading() as session:
            left = eligible_approvers(session, world.pack(session, "1.1.3"), world.deputyships(session))
            assert [user.name for user in left] == ["council", "second"]
        with world.database.transaction() as session:
            pack = world.pack(session, "1.1.3")
            approve_pack(session, world.actor("second"), pack, clock=world.clock)
            assert pack.approved_on_behalf_of_id == world.person("council")
            assert pack.state is PackState.APPROVED


class TestEnding:
    def test_the_principal_and_the_coordinator_end_it_at_once(self, any_world: World) -> None:
        world = any_world
        for who in ("head", "coordinator"):
            named = name(world, "head", "lan")
            with pytest.raises(NotVisible):
                end(world, named, "lan")
            with pytest.raises(NotVisible):
                end(world, named, "reviewer")
            end(world, named, who)
            assert world.actor("lan").roles == {Role.UPLOADER}
            with pytest.raises(Refused) as refused:
                end(world, named, who)
            assert refused.value.code == "delegation_over"
        assert [event.actor_name for event in events(world, "end_delegation")] == [
            "head@example.vn",
            "coordinator@example.vn",
        ]

    @pytest.mark.parametrize("who", ["head", "lan"])
    def test_closing_either_account_ends_it(self, world: World, who: str) -> None:
        named = name(world, "head", "lan")
        with world.database.transaction() as session:
            person = world.user(session, who)
            deactivate_person(session, world.actor("coordinator"), person, world.clock)
        assert is_over(world, named)
        with world.database.transaction() as session:
            person = world.user(session, who)
            activate_person(session, world.actor("coordinator"), person, world.clock)
        assert world.actor("lan").roles == {Role.UPLOADER}

    def test_another_agency_or_other_roles_end_what_passes_nothing_any_more(self, world: World) -> None:
        moved = name(world, "head", "lan")
        with world.database.transaction() as session:
            agency = find_agency(session, "tu-phap")
            coordinator, lan = world.actor("coordinator"), world.user(session, "lan")
            change_person(session, coordinator, lan, agency=agency, clock=world.clock)
        assert is_over(world, moved)
        changed = name(world, "head", "mai")
        with world.database.transaction() as session:
            coordinator, head = world.actor("coordinator"), world.user(session, "head")
            change_roles(session, coordinator, head, {Role.UPLOADER}, world.clock)
        assert is_over(world, changed)

    def test_another_password_of_the_deputy_changes_nothing(self, world: World) -> None:
        named = name(world, "head", "lan")
        with world.database.transaction() as session:
            reset_password(session, world.actor("coordinator"), world.user(session, "lan"), world.clock)
        assert not is_over(world, named)
        assert Role.AGENCY_HEAD in world.actor("lan").roles

    def test_who_sees_which(self, world: World) -> None:
        over = name(world, "head", "lan")
        end(world, over, "head")
        now = name(world, "head", "mai")
        name(world, "reviewer", "second")
        seen = {}
        for who in ("head", "lan", "mai", "coordinator", "observer"):
            with world.reading() as session:
                actor = world.actor(who)
                shown = list_delegations(session, actor, TODAY, with_past=False)
                past = list_delegations(session, actor, TODAY, with_past=True)
                seen[who] = (len(shown), len(past))
        assert seen == {
            "head": (1, 2),
            "lan": (0, 1),
            "mai": (1, 1),
            "coordinator": (2, 3),
            "observer": (0, 0),
        }
        with world.reading() as session, pytest.raises(NotVisible):
            find_delegation(session, world.actor("reviewer"), now)


class TestTwoAtOnce:
    def test_of_two_deputies_named_at_once_one_is(self, any_world: World) -> None:
        def naming(deputy: str) -> object:
            def decide(barrier: threading.Barrier) -> None:
                barrier.wait()
                name(any_world, "head", deputy)

            return decide

        outcomes = at_once(naming("lan"), naming("mai"))  # type: ignore[arg-type]
        refused = [error.code for error in outcomes if error is not None]
        assert refused == ["deputy_named_already"]

    def test_of_two_who_would_make_a_chain_at_once_one_is_refused(self, any_world: World) -> None:
        def naming(principal: str, deputy: str) -> object:
            def decide(barrier: threading.Barrier) -> None:
                barrier.wait()
                name(any_world, principal, deputy)

            return decide

        outcomes = at_once(naming("reviewer", "second"), naming("second", "council"))  # type: ignore[arg-type]
        refused = [error.code for error in outcomes if error is not None]
        assert refused == ["delegation_chain"]

    def test_an_act_under_a_delegation_that_ends_at_once_is_before_it_or_refused(
        self, any_world: World
    ) -> None:
        world = any_world
        world.cite(who="mai")
        named = name(world, "head", "lan")

        def submitting(barrier: threading.Barrier) -> None:
            lan = world.actor("lan")
            barrier.wait()
            with world.database.transaction() as session:
                submit_pack(session, lan, world.pack(session, "1.1.3"), clock=world.clock)

        def ending(barrier: threading.Barrier) -> None:
            barrier.wait()
            end(world, named, "head")

        outcome: EvidenceError | None = at_once(submitting, ending)[0]
        log = [event for action in ("submit_pack", "end_delegation") for event in events(world, action)]
        if outcome is None:
            assert [event.action for event in sorted(log, key=lambda event: event.sequence)] == [
                "submit_pack",
                "end_delegation",
            ]
        else:
            assert outcome.code == "delegation_ended"
            assert [event.action for event in log] == ["end_delegation"]
