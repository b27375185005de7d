"""Two engines give the same documents in the same order, up to ties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Unpack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.search import DocumentSet, Match, SearchDocument, SearchEngine, Sort, open_engine, parse_query
from tests.bench.texts import search_documents
from tests.contracts.index_writing import document
from tests.contracts.searching import Options

_NEARLY = 2e-5  # of two scores: the engines add up the same terms in another order and precision
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


def assert_agree(engines: list[SearchEngine], text: str, **options: Unpack[Options]) -> None:
    one, other = (engine.search(parse_query(text), limit=1000, **options) for engine in engines)
    assert set(one.found) == set(other.found)
    assert one.total == other.total
    scores = {hit.id: hit.score for hit in one.hits}
    ordered = [scores[hit.id] for hit in other.hits]
    for before, after in pairwise(ordered):
        assert before >= after * (1 - _NEARLY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=_documents,
    queries=st.lists(_queries, min_size=3, max_size=6),
    match=st.sampled_from(["all", "any"]),
    sort=st.sampled_from(list(Sort)),
)
def test_random_documents_come_in_one_order(
    engines: list[SearchEngine], made: list[SearchDocument], queries: list[str], match: Match, sort: Sort
) -> None:
    refill(engines, [replace(one, id=id_) for id_, one in enumerate(made, start=1)])
    for text in queries:
        assert_agree(engines, text, match=match, sort=sort)


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
def test_long_documents_come_in_one_order_on_every_page(engines: list[SearchEngine], text: str) -> None:
    refill(engines, list(search_documents(150, syllables=300)))
    assert_agree(engines, text)
    assert_agree(engines, text, visible=DocumentSet.of(range(0, 150, 3)), chosen=range(90))
    for engine in engines:
        whole = [hit.id for hit in engine.search(parse_query(text), limit=1000).hits]
        paged = [
            hit.id
            for offset in range(0, 150, 7)
            for hit in engine.search(parse_query(text), offset=offset, limit=7).hits
        ]
        assert paged == whole
