"""Each search engine, empty and with some documents in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.search import SearchEngine, open_engine
from tests.contracts.index_writing import document
from tests.contracts.searching import ENGINES


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an index that is not there yet."""
    return f"{request.param}:{tmp_path / 'index'}"


@pytest.fixture
def engine(url: str) -> Iterator[SearchEngine]:
    """Give the engine with nothing in it."""
    engine = open_engine(url)
    yield engine
    engine.close()


@pytest.fixture
def filled(engine: SearchEngine) -> SearchEngine:
    """Give the engine with four documents."""
    engine.write(
        [
            document(
                1,
                "Căn cứ Nghị định số 34/2016/NĐ-CP; Ủy ban nhân dân ban hành kế hoạch cải cách hành chính.",
                number="683/KH-UBND",
                doc_type="KH Kế hoạch",
                subject="Kế hoạch cải cách hành chính năm 2018",
                issuer="Ủy ban nhân dân tỉnh An Giang",
                signatory="Nguyễn Văn An",
                issued_on=date(2017, 11, 20),
                file_name="ke-hoach-683.pdf",
            ),
            document(
                2,
                "Quyết định công bố thủ tục hành chính, thực hiện Số :416 /KH-UBND. Hoà giải ở cơ sở.",
                number="05/2017/QĐ-UBND",
                doc_type="QĐ Quyết định",
                subject="Công bố thủ tục",
                issuer="Sở Nội vụ",
                issued_on=date(2017, 7, 14),
            ),
            document(3, "Quyet dinh cong bo thu tuc, cach hanh chinh cai gi", issued_on=date(2016, 1, 2)),
            document(
                4,
                "Công văn về đường đi, thuý và kỹ thuật; hành chính cải cách. 683 KH UBND",
            ),
        ]
    )
    return engine
