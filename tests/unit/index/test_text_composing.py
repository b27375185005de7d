"""One normal form, whatever somebody sends."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.citations import find_citations
from index.extraction import ExtractedPage
from index.header import parse_header
from index.header.folding import fold as fold_line
from index.media import clean_file_name
from index.text import compose, cut_marks, fold, index_terms, normalise, tokenise
from tests.unit.index.vietnamese import vietnamese_texts

PAIRS = "\u0315\u0300"  # Unicode's order is the other way round: each pair costs a sort


@given(st.text() | vietnamese_texts())
def test_what_people_write_is_composed_as_unicode_says(text: str) -> None:
    assert cut_marks(text) == text
    assert compose(text) == unicodedata.normalize("NFC", text)


@given(st.text(alphabet=["e", "ế", " ", *PAIRS, "\u0f73", "…"]))
def test_no_letter_keeps_more_than_eight_marks(text: str) -> None:
    marks = 0
    for sign in cut_marks(text):
        apart = unicodedata.normalize("NFD", sign)
        marks = marks + len(apart) if apart[0] in "\u0315\u0300\u0f71" else 0
        assert marks <= 8
    assert compose(compose(text)) == compose(text)


def test_letters_around_a_heap_of_marks_stay() -> None:
    assert compose(f"Kế{PAIRS * 1000} hoạch") == unicodedata.normalize("NFC", f"Kế{PAIRS * 4} hoạch")
    assert [token.folded for token in tokenise(f"Kế{PAIRS * 1000} hoạch")] == ["ke", "hoach"]
    assert [token.start for token in tokenise(f"Kế{PAIRS * 1000} hoạch")] == [0, 2003]


@pytest.mark.parametrize(
    "read",
    [
        compose, normalise, fold, tokenise, fold_line, clean_file_name,
        lambda text: parse_header([text]),
        lambda text: find_citations([ExtractedPage(1, text)]),
        lambda text: list(index_terms([text]).words),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heap", [f"a{PAIRS * 150_000}", "\u0f73" * 300_000, f"QĐ-{PAIRS * 150_000} 1/QĐ"])
def test_marks_in_heaps_cost_no_more_than_their_number(read: Callable[[str], object], heap: str) -> None:
    """Their square took minutes."""
    before = time.process_time()
    read(heap)
    assert time.process_time() - before < 2
