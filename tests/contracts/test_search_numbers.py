"""Every number and symbol that is read from a header is found again, however it is typed."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.header import parse_header
from index.search import SearchEngine, open_engine, parse_query
from index.text import fold
from tests.contracts.index_writing import document
from tests.contracts.searching import ENGINES

_TYPES = ("QĐ", "KH", "BC", "CTr", "TTr", "QyĐ", "NQ", "CT", "TB", "BB")
_BODIES = ("UBND", "SNV", "HĐND", "BNV", "TTg", "STTTT", "UBND-NC", "VPUBND-TH", "BCĐ", "SKHĐT")


def _numbers() -> list[str]:
    draw = random.Random(683)
    made = []
    for kind in _TYPES:
        for body in _BODIES:
            number = draw.choice(("{}", "0{}", "{}a")).format(draw.randrange(1, 3_000))
            year = draw.choice(("", "", "2017/", "2016/"))
            made.append(f"{number}/{year}{kind}-{body}")
    return [*made, "34/2016/NĐ-CP", "01/2011/TT-BNV", "448/UBND-NC", "39-NQ/TW", "12-CT/TU", "102/STC-QLNS"]


NUMBERS = _numbers()


def header_text(number: str) -> str:
    return (
        f"UBND TỈNH AN GIANG\nSố: {number}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "An Giang, ngày 14 tháng 7 năm 2017\nQUYẾT ĐỊNH\nVề việc công bố thủ tục hành chính\n"
    )


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    engine = open_engine(f"{request.param}:{tmp_path_factory.mktemp('numbers') / 'index'}")
    engine.write([document(id_, header_text(number), number=number) for id_, number in enumerate(NUMBERS)])
    yield engine
    engine.close()


@st.composite
def spellings(draw: st.DrawFn, number: str) -> str:
    """Return the number as people and OCR write it: blanks around the signs, other dashes, any case."""
    blank = st.sampled_from(("", "", " "))
    dashes = st.sampled_from("-–‑")
    pieces = []
    for piece in re.split("([/-])", number):
        sign = draw(dashes) if piece == "-" else piece
        pieces.append(draw(blank) + sign + draw(blank) if piece in "/-" else piece)
    spelled = "".join(pieces)
    is_loose = re.search(r"\s[-–‑]|[-–‑]\s", spelled)  # only capitals go on after a loose dash
    changes = [str, str] if is_loose else [str, str.lower, fold]
    spelled = draw(st.sampled_from(changes))(spelled)
    return draw(st.sampled_from(("", "Số: ", "số ", "Số :"))) + spelled


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), id_=st.integers(0, len(NUMBERS) - 1))
def test_a_number_is_found_first_in_every_sloppy_spelling(
    engine: SearchEngine, data: st.DataObject, id_: int
) -> None:
    typed = data.draw(spellings(NUMBERS[id_]))
    answer = engine.search(parse_query(typed))
    assert answer.hits
    assert answer.hits[0].id == id_


@pytest.mark.parametrize("number", NUMBERS[::7])
def test_the_header_parser_reads_these_numbers(number: str) -> None:
    assert fold(parse_header([header_text(number)]).number.value or "") == fold(number)
