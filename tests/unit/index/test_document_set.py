"""A document set behaves as a set of ids."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.search import DocumentSet

ids = st.sets(st.integers(0, 300))


@given(ids, ids)
def test_set_operations_are_those_of_sets(one: set[int], other: set[int]) -> None:
    left, right = DocumentSet.of(one), DocumentSet.of(other)
    assert set(left & right) == one & other
    assert set(left | right) == one | other
    assert set(left - right) == one - other
    assert set(left) == one
    assert len(left) == len(one)
    assert (left == right) == (one == other)
    assert left.counts({"other": right, "itself": left}) == {"other": len(one & other), "itself": len(one)}


@given(ids, st.integers(-5, 400))
def test_membership_is_that_of_sets(members: set[int], asked: int) -> None:
    assert (asked in DocumentSet.of(members)) == (asked in members)


@given(ids, st.lists(st.integers(0, 400)))
def test_many_ids_are_looked_up_at_once(members: set[int], asked: list[int]) -> None:
    answer = DocumentSet.of(members).are_in(np.array(asked, dtype=np.int64))
    assert answer.tolist() == [id_ in members for id_ in asked]


def test_equal_sets_are_equal_keys_and_negative_ids_are_nobodys() -> None:
    assert hash(DocumentSet.of([1, 5])) == hash(DocumentSet.of([5, 1]) | DocumentSet.of(()))
    assert set(DocumentSet.of([-3, 2])) == {2}
