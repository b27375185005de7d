"""The contract of `SearchEngine`, over every implementation: what queries find, in which order, how fast."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from index.search import (
    Among,
    And,
    DocumentSet,
    Match,
    Node,
    Not,
    Or,
    ParsedQuery,
    SearchEngine,
    SearchError,
    Sort,
    Space,
    TermCount,
    likeness_query,
    open_engine,
    parse_query,
)
from index.search.tantivy.engine import TantivyEngine
from index.search.whoosh.engine import WhooshEngine
from index.text import fold
from tests.bench.texts import search_documents
from tests.contracts.index_writing import document
from tests.contracts.searching import ENGINES, found
from tests.unit.index.vietnamese import vietnamese_texts


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("quyet dinh cong bo", {2, 3}),
        ("Quyết định công bố", {2, 3}),
        ("QUYẾT ĐỊNH CÔNG BỐ", {2, 3}),
        ("quyet dinh cong chung", set()),
        ("hòa giải", {2}),
        ("hoà giải", {2}),
        ("hoa giai", {2}),
        ("thúy", {4}),
        ("kĩ thuật", {4}),
        ("duong di", {4}),
        ("đường", {4}),
        ("Uỷ ban", {1}),
        ('"cải cách hành chính"', {1}),
        ('"cai cach hanh chinh"', {1}),
        ('"cách hành chính cải"', {3}),
        ("cải cách hành chính", {1, 3, 4}),
        ("hành chính NOT cải", {2, 3}),
        ("hành chính KHÔNG cai", {2}),
        ("KHÔNG hành", {3}),  # what is excluded with diacritics is excluded as typed
        ("KHÔNG hanh", set()),
        ('thủ NOT "công bố thủ"', {3}),
        ("giải OR thuật", {2, 4}),
        ("thuậ*", {4}),
        ("thu*", {2, 3, 4}),
        ("ky*", {4}),
        ("kế hoạch năm 2018", {1}),
        ("Nguyễn Văn An", {1}),
        ("ke hoach 683", {1}),
        ("", {1, 2, 3, 4}),
        ("không-có-từ-này", set()),
    ],
)
def test_words(filled: SearchEngine, query: str, expected: set[int]) -> None:
    assert set(found(filled, query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("683/KH-UBND", [1, 4]),
        ("683/kh-ubnd", [1, 4]),
        ("Số: 683 /KH- UBND", [1, 4]),
        ("683/KH – UBND", [1, 4]),
        ("416/KH-UBND", [2]),
        ("34/2016/NĐ- CP", [1]),
        ("34/2016/nd-cp", [1]),
        ("5/2017/QĐ-UBND", [2]),
        ("05/2017/QĐ-UBND", [2]),
        ("KH-UBND", [2, 1, 4]),
        ("83/KH-UBND", []),
        ("20/11/2017", [1]),
        ("ngày 20 tháng 11 năm 2017", [1]),
    ],
)
def test_numbers_are_found_in_every_spelling_the_whole_one_first(
    filled: SearchEngine, query: str, expected: list[int]
) -> None:
    hits = found(filled, query)
    assert set(hits) == set(expected)
    assert hits[-1:] == expected[-1:]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("so:683/KH-UBND", {1}),
        ("so:683", {1}),
        ("so:416/KH-UBND", set()),
        ("so:5/2017/QĐ-UBND", {2}),
        ("loai:KH", {1}),
        ('loai:"quyết định"', {2}),
        ('coquan:"sở nội vụ"', {2}),
        ('coquan:"vụ nội sở"', set()),
        ("nguoiky:an", {1}),
        ("tctp:1.1.3", set()),  # of citations no engine knows anything
        ("trangthai:đạt", set()),
        ("tu:14/07/2017", {1, 2}),
        ("tu:15/7/2017", {1}),
        ("den:2016", {3}),
        ("tu:01/2016 den:14/07/2017", {2, 3}),
        ("hành loai:KH tu:2017", {1}),
        ("NOT loai:KH", {2, 3, 4}),
    ],
)
def test_fields_and_dates(filled: SearchEngine, query: str, expected: set[int]) -> None:
    assert set(found(filled, query)) == expected


def test_what_was_typed_with_diacritics_comes_first(engine: SearchEngine) -> None:
    engine.write(
        [document(1, "công bố kết quả năm nay"), document(2, "cong bo " * 30), document(3, "cống bọ")]
    )
    assert found(engine, "công bố") == [1, *found(engine, "công bố")[1:]]
    assert set(found(engine, "công bố")) == set(found(engine, "cong bo")) == {1, 2, 3}
    assert found(engine, "cong bo")[0] == 2


def test_the_title_and_neighbouring_words_rank_higher(engine: SearchEngine) -> None:
    filler = "một hai ba bốn năm sáu bảy tám chín mười " * 3
    engine.write(
        [
            document(1, f"cải {filler} cách"),
            document(2, f"cải cách {filler}"),
            document(3, filler, subject="cải cách"),
            document(4, f"{filler} {filler}"),
        ]
    )
    assert found(engine, "cải cách") == [3, 2, 1]


def test_any_word_is_enough_if_asked_so_and_filters_are_kept(filled: SearchEngine) -> None:
    assert found(filled, "giải thuật đường", match="all") == []
    assert set(found(filled, "giải thuật đường", match="any")) == {2, 4}
    assert found(filled, "giải thuật đường", match="any")[0] == 4
    assert found(filled, "giải thuật tu:2017", match="any") == [2]
    assert found(filled, "giải thuật NOT đường", match="any") == [2]


def test_asked_for_any_of_the_words_whole_numbers_and_phrases_still_come_first(engine: SearchEngine) -> None:
    engine.write(
        [
            document(1, "công bố kết quả thực hiện kế hoạch cải cách " * 5),
            document(2, "theo 683/KH-UBND của tỉnh, " + "một hai ba bốn năm " * 40),
            document(3, "cách hành chính cải, kết quả thực hiện kế hoạch " * 5),
            document(4, "cải cách hành chính và " + "một hai ba bốn năm " * 40),
        ]
    )
    words = "công bố kết quả thực hiện kế hoạch xyz"
    assert found(engine, f"{words} 683/KH-UBND", match="any")[0] == 2
    assert found(engine, f'{words} "cải cách hành chính"', match="any")[0] == 4


def test_the_words_that_only_ask_decide_nothing(engine: SearchEngine) -> None:
    engine.write(
        [
            document(1, "điều nào sau đây là gì, đúng hay sai " * 3),
            document(2, "phí trọng tài là khoản thu"),
            document(3, "khoản thu KHÔNG đúng"),
        ]
    )
    assert found(engine, "phí trọng tài là gì, đúng hay sai?", match="any") == [2]
    assert set(found(engine, "điều nào sau đây KHÔNG đúng về khoản thu?", match="any")) == {2, 3}
    assert found(engine, "đúng hay sai", match="any")[0] == 1  # nothing else is asked for


def test_by_date_the_newest_come_first_and_undated_last(filled: SearchEngine) -> None:
    assert found(filled, "hành chính", sort=Sort.DATE) == [1, 2, 3, 4]


def test_pages_of_hits_follow_each_other(engine: SearchEngine) -> None:
    engine.write([document(number, "kế hoạch " * (number % 7 + 1)) for number in range(1, 58)])
    everything = found(engine, "kế hoạch")
    paged: list[int] = []
    for offset in range(0, 60, 10):
        answer = engine.search(parse_query("kế hoạch"), offset=offset, limit=10)
        assert answer.total == 57
        paged += [hit.id for hit in answer.hits]
    assert paged == everything
    assert sorted(everything) == list(range(1, 58))


def test_what_is_not_visible_is_neither_counted_nor_in_the_way(filled: SearchEngine) -> None:
    answer = filled.search(parse_query("hành chính"), visible={3, 4, 99}, limit=1)
    assert answer.total == 2
    assert len(answer.hits) == 1
    assert set(found(filled, "hành chính", visible=[3, 4])) == {3, 4}
    assert found(filled, "", visible=set()) == []
    assert found(filled, "NOT giải", visible={2, 3}) == [3]


def test_documents_looked_up_elsewhere_are_part_of_the_query(filled: SearchEngine) -> None:
    def ids(tree: Node) -> set[int]:
        answer = filled.search(ParsedQuery(tree), limit=10)
        assert answer.total == len(answer.hits)
        return {hit.id for hit in answer.hits}

    some, word = Among(frozenset({2, 3, 99})), parse_query("quyết").tree
    assert ids(some) == {2, 3}
    assert ids(Among(frozenset())) == set()
    assert ids(Not(some)) == {1, 4}
    assert ids(And((word, some))) == {2, 3}
    assert ids(And((word, Not(Among(frozenset({3})))))) == {2}
    assert ids(Or((parse_query("kế hoạch").tree, some))) == {1, 2, 3}
    relaxed = filled.search(ParsedQuery(And((*parse_query("kế thuật").tree.parts, some))), match="any")  # type: ignore[union-attr]
    assert relaxed.total == 0


def test_facets_count_what_was_found_however_many_hits_are_shown(filled: SearchEngine) -> None:
    years = {2016: DocumentSet.of({3, 8}), 2017: DocumentSet.of({1, 2, 77}), 2018: DocumentSet.of(())}
    answer = filled.search(parse_query("hành chính"), limit=1)
    assert answer.found.counts(years) == {2016: 1, 2017: 2, 2018: 0}
    answer = filled.search(parse_query("hành chính"), visible=DocumentSet.of({2, 4}), limit=0)
    assert answer.found.counts(years) == {2016: 0, 2017: 1, 2018: 0}
    assert (answer.total, answer.hits) == (2, ())


def test_terms_are_listed_the_most_frequent_first(filled: SearchEngine) -> None:
    listed = [("thu", 2), ("thuat", 1), ("thuc", 1), ("thuy", 1)]
    assert filled.terms(Space.WORD, "thu") == [TermCount(term, count) for term, count in listed]
    assert filled.terms(Space.EXACT, "thú") == [TermCount("thúy", 1)]
    assert filled.terms(Space.PAIR, "cai c") == [TermCount("cai cach", 2)]
    assert [term.term for term in filled.terms(Space.NUMBER, "683/")] == ["683/kh-ubnd"]
    assert filled.terms(Space.WORD, "thu", limit=1) == [TermCount("thu", 2)]
    assert filled.terms(Space.WORD, "xyz") == []
    vocabulary = filled.terms(Space.WORD, limit=None)
    assert len(vocabulary) > 30
    assert all(filled.frequency(Space.WORD, known.term) == known.documents for known in vocabulary)


def test_the_documents_of_a_term_can_be_told(filled: SearchEngine) -> None:
    assert set(filled.documents_with(Space.WORD, "thu")) == {2, 3}
    assert set(filled.documents_with(Space.SYMBOL, "34/2016/nd-cp")) == {1}
    assert set(filled.documents_with(Space.WORD, "xyz")) == set()
    assert filled.frequency(Space.PAIR, "hanh chinh") == 4
    assert filled.frequency(Space.WORD, "xyz") == 0
    filled.write([], deleted=[3])
    assert set(filled.documents_with(Space.WORD, "thu")) == {2}


def test_the_generation_changes_with_every_batch(filled: SearchEngine) -> None:
    before = filled.generation()
    assert filled.generation() == before
    filled.write([document(9, "mới")])
    assert filled.generation() != before


def test_more_like_a_text_are_those_that_share_its_rare_words(engine: SearchEngine) -> None:
    common = "kế hoạch thực hiện năm nay của tỉnh "
    engine.write(
        [
            document(1, common + "tiếp nhận hồ sơ trực tuyến dịch vụ công mức độ bốn"),
            document(2, common + "dịch vụ công trực tuyến, tiếp nhận và trả kết quả"),
            document(3, common + "tinh giản biên chế công chức"),
            document(4, common + "phòng cháy chữa cháy rừng"),
        ]
    )
    query = likeness_query(engine, common + "tiếp nhận hồ sơ trực tuyến dịch vụ công mức độ bốn")
    assert query is not None
    hits = [hit.id for hit in engine.search(query, visible={2, 3, 4}).hits]
    assert hits[0] == 2
    assert 4 not in hits
    assert likeness_query(engine, "") is None


QUERIES = st.sampled_from(
    [
        "hành chính",
        '"cải cách hành chính"',
        "NOT cải",
        "cải OR giải",
        "thu*",
        "tctp:1.1.3",
        "tu:2017",
        "683/KH-UBND",
        "",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=QUERIES, visible=st.sets(st.integers(0, 6)))
def test_the_filter_inside_is_the_filter_afterwards(
    filled: SearchEngine, text: str, visible: set[int]
) -> None:
    inside = set(found(filled, text, visible=visible))
    assert inside == set(found(filled, text)) & visible


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=QUERIES, visible=st.sets(st.integers(0, 6)), chosen=st.sets(st.integers(0, 6)))
def test_choices_narrow_the_hits_and_the_ids_tell_what_the_others_would_hold(
    filled: SearchEngine, text: str, visible: set[int], chosen: set[int]
) -> None:
    answer = filled.search(parse_query(text), visible=visible, chosen=chosen, limit=1000)
    everything = set(found(filled, text, visible=visible))
    assert answer.ids == everything
    assert {hit.id for hit in answer.hits} == everything & chosen
    assert answer.total == len(answer.hits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(vietnamese_texts(), min_size=1, max_size=6), query=vietnamese_texts())
def test_without_diacritics_everything_is_found_that_is_found_with_them(
    engine: SearchEngine, texts: list[str], query: str
) -> None:
    assume("Not(" not in repr(parse_query(query).tree))
    engine.clear()
    engine.write([document(number, text) for number, text in enumerate([*texts, query], start=1)])
    bare = "".join(fold(letter).upper() if letter.isupper() else fold(letter) for letter in query)
    assert set(found(engine, query)) <= set(found(engine, bare))
    assert len(texts) + 1 in found(engine, query)


def test_texts_that_are_odd_are_no_fault(engine: SearchEngine) -> None:
    engine.write(
        [
            document(1, ""),
            document(2, "\x00 \ud800 \ufffe 𝔘 \u202e kế"),
            document(3, "x" * 100_000 + " kế"),
            document(4, "kế " * 70_000),
        ]
    )
    assert set(found(engine, "kế")) == {2, 3, 4}
    assert found(engine, "x" * 500) == [3]
    assert set(found(engine, "")) == {1, 2, 3, 4}


HOSTILE = [
    "a*",
    " OR ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy" * 3),
    " OR ".join('"cải cách hành chính nhà nước"' for _ in range(64)),
    "NOT (" + " OR ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy") + ")",
    "(" * 60 + "cải OR cách" + ")" * 60,
    " ".join(["cải cách hành chính kế hoạch"] * 20),
    '"' + "cải cách " * 30 + '"',
]


@pytest.fixture(scope="module", params=ENGINES)
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"{request.param}:{tmp_path_factory.mktemp('crowded') / 'index'}"
    engine = open_engine(url)
    engine.write(search_documents(1_500, syllables=250))
    engine.mark_complete()
    engine.close()
    return url


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("match", ["all", "any"])
def test_no_query_holds_a_worker_for_a_second(crowded: str, text: str, match: Match) -> None:
    engine = open_engine(crowded)
    before = time.thread_time()
    engine.search(parse_query(text), match=match)
    assert time.thread_time() - before < 1
    engine.close()


@pytest.mark.parametrize("text", ["c*", '"cải cách hành chính"', "NOT c*", 'NOT "cải cách hành chính"'])
def test_a_search_that_is_cut_off_says_so_and_finds_nothing_wrong(crowded: str, text: str) -> None:
    whole = open_engine(crowded)
    kind, _, folder = crowded.partition(":")
    hurried = {"whoosh": WhooshEngine, "tantivy": TantivyEngine}[kind](Path(folder), time_limit=0.0)
    answer = hurried.search(parse_query(text))
    assert answer.partial
    assert set(answer.found) <= set(whole.search(parse_query(text)).found)
    hurried.close()
    whole.close()


@pytest.mark.parametrize("address", ["", "whoosh", "whoosh:", "lucene:var/index"])
def test_an_unknown_address_is_refused(address: str) -> None:
    with pytest.raises(SearchError):
        open_engine(address)
