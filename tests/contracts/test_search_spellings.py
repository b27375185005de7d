"""What is typed one way and written another is found: days, sums, measures, letters that look alike."""

from collections.abc import Iterator

import pytest

from index.search import SearchEngine, open_engine
from tests.contracts.index_writing import document
from tests.contracts.searching import ENGINES, found

PAGES = {
    1: "Họp lúc 08g30, kết thúc 05.12.2017; kỳ báo cáo 12/2017.",
    2: "Họp tiếp ngày 5 tháng 12 năm 2017 tại hội trường.",
    3: "Lịch tiếp công dân: 5-12-2017.",
    4: "Dự toán được giao 1.250.000.000 đồng.",
    5: "Dự toán được giao 1250000000đ.",
    6: "Diện tích trụ sở 350 m² sàn.",
    7: "Diện tích trụ sở 350 m2 sàn.",
    8: "Căn cứ Quyết định 83/QÐ-UBND ngày 1 tháng 2 năm 2017",
    9: "C\u0430\u0309i c\u00e1\u0441h hành chính, theo văn bản¹ của Bộ.",
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    engine = open_engine(f"{request.param}:{tmp_path_factory.mktemp('spellings') / 'index'}")
    engine.write([document(id_, text) for id_, text in PAGES.items()])
    engine.write([document(20, "Quyết định", number="83/Q\u00d0-UBND")])
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "day", ["5/12/2017", "05/12/2017", "5-12-2017", "05.12.2017", "ngày 5 tháng 12 năm 2017"]
)
def test_a_day_is_found_in_every_spelling(engine: SearchEngine, day: str) -> None:
    assert set(found(engine, day)) == {1, 2, 3}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("1250000000", {4, 5}),
        ("1.250.000.000", {4, 5}),
        ("350 m2", {6, 7}),
        ("diện tích -m2", set()),
        ("họp -hội", {1}),
        ("350 m²", {6, 7}),
        ("cải cách", {9}),
        ("văn bản", {9}),
        ("so:83/QĐ-UBND", {20}),
        ("so:83/QÐ-UBND", {20}),
        ("83/QĐ-UBND", {8, 20}),
    ],
)
def test_other_spellings_find_the_same(engine: SearchEngine, typed: str, ids: set[int]) -> None:
    assert set(found(engine, typed)) == ids
