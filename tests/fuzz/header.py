"""Headers: whatever stands on a page, the parser gives fields that can be shown, the same ones each time."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date

from hypothesis import strategies as st

from index.header import FieldValue, Header, PageWords, WordBox, parse_header
from index.header.parser import Page
from tests.fuzz.target import Target
from tests.unit.index.heads import Head, SeenLine

_PIECES = st.sampled_from(
    [
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        *(
            "ỦY BAN NHÂN DÂN",
            "TỈNH AN GIANG",
            "SỞ NỘI VỤ -",
            "BAN THƯỜNG VỤ",
            "*",
            "_____",
            "-----",
            "(DỰ THẢO)",
        ),
        *(
            "Số:",
            "Số: 12 /QĐ.UB",
            "Số 45-QĐ/TW",
            "S:2M9 /KH-UBND",
            "Số: ....../2017/",
            "845 QĐ/UB",
            "/",
            "0/-",
        ),
        *("An Giang, ngày 14 tháng 7 năm 2017", "ngày 46 tháng 14 năm 9999", "ngày 5/9/2017", "ngày", "năm"),
        *(
            "QUYẾT ĐỊNH CỦA",
            "KẾ HOẠCH",
            "V/v",
            "Về việc",
            "Kính gửi:",
            "Căn cứ",
            "PHỤ LỤC",
            "Nơi nhận:",
            "KT.",
        ),
    ]
)
_TEXT = _PIECES | st.text(max_size=30)
_PLACE = st.floats(-3, 3) | st.sampled_from([0.0, 0.5, 1.0, 1e9, -1e9])
_WORDS = st.builds(WordBox, _TEXT, _PLACE, _PLACE, _PLACE, _PLACE)
_LINES = st.lists(_TEXT, max_size=6).map(tuple)


@st.composite
def _damaged_heads(draw: st.DrawFn) -> Page:
    """Make a head in which anything may stand anywhere, typed or recognised."""
    head = Head(draw(_LINES), draw(_TEXT), draw(_TEXT), draw(_LINES), draw(_LINES), draw(_LINES))
    if draw(st.booleans()):
        return head.typed()
    return head.recognised(*draw(st.lists(_TEXT, max_size=3)), slope=draw(st.floats(-0.2, 0.2)))


@st.composite
def _heaps_of_words(draw: st.DrawFn) -> Page:
    words = tuple(draw(st.lists(_WORDS, max_size=30)))
    seen = st.builds(SeenLine, _TEXT, st.tuples(_PLACE, _PLACE, _PLACE, _PLACE), st.floats(0, 1))
    confidences = (0.5,) * len(words) if draw(st.booleans()) else ()
    return PageWords(1, words, 595.0, 842.0, confidences, tuple(draw(st.lists(seen, max_size=3))))


_TEXTS = st.lists(_TEXT, max_size=30).map("\n".join)
_PAGES = st.lists(_TEXTS | _damaged_heads() | _heaps_of_words(), max_size=2)


def _check(pages: list[Page]) -> None:
    header = parse_header(pages)
    assert header == parse_header(pages)
    assert Header.from_json(header.to_json()) == header
    for field in fields(header):
        value: FieldValue = getattr(header, field.name)
        assert 0 <= value.confidence <= 1
        assert (value.value is None) == (value.confidence == 0)
        assert value.value is None or value.value.strip()
    if header.issued_on.value:
        date.fromisoformat(header.issued_on.value)
    if header.number.value:
        assert re.search(r"[1-9]", header.number.value)


HEADERS = Target("headers", _PAGES, _check)
