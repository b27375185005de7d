"""Figures of targets: given, submitted with the pack, confirmed or queried, explained, waived, added up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from evidence_repo.errors import BadInput, ChangedMeanwhile, EvidenceError, NotAllowed, NotVisible, Refused
from evidence_repo.models import (
    AuditEvent,
    CrosswalkPair,
    Explanation,
    Measurement,
    ProposedFigure,
    SubmissionBundle,
    Target,
)
from evidence_repo.services.bundles.gate import check_bundle
from evidence_repo.services.figures.last_year import last_years
from evidence_repo.services.packs.tallies import tallied_views
from evidence_repo.services.packs.views import views_of_packs
from evidence_repo.services.policy.figures import find_measurement
from tests.services.assigning import Assigning
from tests.services.bundle_world import BundleWorld
from tests.services.measuring import Measuring
from tests.services.world import World
from workflows.crosswalk import PairOrigin, PairState
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind
from workflows.packs import PackState, may_approve
from workflows.roles import Role
from workflows.states import ExplanationKind, MeasurementState
from workflows.targets import Figures, Judged, Outcome, Unknown


@pytest.fixture
def measuring(world: World) -> Measuring:
    measuring = Measuring(world)
    measuring.target()
    return measuring


def reviewed(measuring: Measuring, numerator: str, denominator: str | None = "10") -> int:
    """Give figures and submit them with a piece that is then sufficient; return the measurement's id."""
    piece = measuring.world.cite()
    figures = measuring.give(numerator, denominator, pieces=(piece,))
    measuring.world.submit()
    measuring.world.judge(piece)
    return figures


def codes(measuring: Measuring) -> set[str]:
    with measuring.world.reading() as session:
        pack = measuring.world.pack(session, measuring.code)
        view = views_of_packs(session, [pack])[pack]
        assert tallied_views(session, [pack])[pack].targets == view.targets
        return {blocker.code for blocker in may_approve(view)}


def test_figures_are_exact_and_keep_their_digits(measuring: Measuring) -> None:
    figures = measuring.give("123456789012345.6789", "999999999999999.9999")
    with measuring.world.reading() as session:
        stored = session.get_one(Measurement, figures)
        assert (stored.numerator, stored.denominator) == (
            Decimal("123456789012345.6789"),
            Decimal("999999999999999.9999"),
        )
        assert str(stored.target.value) == "30"


@pytest.mark.parametrize(
    "wrong",
    [
        "kind = 'procedures'",
        "operator = 'up'",
        "value = '-1'",
        "value = NULL",
        "kind = 'none'",
        "kind = 'increase', operator = '='",
    ],
)
def test_the_database_holds_the_vocabulary(measuring: Measuring, wrong: str) -> None:
    with pytest.raises(IntegrityError), measuring.world.database.transaction() as session:
        session.execute(text(f"UPDATE target SET {wrong}"))  # our own words


def test_figures_go_with_the_pack_and_are_confirmed(measuring: Measuring) -> None:
    figures = reviewed(measuring, "3")
    assert measuring.state(figures) is MeasurementState.SUBMITTED
    assert codes(measuring) == {"measurement_submitted"}
    with pytest.raises(Refused):
        measuring.world.approve()
    measuring.decide(figures)
    measuring.world.approve()
    assert measuring.state(figures) is MeasurementState.CONFIRMED


def test_a_recall_brings_figures_back_unless_one_was_decided(measuring: Measuring) -> None:
    figures = measuring.give("3", "10")
    measuring.world.cite()
    measuring.world.submit()
    measuring.world.recall()
    assert measuring.state(figures) is MeasurementState.DRAFT
    with pytest.raises(Refused):
        measuring.remove(figures)
    measuring.world.submit()
    measuring.decide(figures)
    with pytest.raises(Refused):
        measuring.world.recall()


def test_a_query_goes_back_and_is_answered(measuring: Measuring) -> None:
    figures = reviewed(measuring, "3")
    with pytest.raises(BadInput):
        measuring.decide(figures, False)
    measuring.decide(figures, False, comment="Nguồn nào?")
    with pytest.raises(Refused):
        measuring.world.approve()
    measuring.world.return_()
    with pytest.raises(Refused):
        measuring.world.submit()
    assert measuring.give("4", "10", note="Theo báo cáo 12") == figures
    assert measuring.state(figures) is MeasurementState.SUBMITTED
    measuring.world.submit()
    measuring.decide(figures)
    measuring.world.approve()
    with measuring.world.reading() as session:
        stored = session.get_one(Measurement, figures)
        steps = [(step.action.value, step.person.name, int(step.numerator)) for step in stored.steps]
    assert steps == [
        *(("give", "lan", 3), ("query", "reviewer", 3)),
        *(("answer", "lan", 4), ("confirm", "reviewer", 4)),
    ]


