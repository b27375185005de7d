"""The labels of a blob."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import InvalidTags, blob_tags
from storage.tags import MANY, checked_tags

SLUGS = st.sets(st.from_regex(r"[a-z]{1,20}(-[a-z]{1,20}){0,3}", fullmatch=True), max_size=20)
CODES = st.sets(st.from_regex(r"[1-8]\.[1-9](\.[1-9])?", fullmatch=True), max_size=67)


def test_one_of_each() -> None:
    assert blob_tags([2017], ["1.1.3"], ["so-noi-vu"]) == {
        "year": "2017",
        "tctp": "1.1.3",
        "agency": "so-noi-vu",
    }


def test_several_are_sorted_and_named_once() -> None:
    tags = blob_tags([2018, 2017, 2017], ["4.2.1", "1.3.1"], ["so-tu-phap", "so-noi-vu"])
    assert tags == {"year": "2017+2018", "tctp": "1.3.1+4.2.1", "agency": "so-noi-vu+so-tu-phap"}


def test_what_is_cited_nowhere_has_no_tags() -> None:
    assert blob_tags([], [], []) == {}


def test_over_256_characters_become_many() -> None:
    first, fits, too_long = "a" * 128, "b" * 127, "b" * 128
    assert blob_tags([], [], [first, fits]) == {"agency": f"{first}+{fits}"}
    assert blob_tags([], [], [first, too_long]) == {"agency": MANY}


@pytest.mark.parametrize("slug", ["Sở Nội vụ", "a,b", "a+b", "", "a\n"])
def test_what_cannot_be_a_tag_is_refused(slug: str) -> None:
    with pytest.raises(InvalidTags):
        blob_tags([], [], [slug])


@given(st.sets(st.integers(2010, 2040), max_size=31), CODES, SLUGS)
def test_every_store_takes_them_and_the_order_of_citing_does_not_matter(
    years: set[int], codes: set[str], slugs: set[str]
) -> None:
    tags = blob_tags(sorted(years), sorted(codes), sorted(slugs))
    assert checked_tags(tags) == tags
    assert tags == blob_tags(sorted(years, reverse=True), sorted(codes, reverse=True), [*slugs, *slugs])
    for key, values in {"year": {str(year) for year in years}, "tctp": codes, "agency": slugs}.items():
        assert key not in tags or tags[key] == MANY or set(tags[key].split("+")) == values
