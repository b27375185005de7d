"""Delegation: who can stand in for whom, on which days, and that four eyes are never defeated by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.audit_actions import AuditAction
from workflows.delegations import (
    DONE_IN_OFFICE,
    LONGEST_DAYS,
    OFFICES,
    Deputyship,
    Deputyships,
    Span,
    Standing,
    naming_blockers,
    offices_of,
    passed_offices,
)
from workflows.four_eyes import Involvement, PackInvolvement, may_approve_pack, may_judge
from workflows.roles import Role

TODAY = date(2017, 11, 27)
HEAD, REVIEWER, APPROVER = Role.AGENCY_HEAD, Role.REVIEWER, Role.APPROVER
SETS_OF_ROLES = [
    frozenset(roles) for roles in chain.from_iterable(combinations(Role, n) for n in range(len(Role) + 1))
]


def person(number: int, *roles: Role, agency: int = 1, held: frozenset[Role] = frozenset()) -> Standing:
    return Standing(number, agency, frozenset(roles), held_in_cycle=held)


def days(first: int, last: int, principal: int = 1, deputy: int = 2) -> Span:
    return Span(principal, deputy, TODAY + timedelta(first), TODAY + timedelta(last))


def codes(
    span: Span, *others: Span, principal: Standing | None = None, deputy: Standing | None = None
) -> list[str]:
    found = naming_blockers(
        principal or person(span.principal_id, REVIEWER),
        deputy or person(span.deputy_id, REVIEWER),
        span,
        TODAY,
        "đi công tác",
        others,
    )
    return [each.code for each in found]


@pytest.mark.parametrize("same_agency", [True, False])
def test_an_office_goes_to_those_alone_who_could_hold_it(same_agency: bool) -> None:
    """Every set of roles to every other, against the rule written down apart from the code."""
    for has, gets in product(SETS_OF_ROLES, repeat=2):
        expected = set()
        if HEAD in has and same_agency and gets & {Role.UPLOADER, HEAD}:
            expected.add(HEAD)
        for judging in (REVIEWER, APPROVER):
            is_free = Role.COORDINATOR not in has and Role.COORDINATOR not in gets
            if judging in has and is_free and gets & {REVIEWER, APPROVER}:
                expected.add(judging)
        principal, deputy = person(1, *has), person(2, *gets, agency=1 if same_agency else 2)
        passed = passed_offices(principal, deputy)
        assert passed == expected, (has, gets)
        assert passed <= offices_of(has) <= has & OFFICES.keys()


def test_nobody_gets_what_their_past_in_the_cycle_forbids_or_who_is_not_there() -> None:
    reviewer, judge = person(1, REVIEWER, HEAD), person(2, REVIEWER, Role.UPLOADER)
    assert passed_offices(reviewer, judge) == {REVIEWER, HEAD}
    former = person(2, REVIEWER, Role.UPLOADER, held=frozenset({Role.COORDINATOR}))
    assert passed_offices(reviewer, former) == {HEAD}
    gone = Standing(2, 1, judge.roles, is_active=False)
    assert passed_offices(reviewer, gone) == passed_offices(gone, reviewer) == frozenset()
    assert passed_offices(reviewer, reviewer) == frozenset()


@pytest.mark.parametrize(
    ("span", "others", "expected"),
    [
        (days(0, 0), (), []),
        (days(0, LONGEST_DAYS - 1), (), []),
        (days(0, LONGEST_DAYS), (), ["span_too_long"]),
        (days(-1, 3), (), ["span_past"]),
        (days(3, 2), (), ["span_backwards"]),
        (days(0, 3, 1, 1), (), ["deputy_is_oneself"]),
        # One deputy at a time, the same one too; the day after is free again.
        (days(0, 3), (days(3, 5, 1, 3),), ["deputy_named_already"]),
        (days(0, 3), (days(2, 2),), ["deputy_named_already"]),
        (days(0, 3), (days(4, 5, 1, 3),), []),
        # A deputy of two principals is no chain.
        (days(0, 3), (days(0, 3, 4, 2),), []),
        # No deputy of a deputy, from either end; on other days it is none.
        (days(0, 3), (days(2, 9, 2, 3),), ["delegation_chain"]),
        (days(0, 3), (days(2, 9, 3, 1),), ["delegation_chain"]),
        (days(0, 3), (days(4, 9, 2, 3), days(4, 9, 3, 1)), []),
        # Nor each for the other.
        (days(0, 3), (days(0, 3, 2, 1),), ["delegation_chain"]),
    ],
)
def test_the_days_of_a_delegation(span: Span, others: tuple[Span, ...], expected: list[str]) -> None:
    assert codes(span, *others) == expected


def test_people_who_do_not_suit_and_a_missing_reason() -> None:
    span = days(0, 1)
    assert codes(span, principal=person(1, Role.UPLOADER)) == ["nothing_to_delegate"]
    assert codes(span, principal=person(1, Role.COORDINATOR, REVIEWER)) == ["nothing_to_delegate"]
    assert codes(span, deputy=person(2, Role.UPLOADER)) == ["deputy_does_not_suit"]
    head = person(1, HEAD)
    assert codes(span, principal=head, deputy=person(2, Role.UPLOADER)) == []
    assert codes(span, principal=head, deputy=person(2, Role.UPLOADER, agency=2)) == ["deputy_does_not_suit"]
    blockers = naming_blockers(person(1, REVIEWER), person(2, REVIEWER), span, TODAY, "  ")
    assert [each.code for each in blockers] == ["reason_missing"]


def held(*pairs: tuple[int, int], offices: frozenset[Role] = frozenset({REVIEWER})) -> Deputyships:
    return Deputyships(
        tuple(
            Deputyship(number, principal, f"{principal}@example.vn", f"P{principal}", TODAY, deputy, offices)
            for number, (principal, deputy) in enumerate(pairs, 1)
        )
    )


def test_who_acts_as_whom_and_who_is_one_with_whom() -> None:
    now = held((1, 2), (3, 2), (4, 5))
    assert now.acting_as(2) == {1, 2, 3}
    assert now.acting_as(1) == {1}
    assert now.one_with(2) == {1, 2, 3}
    assert now.one_with(1) == {1, 2}
    assert now.one_with(6) == {6}
    assert now.offices_passed_to(2) == {REVIEWER}
    assert now.offices_passed_to(1) == now.offices_passed_to(None) == frozenset()
    mandate = now.in_office(2, REVIEWER)
    assert mandate is not None
    assert mandate.principal_id == 1
    assert now.in_office(2, HEAD) is now.in_office(2, None) is now.in_office(1, REVIEWER) is None


def test_every_office_has_its_acts_and_no_other_role_has() -> None:
    assert set(DONE_IN_OFFICE.values()) == set(OFFICES)
    everybody_does = {AuditAction.CITE_DOCUMENT, AuditAction.ADD_DOCUMENT, AuditAction.EXPLAIN}
    assert not everybody_does & DONE_IN_OFFICE.keys()


PEOPLE = st.integers(1, 5)
STEPS = st.one_of(
    st.tuples(st.just("name"), PEOPLE, PEOPLE),
    st.tuples(st.just("end"), PEOPLE, PEOPLE),
    st.tuples(st.sampled_from(["upload", "cite", "explain", "submit", "judge", "approve"]), PEOPLE, PEOPLE),
)


@dataclass
class Office:
    """A small office in which anybody may do anything that four eyes allow: what happened, by whom in all."""

    named: list[tuple[int, int]] = field(default_factory=list)
    parts: dict[str, set[int]] = field(
        default_factory=lambda: {"upload": set(), "cite": set(), "explain": set(), "submit": set()}
    )
    judged: set[int] = field(default_factory=set)

    @property
    def now(self) -> Deputyships:
        return held(*self.named, offices=frozenset(OFFICES))

    def name(self, principal: int, deputy: int) -> None:
        others = [days(0, 9, *pair) for pair in self.named]
        anybody = frozenset(OFFICES) | {Role.UPLOADER}
        wanted = naming_blockers(
            person(principal, *anybody),
            person(deputy, *anybody),
            days(0, 9, principal, deputy),
            TODAY,
            "nghỉ phép",
            others,
        )
        if not wanted:
            self.named.append((principal, deputy))

    def act(self, step: str, who: int) -> None:
        office = {"submit": HEAD, "judge": REVIEWER, "approve": APPROVER}.get(step)
        mandate = self.now.in_office(who, office)
        responsible = {who} | ({mandate.principal_id} if mandate else set())
        involvement = Involvement(*(frozenset(each) for each in self.parts.values()))
        had_parts = set().union(*self.parts.values())
        pairs = {frozenset(pair) for pair in self.named}
        if step == "judge":
            if may_judge(self.now.one_with(who), involvement):
                return
            assert not responsible & had_parts
            assert not any(frozenset({who, other}) in pairs for other in had_parts)
            self.judged |= responsible
        elif step == "approve":
            if may_approve_pack(
                self.now.one_with(who), PackInvolvement((involvement,), frozenset(self.judged))
            ):
                return
            assert not responsible & (had_parts | self.judged)
            assert not any(frozenset({who, other}) in pairs for other in had_parts | self.judged)
        else:
            self.parts[step] |= responsible


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=25))
def test_four_eyes_are_never_defeated_by_delegation(steps: list[tuple[str, int, int]]) -> None:
    """Whoever answers for a verdict or an approval had no part, nor had who is one with them then."""
    office = Office()
    for step, first, second in steps:
        if step == "name":
            office.name(first, second)
        elif step == "end":
            office.named = [pair for pair in office.named if pair != (first, second)]
        else:
            office.act(step, first)
    principals = [principal for principal, _ in office.named]
    assert len(principals) == len(set(principals))
    assert not set(principals) & {deputy for _, deputy in office.named}
