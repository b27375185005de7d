"""The scheme's arithmetic, who sets which score when, and the deviation at its edge."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.blockers import InvalidTransition
from workflows.packs import PackState
from workflows.roles import Role
from workflows.scoring import (
    Band,
    Compared,
    DeviationBase,
    NoProposal,
    Proposal,
    Reached,
    ScoreAction,
    ScoreKind,
    Scoring,
    check_score_action,
    deviation,
    needs_reason,
    points_blockers,
    propose,
    score_action,
)

BANDS = (Band(D(100), D("1.5")), Band(D(80), D("0.75")), Band(D(0), D(0)))


def share(figure: F | int | None, *, met: bool | None = False, wanted: int = 100, **more: bool) -> Reached:
    return Reached(D(wanted), None if figure is None else F(figure), met, **more)


class TestProposal:
    @pytest.mark.parametrize(
        ("figure", "met", "points"),
        [(100, True, "1.5"), (99, False, "0.75"), (80, False, "0.75"), (F("79.999"), False, "0")],
    )
    def test_bands_are_read_against_the_figure(self, figure: F, met: bool, points: str) -> None:
        found = propose(Scoring.BANDS, D("1.5"), BANDS, [share(figure, met=met)])
        assert found == Proposal(D(points).quantize(D("0.01")), place=0)

    def test_a_share_of_the_target_gives_a_share_of_the_maximum_rounded_half_up(self) -> None:
        # a third of 1.5 is 0.5; 0.125 and 0.115 lie on the half
        assert propose(Scoring.PROPORTIONAL, D("1.5"), (), [share(1, wanted=3)]).points == D("0.50")
        assert propose(Scoring.PROPORTIONAL, D(1), (), [share(F("12.5"))]).points == D("0.13")
        assert propose(Scoring.PROPORTIONAL, D(1), (), [share(F("11.5"))]).points == D("0.12")
        assert propose(Scoring.PROPORTIONAL, D(1), (), [share(F("12.4"))]).points == D("0.12")
        assert propose(Scoring.PROPORTIONAL, D(1), (), [share(-30)]).points == 0

    def test_of_several_targets_the_least_decides_and_soft_ones_do_not(self) -> None:
        reached = [share(100, met=True), share(85), share(0, is_soft=True)]
        assert propose(Scoring.BANDS, D("1.5"), BANDS, reached) == Proposal(D("0.75"), place=1)

    def test_what_nothing_may_be_counted_for_gives_all_or_the_lowest(self) -> None:
        assert propose(Scoring.BANDS, D("1.5"), BANDS, [share(0, met=True, is_less_better=True)]).points == D(
            "1.5"
        )
        assert propose(Scoring.BANDS, D("1.5"), BANDS, [share(90, is_less_better=True)]).points == 0
        assert propose(Scoring.PROPORTIONAL, D(1), (), [share(3, is_less_better=True)]).points == 0

    def test_nothing_is_proposed_where_it_cannot_be_told(self) -> None:
        assert propose(Scoring.MANUAL, D(1), (), [share(100, met=True)]).why_not is NoProposal.BY_HAND
        assert propose(Scoring.BANDS, D(1), BANDS, []).why_not is NoProposal.NO_TARGET
        soft = [share(100, met=True, is_soft=True)]
        assert propose(Scoring.BANDS, D(1), BANDS, soft).why_not is NoProposal.NO_TARGET
        unknown = [share(100, met=True), share(None, met=None)]
        assert propose(Scoring.BANDS, D(1), BANDS, unknown).why_not is NoProposal.UNKNOWN

    @given(
        st.fractions(min_value=-10, max_value=200),
        st.decimals(min_value=0, max_value=10, places=2),
        st.sampled_from([Scoring.BANDS, Scoring.PROPORTIONAL]),
        st.booleans(),
    )
    def test_a_proposal_lies_between_nothing_and_the_maximum(
        self, figure: F, maximum: D, scoring: Scoring, met: bool
    ) -> None:
        found = propose(scoring, maximum, BANDS, [share(figure, met=met)]).points
        assert found is not None
        assert found == found.quantize(D("0.01"))
        assert not points_blockers(found, maximum)

    @given(st.fractions(0, 100), st.fractions(0, 100), st.decimals(min_value=0, max_value=10, places=2))
    def test_more_never_gives_less(self, one: F, other: F, maximum: D) -> None:
        less, more = sorted([one, other])
        for scoring in (Scoring.BANDS, Scoring.PROPORTIONAL):
            low = propose(scoring, maximum, BANDS, [share(less)]).points
            high = propose(scoring, maximum, BANDS, [share(more)]).points
            assert low is not None
            assert high is not None
            assert low <= high


class TestDeviation:
    @staticmethod
    def of(own: str, appraised: str, base: DeviationBase = DeviationBase.APPRAISED, tolerance: str = "3"):  # type: ignore[no-untyped-def]
        return deviation([Compared(D(own), D(appraised), D(120))], base, D(tolerance))

    def test_three_percent_pass_and_a_hundredth_more_does_not(self) -> None:
        assert self.of("103", "100").passes is True
        assert self.of("103.01", "100").passes is False
        assert self.of("97", "100").passes is True
        assert self.of("96.99", "100").passes is False

    def test_the_tolerance_is_the_cycles(self) -> None:
        assert self.of("105", "100", tolerance="5").passes is True
        assert self.of("103", "100", tolerance="2.5").passes is False

    def test_each_base_reads_the_same_difference_another_way(self) -> None:
        read = {base: self.of("82", "80", base).percent for base in DeviationBase}
        assert read == {
            DeviationBase.APPRAISED: F(5, 2),
            DeviationBase.MAXIMUM: F(5, 3),
            DeviationBase.HUNDRED: F(2),
        }

    def test_what_is_shown_never_stands_on_the_wrong_side(self) -> None:
        found = self.of("82.401", "80")  # 3.00125 percent
        assert (found.passes, found.shown) == (False, D("3.001"))
        assert self.of("103", "100").shown == D("3.00")

    def test_nothing_to_divide_by_tells_nothing(self) -> None:
        found = deviation([], DeviationBase.APPRAISED, D(3))
        assert (found.percent, found.passes, found.shown) == (None, None, None)

    @given(st.lists(st.tuples(*[st.decimals(0, 10, places=2)] * 3), max_size=30))
    def test_it_is_the_difference_of_exact_sums_in_any_order(self, rows: list[tuple[D, D, D]]) -> None:
        pairs = [Compared(*row) for row in rows]
        found = deviation(pairs, DeviationBase.HUNDRED, D(3))
        assert found.percent == abs(sum(F(row.own) for row in pairs) - sum(F(row.appraised) for row in pairs))
        assert found == deviation(reversed(pairs), DeviationBase.HUNDRED, D(3))


AGENCY = {Role.UPLOADER, Role.AGENCY_HEAD}
S = PackState
ALLOWED = {
    ScoreAction.SET_SELF: (AGENCY, {S.OPEN, S.RETURNED, S.SUBMITTED, S.APPROVED}),
    ScoreAction.CHANGE_SELF: (AGENCY, {S.OPEN, S.RETURNED}),
    ScoreAction.SET_INTERNAL: ({Role.REVIEWER}, {S.SUBMITTED, S.APPROVED}),
    ScoreAction.CHANGE_INTERNAL: ({Role.REVIEWER}, {S.SUBMITTED, S.APPROVED}),
}


class TestTable:
    @pytest.mark.parametrize("action", ScoreAction)
    def test_every_state_action_and_role(self, action: ScoreAction) -> None:
        roles, states = ALLOWED[action]
        for role in Role:
            for state in PackState:
                for is_lead in (True, False):
                    is_right = role in roles and (is_lead or Role.REVIEWER in roles)
                    given_roles = frozenset({role})
                    if is_right and state in states:
                        check_score_action(action, state, given_roles, is_lead=is_lead, is_involved=False)
                        continue
                    with pytest.raises(InvalidTransition) as refused:
                        check_score_action(action, state, given_roles, is_lead=is_lead, is_involved=False)
                    code = "wrong_pack_state" if is_right else "wrong_role"
                    assert refused.value.blocker.code == code

    def test_who_had_a_part_scores_nothing_internally_and_a_coordinator_never(self) -> None:
        action, state = ScoreAction.SET_INTERNAL, PackState.SUBMITTED
        with pytest.raises(InvalidTransition) as refused:
            check_score_action(action, state, frozenset({Role.REVIEWER}), is_lead=False, is_involved=True)
        assert refused.value.blocker.code == "four_eyes"
        both = frozenset({Role.REVIEWER, Role.COORDINATOR})
        with pytest.raises(InvalidTransition):
            check_score_action(action, state, both, is_lead=False, is_involved=False)

    def test_a_second_score_is_a_change(self) -> None:
        assert [score_action(kind, is_set=there) for kind in ScoreKind for there in (False, True)] == [
            *ScoreAction
        ]

    def test_a_reason_is_asked_for_where_points_differ(self) -> None:
        assert needs_reason(D(1), D("0.5"), None)
        assert not needs_reason(D("0.50"), D("0.5"), D(1))
        assert needs_reason(D(1), None, D("0.5"))
        assert not needs_reason(D(1), None, None)
