"""Targets and measurements: the vocabulary, exact judgements, sums by agency, and the table of states."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_repo.catalogue.plan import CatalogueTarget
from evidence_repo.catalogue.shipped import an_giang_2017
from workflows.blockers import InvalidTransition
from workflows.measurements import (
    MeasurementAction,
    advance_measurement,
    allowed_actions,
    decision_blockers,
)
from workflows.packs import MeasurementView, PackView, TargetView, content_blockers, may_return, may_submit
from workflows.roles import Role
from workflows.states import MeasurementState, PackState
from workflows.targets import (
    OPERATORS,
    Figures,
    Judged,
    Operator,
    Outcome,
    Target,
    TargetKind,
    Unknown,
    UnknownTarget,
    add_up,
    figures_blockers,
    judge,
    target_blockers,
)

SHIPPED = [target for row in an_giang_2017().criteria for target in row.targets]

MADE_UP = {
    TargetKind.PERCENT: (Figures(Decimal(199), Decimal(199)), Figures(Decimal(29), Decimal(199))),
    TargetKind.COUNT: (Figures(Decimal(50)), Figures(Decimal(49))),
    TargetKind.INCREASE: (Figures(Decimal(651), Decimal(500)), Figures(Decimal(500), Decimal(500))),
    TargetKind.NONE: (Figures(Decimal(0)), Figures(Decimal(1))),
}
"""Figures that meet, and such that do not meet, any target of the plan of that kind."""


def of(kind: str, operator: str, value: str | int, *, is_soft: bool = False) -> Target:
    return Target(TargetKind(kind), Operator(operator), Decimal(value), is_soft)


def figures(numerator: str | int, denominator: str | int | None = None) -> Figures:
    return Figures(Decimal(numerator), None if denominator is None else Decimal(denominator))


def test_the_plan_has_55_targets_of_every_kind() -> None:
    assert len(SHIPPED) == 55
    assert {target.kind for target in SHIPPED} == set(TargetKind)


@pytest.mark.parametrize("shipped", SHIPPED, ids=[f"{n}-{t.kind}" for n, t in enumerate(SHIPPED, 1)])
def test_every_target_of_the_plan_is_met_and_missed(shipped: CatalogueTarget) -> None:
    target = Target(shipped.kind, shipped.operator, shipped.value, shipped.is_soft)
    met, missed = MADE_UP[shipped.kind]
    assert not figures_blockers(shipped.kind, met.numerator, met.denominator)
    assert (judge(target, met).outcome, judge(target, missed).outcome) == (Outcome.MET, Outcome.NOT_MET)
    assert judge(target, None) == Judged(Outcome.UNKNOWN, why=Unknown.NO_FIGURES)


@pytest.mark.parametrize(
    ("kind", "operator", "value", "code"),
    [
        ("procedures", ">=", "50", "target_kind_unknown"),
        ("agencies", "=", "0", "target_kind_unknown"),
        ("previous_year", ">", "0", "target_kind_unknown"),
        ("percent", "up", "1", "target_operator_unknown"),
        ("increase", "=", "30", "target_operator_unknown"),
        ("none", ">=", "0", "target_operator_unknown"),
        ("none", "=", "1", "target_value_unknown"),
        ("percent", ">=", "-1", "target_value_unknown"),
        ("percent", ">=", "NaN", "target_value_unknown"),
        ("percent", ">=", "1E+400", "target_value_unknown"),
        ("percent", ">=", "0.00001", "target_value_unknown"),
        ("percent", ">=", None, "target_without_value"),
    ],
)
def test_what_the_vocabulary_does_not_know_is_refused(
    kind: str, operator: str, value: str | None, code: str
) -> None:
    found = target_blockers(kind, operator, None if value is None else Decimal(value))
    assert [blocker.code for blocker in found] == [code]


def test_a_target_outside_the_vocabulary_cannot_be_made() -> None:
    with pytest.raises(UnknownTarget):
        of("none", "=", 3)
    assert {kind: of(kind, min(OPERATORS[kind]), 0).kind for kind in TargetKind}


@pytest.mark.parametrize(
    ("target", "given_figures", "outcome", "figure"),
    [
        (of("percent", "=", 100), figures(20, 20), "met", 100),
        (of("percent", "=", 100), figures(19, 20), "not_met", 95),
        (of("percent", "=", 100), figures(55, 50), "met", 110),
        (of("percent", ">=", "33.3"), figures(333, 1000), "met", Fraction(333, 10)),
        (of("percent", ">=", "33.3"), figures("332.9999", 1000), "not_met", Fraction("33.29999")),
        (of("percent", "<=", 5), figures(1, 20), "met", 5),
        (of("percent", ">", 5), figures(1, 20), "not_met", 5),
        (of("percent", "<", 5), figures(1, 20), "not_met", 5),
        (of("count", ">=", 50), figures(50), "met", 50),
        (of("count", ">=", 50), figures(49), "not_met", 49),
        (of("count", "=", 50), figures(51), "not_met", 51),
        (of("none", "=", 0), figures(0), "met", 0),
        (of("none", "=", 0), figures(1), "not_met", 1),
        (of("increase", ">", 0), figures(11, 10), "met", 10),
        (of("increase", ">", 0), figures(10, 10), "not_met", 0),
        (of("increase", ">", 0), figures(5, 0), "met", None),
        (of("increase", ">", 0), figures(0, 0), "not_met", None),
        (of("increase", ">=", 30), figures(650, 500), "met", 30),
        (of("increase", ">", 30), figures(650, 500), "not_met", 30),
        (of("increase", ">=", 30), figures(400, 500), "not_met", -20),
    ],
)
def test_judging(target: Target, given_figures: Figures, outcome: str, figure: Fraction | None) -> None:
    assert judge(target, given_figures) == Judged(Outcome(outcome), figure)


@pytest.mark.parametrize(
    ("target", "given_figures", "why"),
    [
        (of("percent", ">=", 30), figures(0, 0), Unknown.NOTHING_COUNTED),
        (of("increase", ">", 0), figures(10), Unknown.LAST_YEAR_MISSING),
        (of("increase", ">=", 30), figures(10, 0), Unknown.LAST_YEAR_ZERO),
        (of("percent", ">=", 30), None, Unknown.NO_FIGURES),
    ],
)
def test_what_cannot_be_told_says_why(target: Target, given_figures: Figures | None, why: Unknown) -> None:
    assert judge(target, given_figures) == Judged(Outcome.UNKNOWN, why=why)


@pytest.mark.parametrize(
    ("target", "part", "outcome"),
    [
        (of("percent", "=", 100), figures(20, 20), "unknown"),
        (of("percent", "=", 100), figures(1, 20), "unknown"),
        (of("count", ">=", 50), figures(49), "unknown"),
        (of("count", ">=", 50), figures(50), "met"),
        (of("count", "<=", 50), figures(51), "not_met"),
        (of("count", "<=", 50), figures(50), "unknown"),
        (of("count", "=", 50), figures(50), "unknown"),
        (of("none", "=", 0), figures(0), "unknown"),
        (of("none", "=", 0), figures(1), "not_met"),
        (of("increase", ">", 0), figures(11, 10), "unknown"),
    ],
)
def test_a_missing_agency_is_not_counted_as_zero(target: Target, part: Figures, outcome: str) -> None:
    judged = judge(target, part, is_complete=False)
    assert judged.outcome == outcome
    assert (judged.why is Unknown.AGENCIES_MISSING) == (outcome == "unknown")


NUMBER = st.decimals(0, 10**12, places=4)


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 100))
def test_a_percentage_is_never_rounded_up_to_its_target(part: int, whole: int, wanted: int) -> None:
    is_met = judge(of("percent", ">=", wanted), figures(part, whole)).outcome is Outcome.MET
    assert is_met == (Fraction(part, whole) >= Fraction(wanted, 100))


@given(st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=30), st.randoms())
def test_sums_are_exact_whatever_the_order(parts: list[tuple[Decimal, Decimal]], random: object) -> None:
    total = add_up([Figures(*part) for part in parts])
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert total == add_up([Figures(*part) for part in shuffled])
    assert total is not None
    assert total.denominator is not None
    assert Fraction(total.numerator) == sum((Fraction(one) for one, _ in parts), Fraction(0))
    assert Fraction(total.denominator) == sum((Fraction(whole) for _, whole in parts), Fraction(0))


def test_shares_are_added_as_sums_and_never_as_means() -> None:
    total = add_up([figures(1, 1), figures(0, 99)])
    assert judge(of("percent", ">=", 50), total) == Judged(Outcome.NOT_MET, Fraction(1))
    assert add_up([]) is None
    assert add_up([figures(1, 2), figures(3)]) == figures(4)
    exact = add_up([figures("0.25", "1000000"), figures("0.25", "0.5")])
    assert exact is not None
    assert (str(exact.numerator), str(exact.denominator)) == ("0.5", "1000000.5")
    assert str(getattr(add_up([figures("7.0000"), figures(3)]), "numerator", None)) == "10"


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "code"),
    [
        ("percent", None, 3, "figure_missing"),
        ("percent", 3, None, "figure_missing"),
        ("count", 3, 3, "denominator_not_wanted"),
        ("none", 3, 3, "denominator_not_wanted"),
        ("count", -1, None, "figure_out_of_range"),
        ("count", 10**15, None, "figure_out_of_range"),
        ("percent", 1, "0.00001", "figure_out_of_range"),
        ("increase", 3, None, None),
        ("percent", 3, 0, None),
    ],
)
def test_figures_fit_their_target(
    kind: str, numerator: int | None, denominator: str | int | None, code: str | None
) -> None:
    numbers = [None if each is None else Decimal(each) for each in (numerator, denominator)]
    found = [blocker.code for blocker in figures_blockers(TargetKind(kind), *numbers)]
    assert found == ([code] if code else [])


# (from → to, role, states of the pack): rules §11, row by row; "-": there is none.
AGENCY = "uploader agency_head"
RULES = {
    ("give", "-"): ("draft", AGENCY, "open returned"),
    ("change", "draft"): ("draft", AGENCY, "open returned"),
    ("change", "confirmed"): ("submitted", AGENCY, "open returned"),
    ("remove", "draft"): ("-", AGENCY, "open returned"),
    ("submit", "draft"): ("submitted", "agency_head", "open returned"),
    ("recall", "submitted"): ("draft", "agency_head", "submitted"),
    ("confirm", "submitted"): ("confirmed", "reviewer", "submitted"),
    ("query", "submitted"): ("queried", "reviewer", "submitted"),
    ("answer", "queried"): ("submitted", AGENCY, "returned"),
    ("undo", "confirmed"): ("submitted", "reviewer", "submitted"),
    ("undo", "queried"): ("submitted", "reviewer", "submitted"),
}


@pytest.mark.parametrize("action", MeasurementAction)
def test_the_whole_table(action: MeasurementAction) -> None:
    states: tuple[MeasurementState | None, ...] = (None, *MeasurementState)
    for state, role, pack_state in product(states, Role, PackState):
        rule = RULES.get((action, state or "-"))
        allowed = rule is not None and role in rule[1].split() and pack_state in rule[2].split()
        roles = frozenset({role})
        assert (action in allowed_actions(state, roles, pack_state)) == allowed
        fits = (rule is not None, rule is not None and role in rule[1].split())
        refusal = ("wrong_state", "wrong_role", "wrong_pack_state")[sum(fits)]
        assert outcome(state, action, roles, pack_state) == (rule[0] if allowed and rule else refusal)


def outcome(
    state: MeasurementState | None, action: MeasurementAction, roles: frozenset[Role], pack_state: PackState
) -> str:
    try:
        return advance_measurement(state, action, roles, pack_state) or "-"
    except InvalidTransition as refused:
        return refused.code


def test_a_coordinator_who_also_reviews_decides_nothing() -> None:
    both = frozenset({Role.COORDINATOR, Role.REVIEWER})
    for state in MeasurementState:
        assert not allowed_actions(state, both, PackState.SUBMITTED)


def test_a_query_says_what_is_asked() -> None:
    assert [each.code for each in decision_blockers(MeasurementAction.QUERY, " ")] == ["reason_missing"]
    assert not decision_blockers(MeasurementAction.QUERY, "Nguồn nào?")
    assert not decision_blockers(MeasurementAction.CONFIRM, None)


def pack(state: str, *targets: TargetView) -> PackView:
    return PackView("1.1.3", PackState(state), targets=targets)


def codes_of(blockers: object) -> set[str]:
    return {blocker.code for blocker in blockers}  # type: ignore[attr-defined]


def test_figures_are_confirmed_before_the_pack_is_approved() -> None:
    for state in MeasurementState:
        target = TargetView(1, False, Outcome.MET, measurements=(MeasurementView(7, state),))
        found = codes_of(content_blockers(pack("submitted", target))) - {"pack_empty"}
        assert found == (set() if state is MeasurementState.CONFIRMED else {f"measurement_{state}"})
        waiting = TargetView(1, False, Outcome.MET, measurements=(MeasurementView(7, state, False),))
        assert codes_of(content_blockers(pack("submitted", waiting))) == {"pack_empty"}


def test_a_queried_figure_goes_back_and_is_not_submitted_unanswered() -> None:
    queried = TargetView(1, False, Outcome.MET, measurements=(MeasurementView(7, MeasurementState.QUERIED),))
    assert may_return(pack("submitted", queried)) == ()
    assert "measurement_queried" in codes_of(may_submit(pack("returned", queried)))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("is_soft", [True, False])
@pytest.mark.parametrize("is_waived", [True, False])
def test_only_hard_targets_that_are_not_met_block(outcome: Outcome, is_soft: bool, is_waived: bool) -> None:
    confirmed = (MeasurementView(7, MeasurementState.CONFIRMED),)
    view = pack("submitted", TargetView(1, is_soft, outcome, is_waived, confirmed))
    blocks = outcome is Outcome.NOT_MET and not is_soft and not is_waived
    assert ("target_not_met" in codes_of(content_blockers(view))) == blocks
    assert ("nothing_to_return" in codes_of(may_return(view))) != blocks
