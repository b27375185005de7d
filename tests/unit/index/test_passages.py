"""Which passages are shown, and what is marked in them."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given

from index.search import Places, find_passages, marks_in, match_words, parse_query
from index.search.places import packed
from index.text import Words
from tests.unit.index.vietnamese import vietnamese_texts

FILLER = "một hai ba bốn năm sáu bảy tám chín mười " * 8


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in marks_in(parse_query(query), text)]


def seconds_for(work: Callable[[], object]) -> float:
    """Return the processor seconds that it takes."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("0.0.0.0.0.0.0.0.1", "0" * 70),  # and minutes for each zero more
        ("0.0.0.0.0.0.0.0.1", "0 0." * 20_000),
        ("1/1/1/1/1/1/1/1/2", "1/" * 40_000),
        ("683/KH-UBND", "683/KH-UBND " * 2_500),
        ("kế hoạch", "kế " * 30_000),
        ("a.a a-a " * 8, "a.a-a" * 6_000),
        ("0." * 500, "0." * 30_000),
        ("kế " * 60, "kế " * 30_000),
        ('"' + "kế " * 300 + '"', "kế " * 30_000),
    ],
)
def test_no_document_holds_a_search_page(query: str, text: str) -> None:
    assert seconds_for(lambda: find_passages(parse_query(query), Places.of([text]))) < 2
    assert seconds_for(lambda: marks_in(parse_query(query), text)) < 2


def test_neighbouring_words_are_one_mark() -> None:
    assert marked("cong bo", "Quyết định công bố thủ tục") == ["công bố"]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("hòa giải", "việc hoà\n giải ở cơ sở", ["hoà\n giải"]),
        ("683/KH-UBND", "theo Số :683 /KH- UBND, và 683", ["683 /KH- UBND"]),
        ("683/KH-UBND", "theo 683 KH UBND", ["683 KH UBND"]),
        ('"kế hoạch năm"', "kế hoạch, kế hoạch năm", ["kế hoạch năm"]),
        ("hoach*", "kế hoạch và hoạch định", ["hoạch", "hoạch"]),
        ("kế NOT hoạch", "kế hoạch", ["kế"]),
        ("loai:KH", "KH", []),
    ],
)
def test_what_is_asked_for_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


def test_typed_with_diacritics_only_that_spelling_is_marked_where_it_occurs() -> None:
    assert marked("má", "mà má ma") == ["má"]
    assert marked("má", "mà ma") == ["mà ma"]
    assert marked("ma", "mà má ma") == ["mà má ma"]


def test_a_syllable_of_a_word_is_not_marked_where_it_stands_alone() -> None:
    assert marked("cải cách", "cải cách, một cách khác") == ["cải cách"]
    assert marked("cải cách", "một cách khác") == ["cách"]


def test_marks_are_places_of_the_text_as_it_was_passed() -> None:
    text = unicodedata.normalize("NFD", "Quyết định công bố")
    assert [unicodedata.normalize("NFC", piece) for piece in marked("công bố", text)] == ["công bố"]


def test_the_best_page_comes_first_and_is_named() -> None:
    pages = [FILLER, f"{FILLER} cách cải", f"{FILLER} cải\ncách {FILLER}", "cải"]
    passages = find_passages(parse_query("cải cách"), Places.of(pages))
    assert [passage.page for passage in passages] == [3, 2, 4]
    first = passages[0]
    assert "\n" not in first.text
    assert [first.text[start:end] for start, end in first.marks] == ["cải cách"]
    assert len(first.text.split()) <= 42


def test_the_passage_shows_the_densest_place_of_the_page() -> None:
    page = f"cải {FILLER} kế hoạch cải cách hành chính {FILLER} hành"
    (passage,) = find_passages(parse_query("kế hoạch cải cách hành chính"), Places.of([page]))
    assert [passage.text[start:end] for start, end in passage.marks] == ["kế hoạch cải cách hành chính"]


def test_no_more_passages_than_asked_for() -> None:
    assert len(find_passages(parse_query("một"), Places.of([FILLER] * 9))) == 3
    assert len(find_passages(parse_query("một"), Places.of([FILLER] * 9), limit=5)) == 5


@pytest.mark.parametrize("query", ["", "NOT một", "loai:KH", "đâu"])
def test_without_words_that_occur_there_is_no_passage(query: str) -> None:
    assert find_passages(parse_query(query), Places.of([FILLER])) == ()


def test_the_word_boxes_to_mark_are_named_by_their_place() -> None:
    words = ["Số:", "683/KH-UBND", "V/v", "cải", "cách,", "cách", "hành", "chính"]
    assert match_words(parse_query("683/KH-UBND"), words) == [1]
    assert match_words(parse_query("cai cach"), words) == [3, 4]
    assert match_words(parse_query('"cách hành chính"'), words) == [5, 6, 7]
    assert match_words(parse_query("số"), words) == [0]


def test_a_number_that_the_boxes_cut_in_two_is_marked_whole() -> None:
    assert match_words(parse_query("683/KH-UBND"), ["Số", ":683", "/KH-", "UBND", "ngày"]) == [1, 2, 3]


@given(vietnamese_texts(), vietnamese_texts())
def test_marks_are_in_order_apart_and_inside(query: str, text: str) -> None:
    end = 0
    for start, stop in marks_in(parse_query(query), text):
        assert end <= start < stop <= len(text)
        end = stop
    words = text.split()
    assert all(0 <= index < len(words) for index in match_words(parse_query(query), words))
    for passage in find_passages(parse_query(query), Places.of([text, text])):
        assert all(0 <= start < stop <= len(passage.text) for start, stop in passage.marks)


@given(vietnamese_texts())
def test_kept_places_are_the_words_as_they_stand(text: str) -> None:
    pages = [text, "", "KẾ HOẠCH " + unicodedata.normalize("NFD", text), "x\ud800y"]
    places = Places.of(pages)
    place = 0
    for index, page in enumerate(pages):
        kept, words = places.page(index), Words(page)
        assert (kept.text, kept.folded, kept.spans) == (page, words.folded, words.spans)
        assert [kept.exact(at) for at in range(len(kept))] == [words.exact(at) for at in range(len(words))]
        for word in words.folded:
            assert place in places.of_word(word).tolist()
            assert place in places.of_stem(word[:1]).tolist()
            assert places.pages_of(places.of_word(word)[:1]) <= index
            place += 1
    assert [len(places.of_word(word)) for word in ("không có", "\U0010ffff")] == [0, 0]


@pytest.mark.parametrize("data", [b"", b"places", packed(["kế hoạch"])[:-1], packed(["kế hoạch"]) + b"x"])
def test_what_is_no_places_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        Places(data)


def test_of_many_pages_those_are_marked_that_have_most_of_it() -> None:
    pages = [
        FILLER + ("cải cách hành chính" if number % 40 == 7 else "hành cải chính cách")
        for number in range(90)
    ]
    found = find_passages(parse_query("cai cach hanh chinh"), Places.of(pages))
    assert [passage.page for passage in found] == [8, 48, 88]
    assert [found[0].text[start:end] for start, end in found[0].marks] == ["cải cách hành chính"]
