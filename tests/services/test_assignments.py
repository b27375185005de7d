"""Assignments: asking, naming, delivering, accepting, returning, cancelling; and what their pieces bring."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from evidence_repo.errors import (
    BadInput,
    ChangedMeanwhile,
    EvidenceError,
    NotAllowed,
    NotVisible,
    Refused,
)
from evidence_repo.models import Assignment, AssignmentChange, AuditEvent, Evidence, Notice
from evidence_repo.services.assignments.proposal import default_last_day, propose
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.bundles import check_bundle
from evidence_repo.services.policy.assignments import find_assignment, visible_assignments
from evidence_repo.services.workflow.pieces import (
    accept_contribution,
    refuse_contribution,
    replace_evidence,
    withdraw_evidence,
)
from evidence_repo.services.workflow.verdicts import undo_verdict
from tests.databases import opened
from tests.services.assigning import LAST_DAY, WORDS, Assigning
from tests.services.at_once import Decide, at_once
from tests.services.world import PEOPLE, World
from workflows.assignments import AssignmentState
from workflows.cycle import CycleState
from workflows.evidence import EvidenceState, VerdictKind
from workflows.packs import PackState
from workflows.roles import Role
from workflows.working_days import WorkCalendar

S = AssignmentState


@pytest.fixture
def assigning(world: World) -> Assigning:
    return Assigning(world)


@pytest.fixture
def any_assigning(any_world: World) -> Assigning:
    return Assigning(any_world)


def _settle(world: World, service: object, piece: int, who: str = "lan") -> None:
    assert callable(service)
    with world.database.transaction() as session:
        service(session, world.actor(who), session.get_one(Evidence, piece), clock=world.clock)


def test_the_same_request_twice_makes_nothing_twice(any_assigning: Assigning) -> None:
    [first] = any_assigning.assign()
    assert any_assigning.assign(words="Khác", last_day=date(2017, 11, 1)) == []
    [for_product] = any_assigning.assign(product=1)
    any_assigning.cancel(first)
    [again] = any_assigning.assign()
    assert len({first, for_product, again}) == 3
    with any_assigning.world.reading() as session:
        words = session.scalars(select(Assignment.words).distinct()).all()
    assert words == ["Cung cấp tài liệu thuộc phạm vi của đơn vị"]


def test_two_people_confirm_the_same_request_at_once(any_assigning: Assigning) -> None:
    def confirming(who: str) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            barrier.wait()
            any_assigning.assign("1.1.3", "chau-doc", "noi-vu", who=who)

        return decide

    assert at_once(confirming("lan"), confirming("coordinator")) == [None, None]
    with any_assigning.world.reading() as session:
        asked = session.scalars(select(Assignment.agency_id)).all()
    assert len(asked) == len(set(asked)) == 2


def test_only_the_lead_agency_and_the_coordinator_ask(assigning: Assigning) -> None:
    for who in PEOPLE:
        if who in {"lan", "mai", "head", "coordinator"}:
            [made] = assigning.assign(who=who)
            assigning.cancel(made, who=who)
        else:
            with pytest.raises(NotAllowed):
                assigning.assign(who=who)


def test_only_agencies_of_the_plans_cell_are_asked(assigning: Assigning) -> None:
    with pytest.raises(BadInput) as refused:
        assigning.assign("1.1.3", "tu-phap")
    assert refused.value.code == "agency_not_coordinating"
    with pytest.raises(BadInput):
        assigning.assign(words="  ")
    assert assigning.assign("1.1.3", "noi-vu")  # the lead agency may ask itself


def test_a_piece_is_delivered_and_accepting_the_assignment_takes_it_into_the_pack(
    any_assigning: Assigning,
) -> None:
    world = any_assigning.world
    [number] = any_assigning.assign()
    piece = world.cite(who="district")
    any_assigning.deliver(number, piece=piece)
    any_assigning.accept(number)
    assert any_assigning.state(number) is S.ACCEPTED
    with world.reading() as session:
        assert not session.get_one(Evidence, piece).is_contribution_waiting
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert actions[-2:] == ["accept_contribution", "accept_assignment"]
        assert verify_chain(session) == ()


def test_accepting_the_piece_accepts_the_assignment_that_it_serves(assigning: Assigning) -> None:
    [number] = assigning.assign()
    piece = assigning.world.cite(who="district")
    assigning.deliver(number, piece=piece)
    _settle(assigning.world, accept_contribution, piece)
    assert assigning.state(number) is S.ACCEPTED


def test_refusing_the_piece_returns_the_assignment(assigning: Assigning) -> None:
    [number] = assigning.assign()
    piece = assigning.world.cite(who="district")
    assigning.deliver(number, piece=piece)
    _settle(assigning.world, refuse_contribution, piece)
    assert assigning.state(number) is S.RETURNED


def test_returning_turns_the_waiting_piece_down_and_another_is_delivered(assigning: Assigning) -> None:
    [number] = assigning.assign()
    piece = assigning.world.cite(who="district")
    assigning.deliver(number, piece=piece)
    with pytest.raises(BadInput):
        assigning.return_(number, reason=" ")
    assigning.return_(number)
    assert assigning.world.state(piece) is EvidenceState.WITHDRAWN
    with pytest.raises(BadInput) as refused:
        assigning.deliver(number, piece=piece)
    assert refused.value.code == "piece_not_of_assignment"
    assigning.deliver(number, piece=assigning.world.cite(who="district"))
    assert assigning.state(number) is S.DELIVERED


def test_words_deliver_too_and_nothing_does_not(assigning: Assigning) -> None:
    [number] = assigning.assign()
    with pytest.raises(BadInput) as refused:
        assigning.deliver(number, answer="  ")
    assert refused.value.code == "delivery_missing"
    assigning.deliver(number, answer="Năm 2017 không phát sinh")
    assigning.accept(number, who="head")
    assert assigning.state(number) is S.ACCEPTED


def test_only_the_asked_agencys_piece_for_the_product_delivers(assigning: Assigning) -> None:
    world = assigning.world
    [number] = assigning.assign("1.3.1", product=2)
    for piece in (
        world.cite("1.3.1", product=2),  # the lead agency's
        world.cite("1.3.1", "district", product=1),  # of another product
        world.cite("1.1.3", "district"),  # of another criterion
    ):
        with pytest.raises(BadInput):
            assigning.deliver(number, piece=piece)
    assigning.deliver(number, piece=world.cite("1.3.1", "district", product=2))


def test_an_accepted_piece_that_is_withdrawn_returns_its_assignment(assigning: Assigning) -> None:
    [number] = assigning.assign()
    piece = assigning.world.cite(who="district")
    assigning.deliver(number, piece=piece)
    assigning.accept(number)
    _settle(assigning.world, withdraw_evidence, piece)
    assert assigning.state(number) is S.RETURNED


def test_a_question_about_the_piece_returns_the_assignment_and_its_answer_delivers_it(
    assigning: Assigning,
) -> None:
    world = assigning.world
    [number] = assigning.assign()
    piece = world.cite(who="district")
    assigning.deliver(number, piece=piece)
    assigning.accept(number)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert assigning.state(number) is S.RETURNED
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        undo_verdict(session, world.actor("reviewer"), evidence, "Nhầm trang", clock=world.clock)
    assert assigning.state(number) is S.ACCEPTED
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece, who="district")
    assert assigning.state(number) is S.DELIVERED
    assigning.accept(number)
    assert assigning.state(number) is S.ACCEPTED
    assert world.pack_state() is PackState.RETURNED


def _replace(world: World, who: str, piece: int) -> None:
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        replace_evidence(session, world.actor(who), evidence, pages="2", clock=world.clock)


def test_the_asked_agency_replaces_its_own_piece_when_it_is_questioned(assigning: Assigning) -> None:
    world = assigning.world
    [number] = assigning.assign()
    piece, other = world.cite(who="district"), world.cite()
    assigning.deliver(number, piece=piece)
    assigning.accept(number)
    world.submit()
    for each in (piece, other):
        world.judge(each, VerdictKind.NEEDS_EXPLANATION)
    with pytest.raises(Refused):
        _replace(world, "district", piece)  # the reviewers have the pack
    world.return_()
    for who, each in (("justice", piece), ("district", other)):
        with pytest.raises(EvidenceError):
            _replace(world, who, each)
    _replace(world, "district", piece)
    assert world.state(piece) is EvidenceState.SUBMITTED
    assert assigning.state(number) is S.DELIVERED
    world.explain(other)
    assigning.accept(number)
    world.submit()
    world.judge(piece)
    world.judge(other, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    with pytest.raises(NotAllowed):
        _replace(world, "district", piece)  # it has passed: only the lead agency changes it
    assert assigning.state(number) is S.ACCEPTED


def test_a_pack_is_not_blocked_by_an_assignment_that_nobody_delivered(assigning: Assigning) -> None:
    world = assigning.world
    assigning.assign()
    piece = world.cite()
    world.submit()
    world.judge(piece)
    world.approve()
    assert world.pack_state() is PackState.APPROVED


def test_the_head_of_the_asked_agency_names_a_person_of_it(assigning: Assigning) -> None:
    world = assigning.world
    [number] = assigning.assign()
    with pytest.raises(NotAllowed):
        assigning.name(number, "district", who="district")
    world.give("district", roles={Role.AGENCY_HEAD})
    with pytest.raises(BadInput):
        assigning.name(number, "lan", who="district")
    assigning.name(number, "district", who="district")
    with world.reading() as session:
        assert session.get_one(Assignment, number).person_id == world.person("district")
    assigning.name(number, None, who="district")
    assigning.cancel(number)
    with pytest.raises(Refused):
        assigning.name(number, "district", who="district")


def test_what_is_asked_changes_and_what_stood_before_is_kept(any_assigning: Assigning) -> None:
    world, later = any_assigning.world, date(2017, 11, 28)
    [number] = any_assigning.assign()
    any_assigning.change(number)  # nothing differs, so nothing is noted
    any_assigning.change(number, words=" Số liệu quý III ", last_day=later)
    any_assigning.change(number, "coordinator", last_day=date(2017, 11, 29))
    with world.reading() as session:
        assignment = session.get_one(Assignment, number)
        assert (assignment.words, assignment.last_day) == ("Số liệu quý III", date(2017, 11, 29))
        kept = session.scalars(select(AssignmentChange).order_by(AssignmentChange.id)).all()
        assert [(each.words, each.last_day) for each in kept] == [
            (WORDS, LAST_DAY),
            ("Số liệu quý III", later),
        ]
        found = select(AuditEvent.details).where(AuditEvent.action == "change_assignment")
        told = [details["changed"] for details in session.scalars(found.order_by(AuditEvent.sequence))]
        assert told[0] == {
            "words": [WORDS, "Số liệu quý III"],
            "last_day": [LAST_DAY.isoformat(), later.isoformat()],
        }
        assert set(told[1]) == {"last_day"}
        notices = session.scalars(select(Notice.kind).where(Notice.person_id == world.person("district")))
        assert set(notices) == {"assignment_given"}
        assert verify_chain(session) == ()


def test_only_who_may_ask_changes_it_and_only_while_the_agency_has_it(assigning: Assigning) -> None:
    [number] = assigning.assign()
    for who in PEOPLE:
        if who in {"lan", "mai", "head", "coordinator"}:
            assigning.change(number, who, words=f"Theo yêu cầu của {who}")
        else:
            with pytest.raises(NotAllowed):
                assigning.change(number, who, words="Khác")
    with pytest.raises(BadInput):
        assigning.change(number, words="  ")
    with pytest.raises(ChangedMeanwhile):
        assigning.change(number, words="Khác", seen_lock=1)
    assigning.deliver(number, answer="Không phát sinh")
    with pytest.raises(Refused):
        assigning.change(number, words="Khác")
    assigning.return_(number)
    assigning.change(number, last_day=date(2017, 11, 29))


def test_each_sees_what_the_rules_say(assigning: Assigning) -> None:
    world = assigning.world
    [asked] = assigning.assign("1.1.3")
    [own] = assigning.assign("1.1.3", "noi-vu")
    sees_all = {"lan", "mai", "head", "reviewer", "second", "approver", "council", "coordinator", "observer"}
    with world.reading() as session:
        for who in PEOPLE:
            seen = set(session.scalars(select(Assignment.id).where(visible_assignments(world.actor(who)))))
            wanted = {asked, own} if who in sees_all else {asked} if who == "district" else set()
            assert seen == wanted, who
        with pytest.raises(NotVisible):
            find_assignment(session, world.actor("district"), own)


def test_a_closed_cycle_changes_nothing_and_a_sent_one_only_reopened_packs(assigning: Assigning) -> None:
    [number] = assigning.assign()
    for state, code in ((CycleState.CLOSED, "cycle_closed"), (CycleState.SUBMITTED, "pack_not_reopened")):
        assigning.world.set_cycle(state)
        with pytest.raises(Refused) as refused:
            assigning.deliver(number, answer="Không phát sinh")
        assert refused.value.code == code
    assigning.world.set_cycle(CycleState.FROZEN)
    assigning.deliver(number, answer="Không phát sinh")


def test_the_default_day_is_five_working_days_before_the_plans_but_never_past(world: World) -> None:
    calendar = WorkCalendar(days_off=frozenset({date(2017, 11, 27)}))
    with world.reading() as session:
        criterion = world.criterion(session, "1.1.3")  # before 01/12/2017, so the 30th is the last good day
        assert default_last_day(criterion, date(2017, 11, 1), WorkCalendar()) == date(2017, 11, 23)
        assert default_last_day(criterion, date(2017, 11, 1), calendar) == date(2017, 11, 22)
        assert default_last_day(criterion, date(2017, 11, 28), calendar) == date(2017, 11, 28)


def test_a_proposal_names_whom_the_plan_means_and_who_was_asked(assigning: Assigning) -> None:
    world = assigning.world
    [number] = assigning.assign()
    with world.reading() as session:
        lan, today = world.actor("lan"), world.clock.today()
        criterion = world.criterion(session, "1.1.3")
        whole = propose(session, lan, criterion, None, today)
        named = {each.agency.code: (each.standing, each.is_proposed) for each in whole.candidates}
        assert named == {"chau-doc": (S.ASSIGNED, False), "noi-vu": (None, False)}
        for_product = propose(session, lan, criterion, criterion.products[0], today)
        assert [each.agency.code for each in for_product.proposed] == ["chau-doc"]
        with pytest.raises(NotAllowed):
            propose(session, world.actor("district"), criterion, None, today)
    assigning.cancel(number)
    with world.reading() as session:
        again = propose(session, lan, world.criterion(session, "1.1.3"), None, today)
        assert [each.agency.code for each in again.proposed] == ["chau-doc"]


def test_the_gate_warns_of_what_nobody_has_accepted(assigning: Assigning) -> None:
    world = assigning.world
    [number] = assigning.assign()

    def warned() -> list[str]:
        with world.reading() as session:
            report = check_bundle(session, world.cycle(session), world.clock)
            return [f.sentence for f in report.warnings if f.rule == "assignments_open"]

    assert len(warned()) == 1
    assigning.deliver(number, answer="Không phát sinh")
    assert len(warned()) == 1
    assigning.accept(number)
    assert warned() == []


def test_two_people_decide_about_one_delivery_at_once(any_assigning: Assigning) -> None:
    [number] = any_assigning.assign()
    any_assigning.deliver(number, answer="Không phát sinh")

    def accepting(who: str) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            seen = any_assigning.lock(number)
            barrier.wait()
            any_assigning.accept(number, who=who, seen_lock=seen)

        return decide

    outcomes = at_once(accepting("lan"), accepting("head"))
    assert [type(error) for error in outcomes if error] == [ChangedMeanwhile]


_FREE = ("assign", "deliver", "answer", "accept", "return", "cancel", "race", "submit", "give_back")
_ON_PIECE = ("take", "refuse", "withdraw", "question", "pass", "explain", "explain_for_them")


class _History:
    """Anything that people try with one assignment and its piece; what is refused changes nothing."""

    def __init__(self, world: World) -> None:
        self.world, self.assigning = world, Assigning(world)
        self.number = self.piece = 0

    def steps(self) -> dict[str, Callable[[], object]]:
        """Return everything that anybody tries."""
        assigning, world, piece = self.assigning, self.world, self.piece
        return {
            "assign": self._assign,
            "deliver": self._deliver,
            "answer": lambda: assigning.deliver(self.number, answer="Không phát sinh"),
            "accept": lambda: assigning.accept(self.number),
            "return": lambda: assigning.return_(self.number),
            "cancel": lambda: assigning.cancel(self.number),
            "race": lambda: self._race(self.number),
            "submit": world.submit,
            "give_back": world.return_,
            "take": lambda: _settle(world, accept_contribution, piece),
            "refuse": lambda: _settle(world, refuse_contribution, piece),
            "withdraw": lambda: _settle(world, withdraw_evidence, piece),
            "question": lambda: world.judge(piece, VerdictKind.NEEDS_EXPLANATION),
            "pass": lambda: world.judge(piece),
            "explain": lambda: world.explain(piece, who="district"),
            "explain_for_them": lambda: world.explain(piece, who="lan"),
        }

    def step(self, name: str) -> None:
        if not self.piece and name in _ON_PIECE:
            return
        with suppress(EvidenceError):
            self.steps()[name]()

    def _assign(self) -> None:
        made = self.assigning.assign()
        self.number = made[0] if made else self.number

    def _deliver(self) -> None:
        self.piece = self.world.cite(who="district")
        self.assigning.deliver(self.number, piece=self.piece)

    def _race(self, number: int) -> None:
        """Two people decide about what both have seen: one at the most is taken at their word."""
        seen = self.assigning.lock(number)

        def accepting(barrier: threading.Barrier) -> None:
            barrier.wait()
            self.assigning.accept(number, seen_lock=seen)

        def cancelling(barrier: threading.Barrier) -> None:
            barrier.wait()
            self.assigning.cancel(number, who="coordinator", seen_lock=seen)

        assert any(at_once(accepting, cancelling))

    def check(self) -> None:
        """No accepted assignment stands on a piece that waits, was withdrawn or is questioned."""
        with self.world.reading() as session:
            for assignment in session.scalars(select(Assignment)):
                piece = assignment.evidence
                if assignment.state is S.ACCEPTED and piece is not None:
                    assert piece.accepted_at is not None
                    assert piece.state not in {EvidenceState.WITHDRAWN, EvidenceState.NEEDS_EXPLANATION}
                assert (assignment.is_live is None) == (assignment.state is S.CANCELLED)
                assert assignment.evidence_id or assignment.answer or assignment.delivered_at is None
            assert verify_chain(session) == ()
            told = session.execute(
                select(AuditEvent.subject_id, AuditEvent.details)
                .where(AuditEvent.subject_type == "assignment")
                .order_by(AuditEvent.sequence)
            ).all()
            last = {int(subject): details["state"] for subject, details in told}
            kept = dict(session.execute(select(Assignment.id, Assignment.state)).all())
            assert last == kept  # the log's last word about each is its state


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*_FREE, *_ON_PIECE]), max_size=14))
def test_whatever_people_do_the_states_and_the_log_agree(
    sqlite_template: Path, tmp_path: Path, steps: list[str]
) -> None:
    url = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / f'{uuid4().hex}.db')}"
    with opened(url) as database:
        history = _History(World(database))
        for name in ["assign", *steps]:
            history.step(name)
        history.check()