def test_a_decision_is_taken_back_by_who_gave_it(measuring: Measuring) -> None:
    figures = reviewed(measuring, "3")
    measuring.decide(figures)
    with pytest.raises(EvidenceError):
        measuring.undo(figures, "second")
    measuring.undo(figures)
    assert measuring.state(figures) is MeasurementState.SUBMITTED


def test_a_hard_target_that_is_not_met_blocks_until_it_is_explained(measuring: Measuring) -> None:
    figures = reviewed(measuring, "2")
    measuring.decide(figures)
    assert codes(measuring) == {"target_not_met"}
    with pytest.raises(Refused):
        measuring.world.approve()
    measuring.world.return_()
    explained = measuring.explain(figures)
    assert codes(measuring) - {"wrong_pack_state"} == {"target_not_met", "explanation_draft"}
    measuring.world.submit()
    measuring.world.judge_explanation(explained, accepted=True)
    measuring.world.approve()
    with measuring.world.reading() as session:
        round_ = session.get_one(Explanation, explained)
        assert (round_.kind, round_.measurement_id) == (ExplanationKind.TARGET_NOT_MET, figures)


def test_a_rejected_explanation_is_answered_by_another_round(measuring: Measuring) -> None:
    figures = measuring.give("2", "10")
    first = measuring.explain(figures)
    measuring.world.cite()
    measuring.world.submit()
    measuring.world.judge_explanation(first, accepted=False)
    measuring.world.return_()
    second = measuring.explain(figures, text="Rõ hơn")
    with measuring.world.reading() as session:
        assert session.get_one(Explanation, second).round == 2


def test_what_something_rests_on_is_not_removed(measuring: Measuring) -> None:
    figures = measuring.give("2", "10")
    measuring.explain(figures)
    with pytest.raises(Refused):
        measuring.remove(figures)
    assigning = Assigning(measuring.world)
    (asked,) = assigning.assign("1.1.3")
    theirs = measuring.give("5", "9", "district", assignment=asked)
    assigning.deliver(asked)
    with pytest.raises(Refused):
        measuring.remove(theirs, "district")
    assigning.return_(asked)
    measuring.remove(theirs, "district")


def test_only_what_is_not_met_is_explained_or_waived(measuring: Measuring) -> None:
    figures = reviewed(measuring, "3")
    with pytest.raises(Refused):
        measuring.waive()
    measuring.decide(figures)
    with pytest.raises(EvidenceError):
        measuring.explain(figures)


def test_a_waiver_has_a_reason_and_is_taken_back(measuring: Measuring) -> None:
    figures = reviewed(measuring, "2")
    measuring.decide(figures)
    with pytest.raises(BadInput):
        measuring.waive(reason=" ")
    measuring.waive()
    assert codes(measuring) == set()
    with pytest.raises(Refused):
        measuring.waive()
    measuring.end_waiver()
    assert codes(measuring) == {"target_not_met"}
    measuring.waive("second")
    measuring.world.approve()


@pytest.mark.parametrize("who", ["lan", "head", "coordinator", "approver", "observer", "justice"])
def test_nobody_else_decides_or_waives(measuring: Measuring, who: str) -> None:
    figures = reviewed(measuring, "2")
    with pytest.raises(NotAllowed):
        measuring.decide(figures, who=who)
    with pytest.raises(NotAllowed):
        measuring.waive(who)


def test_four_eyes_know_who_gave_figures_and_who_decided(measuring: Measuring) -> None:
    world = measuring.world
    world.cite()
    figures = measuring.give("2", "10", "mai")
    measuring.give("3", "10", "lan")
    world.submit()
    world.give("mai", roles={Role.REVIEWER, Role.APPROVER})
    with pytest.raises(NotAllowed, match="part in this"):
        measuring.decide(figures, who="mai")
    measuring.decide(figures, who="council")
    for who in ("mai", "council"):
        with pytest.raises(NotAllowed, match="part in this"):
            world.approve(who=who)


def test_a_soft_target_and_one_of_which_nothing_is_known_only_warn(world: World) -> None:
    measuring = Measuring(world)
    measuring.target(is_soft=True)
    measuring.target("count", ">=", "50")
    figures = reviewed(measuring, "2")
    measuring.decide(figures)
    assert codes(measuring) == set()
    with world.reading() as session:
        report = check_bundle(session, world.cycle(session), world.clock, [world.pack(session, "1.1.3")])
    found = {(each.rule, each.is_block): each.params for each in report.findings}
    assert found["soft_target_not_met", False]["figures"] == "Tỷ lệ hoàn thành"
    assert found["targets_not_measured", False] == {"count": "1"}


