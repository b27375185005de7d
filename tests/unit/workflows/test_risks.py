"""Criteria at risk: each reason by itself, what is done, and that more reasons are never less of a risk."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.risks import RULES, Risk, RiskFacts, risks_of, weight_of

CALM = RiskFacts(days_left=60, pieces=1)
ALONE = {
    Risk.OVERDUE: {"is_overdue": True},
    Risk.NO_EVIDENCE: {"pieces": 0, "days_left": 14},
    Risk.RETURNED: {"is_returned": True, "times_returned": 1},
    Risk.RETURNED_AGAIN: {"times_returned": 2},
    Risk.QUESTION_OPEN: {"open_questions": 1},
    Risk.TARGET_NOT_MET: {"targets_not_met": 1},
    Risk.LOST_BEFORE: {"lost_before": Decimal("0.25")},
    Risk.PARTS_OVERDUE: {"parts_overdue": 1},
}
FACTS = st.builds(
    RiskFacts,
    is_done=st.booleans(),
    is_overdue=st.booleans(),
    days_left=st.none() | st.integers(-30, 60),
    pieces=st.integers(0, 3),
    is_returned=st.booleans(),
    times_returned=st.integers(0, 3),
    open_questions=st.integers(0, 2),
    targets_not_met=st.integers(0, 2),
    lost_before=st.sampled_from([Decimal(0), Decimal("0.25")]),
    parts_overdue=st.integers(0, 2),
)


def test_nothing_is_no_risk() -> None:
    assert risks_of(CALM) == ()
    assert {rule.risk for rule in RULES} == set(Risk)


@pytest.mark.parametrize("risk", Risk)
def test_each_reason_holds_by_itself(risk: Risk) -> None:
    facts = replace(CALM, **ALONE[risk])
    assert risks_of(facts) == (risk,)
    done = risks_of(replace(facts, is_done=True))
    assert done == ((risk,) if risk is Risk.QUESTION_OPEN else ())


@pytest.mark.parametrize(("days", "holds"), [(15, False), (14, True), (-3, True), (None, False)])
def test_a_criterion_without_documents_is_at_risk_two_weeks_before(days: int | None, holds: bool) -> None:
    assert (Risk.NO_EVIDENCE in risks_of(replace(CALM, pieces=0, days_left=days))) is holds


@given(FACTS)
def test_the_heaviest_reason_comes_first_and_more_weigh_more(facts: RiskFacts) -> None:
    risks = risks_of(facts)
    weights = [weight_of((risk,)) for risk in risks]
    assert weights == sorted(weights, reverse=True)
    assert weight_of(risks) == sum(weights)
    worse = replace(facts, open_questions=facts.open_questions + 1)
    assert set(risks) <= set(risks_of(worse))
