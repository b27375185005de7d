"""All engines find the same documents and put them into the same tiers; within a tier each has its order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.search import DocumentSet, Match, SearchDocument, SearchEngine, Sort, open_engine, parse_query
from index.search.document_terms import document_terms
from index.search.ranking import Ranking, ranking_of, word_key
from index.search.spaces import term_key
from tests.bench.texts import search_documents
from tests.contracts.index_writing import document
from tests.contracts.searching import Options

_WORDS = (
    "cải", "cách", "hành", "chính", "kế", "hoạch", "quyết", "định", "của", "tỉnh", "an", "giang", "cai",
    "cach", "đường", "duong", "thủ", "tục", "lý", "kĩ",
)  # fmt: skip
_NUMBERS = ["683/KH-UBND", "34/2016/NĐ-CP", "1.1.3", "20/11/2017"]
_texts = st.lists(st.sampled_from([*_WORDS, *_NUMBERS]), max_size=40).map(" ".join)
_documents = st.lists(
    st.builds(
        lambda text, subject, number, year: document(
            0, text, subject=subject, number=number, issued_on=date(year, 1, 1) if year else None
        ),
        _texts,
        st.lists(st.sampled_from(_WORDS), max_size=5).map(" ".join),
        st.sampled_from(["", *_NUMBERS]),
        st.sampled_from([0, 2015, 2016, 2017]),
    ),
    min_size=1,
    max_size=12,
)
_parts = st.one_of(
    st.sampled_from([*_WORDS, *_NUMBERS, "chin*", "OR", "KHÔNG", "so:683/KH-UBND", "tu:2016", "NOT tỉnh"]),
    st.lists(st.sampled_from(_WORDS), min_size=2, max_size=4).map(lambda words: f'"{" ".join(words)}"'),
)
_queries = st.lists(_parts, min_size=1, max_size=5).map(" ".join)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    folder: Path = tmp_path_factory.mktemp("engines")
    engines = [open_engine(f"{kind}:{folder / kind}") for kind in ("whoosh", "tantivy")]
    yield engines
    for engine in engines:
        engine.close()


def refill(engines: list[SearchEngine], documents: list[SearchDocument]) -> None:
    for engine in engines:
        engine.clear()
        engine.write(documents)


def tier(document: SearchDocument, ranking: Ranking) -> tuple[bool, bool]:
    """Tell of a document whether it is not of the first tier, and not as it was typed."""
    terms = document_terms(document).counts
    keys = {term_key(space, term) for space, counts in terms.items() for term in counts}
    has_number = not keys.isdisjoint(ranking.numbers)
    as_typed = {word_key(word, exact=True) for word in ranking.exact}
    return not has_number, not (as_typed and keys >= as_typed)


def assert_agree(
    engines: list[SearchEngine], documents: list[SearchDocument], text: str, **options: Unpack[Options]
) -> None:
    query, known = parse_query(text), {document.id: document for document in documents}
    answers = [engine.search(query, limit=1000, **options) for engine in engines]
    for answer in answers:
        assert set(answer.found) == set(answers[0].found)
        assert {hit.id for hit in answer.hits} == {hit.id for hit in answers[0].hits}
        assert answer.total == answers[0].total == len(answer.hits)
        ids = [hit.id for hit in answer.hits]
        if options.get("sort") is Sort.DATE:
            assert ids == [hit.id for hit in answers[0].hits]
        elif '"' not in text or options.get("match") != "any":
            ranking = ranking_of(query.tree, options.get("match", "all"))
            tiers = [tier(known[id_], ranking) for id_ in ids]
            assert tiers == sorted(tiers)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=_documents,
    queries=st.lists(_queries, min_size=3, max_size=6),
    match=st.sampled_from(["all", "any"]),
    sort=st.sampled_from(list(Sort)),
)
def test_random_documents_are_found_in_the_same_tiers(
    engines: list[SearchEngine], made: list[SearchDocument], queries: list[str], match: Match, sort: Sort
) -> None:
    documents = [replace(one, id=id_) for id_, one in enumerate(made, start=1)]
    refill(engines, documents)
    for text in queries:
        assert_agree(engines, documents, text, match=match, sort=sort)


@pytest.mark.parametrize(
    "text",
    [
        "cải cách hành chính",
        "cai cach hanh chinh nha nuoc",
        '"kế hoạch cải cách hành chính nhà nước"',
        "một cửa OR viên chức",
        "cải cách KHÔNG quyết",
        "chin* loai:KH tu:2014",
        "83/KH-UBND",
    ],
)
def test_pages_of_long_documents_follow_each_other(engines: list[SearchEngine], text: str) -> None:
    documents = list(search_documents(150, syllables=300))
    refill(engines, documents)
    assert_agree(engines, documents, text)
    assert_agree(engines, documents, text, visible=DocumentSet.of(range(0, 150, 3)), chosen=range(90))
    for engine in engines:
        whole = [hit.id for hit in engine.search(parse_query(text), limit=1000).hits]
        paged = [
            hit.id
            for offset in range(0, 150, 7)
            for hit in engine.search(parse_query(text), offset=offset, limit=7).hits
        ]
        assert paged == whole