def test_the_gate_names_what_blocks(measuring: Measuring) -> None:
    reviewed(measuring, "2")
    world = measuring.world
    with world.reading() as session:
        pack = world.pack(session, "1.1.3")
        report = check_bundle(session, world.cycle(session), world.clock, [pack])
    assert [(each.rule, each.params["figures"], each.link) for each in report.blocks] == [
        ("measurement_submitted", "Tỷ lệ hoàn thành (Sở Nội vụ)", "/2017/criteria/TCTP-1.1.3#figures"),
        ("target_not_met", "Tỷ lệ hoàn thành", "/2017/criteria/TCTP-1.1.3#figures"),
    ]


class TestAgencies:
    @pytest.fixture
    def asked(self, measuring: Measuring) -> int:
        (number,) = Assigning(measuring.world).assign("1.1.3", asks_figures=True)
        return number

    def test_sums_name_who_is_missing(self, measuring: Measuring, asked: int) -> None:
        measuring.give("1", "1")
        judged = measuring.judged()
        assert (judged.judged.outcome, judged.judged.why) == (Outcome.UNKNOWN, Unknown.AGENCIES_MISSING)
        assert [agency.name for agency in judged.missing] == ["UBND thành phố Châu Đốc"]

    def test_an_asked_agency_delivers_figures(self, measuring: Measuring, asked: int) -> None:
        assigning = Assigning(measuring.world)
        measuring.give("1", "1")
        with pytest.raises(BadInput):
            assigning.deliver(asked)
        theirs = measuring.give("0", "99", "district", assignment=asked)
        assigning.deliver(asked)
        with pytest.raises(Refused):
            measuring.give("5", "99", "district", assignment=asked)
        assert [each.id for each in measuring.judged().waiting] == [theirs]
        assert codes(measuring) & {"measurement_draft"}
        assigning.accept(asked)
        judged = measuring.judged()
        assert judged.judged == Judged(Outcome.NOT_MET, Fraction(1))
        assert judged.missing == ()

    def test_who_answers_in_words_is_not_missing(self, measuring: Measuring, asked: int) -> None:
        measuring.give("1", "1")
        Assigning(measuring.world).deliver(asked, answer="Không phát sinh")
        judged = measuring.judged()
        assert judged.is_met
        assert [agency.name for agency in judged.did_not_occur] == ["UBND thành phố Châu Đốc"]

    def test_figures_of_a_cancelled_assignment_go(self, measuring: Measuring, asked: int) -> None:
        theirs = measuring.give("5", "9", "district", assignment=asked)
        Assigning(measuring.world).cancel(asked)
        with measuring.world.reading() as session:
            assert session.get(Measurement, theirs) is None

    def test_others_give_nothing_and_see_nothing_of_it(self, measuring: Measuring, asked: int) -> None:
        theirs = measuring.give("5", "9", "district", assignment=asked)
        own = measuring.give("1", "1")
        for who in ("justice", "lan"):
            with pytest.raises((NotAllowed, Refused)):
                measuring.give("5", "9", who, assignment=asked)
        with pytest.raises(NotAllowed):
            measuring.give("5", "9", "district")
        sees = {"lan": {theirs, own}, "district": {theirs}, "coordinator": {theirs, own}}
        for who in ("lan", "district", "coordinator", "reviewer", "observer", "justice", "ministry"):
            for figures in (theirs, own):
                with measuring.world.reading() as session:
                    actor = measuring.world.actor(who)
                    if figures in sees.get(who, set()):
                        assert find_measurement(session, actor, figures).id == figures
                    else:
                        with pytest.raises(NotVisible):
                            find_measurement(session, actor, figures)

    def test_a_query_of_theirs_is_answered_by_either(self, measuring: Measuring, asked: int) -> None:
        world, assigning = measuring.world, Assigning(measuring.world)
        theirs = measuring.give("5", "9", "district", assignment=asked)
        assigning.deliver(asked)
        assigning.accept(asked)
        world.cite()
        world.submit()
        measuring.decide(theirs, False, comment="Nguồn?")
        world.return_()
        assert measuring.give("6", "9", "district", assignment=asked) == theirs
        assert measuring.state(theirs) is MeasurementState.SUBMITTED


