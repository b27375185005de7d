"""Agencies that are merged, split, renamed and ended: what moves, what stays, who may, and two at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.models import (
    AccountRequest,
    Agency,
    AgencyChange,
    Assignment,
    AuditEvent,
    Base,
    Criterion,
    Document,
    Evidence,
    Job,
    SavedSearch,
    User,
)
from evidence_repo.models.catalogue import criterion_coordinating
from evidence_repo.services.audit.chain import read_head, verify_chain
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.tag_requests import wanted_tags
from evidence_repo.services.people.account_requests import confirm_request, open_account
from evidence_repo.services.people.accounts import change_roles
from evidence_repo.services.people.agencies import activate_agency, add_agency, find_agency, rename_agency
from evidence_repo.services.policy.assignments import visible_assignments
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.reorganising.belongings import known_references
from evidence_repo.services.reorganising.carrying_out import carry_out_due
from evidence_repo.services.reorganising.deciding import Decision, cancel_change, decide_change
from evidence_repo.services.reorganising.moving import what_moves
from evidence_repo.services.reorganising.sharing import things_to_share
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.services.workflow.assignments import accept, deliver
from evidence_repo.services.workflow.packs import find_pack, reopen_pack
from tests.services.at_once import at_once
from tests.services.world import NOW, PEOPLE, World
from workflows.agency_changes import AgencyChangeKind
from workflows.agency_kinds import DEPARTMENT
from workflows.assignments import AssignmentState
from workflows.packs import PackState
from workflows.roles import Role

TODAY = date(2017, 11, 27)
JUSTICE, HOME = "tu-phap", "noi-vu"


def decide(
    world: World,
    code: str,
    kind: AgencyChangeKind,
    *successors: str,
    on: date = TODAY,
    who: str = "coordinator",
    choices: dict[str, str] | None = None,
    **given: Any,
) -> int:
    """Decide what becomes of an agency; `choices` name successors by code."""
    with world.database.transaction() as session:
        heirs = {code: world.agency(session, code) for code in successors}
        chosen = {key: heirs[code].id for key, code in (choices or {}).items()}
        decision = Decision(kind, on, list(heirs.values()), choices=chosen, **given)
        change = decide_change(session, world.actor(who), world.agency(session, code), decision, world.clock)
        return change.id


def merge(world: World, code: str = JUSTICE, into: str = HOME, **given: Any) -> int:
    return decide(world, code, AgencyChangeKind.MERGE, into, **given)


def lead_of(world: World, criterion: str) -> str:
    with world.reading() as session:
        return world.criterion(session, criterion).lead_agency.code


def actions(world: World) -> list[str]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def test_every_reference_to_an_agency_is_known_to_move_or_to_stay() -> None:
    """A new table that belongs to agencies has to say which, or a merger would forget it."""
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "agency_id" or any(key.column.table.name == "agency" for key in column.foreign_keys)
    }
    assert found == known_references()


class TestMerging:
    def test_what_is_open_goes_on_under_the_successor(self, any_world: World) -> None:
        piece = any_world.cite("2.1.1", who="justice")
        merge(any_world)
        assert lead_of(any_world, "2.1.1") == HOME
        with any_world.reading() as session:
            home = any_world.agency(session, HOME)
            evidence = session.get_one(Evidence, piece)
            assert evidence.agency_id == evidence.version.document.owner_agency_id == home.id
            people = session.scalars(select(User.email).join(Agency).where(Agency.code == HOME)).all()
            assert {"justice@example.vn", "justice-head@example.vn"} <= set(people)
            ended = any_world.agency(session, JUSTICE)
            assert (ended.is_active, ended.ended_on, home.answers_for) == (False, TODAY, [ended.id])
            assert verify_chain(session, read_head(session)) == ()
        any_world.submit("2.1.1", who="justice-head")
        any_world.judge(piece)

    def test_who_contributed_contributes_once_and_never_to_its_own(self, world: World) -> None:
        merge(world, "chau-doc", "tu-phap")
        with world.reading() as session:
            links = session.execute(
                select(Criterion.code, Agency.code)
                .join(criterion_coordinating, criterion_coordinating.c.criterion_id == Criterion.id)
                .join(Agency, Agency.id == criterion_coordinating.c.agency_id)
                .order_by(Criterion.code)
            ).all()
        assert links == [("1.1.3", JUSTICE), ("1.3.1", JUSTICE)]
        merge(world, JUSTICE, HOME)
        with world.reading() as session:
            assert session.execute(select(criterion_coordinating)).all() == []

    def test_what_was_sealed_keeps_the_old_name_until_it_is_reopened(self, world: World) -> None:
        piece = self.seal_justice(world)
        merge(world)
        with world.reading() as session:
            evidence = session.get_one(Evidence, piece)
            assert evidence.agency.code == JUSTICE
            assert evidence.criterion.lead_agency.code == JUSTICE
            assert wanted_tags(session, evidence.version.sha256)["agency"] == JUSTICE
            assert find_evidence(session, world.actor("lan"), piece) is not None
        with world.database.transaction() as session:
            pack = find_pack(session, world.criterion(session, "2.1.1"))
            reopen_pack(session, world.actor("approver"), pack, "bổ sung", clock=world.clock)
        assert lead_of(world, "2.1.1") == HOME
        with world.reading() as session:
            assert session.get_one(Evidence, piece).agency.code == HOME
        assert actions(world)[-2:] == ["reopen_pack", "hand_over_belongings"]

    def seal_justice(self, world: World) -> int:
        piece = world.cite("2.1.1", who="justice")
        world.submit("2.1.1", who="justice-head")
        world.judge(piece)
        world.approve("2.1.1")
        with world.database.transaction() as session:
            find_pack(session, world.criterion(session, "2.1.1")).state = PackState.SEALED
        return piece

    def test_tags_follow_the_pieces_that_moved(self, world: World) -> None:
        piece = world.cite("2.1.1", who="justice")
        with world.database.transaction() as session:
            sha256 = session.get_one(Evidence, piece).version.sha256
            session.query(Job).delete()
        merge(world)
        with world.reading() as session:
            tagged = session.scalars(select(Job.payload).where(Job.kind == JobKind.TAG_BLOB)).all()
            assert tagged == [{"sha256": sha256}]
            assert wanted_tags(session, sha256)["agency"] == HOME

    def test_four_eyes_count_persons_across_the_merger(self, world: World) -> None:
        piece = world.cite("2.1.1", who="justice")
        world.submit("2.1.1", who="justice-head")
        merge(world)
        with world.database.transaction() as session:
            person = world.user(session, "justice-head")
            change_roles(session, world.actor("coordinator"), person, {Role.REVIEWER}, world.clock)
        with pytest.raises(NotAllowed) as refused:
            world.judge(piece, who="justice-head")
        assert refused.value.code == "four_eyes"

    def test_what_moves_is_what_the_preview_says(self, world: World) -> None:
        world.cite("2.1.1", who="justice")
        with world.reading() as session:
            heaps = what_moves(session, world.agency(session, JUSTICE), 1)
        assert {heap.word: heap.count for heap in heaps} == {
            "people": 2,
            "leads": 1,
            "pieces": 1,
            "documents": 1,
        }
        assert [heap.left for heap in heaps if heap.word == "people"] == [1]
        change = merge(world)
        with world.reading() as session:
            assert session.get_one(AgencyChange, change).moved == {heap.word: heap.count for heap in heaps}


class TestSplitting:
    def test_each_criterion_and_person_goes_where_it_was_chosen(self, world: World) -> None:
        mine, other = world.cite(who="lan"), world.cite("1.3.1", who="mai")
        with world.database.transaction() as session:
            add_agency(session, world.actor("coordinator"), name="Sở Mới", kind=DEPARTMENT, code="moi")
            keys = {
                share.label.split(":")[0]: share.key
                for share in things_to_share(session, world.agency(session, HOME))
            }
        assert "TCTP 1.1.3" in keys
        choices = {keys["TCTP 1.3.1"]: "moi", f"person:{world.person('mai')}": "moi"}
        decide(world, HOME, AgencyChangeKind.SPLIT, JUSTICE, "moi", choices=choices)
        assert [lead_of(world, code) for code in ("1.1.3", "1.3.1", "5.2.1")] == [JUSTICE, "moi", JUSTICE]
        with world.reading() as session:
            for piece, code in ((mine, JUSTICE), (other, "moi")):
                evidence = session.get_one(Evidence, piece)
                assert evidence.agency.code == evidence.version.document.owner_agency.code == code
            assert [world.user(session, who).agency.code for who in ("lan", "mai")] == [JUSTICE, "moi"]

    def test_a_choice_names_a_successor_and_something_of_the_agency(self, world: World) -> None:
        for key in ("person:999999", f"person:{world.person('justice')}", "agency:1"):
            with pytest.raises(BadInput):
                decide(world, HOME, AgencyChangeKind.SPLIT, JUSTICE, "tinh", choices={key: JUSTICE})
        assert actions(world) == []


class TestRenaming:
    def test_the_new_name_is_another_agency_with_everything_open(self, world: World) -> None:
        decide(world, JUSTICE, AgencyChangeKind.RENAME, new_name="Sở Tư pháp và Pháp chế", basis="12/QĐ-UBND")
        assert lead_of(world, "2.1.1") == "so-tu-phap-va-phap-che"
        with world.reading() as session:
            assert find_agency(session, "sở tư pháp").code == JUSTICE
            new = find_agency(session, "Sở Tư pháp và Pháp chế")
            assert (new.began_on, new.kind) == (TODAY, DEPARTMENT)
            [_, event] = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
        assert (event.action, event.details["basis"]) == ("succeed_agency", "12/QĐ-UBND")

    @pytest.mark.parametrize("name", ["", "S" * 201, "Sở NỘI vụ"])
    def test_the_name_must_be_free(self, world: World, name: str) -> None:
        with pytest.raises(BadInput) as refused:
            decide(world, JUSTICE, AgencyChangeKind.RENAME, new_name=name)
        assert refused.value.field == "name"

    def test_a_corrected_name_is_still_understood(self, world: World) -> None:
        with world.database.transaction() as session:
            rename_agency(
                session, world.actor("coordinator"), world.agency(session, JUSTICE), "Sở Tư Pháp tỉnh"
            )
        with world.reading() as session:
            assert find_agency(session, "Sở Tư pháp").code == JUSTICE


class TestEnding:
    def test_nobody_is_left_without_an_agency(self, world: World) -> None:
        for code, why in (("bo-noi-vu", "agency_has_people"), (JUSTICE, "agency_leads")):
            with pytest.raises(Refused) as refused:
                decide(world, code, AgencyChangeKind.END)
            assert refused.value.code == why
        world.give("district", agency="tinh")
        decide(world, "chau-doc", AgencyChangeKind.END)
        with world.database.transaction() as session:
            ended = world.agency(session, "chau-doc")
            assert (ended.is_active, ended.ended_on) == (False, TODAY)
            with pytest.raises(Refused):
                activate_agency(session, world.actor("coordinator"), ended)


class TestTheDay:
    def carry_out(self, world: World, day: date) -> int:
        return carry_out_due(world.database, Clock(day))

    def test_a_change_waits_for_its_day_and_takes_what_is_open_then(self, world: World) -> None:
        change = merge(world, on=TODAY + timedelta(days=4))
        assert lead_of(world, "2.1.1") == JUSTICE
        piece = world.cite("2.1.1", who="justice")
        assert self.carry_out(world, TODAY + timedelta(days=3)) == 0
        assert self.carry_out(world, TODAY + timedelta(days=4)) == 1
        assert self.carry_out(world, TODAY + timedelta(days=5)) == 0
        assert lead_of(world, "2.1.1") == HOME
        with world.reading() as session:
            assert session.get_one(Evidence, piece).agency.code == HOME
            assert session.get_one(AgencyChange, change).carried_out_at is not None
            assert verify_chain(session, read_head(session)) == ()
        assert [each for each in actions(world) if "agency" in each] == ["plan_agency_change", "merge_agency"]

    def test_it_can_be_cancelled_before(self, world: World) -> None:
        change = merge(world, on=TODAY + timedelta(days=4))
        with pytest.raises(Refused) as waits:
            merge(world, on=TODAY + timedelta(days=9))
        assert waits.value.code == "change_waits"
        with world.database.transaction() as session:
            found = session.get_one(AgencyChange, change)
            cancel_change(session, world.actor("coordinator"), found, world.clock)
            with pytest.raises(Refused):
                cancel_change(session, world.actor("coordinator"), found, world.clock)
        assert self.carry_out(world, TODAY + timedelta(days=9)) == 0
        merge(world)

    def test_what_the_rules_forbid_on_the_day_says_so_and_waits_on(self, world: World) -> None:
        change = decide(world, "chau-doc", AgencyChangeKind.END, on=TODAY + timedelta(days=1))
        assert self.carry_out(world, TODAY + timedelta(days=1)) == 0
        with world.reading() as session:
            assert session.get_one(AgencyChange, change).failure
        world.give("district", agency="tinh")
        assert self.carry_out(world, TODAY + timedelta(days=2)) == 1
        with world.reading() as session:
            assert session.get_one(AgencyChange, change).failure is None
            assert world.agency(session, "chau-doc").ended_on == TODAY + timedelta(days=1)


class TestRights:
    def test_an_account_that_was_asked_for_before_is_opened_at_the_successor(self, world: World) -> None:
        with world.database.transaction() as session:
            asked = open_account(
                session,
                world.actor("coordinator"),
                email="moi@example.vn",
                name="Người Mới",
                agency=world.agency(session, JUSTICE),
                roles={Role.REVIEWER},
                clock=world.clock,
            )
            assert isinstance(asked, AccountRequest)
            request = asked.id
        merge(world)
        with world.database.transaction() as session:
            confirm_request(session, world.actor("approver"), request, world.clock)
            assert world.user(session, "moi").agency.code == HOME

    @pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coordinator"}))
    def test_only_a_coordinator_decides(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            merge(world, who=who)

    def test_whoever_had_rights_before_works_on(self, world: World) -> None:
        """A coordinator's and a head's own agency is merged: they go with it, nobody else moves them."""
        merge(world, HOME, JUSTICE)
        piece = world.cite(who="lan")
        world.submit()
        world.judge(piece)
        world.approve()
        assert world.pack_state() is PackState.APPROVED


class TestAtOnce:
    def test_of_two_mergers_of_one_agency_one_is_refused(self, any_world: World) -> None:
        def into(code: str) -> Any:
            def run(barrier: Any) -> None:
                barrier.wait()
                merge(any_world, JUSTICE, code)

            return run

        errors = at_once(into(HOME), into("tinh"))
        assert [type(error) for error in errors if error] == [Refused] or any(errors)
        assert sum(error is None for error in errors) == 1
        with any_world.reading() as session:
            assert session.scalar(select(func.count(AgencyChange.id))) == 1
            assert verify_chain(session, read_head(session)) == ()

    def test_two_agencies_merged_into_each_other_do_not_both_end(self, any_world: World) -> None:
        def pair(one: str, other: str) -> Any:
            def run(barrier: Any) -> None:
                barrier.wait()
                merge(any_world, one, other)

            return run

        errors = at_once(pair(JUSTICE, HOME), pair(HOME, JUSTICE))
        assert sum(error is None for error in errors) == 1
        with any_world.reading() as session:
            assert session.scalar(select(func.count(Agency.id)).where(Agency.is_active)) == 4

    def test_what_is_uploaded_and_cited_meanwhile_is_not_lost(self, any_world: World) -> None:
        version = any_world.document("justice")

        def cite(barrier: Any) -> None:
            barrier.wait()
            any_world.cite("2.1.1", who="justice", version=version)

        def unite(barrier: Any) -> None:
            barrier.wait()
            merge(any_world)

        refused = [error for error in at_once(cite, unite) if error is not None]
        if refused:  # whoever looked before the merger is told to look again
            any_world.cite("2.1.1", who="justice", version=version)
        carry_out_due(any_world.database, any_world.clock)
        with any_world.reading() as session:
            home = any_world.agency(session, HOME)
            assert set(session.scalars(select(Evidence.agency_id))) == {home.id}
            assert set(session.scalars(select(Document.owner_agency_id))) == {home.id}
            assert verify_chain(session, read_head(session)) == ()
        any_world.submit("2.1.1", who="justice-head")


class TestAssignments:
    def ask(self, world: World, *codes: str, words: str = "Gửi báo cáo", last_day: date = TODAY) -> list[int]:
        with world.database.transaction() as session:
            agencies = [world.agency(session, code) for code in codes]
            request = AssignmentRequest(world.criterion(session, "1.1.3"), agencies, words, last_day)
            made = assign(session, world.actor("head"), [request], clock=world.clock)
            return [assignment.id for assignment in made]

    def test_what_was_asked_of_an_agency_is_asked_of_its_successor(self, world: World) -> None:
        [asked] = self.ask(world, "chau-doc")
        merge(world, "chau-doc", "tinh")
        with world.reading() as session:
            assert session.get_one(Assignment, asked).agency.code == "tinh"

    def ask_both(self, world: World, more: str = "") -> tuple[int, int]:
        with world.database.transaction() as session:
            links = {"criterion_id": world.criterion(session, "1.1.3").id}
            links["agency_id"] = world.agency(session, JUSTICE).id
            session.execute(insert(criterion_coordinating).values(links))
        [own] = self.ask(world, JUSTICE)
        [other] = self.ask(world, "chau-doc", words="Gửi báo cáo" + more, last_day=TODAY + timedelta(days=3))
        return own, other

    def test_who_was_asked_for_the_same_already_is_asked_once(self, world: World) -> None:
        own, other = self.ask_both(world, " của thành phố")
        merge(world, "chau-doc", JUSTICE)
        with world.reading() as session:
            stays, gone = session.get_one(Assignment, own), session.get_one(Assignment, other)
            assert (stays.agency.code, stays.state) == (JUSTICE, AssignmentState.ASSIGNED)
            assert stays.words == "Gửi báo cáo\nGửi báo cáo của thành phố"
            assert stays.last_day == TODAY + timedelta(days=3)
            assert (gone.agency.code, gone.state, gone.is_live) == (
                "chau-doc",
                AssignmentState.CANCELLED,
                None,
            )
            assert gone.reason is not None
            assert "Châu Đốc" in gone.reason
            [change] = session.scalars(select(AgencyChange))
            assert change.moved["assignments"] == 1
            seen = select(Assignment.id).where(visible_assignments(world.actor("district")))
            assert set(session.scalars(seen)) == {own, other}
            assert verify_chain(session, read_head(session)) == ()
        assert {"cancel_assignment", "join_assignments"} <= set(actions(world))

    def test_of_two_the_one_that_is_further_along_stays(self, world: World) -> None:
        own, other = self.ask_both(world)
        with world.database.transaction() as session:
            asked = session.get_one(Assignment, other)
            deliver(session, world.actor("district"), asked, answer="Không phát sinh", clock=world.clock)
        merge(world, "chau-doc", JUSTICE)
        with world.reading() as session:
            stays, gone = session.get_one(Assignment, other), session.get_one(Assignment, own)
            assert (stays.agency.code, stays.state) == (JUSTICE, AssignmentState.DELIVERED)
            assert (stays.answer, stays.words) == ("Không phát sinh", "Gửi báo cáo")
            assert gone.state is AssignmentState.CANCELLED

    def test_what_was_accepted_stays_as_it_was(self, world: World) -> None:
        own, other = self.ask_both(world)
        with world.database.transaction() as session:
            asked = session.get_one(Assignment, other)
            deliver(session, world.actor("district"), asked, answer="Không phát sinh", clock=world.clock)
            accept(session, world.actor("lan"), asked, clock=world.clock)
        merge(world, "chau-doc", JUSTICE)
        with world.reading() as session:
            kept = [session.get_one(Assignment, each) for each in (own, other)]
            assert [each.state for each in kept] == [AssignmentState.ASSIGNED, AssignmentState.ACCEPTED]
            assert [each.agency.code for each in kept] == [JUSTICE, "chau-doc"]


def test_saved_searches_find_what_the_successor_holds(world: World) -> None:
    places = [{"q": "báo cáo", "agency": [JUSTICE]}, {"agency": ["chau-doc"]}, {"q": "báo cáo"}]
    with world.database.transaction() as session:
        owner = world.person("lan")
        session.add_all(SavedSearch(owner_id=owner, name="a", place=each, saved_at=NOW) for each in places)
    merge(world)
    with world.reading() as session:
        found = session.scalars(select(SavedSearch).order_by(SavedSearch.id))
        assert [each.place for each in found] == [{**places[0], "agency": [JUSTICE, HOME]}, *places[1:]]
