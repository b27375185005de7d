"""Claims, second reviews and the council: every state, action and role; the draw; agreement and majority."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.agreement import agreement_of, agreement_on
from workflows.blockers import InvalidTransition
from workflows.claims import LASTS, ClaimAction, ClaimState, advance_claim, claim_state
from workflows.council import (
    CouncilAction,
    CouncilRules,
    Count,
    MajorityBase,
    Outcome,
    Voice,
    VoteState,
    advance_vote,
    approval_blockers,
    count_voices,
    decide,
    may_act,
    rules_blockers,
)
from workflows.evidence import VerdictKind
from workflows.roles import Role
from workflows.second_review import (
    SecondAction,
    SecondState,
    advance_second,
    draw_reviewer,
    is_drawn,
    possible_verdicts,
    second_blockers,
    second_state,
    share_blockers,
)
from workflows.states import EvidenceState, PackState

NOW = datetime(2017, 11, 27, 2, tzinfo=UTC)
ALONE_AND_IN_PAIRS = [frozenset({role}) for role in Role] + [
    frozenset(pair) for pair in combinations(Role, 2)
]


def _holds(roles: frozenset[Role], wanted: str) -> bool:
    """Return whether these roles act as `wanted`: a coordinator judges nothing."""
    judges = wanted in {"reviewer", "approver", "council_member"}
    return wanted in roles and not (judges and Role.COORDINATOR in roles)


CLAIMS = {
    ("claim", "free"): "own",
    ("claim", "own"): "own",
    ("claim", "expired"): "own",
    ("release", "own"): "free",
}


def test_claims_in_every_state_by_every_role() -> None:
    for action, state, roles in product(ClaimAction, ClaimState, ALONE_AND_IN_PAIRS):
        after = CLAIMS.get((action.value, state.value))
        if after is not None and _holds(roles, "reviewer"):
            assert advance_claim(state, action, roles).value == after
            continue
        with pytest.raises(InvalidTransition) as refused:
            advance_claim(state, action, roles)
        of_state = "claim_held" if action is ClaimAction.CLAIM else "claim_not_own"
        assert refused.value.code == ("wrong_role" if after else of_state), (action, state, roles)


@pytest.mark.parametrize(
    ("holder", "passed", "state"),
    [
        (None, timedelta(), "free"),
        (1, timedelta(days=9), "own"),
        (7, timedelta(days=9), "own"),
        (2, LASTS - timedelta(microseconds=1), "held"),
        (2, LASTS, "expired"),
    ],
)
def test_a_claim_ends_by_time_alone(holder: int | None, passed: timedelta, state: str) -> None:
    assert claim_state(frozenset({1, 7}), holder, NOW - passed, NOW).value == state


SECONDS = {
    ("set_share", None): (None, "coordinator"),
    ("give", "waiting"): ("given", "reviewer"),
}


def test_second_reviews_in_every_state_by_every_role() -> None:
    for action, state, roles in product(SecondAction, (None, *SecondState), ALONE_AND_IN_PAIRS):
        row = SECONDS.get((action.value, state.value if state else None))
        if row is not None and _holds(roles, row[1]):
            after = advance_second(state, action, roles)
            assert (after.value if after else None) == row[0]
            continue
        with pytest.raises(InvalidTransition) as refused:
            advance_second(state, action, roles)
        assert refused.value.code == ("wrong_role" if row else "second_not_waiting")


def test_where_a_second_review_stands() -> None:
    for given_, reviewer, stands, pack in product((True, False), (True, False), (True, False), PackState):
        found = second_state(is_given=given_, has_reviewer=reviewer, first_stands=stands, pack_state=pack)
        in_work = stands and pack in {PackState.SUBMITTED, PackState.RETURNED}
        wanted = "waiting" if reviewer else "unassigned"
        assert found.value == ("given" if given_ else wanted if in_work else "lapsed")


def test_the_second_verdict_answers_the_same_question() -> None:
    accept = VerdictKind.ACCEPTED_WITH_EXPLANATION
    assert set(possible_verdicts(EvidenceState.EXPLAINED)) == set(VerdictKind)
    assert set(possible_verdicts(EvidenceState.SUBMITTED)) == set(VerdictKind) - {accept}
    assert [b.code for b in second_blockers(accept, EvidenceState.SUBMITTED)] == ["wrong_state"]
    assert second_blockers(accept, EvidenceState.EXPLAINED) == ()


@pytest.mark.parametrize(("share", "codes"), [(-1, 1), (0, 0), (100, 0), (101, 1)])
def test_a_share_is_a_percentage(share: int, codes: int) -> None:
    assert [b.code for b in share_blockers(share)] == ["share_out_of_range"] * codes


@given(st.text(max_size=64), st.integers(1, 10**9), st.integers(0, 100), st.integers(0, 100))
def test_the_same_seed_draws_the_same_and_a_larger_share_draws_more(
    seed: str, piece: int, one: int, other: int
) -> None:
    smaller, larger = sorted((one, other))
    assert is_drawn(seed, piece, smaller) <= is_drawn(seed, piece, larger)
    assert (is_drawn(seed, piece, 0), is_drawn(seed, piece, 100)) == (False, True)


def test_the_draw_takes_about_the_share_and_spreads_the_reviewers() -> None:
    drawn = [piece for piece in range(1, 10_001) if is_drawn("2017", piece, 20)]
    assert 1_900 < len(drawn) < 2_100
    by = Counter(draw_reviewer("2017", piece, [5, 3, 9]) for piece in drawn)
    assert set(by) == {3, 5, 9}
    assert min(by.values()) > 550
    assert draw_reviewer("2017", 1, [9, 3, 5]) == draw_reviewer("2017", 1, [3, 5, 9])
    assert draw_reviewer("2017", 1, []) is None


def test_agreement_as_it_is_worked_out_by_hand() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = agreement_of(pairs)
    assert (found.pairs, found.equal, found.percent) == (50, 35, 70)
    assert found.kappa == Fraction(2, 5)
    on_yes = agreement_on(pairs, "yes")
    assert on_yes.kappa == found.kappa


@pytest.mark.parametrize(("pairs", "percent"), [([], None), ([("a", "a")] * 3, 100)])
def test_kappa_is_none_where_it_cannot_be_told(pairs: list[tuple[str, str]], percent: int | None) -> None:
    found = agreement_of(pairs)
    assert (found.percent, found.kappa) == (percent, None)


ANSWERS = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=40)


@given(PAIRS)
def test_laws_of_kappa(pairs: list[tuple[str, str]]) -> None:
    found = agreement_of(pairs)
    assert agreement_of([(second, first) for first, second in pairs]) == found
    assert agreement_of(pairs * 3).kappa == found.kappa
    assert agreement_of([(a.upper(), b.upper()) for a, b in pairs]) == found
    if found.kappa is None:
        assert len({answer for pair in pairs for answer in pair}) == 1
    else:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.equal == found.pairs)


VOTES = {
    ("set_up", None): (None, "coordinator"),
    ("open", None): ("open", "approver"),
    ("vote", "open"): ("open", "council_member"),
    ("close", "open"): ("closed", "approver"),
}


def test_votes_in_every_state_by_every_role() -> None:
    for action, state, roles in product(CouncilAction, (None, *VoteState), ALONE_AND_IN_PAIRS):
        row = VOTES.get((action.value, state.value if state else None))
        fits = row is not None and _holds(roles, row[1])
        assert may_act(state, action, roles) == fits
        if row is not None and fits:
            after = advance_vote(state, action, roles)
            assert (after.value if after else None) == row[0]
            continue
        with pytest.raises(InvalidTransition) as refused:
            advance_vote(state, action, roles)
        assert refused.value.code == ("wrong_role" if row else "vote_not_open")


HALF, THIRDS = Fraction(1, 2), Fraction(2, 3)


@pytest.mark.parametrize(
    ("count", "base", "outcome"),
    [
        (Count(10, 6, 4, 0), "members", "passed"),
        (Count(10, 5, 5, 0), "members", "not_passed"),
        (Count(10, 5, 2, 0), "members", "not_passed"),
        (Count(10, 5, 2, 0), "answers", "passed"),
        (Count(10, 4, 0, 3), "answers", "passed"),
        (Count(10, 3, 0, 4), "answers", "not_passed"),
        (Count(10, 6, 0, 0), "members", "no_quorum"),
        (Count(9, 6, 0, 0), "members", "passed"),
        (Count(0, 0, 0, 0), "members", "no_quorum"),
    ],
)
def test_quorum_and_majority(count: Count, base: str, outcome: str) -> None:
    assert decide(count, CouncilRules(THIRDS, HALF, MajorityBase(base))).value == outcome


SHARES = st.fractions(Fraction(1, 2), Fraction(11, 12), max_denominator=12)
RULES = st.builds(
    CouncilRules, st.fractions(Fraction(1, 12), 1, max_denominator=12), SHARES, st.sampled_from(MajorityBase)
)


@given(st.lists(st.sampled_from(Voice), max_size=15), st.integers(0, 15), RULES)
def test_laws_of_a_majority(voices: list[Voice], silent: int, rules: CouncilRules) -> None:
    count = count_voices(voices, len(voices) + silent)
    assert count.answers == len(voices)
    outcome = decide(count, rules)
    mirror = [{Voice.FOR: Voice.AGAINST, Voice.AGAINST: Voice.FOR}.get(voice, voice) for voice in voices]
    turned = decide(count_voices(mirror, count.members), rules)
    assert not (outcome is Outcome.PASSED and turned is Outcome.PASSED)
    if outcome is Outcome.PASSED:
        assert count.voices_for * 2 > count.answers
        assert decide(count_voices([*voices, Voice.FOR], count.members + 1), rules) is Outcome.PASSED
    assert (outcome is Outcome.NO_QUORUM) == (not voices or len(voices) < rules.quorum * count.members)


@pytest.mark.parametrize(
    ("quorum", "majority", "codes"),
    [
        (THIRDS, HALF, []),
        (Fraction(1), THIRDS, []),
        (Fraction(0), HALF, ["quorum_out_of_range"]),
        (Fraction(3, 2), Fraction(1), ["quorum_out_of_range", "majority_out_of_range"]),
        (HALF, Fraction(1, 3), ["majority_out_of_range"]),
    ],
)
def test_shares_that_make_no_sense_are_named(quorum: Fraction, majority: Fraction, codes: list[str]) -> None:
    assert [b.code for b in rules_blockers(CouncilRules(quorum, majority))] == codes


@pytest.mark.parametrize(
    ("on", "outcome", "seen", "code"),
    [
        (False, None, None, None),
        (True, None, None, "council_vote_missing"),
        (True, Outcome.PASSED, 3, None),
        (True, Outcome.PASSED, 2, "council_vote_outdated"),
        (True, Outcome.NOT_PASSED, 3, "council_vote_not_passed"),
        (True, Outcome.NO_QUORUM, 3, "council_vote_not_passed"),
    ],
)
def test_what_approval_lacks_of_the_council(
    on: bool, outcome: Outcome | None, seen: int | None, code: str | None
) -> None:
    found = approval_blockers(is_on=on, outcome=outcome, seen_lock=seen, lock=3)
    assert [b.code for b in found] == ([code] if code else [])