def test_what_somebody_changed_meanwhile_is_not_overwritten(measuring: Measuring) -> None:
    measuring.give("3", "10", seen_lock=0)
    with pytest.raises(ChangedMeanwhile):
        measuring.give("4", "10", seen_lock=0)


def test_figures_are_refused_that_do_not_fit(measuring: Measuring) -> None:
    for numbers in ((None, "1"), ("1", None), ("-1", "2"), ("NaN", "2"), ("1E+30", "2")):
        with pytest.raises(BadInput):
            measuring.give(*numbers)
    elsewhere = measuring.world.cite("1.3.1")
    with pytest.raises(BadInput):
        measuring.give("1", "2", pieces=(elsewhere,))


def test_a_frozen_cycle_asks_why_so_late(measuring: Measuring) -> None:
    measuring.world.set_cycle(CycleState.FROZEN)
    with pytest.raises(BadInput):
        measuring.give("3", "10")
    measuring.give("3", "10", late_reason="Số liệu chốt muộn")


def test_a_register_proposes_and_another_figure_has_a_reason(measuring: Measuring) -> None:
    proposed = measuring.propose("12", "14")
    assert measuring.propose("12", "14") == proposed
    with pytest.raises(BadInput):
        measuring.give("13", "14")
    measuring.give("13", "14", note="Một nhiệm vụ hoàn thành ngày 20/11")
    judged = measuring.judged()
    assert [each.figures for each in judged.proposed] == [Figures(Decimal(12), Decimal(14))]
    measuring.propose("13", "14")
    with measuring.world.reading() as session:
        (only,) = session.scalars(select(ProposedFigure)).all()
        assert only.numerator == 13
        told = session.scalars(select(AuditEvent.action)).all()
    assert told.count("propose_figures") == 2


def test_last_year_comes_from_last_years_cycle(world: World) -> None:
    world.add_cycle(2018)
    before = Measuring(world)
    before.target("count", ">=", "50", measure="Số doanh nghiệp")
    piece = world.cite()
    figures = before.give("500", pieces=(piece,))
    world.year = 2018
    now = Measuring(world)
    now.target("increase", ">=", "30", measure="Số doanh nghiệp")
    _continue(world)
    assert _last_year(now) is None  # a draft is nothing yet
    world.year = 2017
    world.submit()
    before.decide(figures)
    world.year = 2018
    assert _last_year(now) == (Decimal(500), 2017, True)


def _continue(world: World) -> None:
    with world.database.transaction() as session:
        this = world.criterion(session, "1.1.3")
        world.year = 2017
        earlier = world.criterion(session, "1.1.3")
        world.year = 2018
        session.add(
            CrosswalkPair(
                criterion_id=this.id,
                earlier_id=earlier.id,
                origin=PairOrigin.CODE,
                state=PairState.CONFIRMED,
                likeness=100,
                decided_at=world.clock.now(),
            )
        )


def _last_year(measuring: Measuring) -> tuple[Decimal, int, bool] | None:
    with measuring.world.reading() as session:
        target = session.get_one(Target, measuring.first())
        found = last_years(session, [target]).get(target.id)
        return (found.figure, found.year, found.is_confirmed) if found else None


def test_verdicts_and_figures_are_apart(measuring: Measuring) -> None:
    piece = measuring.world.cite()
    figures = measuring.give("5", "10", pieces=(piece,))
    measuring.world.submit()
    measuring.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    measuring.decide(figures)
    measuring.world.return_()
    assert measuring.world.pack_state() is PackState.RETURNED
    assert measuring.give("6", "10", pieces=(piece,)) == figures
    assert measuring.state(figures) is MeasurementState.SUBMITTED


def test_the_explanations_of_two_targets_stand_in_the_bundle(sealing: BundleWorld) -> None:
    measuring = Measuring(sealing)
    first, second = measuring.target(), measuring.target("count", ">=", "50", measure="Số thủ tục")
    piece = sealing.cite()
    given = [measuring.give("2", "10", target=first), measuring.give("7", target=second)]
    explained = [measuring.explain(figures, text=f"Lý do {figures}") for figures in given]
    sealing.submit()
    sealing.judge(piece)
    for figures in given:
        measuring.decide(figures)
    for explanation in explained:
        sealing.judge_explanation(explanation, accepted=True)
    sealing.approve()
    sealing.render(sealing.seal("1.1.3"))
    with sealing.reading() as session:
        bundle = session.scalars(select(SubmissionBundle)).one()
        names = ZipFile(BytesIO(sealing.zip_bytes(bundle))).namelist()
    assert len([name for name in names if "/Giai-trinh/" in name and name.endswith(".docx")]) == 2
