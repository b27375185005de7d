"""Tokens: what is equal, what numbers become, and where tokens stand."""

import time
import unicodedata
from itertools import permutations
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import (
    BoundedCache,
    Token,
    TokenKind,
    Words,
    find_symbols,
    fold,
    folded_words,
    index_terms,
    read_passage,
    tokenise,
)
from index.text.symbols import _SYMBOL
from tests.unit.index.vietnamese import vietnamese_texts


def words(text: str) -> list[str]:
    return [token.exact for token in tokenise(text) if token.kind is TokenKind.WORD]


def folded(text: str) -> list[str]:
    return [token.folded for token in tokenise(text) if token.kind is TokenKind.WORD]


def symbols(text: str) -> list[str]:
    return [token.folded for token in tokenise(text) if token.kind is TokenKind.SYMBOL]


def test_a_text_becomes_words_with_their_places() -> None:
    assert tokenise("Uỷ ban, tỉnh.") == [
        Token("ủy", "uy", 0, 2),
        Token("ban", "ban", 3, 6),
        Token("tỉnh", "tinh", 8, 12),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kỹ", "kĩ"),
        ("lý", "lí"),
        ("Mỹ", "mĩ"),
        ("hy", "hi"),
        ("sỹ", "sĩ"),
        ("tỷ", "tỉ"),
        ("quý", "quí"),
        ("QÚY", "quí"),
    ],
)
def test_i_and_y_are_equal_as_the_sole_vowel(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tay", "tai"),
        ("thúy", "thúi"),
        ("bay", "bai"),
        ("ty", "thi"),
        ("khuy", "khui"),
        ("vy", "vi"),
        ("quy", "quai"),
    ],
)
def test_elsewhere_i_and_y_are_two_letters(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    "sloppy",
    [
        "683/KH-UBND",
        "683/kh-ubnd",
        "683 /KH-UBND",
        "683/ KH - UBND",
        "Số :683 /KH- UBND",
        "(683/KH–UBND)",
        "0683/KH-UBND.",
    ],
)
def test_a_number_is_one_symbol_however_it_is_spaced(sloppy: str) -> None:
    assert symbols(sloppy) == ["683/kh-ubnd", "kh-ubnd"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34/2016/NĐ- CP", ["34/2016/nd-cp", "nd-cp"]),
        ("05/2017/QĐ-UBND", ["5/2017/qd-ubnd", "qd-ubnd"]),
        ("39-NQ/TW", ["39-nq/tw", "nq/tw"]),
        ("30a/2008/NQ-CP", ["30a/2008/nq-cp", "nq-cp"]),
        ("225/QĐ-TTg", ["225/qd-ttg", "qd-ttg"]),
        ("01/2013/TTLT-BNV-BTC", ["1/2013/ttlt-bnv-btc", "ttlt-bnv-btc"]),
        ("Số:       /BC-SNV", ["bc-snv"]),
        ("TCTP 1.1.3", ["1.1.3"]),
        ("14/07/2017", ["14/7/2017"]),
        ("ngày 05 tháng 7 năm 2017", ["5/7/2017"]),
        ("ngay 5 thang 07 nam 2017", ["5/7/2017"]),
        ("683/KH-UBND - Kế hoạch", ["683/kh-ubnd", "kh-ubnd"]),
        ("kế hoạch - báo cáo", []),
    ],
)
def test_numbers_codes_and_dates_are_kept_whole(text: str, expected: list[str]) -> None:
    assert symbols(text) == expected


def test_a_symbol_is_there_in_parts_too_and_each_stands_where_it_was_written() -> None:
    text = "Theo Số :416 /KH- UBND"
    places = {(token.folded, text[token.start : token.end]) for token in tokenise(text)}
    assert {
        ("416/kh-ubnd", "416 /KH- UBND"),
        ("kh-ubnd", "KH- UBND"),
        ("416", "416"),
        ("kh", "KH"),
        ("ubnd", "UBND"),
    } < places


def test_after_a_loose_dash_the_shorter_symbol_is_indexed_too() -> None:
    terms = index_terms(["Số 683/KH - VP"])
    assert {"683/kh", "683/kh-vp"} <= terms.symbols


def test_invisible_characters_do_not_cut_a_word() -> None:
    assert words("hành\u00adchính quy\u200bết") == ["hànhchính", "quyết"]


