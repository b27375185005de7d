"""What counts for a query, and how much."""

from hypothesis import given
from hypothesis import strategies as st

from index.search import parse_query
from index.search.nodes import required_words
from index.search.ranking import Ranking, rarity, telling

HELD = {"wtinh": 1_000, "wke": 990, "wgiang": 40, "xgiảng": 2}


def told(counted: dict[str, float], flat: dict[str, float]) -> set[str]:
    kept = telling(Ranking(counted, flat), lambda key: HELD.get(key, 0), 1_000)
    return {*kept.counted, *kept.flat}


def test_what_nearly_all_have_decides_nothing_beside_what_few_have() -> None:
    assert told({"wtinh": 1.0, "wke": 1.0, "wgiang": 1.0}, {"xgiảng": 0.5}) == {"wgiang", "xgiảng"}


def test_among_themselves_they_decide() -> None:
    assert told({"wtinh": 1.0}, {}) == {"wtinh"}
    assert told({"wtinh": 1.0}, {"wke": 1.0}) == {"wtinh", "wke"}


def test_what_does_not_occur_is_left_out() -> None:
    assert told({"wxyz": 1.0}, {"hxyz": 1.0}) == set()


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_rarer_of_two_terms_is_worth_more(one: int, other: int) -> None:
    if 0 < one < other:
        assert rarity(one, 10_000) > rarity(other, 10_000) >= 0


def test_words_that_everything_found_has() -> None:
    def required(text: str) -> set[str]:
        return {word.exact for word in required_words(parse_query(text).tree)}

    assert required('kế "cải cách" tu:2017') == {"kế", "cải", "cách"}
    assert required("kế NOT cải") == {"kế"}
    assert required("kế OR cải") == required("chin*") == set()
