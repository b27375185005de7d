"""The Ministry's rounds: import all or nothing, results by code, questions through the ordinary flow."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible, Refused
from evidence_repo.models import (
    AppraisalRound,
    AuditEvent,
    Evidence,
    RoundQuestion,
    RoundRow,
    SchemeRow,
    ScoringScheme,
    SecondReview,
)
from evidence_repo.services.rounds.questions import (
    add_piece,
    find_question,
    list_questions,
    questions_waiting,
    remove_piece,
)
from evidence_repo.services.rounds.results import read_results
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS, read_points, read_round
from evidence_repo.services.rounds.withdrawing import withdraw_round
from evidence_repo.services.screens.waiting_counts import Waiting, waiting_by_cycle
from evidence_repo.services.workflow.second_reviews import set_share
from tests.services.rounds_world import ASKED, Rounds, sheet_rows
from tests.services.world import NOW, PEOPLE, World
from workflows.cycle import CycleState
from workflows.packs import PackState
from workflows.roles import Role
from workflows.rounds import QuestionStanding, QuestionState, RoundKind


@pytest.fixture
def rounds(any_world: World, tmp_path: Path) -> Rounds:
    return Rounds(any_world, tmp_path)


@pytest.fixture
def own_rounds(world: World, tmp_path: Path) -> Rounds:
    return Rounds(world, tmp_path)


def approved(world: World, code: str = "1.1.3") -> int:
    piece = world.cite(code)
    world.submit(code)
    world.judge(piece)
    world.approve(code)
    return piece


def actions(world: World) -> list[str]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def standing(world: World, question_id: int, who: str = "coordinator") -> QuestionStanding:
    with world.reading() as session:
        [row] = list_questions(session, world.actor(who), world.clock.today(), question_id=question_id)
        return row.standing


def test_results_are_read_by_code_and_the_last_round_counts(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(ASKED, ("1", "Chỉ đạo", "8", "7", "6.125"), ("TCTP 2.1.1", "", "2", "2", "1", "0.5"))
    rounds.import_(("TCTP-1.1.3", "", "1", "", "0,75"))
    rounds.import_(("1.1.3", "", "1", "1", "0,8", "0,9"), kind=RoundKind.FINAL, rank=12)
    with world.reading() as session:
        found = read_results(session, world.cycle(session))
        given = found.by_code["TCTP 1.1.3"]
        assert (given.preliminary, given.final, given.survey, given.self_score) == (
            *(Decimal("0.75"), Decimal("0.80"), Decimal("0.90"), Decimal("1.00")),
        )
        assert (given.lost, given.reason) == (Decimal("0.20"), "Chưa có tài liệu kiểm chứng")
        assert found.by_code["1"].appraised == Decimal("6.13")
        assert {each.code for each in found.by_criterion.values()} == {"TCTP 1.1.3", "TCTP 2.1.1"}
        final = found.last(RoundKind.FINAL)
        assert final is not None
        assert (final.rank, final.ranked_of, final.number) == (12, 63, 1)
        preliminary = found.last(RoundKind.PRELIMINARY)
        assert preliminary is not None
        assert preliminary.number == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("9.9.9", "", "1", "1", "1"), "unknown_code"),
        (("", "Không mã", "1", "1", "1"), "code_missing"),
        (("2.1.1", "", "1", "1", "1.01"), "over_maximum"),
        (("2.1.1", "", "1", "1.5", "1"), "over_maximum"),
        (("2.1.1", "", "1", "1", "-0.5"), "over_maximum"),
        (("2.1.1", "", "1", "một", "1"), "bad_number"),
        (("2.1.1", "", "1", "1", "1.000,5"), "bad_number"),
        (("2.1.1", "", "1", "1", "1,000"), "bad_number"),
        (("2.1.1", "", "1e9", "1", "1"), "bad_number"),
        (("2.1.1", "", "99999", "1", "1"), "too_many_points"),
        (("TCTP-1.1.3", "", "1", "1", "1"), "code_twice"),
        (("2.1.1", "", "1", "1", "1", "", "", "Giải trình", "32/12/2017"), "bad_day"),
        (("2.1.1", "", "1", "1", "1", "", "", "", "15/12/2017"), "day_without_question"),
        (("2", "", "1", "1", "1", "", "", "Giải trình"), "question_without_criterion"),
        (("2.1.1", "", "1", "1", "1", "", "x" * 4001), "cell_too_long"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(
    own_rounds: Rounds, row: tuple[str, ...], code: str
) -> None:
    world = own_rounds.world
    with world.reading() as session:
        read = read_round(session, world.cycle(session), sheet_rows(ASKED, row))
        problems = {each.number: each.problem for each in read if each.problem}
        assert {number: error.code for number, error in problems.items()} == {3: code}
    with pytest.raises(BadInput) as refused:
        own_rounds.import_(ASKED, row)
    assert refused.value.code == "rows_refused"
    with world.reading() as session:
        counts = [session.scalar(select(func.count(each.id))) for each in (AppraisalRound, RoundRow)]
        assert counts == [0, 0]
    assert actions(world) == []


def test_the_schemes_maximum_holds_and_stands_where_a_row_gives_none(own_rounds: Rounds) -> None:
    world = own_rounds.world
    with world.database.transaction() as session:
        scheme = ScoringScheme(cycle_id=world.cycle(session).id, agency_group="province", changed_at=NOW)
        scheme.rows = [
            SchemeRow(ordinal=1, kind="LV", code="1", title="Chỉ đạo", maximum=Decimal(8), source="416"),
            SchemeRow(
                ordinal=2,
                kind="TCTP",
                code="1.1.3",
                title="Kế hoạch",
                criterion_id=world.criterion(session, "1.1.3").id,
                maximum=Decimal("0.5"),
                source="416",
            ),
            SchemeRow(ordinal=3, kind="TR", code="T1", title="Điểm trừ", maximum=None, source="416"),
        ]
        session.add(scheme)
    with world.reading() as session:
        rows = sheet_rows(
            ("1.1.3", "", "", "0,5", "0,25"), ("1", "", "8", "7", "6"), ("T1", "", "", "", "-0,5")
        )
        read = read_round(session, world.cycle(session), rows)
        assert [(row.code, row.maximum, row.problem) for row in read] == [
            ("TCTP 1.1.3", Decimal("0.50"), None),
            ("LV 1", Decimal("8.00"), None),
            ("TR T1", None, None),
        ]
        wrong = sheet_rows(("1.1.3", "", "1", "0,5", "0,25"), ("1", "", "", "7", "8,01"))
        problems = [row.problem for row in read_round(session, world.cycle(session), wrong)]
        assert [problem and problem.code for problem in problems] == ["maximum_differs", "over_maximum"]


CELLS = st.one_of(
    st.sampled_from(["1.1.3", "TCTP 2.1.1", "2", "0,5", "1", "15/12/2017", "", "=1", "Bổ sung"]),
    st.text(max_size=12),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=len(ROUND_COLUMNS)), min_size=1, max_size=4))
def test_nonsense_is_refused_by_row_and_what_is_taken_makes_sense(
    world: World, rows: list[list[str]]
) -> None:
    with world.reading() as session:
        try:
            read = read_round(session, world.cycle(session), sheet_rows(*rows))
        except BadInput:  # nothing under the heading
            return
        taken = [row for row in read if row.problem is None]
        assert len({row.code for row in taken}) == len(taken)
        for row in taken:
            known = (row.maximum, row.self_score, row.appraised, row.survey)
            assert all(value is None or value == round(value, 2) for value in known)
            if row.maximum is not None and row.appraised is not None:
                assert 0 <= row.appraised <= row.maximum
            assert row.criterion is not None or not row.question


@given(st.text(max_size=50))
def test_any_text_is_points_or_a_sentence(text: str) -> None:
    try:
        points = read_points(" ".join(text.split()))
    except BadInput:
        return
    assert points is None or points.as_tuple().exponent == -2


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_coordinator_imports_and_only_the_approver_accepts(own_rounds: Rounds, who: str) -> None:
    roles = PEOPLE[who][1]
    if Role.COORDINATOR not in roles:
        with pytest.raises(NotAllowed):
            own_rounds.import_(ASKED, who=who)
    question = own_rounds.ask()
    if Role.APPROVER not in roles:
        with pytest.raises(NotAllowed):
            own_rounds.accept(question, who)
    own_rounds.accept(question, who if Role.APPROVER in roles else "approver")


def test_a_closed_cycle_takes_neither_round_nor_acceptance(own_rounds: Rounds) -> None:
    question = own_rounds.ask()
    own_rounds.world.set_cycle(CycleState.CLOSED)
    for act in (lambda: own_rounds.import_(ASKED), lambda: own_rounds.accept(question)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "cycle_closed"


@pytest.mark.parametrize("who", PEOPLE)
def test_questions_are_seen_by_the_lead_agency_and_by_whoever_sees_all_work(
    own_rounds: Rounds, who: str
) -> None:
    world, question = own_rounds.world, own_rounds.ask()
    own_rounds.accept(question)
    agency, roles = PEOPLE[who]
    sees = agency == "noi-vu" or (roles and Role.OBSERVER_MINISTRY not in roles and agency == "tinh")
    with world.reading() as session:
        actor = world.actor(who)
        assert bool(list_questions(session, actor, world.clock.today())) is bool(sees)
        if not sees:
            with pytest.raises(NotVisible):
                find_question(session, actor, question)


def test_accepting_opens_an_approved_pack_with_the_round_as_its_reason(rounds: Rounds) -> None:
    world = rounds.world
    approved(world)
    question = rounds.ask()
    assert standing(world, question) is QuestionStanding.ASKED
    world.set_cycle(CycleState.SUBMITTED)
    assert rounds.accept(question) is True
    assert world.pack_state() is PackState.OPEN
    with world.reading() as session:
        reason = world.pack(session, "1.1.3").reopen_reason
        assert reason == "Kết quả thẩm định sơ bộ lần 1: Bổ sung báo cáo"
    assert actions(world)[-4:] == ["import_round", "ask_question", "reopen_pack", "accept_question"]
    with pytest.raises(Refused):
        rounds.accept(question)


def test_another_pack_carries_the_question_and_may_be_worked_on(own_rounds: Rounds) -> None:
    world = own_rounds.world
    world.set_cycle(CycleState.SUBMITTED)
    question = own_rounds.ask()
    assert own_rounds.accept(question) is False
    own_rounds.explain(question)
    world.submit()
    assert world.pack_state() is PackState.SUBMITTED


def test_a_question_is_answered_by_its_own_verdict_round_after_round(rounds: Rounds) -> None:
    world = rounds.world
    approved(world)
    question = rounds.ask()
    with pytest.raises(Refused) as refused:
        rounds.explain(question)
    assert refused.value.code == "question_not_accepted"
    rounds.accept(question)
    assert standing(world, question) is QuestionStanding.WITH_AGENCY
    first = rounds.explain(question)
    world.submit()
    assert standing(world, question) is QuestionStanding.IN_REVIEW
    with pytest.raises(Refused):
        world.approve()
    world.judge_explanation(first, accepted=False)
    world.return_()
    second = rounds.explain(question, text="Báo cáo 12/BC-SNV đã nộp bổ sung")
    world.submit()
    world.judge_explanation(second, accepted=True)
    assert standing(world, question) is QuestionStanding.ANSWERED
    world.approve()
    assert world.pack_state() is PackState.APPROVED


def test_whether_a_question_is_answered_does_not_tell_a_blind_verdict(own_rounds: Rounds) -> None:
    world = own_rounds.world
    approved(world)
    question = own_rounds.ask()
    own_rounds.accept(question)
    piece = world.cite()
    with world.database.transaction() as session:
        asked, cited = session.get_one(RoundQuestion, question), session.get_one(Evidence, piece)
        add_piece(session, world.actor("lan"), asked, cited)
        set_share(session, world.actor("coordinator"), world.cycle(session), 100, world.clock, seed="2017")
    world.submit()
    world.judge(piece)
    with world.reading() as session:
        of_piece = select(SecondReview).where(SecondReview.evidence_id == piece)
        second = session.scalars(of_piece).one().reviewer
        assert second is not None
    assert standing(world, question, "coordinator") is QuestionStanding.ANSWERED
    assert standing(world, question, second.name) is QuestionStanding.IN_REVIEW


def test_a_piece_under_the_question_answers_it_when_it_passes(rounds: Rounds) -> None:
    world = rounds.world
    approved(world)
    question = rounds.ask()
    rounds.accept(question)
    piece, lost = world.cite(), world.cite()
    with world.database.transaction() as session:
        asked, actor = session.get_one(RoundQuestion, question), world.actor("lan")
        for each in (piece, piece, lost):
            add_piece(session, actor, asked, session.get_one(Evidence, each))
        remove_piece(session, actor, asked, session.get_one(Evidence, lost))
    assert actions(world)[-3:] == ["answer_with_piece", "answer_with_piece", "take_answer_back"]
    world.submit()
    world.judge(lost)
    with pytest.raises(Refused):
        world.approve()
    world.judge(piece)
    assert standing(world, question) is QuestionStanding.ANSWERED
    world.approve()


def test_only_pieces_of_the_criterion_and_only_by_its_lead_agency(own_rounds: Rounds) -> None:
    world = own_rounds.world
    other, contributed = world.cite("1.3.1"), world.cite("1.1.3", "district")
    question = own_rounds.ask()
    own_rounds.accept(question)
    with world.database.transaction() as session:
        asked = session.get_one(RoundQuestion, question)
        for piece in (other, contributed):
            with pytest.raises(BadInput):
                add_piece(session, world.actor("lan"), asked, session.get_one(Evidence, piece))
        with pytest.raises(NotAllowed):
            add_piece(session, world.actor("justice"), asked, session.get_one(Evidence, other))


def test_who_wrote_the_answer_does_not_judge_it(own_rounds: Rounds) -> None:
    world = own_rounds.world
    question = own_rounds.ask()
    own_rounds.accept(question)
    explanation = own_rounds.explain(question, "lan")
    world.submit()
    world.give("lan", roles={Role.REVIEWER})
    with pytest.raises(NotAllowed):
        world.judge_explanation(explanation, accepted=True, who="lan")
    world.judge_explanation(explanation, accepted=True)


def test_home_has_the_question_at_whoever_owes_something(own_rounds: Rounds) -> None:
    world, question = own_rounds.world, own_rounds.ask()

    def waits(who: str) -> bool:
        with world.reading() as session:
            actor, today = world.actor(who), world.clock.today()
            counted = waiting_by_cycle(session, actor, today).get(world.cycle(session).id, Waiting())
            shown = questions_waiting(session, actor, today)
            assert counted.questions == len(shown)
            return bool(shown)

    assert [waits(who) for who in ("approver", "lan", "justice", "reviewer")] == [True, False, False, False]
    own_rounds.accept(question)
    assert [waits(who) for who in ("approver", "lan", "justice", "reviewer")] == [False, True, False, False]
    first = own_rounds.explain(question)
    world.submit()
    assert not waits("lan")
    world.judge_explanation(first, accepted=False)
    world.return_()
    assert waits("lan")
    second = own_rounds.explain(question)
    world.submit()
    world.judge_explanation(second, accepted=True)
    world.cite("1.3.1")
    assert not waits("lan")


def test_of_two_approvers_the_second_learns_of_the_first(own_rounds: Rounds) -> None:
    question = own_rounds.ask()
    own_rounds.accept(question, seen_lock=1)
    with pytest.raises(ChangedMeanwhile):
        own_rounds.accept(question, "council", seen_lock=1)
    with own_rounds.world.reading() as session:
        assert session.get_one(RoundQuestion, question).state is QuestionState.ACCEPTED


def test_a_round_is_withdrawn_while_nobody_works_on_its_questions(any_world: World, tmp_path: Path) -> None:
    world, rounds = any_world, Rounds(any_world, tmp_path)

    def withdraw(number: int, who: str = "coordinator", reason: str = "Nhầm tệp") -> None:
        with world.database.transaction() as session:
            found = session.get_one(AppraisalRound, number)
            withdraw_round(session, world.actor(who), found, reason, clock=world.clock)

    mistaken = rounds.import_(ASKED)
    for who in ("approver", "reviewer", "lan"):
        with pytest.raises(NotAllowed):
            withdraw(mistaken, who)
    with pytest.raises(BadInput):
        withdraw(mistaken, reason=" ")
    withdraw(mistaken)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(mistaken)
    with world.reading() as session:
        cycle = world.cycle(session)
        assert read_results(session, cycle).by_code == {}
        assert list_questions(session, world.actor("approver"), world.clock.today(), cycle=cycle) == []
        kept = session.get_one(AppraisalRound, mistaken)
        assert (kept.withdrawn_reason, len(kept.rows), kept.is_withdrawn) == ("Nhầm tệp", 1, True)
        assert rounds.store.exists(kept.sha256)
        logged = select(AuditEvent).where(AuditEvent.action == "withdraw_round")
        assert session.scalars(logged).one().details["reason"] == "Nhầm tệp"
    question = rounds.ask()
    with world.reading() as session:
        right = session.get_one(RoundQuestion, question).round
        assert (right.number, right.is_withdrawn) == (1, False)
    rounds.accept(question)
    with pytest.raises(Refused, match="was accepted"):
        withdraw(right.id)