def test_pairs_do_not_reach_from_one_text_into_the_next() -> None:
    terms = index_terms(["cải cách", "hành chính"])
    assert set(terms.pairs) == {"cai cach", "hanh chinh"}
    assert terms.words == [["cai", "cach"], ["hanh", "chinh"]]
    assert terms.length == 4


def test_exact_terms_are_those_that_differ_from_the_folded() -> None:
    terms = index_terms(["ban tỉnh ban ban"])
    assert dict(terms.folded) == {"ban": 3, "tinh": 1}
    assert terms.exact == {"tỉnh"}


@given(st.text() | vietnamese_texts())
def test_tokens_do_not_depend_on_the_normal_form(text: str) -> None:
    composed = [
        (token.exact, token.folded, token.kind) for token in tokenise(unicodedata.normalize("NFC", text))
    ]
    decomposed = [
        (token.exact, token.folded, token.kind) for token in tokenise(unicodedata.normalize("NFD", text))
    ]
    assert composed == decomposed


@given(vietnamese_texts())
def test_tokens_of_tokens_are_the_same(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once
    assert folded(" ".join(folded(text))) == folded(text)


@given(st.text() | vietnamese_texts())
def test_each_token_is_what_stands_at_its_place(text: str) -> None:
    for token in tokenise(text):
        assert 0 <= token.start < token.end <= len(text)
        if token.kind is TokenKind.WORD:
            assert words(text[token.start : token.end]) == [token.exact]


@given(vietnamese_texts())
def test_typed_without_diacritics_the_folded_tokens_are_the_same(text: str) -> None:
    bare = fold(text)
    assert folded(bare) == folded(text) == folded_words(text)


@given(st.text() | vietnamese_texts())
def test_the_index_has_the_terms_of_the_tokens(text: str) -> None:
    terms = index_terms([text])
    assert terms.words == [folded(text)]
    assert set(symbols(text)) <= terms.symbols
    assert set(terms.folded) == set(folded(text))


@given(vietnamese_texts())
def test_words_alone_are_the_words_among_the_tokens(text: str) -> None:
    words, tokens = Words(text), [token for token in tokenise(text) if token.kind is TokenKind.WORD]
    assert words.folded == [token.folded for token in tokens]
    assert [words.exact(place) for place in range(len(words))] == [token.exact for token in tokens]
    assert words.spans == [(token.start, token.end) for token in tokens]


@given(
    st.lists(
        st.one_of(
            vietnamese_texts(),
            st.sampled_from(["683/KH-UBND", "34/2016/NĐ- CP", "39 - NQ/TW", "ngày  20 tháng 11   năm 2017"]),
            st.sampled_from(["1.1.3", "KH-UBND", "QyĐ - STTTT", "05", "-", "–", "/", "KH -UBND - Kế hoạch"]),
        ),
        max_size=8,
    ).map(" ".join)
)
def test_looking_only_near_digits_and_dashes_misses_no_symbol(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    everywhere = [match.span() for match in _SYMBOL.finditer(composed)]
    assert [(symbol.start, symbol.end) for symbol in find_symbols(composed)] == everywhere


def test_what_is_remembered_is_bounded() -> None:
    made: list[str] = []
    long = "x" * 1_000
    lengths = BoundedCache(lambda text: made.append(text) or len(text))
    assert [lengths[text] for text in ("cải", "cải", long, long)] == [3, 3, 1_000, 1_000]
    assert made == ["cải", long, long]
    for number in range(70_000):
        assert lengths[str(number)] == len(str(number))
    assert len(lengths) < 70_000


@pytest.mark.parametrize(
    "text",
    [
        "1/AB" + " - AB" * 16_000,
        "1/AB" + "".join(f" - {one}{other}" for one, other in permutations(ascii_uppercase * 4, 2)),
        "AB-" * 27_000,
        "1." * 40_000 + "x",
        "1.000" + ".000" * 20_000 + ".1",
        "0" * 80_000 + "/KH-UBND",
        "1 / " * 20_000,
        "ngày 1 tháng " * 6_000,
    ],
)
def test_no_document_costs_more_than_its_length(text: str) -> None:
    started = time.thread_time()
    passage = read_passage(text)
    assert time.thread_time() - started < 2
    assert sum(map(len, passage.symbols)) < 12 * len(text)
