"""What is proposed for a crosswalk: everything of both years has its place, whatever the plans are like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence_repo.catalogue.shipped import an_giang_2017
from index.text import fold
from workflows.crosswalk import (
    NamedCriterion,
    PairOrigin,
    ProposedPair,
    Relation,
    likeness,
    propose_pairs,
    relations,
)

WORDS = st.sampled_from(["ke", "hoach", "bao", "cao", "thu", "tuc", "kiem", "tra", "mot", "cua"])
TITLES = st.lists(WORDS, max_size=8).map(tuple)
CODES = st.sampled_from([f"TCTP {field}.{row}" for field in range(1, 4) for row in range(1, 4)])


def criteria(first: int) -> st.SearchStrategy[list[NamedCriterion]]:
    """Return plans: codes that differ, titles that may be alike or the same."""
    rows = st.dictionaries(CODES, TITLES, max_size=9)
    return rows.map(
        lambda found: [
            NamedCriterion(first + n, label, words) for n, (label, words) in enumerate(found.items())
        ]
    )


def named(*rows: tuple[str, str], first: int = 0) -> list[NamedCriterion]:
    return [
        NamedCriterion(first + n, label, tuple(fold(title).split())) for n, (label, title) in enumerate(rows)
    ]


def continued(pairs: tuple[ProposedPair, ...]) -> set[tuple[int, int | None]]:
    return {(pair.criterion, pair.earlier) for pair in pairs}


@given(criteria(0), criteria(100))
def test_every_criterion_is_mapped_or_named_as_new_and_none_twice(
    new: list[NamedCriterion], old: list[NamedCriterion]
) -> None:
    pairs = propose_pairs(new, old)
    keys = [(pair.criterion, pair.earlier) for pair in pairs]
    assert len(keys) == len(set(keys))
    assert {pair.criterion for pair in pairs} == {each.id for each in new}
    alone = {pair.criterion for pair in pairs if pair.earlier is None}
    assert alone.isdisjoint(pair.criterion for pair in pairs if pair.earlier is not None)
    assert {pair.earlier for pair in pairs} <= {None, *(each.id for each in old)}
    assert all(0 <= pair.likeness <= 1 for pair in pairs)


@given(criteria(0))
def test_a_plan_that_stays_as_it_is_continues_itself(plan: list[NamedCriterion]) -> None:
    titled = [each for each in plan if each.words]
    before = [NamedCriterion(each.id + 100, each.label, each.words) for each in titled]
    assert continued(propose_pairs(titled, before)) == {(each.id, each.id + 100) for each in titled}


@given(TITLES, TITLES)
def test_likeness_is_a_share_and_asks_for_no_order(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == (1 if one else 0)


def test_a_real_plan_with_other_numbers_finds_every_row_again() -> None:
    plan = an_giang_2017().criteria
    old = named(*((row.label, row.title) for row in plan), first=1000)
    new = named(*((f"TCTP 9.{n}", row.title) for n, row in enumerate(plan)))
    found = {pair.criterion: pair for pair in propose_pairs(new, old)}
    titles = [tuple(fold(row.title).split()) for row in plan]
    for n, words in enumerate(titles):
        assert found[n].origin is PairOrigin.TITLE
        assert titles[(found[n].earlier or 0) - 1000] == words


def test_the_same_code_with_other_words_is_no_pair_and_moved_words_are_found() -> None:
    old = named(
        ("TCTP 1.1.3", "Mức độ hoàn thành Kế hoạch CCHC"), ("TCTP 1.3.1", "Tỷ lệ đơn vị được kiểm tra")
    )
    new = named(("TCTP 1.1.3", "Tỷ lệ đơn vị được kiểm tra"), ("TCTP 2.1.1", "Ban hành nghị quyết"), first=10)
    assert continued(propose_pairs(new, old)) == {(10, 1), (11, None)}


def test_what_is_split_or_joined_has_several_pairs() -> None:
    old = named(
        ("TCTP 1", "công khai thủ tục hành chính"), ("TCTP 2", "công khai thủ tục hành chính tại bộ phận")
    )
    joined = propose_pairs(named(("TCTP 3", "công khai thủ tục hành chính"), first=10), old)
    assert continued(joined) == {(10, 0), (10, 1)}
    assert set(relations(continued(joined)).values()) == {Relation.MANY_TO_ONE}
    split = propose_pairs(old, named(("TCTP 3", "công khai thủ tục hành chính"), first=10))
    assert set(relations(continued(split)).values()) == {Relation.ONE_TO_MANY}
    assert relations([(1, None), (2, 3)]) == {(1, None): Relation.NONE, (2, 3): Relation.ONE_TO_ONE}


def test_what_others_continue_already_needs_no_place() -> None:
    old = named(("TCTP 1", "công khai thủ tục"), ("TCTP 2", "công khai thủ tục"))
    new = named(("TCTP 1", "công khai thủ tục"), first=10)
    assert continued(propose_pairs(new, old, {1})) == {(10, 0)}
