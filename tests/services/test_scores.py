"""Schemes and scores in a real database: imported whole or not at all, set, seen and added up."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible, Refused
from evidence_repo.models import SchemeExemption, SchemeRow, Score
from evidence_repo.services.people.sheets import Outcome
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.schemes import exemptions_of, find_scheme
from evidence_repo.services.scores.workbook import example_scheme, is_example, written_scheme
from tests.services.rounds_world import Rounds
from tests.services.scoring import SCHEME, SOURCE, Scores, field, scored
from tests.services.world import World
from workflows.cycle import CycleState
from workflows.roles import Role
from workflows.rounds import RoundKind
from workflows.scoring import DeviationBase, SchemeGroup, ScoreKind


@pytest.fixture
def scores(any_world: World) -> Scores:
    return Scores(any_world)


@pytest.fixture
def small(world: World) -> Scores:
    """Give the province in a SQLite file alone, with its scheme."""
    made = Scores(world)
    made.import_()
    return made


def problems(report: object) -> list[tuple[int, str]]:
    return [(row.number, row.problem.code) for row in report.problems]  # type: ignore[attr-defined]


class TestImport:
    def test_rows_stand_in_their_order_under_their_parents(self, scores: Scores) -> None:
        assert scores.import_().count(Outcome.NEW) == len(SCHEME)
        with scores.world.reading() as session:
            scheme = find_scheme(session, scores.world.cycle(session))
            assert scheme is not None
            found = [(row.label, row.parent and row.parent.label, row.maximum) for row in scheme.rows]
            assert found[:4] == [
                ("LV 1", None, D("2.5")),
                ("TCTP 1.1.3", "LV 1", D("1.5")),
                ("TCTP 1.3.1", "LV 1", D(1)),
                ("LV 2", None, D(2)),
            ]
            assert found[-1] == ("DT T1", None, None)
            criterion = scores.world.criterion(session, "1.3.1")
            assert [row.criterion_id for row in scheme.rows if row.code == "1.3.1"] == [criterion.id]
            assert [tuple(map(str, (b.at_least, b.points))) for b in scheme.rows[2].steps] == [
                ("100.00", "1.00"),
                ("80.00", "0.50"),
                ("0.00", "0.00"),
            ]
        assert scores.log() == ["import_scheme"]

    def test_the_same_again_changes_nothing_and_leaves_no_step_in_the_log(self, scores: Scores) -> None:
        scores.import_()
        assert scores.import_().count(Outcome.THERE) == len(SCHEME)
        assert scores.log() == ["import_scheme"]

    def test_rows_change_move_and_go_and_scores_stay(self, scores: Scores) -> None:
        scores.import_()
        scores.set("2.1.1", "1.25", who="justice")
        report = scores.import_(field("2", "3"), scored("2.1.1", "2", "2"), scored("1.1.3", "2", "1"))
        assert [(row.name, row.outcome) for row in report.rows] == [
            ("LV 2", Outcome.CHANGED),
            ("TCTP 2.1.1", Outcome.THERE),
            ("TCTP 1.1.3", Outcome.CHANGED),
            *((name, Outcome.REMOVED) for name in ("LV 1", "TCTP 1.3.1", "LV 5", "TCTP 5.2.1", "DT T1")),
        ]
        line = next(line for line in scores.sheet().lines if line.label == "TCTP 2.1.1")
        assert line.self_points == D("1.25")

    def test_scores_bind_their_rows(self, small: Scores) -> None:
        small.set("2.1.1", "1.5", who="justice")
        assert problems(small.import_(field("2", "1"), scored("2.1.1", "2", "1"))) == [
            (3, "score_over_maximum")
        ]
        by_survey = scored("2.1.1", "2", "2", scorer="Điều tra XHH")
        assert problems(small.import_(field("2", "2"), by_survey)) == [(3, "row_has_scores")]
        assert problems(small.import_(field("1", "1"), scored("1.1.3", "1", "1"))) == [(0, "row_has_scores")]

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (scored("9.9.9", "1", "1"), "unknown_code"),
            (scored("1.1.3", "7", "1"), "unknown_parent"),
            (scored("1.1.3", "1", ""), "maximum_missing"),
            (scored("1.1.3", "1", "-1"), "bad_number"),
            (scored("1.1.3", "1", "một"), "bad_number"),
            (scored("1.1.3", "1", "1", scorer="Ai đó"), "unknown_choice"),
            (("", *scored("1.1.3", "1", "1")[1:]), "cell_missing"),
            (
                ("1.1.3", "Loại khác", "x", "1", "1", "Chấm trực tiếp", "", "Tự chấm", SOURCE),
                "unknown_choice",
            ),
            (("1.1.3", "TCTP", "x", "1", "1", "Theo bậc", "", "Tự chấm", SOURCE), "bands_not_wanted"),
            (("1.1.3", "TCTP", "x", "1", "1", "Theo bậc", "100: 2", "Tự chấm", SOURCE), "band_over_maximum"),
            (("1.1.3", "TCTP", "x", "1", "1", "Theo bậc", "0: 0; 1: 1", "Tự chấm", SOURCE), "bad_bands"),
            (("1.1.3", "TCTP", "x", "1", "1", "Theo bậc", "cao", "Tự chấm", SOURCE), "bad_number"),
            (("1.1.3", "TCTP", "x", "1", "1", "", "", "", SOURCE), "scoring_missing"),
            (
                ("T", "Điểm trừ", "x", "", "1", "Chấm trực tiếp", "", "Bộ Nội vụ chấm", SOURCE),
                "maximum_not_wanted",
            ),
        ],
    )
    def test_what_cannot_be_is_named_by_its_row_and_nothing_is_taken(
        self, world: World, row: tuple[str, ...], code: str
    ) -> None:
        made = Scores(world)
        report = made.import_(field("1", "1"), row)
        assert (3, code) in problems(report)
        assert made.sheet().scheme is None
        assert made.log() == []

    def test_a_parents_maximum_is_the_sum_of_its_rows(self, world: World) -> None:
        made = Scores(world)
        rows = (field("1", "2"), scored("1.1.3", "1", "1"), scored("1.3.1", "1", "0,99"))
        assert problems(made.import_(*rows)) == [(2, "sum_differs")]
        twice = (field("1", "1"), scored("1.1.3", "1", "1"), scored("1.1.3", "1", "1"))
        assert problems(made.import_(*twice)) == [(4, "code_twice")]
        both = (scored("1.1.3", "", "1"), scored("1.3.1", "TCTP 1.1.3", "1"))
        assert problems(made.import_(*both)) == [(2, "scoring_not_wanted")]

    def test_another_group_has_a_scheme_of_its_own_without_the_plan(self, scores: Scores) -> None:
        scores.import_()
        report = scores.import_(scored("X.1", "", "10"), group=SchemeGroup.COMMUNES)
        assert not report.problems
        assert len(scores.sheet().lines) == 5

    def test_rows_that_do_not_apply_come_in_with_their_reason(self, scores: Scores) -> None:
        rows = (field("1", "2"), scored("1.1.3", "1", "1"), (*scored("1.3.1", "1", "1"), "Không có đơn vị"))
        assert scores.import_(*rows).count(Outcome.NEW) == 3
        sheet = scores.sheet()
        assert [(line.label, line.exempt) for line in sheet.lines[:2]] == [
            ("TCTP 1.1.3", None),
            ("TCTP 1.3.1", "Không có đơn vị"),
        ]
        assert [line.label for line in sheet.missing] == ["TCTP 1.1.3"]
        assert sheet.total.maximum == D(1)
        assert scores.import_(*rows).count(Outcome.THERE) == 3
        applies = (*rows[:2], scored("1.3.1", "1", "1"))
        assert scores.import_(*applies).count(Outcome.CHANGED) == 1
        assert scores.sheet().total.maximum == D(2)

    def test_a_workbook_without_the_column_leaves_what_does_not_apply(self, scores: Scores) -> None:
        scores.import_()
        scores.exempt("TCTP 1.3.1", "Không có\nđơn vị")
        assert scores.import_(columns=9).count(Outcome.THERE) == len(SCHEME)
        assert scores.sheet().lines[1].exempt == "Không có\nđơn vị"
        parent = ("1.3.1", "TCTP", "x", "", "1", "", "", "", SOURCE)
        moved = (scored("1.1.3", "", "1"), parent, scored("2.1.1", "1.3.1", "1"))
        assert not scores.import_(*moved, columns=9).problems
        with scores.world.reading() as session:
            assert session.scalars(select(SchemeExemption.id)).all() == []

    @pytest.mark.parametrize(
        ("group", "cell", "code"),
        [
            (SchemeGroup.PROVINCE, "Không có", "row_has_scores"),
            (SchemeGroup.DEPARTMENTS, "Không có", "bad_exemption"),
            (SchemeGroup.DEPARTMENTS, "Sở Không Đâu: không có", "unknown_agency"),
            (SchemeGroup.DEPARTMENTS, "Sở Nội vụ:", "bad_exemption"),
            (SchemeGroup.DEPARTMENTS, f"Sở Nội vụ: {'a' * 2001}", "cell_too_long"),
            (SchemeGroup.DEPARTMENTS, "Sở Nội vụ: a;" * 2_000, "cell_too_long"),
        ],
    )
    def test_what_cannot_be_exempt_is_named_by_its_row(
        self, small: Scores, group: SchemeGroup, cell: str, code: str
    ) -> None:
        small.set("1.1.3", "1")
        rows = ((*scored("1.1.3", "", "1,5"), cell), scored("1.3.1", "", "1"))
        assert problems(small.import_(*rows, group=group)) == [(2, code)]

    def test_a_row_that_only_adds_up_applies(self, world: World) -> None:
        parent = ((*field("1", "1"), "Không có"), scored("1.1.3", "1", "1"))
        assert problems(Scores(world).import_(*parent)) == [(2, "row_not_scored")]

    def test_a_scheme_of_several_agencies_says_whom_a_row_does_not_apply_to(self, scores: Scores) -> None:
        cell = "Sở Tư pháp: không có bộ phận một cửa; noi-vu: chưa thành lập"
        rows = ((*scored("X.1", "", "10"), cell),)
        assert not scores.import_(*rows, group=SchemeGroup.DEPARTMENTS).problems
        with scores.world.reading() as session:
            scheme = find_scheme(session, scores.world.cycle(session), SchemeGroup.DEPARTMENTS)
            assert scheme is not None
            written = written_scheme(scheme, exemptions_of(session, scheme))
        assert written.rows[0][-1] == "Sở Nội vụ: chưa thành lập; Sở Tư pháp: không có bộ phận một cửa"
        assert scores.import_(*written.rows, group=SchemeGroup.DEPARTMENTS).count(Outcome.THERE) == 1

    def test_only_the_coordinator_brings_one_in_and_not_into_a_closed_year(self, small: Scores) -> None:
        for who in ("lan", "head", "reviewer", "approver", "observer"):
            with pytest.raises(NotAllowed):
                small.import_(who=who)
        small.world.set_cycle(CycleState.CLOSED)
        with pytest.raises(Refused):
            small.import_(scored("1.1.3", "", "1"))

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["1", "1.1.3", "2.1.1", "", "=1+1", "9" * 2000]),
                st.sampled_from(["TCTP", "LV", "TC", "Điểm trừ", "?"]),
                st.text(max_size=5),
                st.sampled_from(["", "1", "LV 1", "TCTP 1.1.3", "TCTP 2.1.1"]),
                st.sampled_from(["", "1", "0,5", "1e9", "-1", "NaN", "1,234,5"]),
                st.sampled_from(["", "Theo bậc", "Theo tỷ lệ", "manual"]),
                st.sampled_from(["", "100: 1; 0: 0", ":", ";;", "1:1:1"]),
                st.sampled_from(["", "Tự chấm", "survey"]),
                st.just(SOURCE),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_nonsense_is_refused_by_row_and_never_taken_by_half(
        self, small: Scores, rows: list[tuple[str, ...]]
    ) -> None:
        count = select(func.count()).select_from(SchemeRow)
        with small.world.reading() as session:
            before = session.scalars(count).one()
        try:
            report = small.import_(*rows)
        except BadInput:
            report = None
        with small.world.reading() as session:
            after = session.scalars(count).one()
        assert after == (before if report is None or report.problems else len(rows))


class TestScores:
    def test_the_lead_agency_scores_itself_rounded_half_up(self, scores: Scores) -> None:
        scores.import_()
        scores.set("1.1.3", "1.005")
        line = scores.sheet("lan").lines[0]
        assert (line.self_points, scores.log()[-1]) == (D("1.01"), "set_self_score")

    def test_what_differs_from_the_proposal_or_from_before_needs_a_reason(self, small: Scores) -> None:
        with pytest.raises(BadInput) as refused:
            small.set("1.3.1", "0.5", proposed="1")
        assert refused.value.code == "reason_missing"
        small.set("1.3.1", "0.5", proposed="1", reason="Một đơn vị chưa có số liệu")
        with pytest.raises(BadInput):
            small.set("1.3.1", "0.75")
        small.set("1.3.1", "1", proposed="1")

    def test_points_lie_within_the_maximum(self, small: Scores) -> None:
        for points in ("1.51", "-0.01"):
            with pytest.raises(BadInput) as refused:
                small.set("1.1.3", points)
            assert refused.value.code == "over_maximum"
        small.set("1.1.3", "1.5")

    def test_rows_that_others_score_or_that_do_not_apply_take_none(self, small: Scores) -> None:
        with pytest.raises(Refused) as refused:
            small.set("5.2.1", "1")
        assert refused.value.code == "not_self_scored"
        small.exempt("TCTP 1.3.1", "Tỉnh không có đơn vị loại này")
        with pytest.raises(Refused) as refused:
            small.set("1.3.1", "1")
        assert refused.value.code == "row_does_not_apply"
        assert [line.label for line in small.sheet().missing] == ["TCTP 1.1.3", "TCTP 2.1.1"]
        assert small.sheet().total.maximum == D("4.5")

    def test_of_two_people_the_second_looks_again(self, small: Scores) -> None:
        small.set("1.1.3", "1", seen_lock=0)
        with pytest.raises(ChangedMeanwhile):
            small.set("1.1.3", "0.5", who="mai", reason="x", seen_lock=0)

    def test_the_reviewer_scores_what_is_submitted_and_had_no_part_in(self, small: Scores) -> None:
        with pytest.raises(NotVisible):
            small.set("1.1.3", "1", who="reviewer", kind=ScoreKind.INTERNAL)
        small.set("1.1.3", "1")
        submit(small.world)
        small.set("1.1.3", "0.75", who="reviewer", kind=ScoreKind.INTERNAL)
        assert small.log()[-1] == "set_internal_score"
        small.world.give("lan", roles={Role.REVIEWER})
        with pytest.raises(NotAllowed) as refused:
            small.set("1.1.3", "1", who="lan", kind=ScoreKind.INTERNAL, reason="x")
        assert refused.value.code == "four_eyes"

    def test_an_agency_changes_nothing_while_the_pack_is_with_the_reviewers(self, small: Scores) -> None:
        small.set("1.1.3", "1")
        submit(small.world)
        with pytest.raises(Refused):
            small.set("1.1.3", "0.5", reason="Nhầm")

    def test_nobody_scores_for_another_agency(self, small: Scores) -> None:
        for who in ("justice", "district", "ministry"):
            with pytest.raises(NotVisible):
                small.set("1.1.3", "1", who=who)
        with pytest.raises(NotAllowed):
            small.set("1.1.3", "1", who="coordinator")

    def test_a_closed_year_takes_none(self, small: Scores) -> None:
        small.world.set_cycle(CycleState.CLOSED)
        with pytest.raises(Refused):
            small.set("1.1.3", "1")

    def test_who_sees_which(self, small: Scores) -> None:
        small.set("1.1.3", "1")
        small.set("2.1.1", "2", who="justice")

        def seen(who: str) -> list[str]:
            return [line.label for line in small.sheet(who).lines if line.own]

        assert seen("coordinator") == ["TCTP 1.1.3", "TCTP 2.1.1"]
        assert (seen("mai"), seen("justice-head")) == (["TCTP 1.1.3"], ["TCTP 2.1.1"])
        assert (seen("reviewer"), seen("observer"), seen("ministry"), seen("district")) == ([], [], [], [])
        submit(small.world)
        assert (seen("reviewer"), seen("observer"), seen("district")) == (["TCTP 1.1.3"], ["TCTP 1.1.3"], [])


def submit(world: World) -> None:
    """Submit the pack of 1.1.3."""
    world.cite("1.1.3")
    world.submit("1.1.3")


class TestSheet:
    def test_sums_by_field_and_agency_are_those_of_a_query(self, small: Scores, tmp_path: Path) -> None:
        small.set("1.1.3", "1.25")
        small.set("1.3.1", "0.5")
        small.set("2.1.1", "1.75", who="justice")
        rounds = Rounds(small.world, tmp_path)
        rounds.import_(("1.1.3", "", "1,5", "1,25", "1"), ("2.1.1", "", "2", "1,75", "1,5"))
        rounds.import_(("1.1.3", "", "1,5", "1,25", "1,25"), kind=RoundKind.FINAL)
        sheet = small.sheet()
        with small.world.reading() as session:
            of_all = session.scalars(select(func.sum(Score.points))).one()
        assert sheet.total.self_points == of_all == D("3.5")
        assert (sheet.total.preliminary, sheet.total.final, sheet.total.lost) == (
            D("2.5"),
            D("1.25"),
            D("0.25"),
        )
        assert [(each.name[:2], each.self_points, each.maximum) for each in sheet.by_field] == [
            ("1.", D("1.75"), D("2.5")),
            ("2.", D("1.75"), D(2)),
            ("5.", None, D(1)),
            ("", None, None),
        ]
        assert {each.name: each.self_points for each in sheet.by_agency if each.name} == {
            "Sở Nội vụ": D("1.75"),
            "Sở Tư pháp": D("1.75"),
        }
        for sums in (sheet.by_field, sheet.by_agency):
            assert sum(each.lines for each in sums) == sheet.total.lines

    def test_the_deviation_counts_rows_with_both_figures_and_says_how_many_lack_one(
        self, small: Scores, tmp_path: Path
    ) -> None:
        small.set("1.1.3", "1.03")
        assert small.sheet().measured() is None
        submit(small.world)
        small.set("1.1.3", "1", who="reviewer", kind=ScoreKind.INTERNAL)
        forecast = small.sheet().measured()
        assert forecast is not None
        assert (forecast.is_forecast, forecast.counted, forecast.left_out) == (True, 1, 2)
        assert (forecast.deviation.shown, forecast.deviation.passes) == (D("3.00"), True)
        Rounds(small.world, tmp_path).import_(("1.1.3", "", "1,5", "", "0,9"))
        found = small.sheet().readings()
        shown = {base: each.deviation.shown for base, each in found.items()}
        assert shown == {
            DeviationBase.APPRAISED: D("14.44"),
            DeviationBase.MAXIMUM: D("8.67"),
            DeviationBase.HUNDRED: D("0.13"),
        }
        assert not any(each.is_forecast for each in found.values())

    def test_the_base_is_chosen_by_the_coordinator(self, small: Scores) -> None:
        assert small.measure_by(DeviationBase.MAXIMUM)
        assert not small.measure_by(DeviationBase.MAXIMUM)
        with pytest.raises(NotAllowed):
            small.measure_by(DeviationBase.HUNDRED, who="approver")
        assert small.log() == ["import_scheme", "change_scheme"]

    def test_without_a_scheme_the_plans_criteria_stand_there(self, world: World) -> None:
        sheet = Scores(world).sheet()
        assert [line.label for line in sheet.lines] == [
            "TCTP 1.1.3",
            "TCTP 1.3.1",
            "TCTP 5.2.1",
            "TCTP 2.1.1",
        ]
        assert (sheet.missing, sheet.measured()) == ([], None)


class TestWorkbook:
    def test_a_scheme_that_was_written_comes_back_unchanged(self, small: Scores) -> None:
        with small.world.reading() as session:
            scheme = find_scheme(session, small.world.cycle(session))
            assert scheme is not None
            written = written_scheme(scheme, exemptions_of(session, scheme))
        assert small.import_(*written.rows).count(Outcome.THERE) == len(SCHEME)

    def test_the_example_is_complete_marked_and_gives_100_points(self, world: World) -> None:
        with world.database.transaction() as session:
            cycle = world.cycle(session)
            rows = example_scheme(session, cycle).read()
            actor = world.actor("coordinator")
            report = import_scheme(session, actor, cycle, SchemeGroup.PROVINCE, rows, world.clock)
            report.refuse_problems()
        sheet = Scores(world).sheet()
        assert sheet.total.maximum == D(100)
        assert sheet.scheme is not None
        assert all(is_example([row]) for row in sheet.scheme.rows)
        assert all(line.row is not None for line in sheet.lines)
