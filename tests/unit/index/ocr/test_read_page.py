"""Pages that are pictures become words with places."""

import pytest
from PIL import Image

from index.ocr import is_available, read_page, why_unavailable
from index.ocr.tesseract import Obstacle
from tests.unit.index.ocr.pages import draw_page

LINES = (
    "Thực hiện Kế hoạch cải cách hành chính năm 2017,",
    "Sở Nội vụ báo cáo kết quả như sau:",
)


def test_a_drawn_page_is_read_with_places():
    page = read_page(draw_page(LINES), 200)
    assert [line for line in page.text.splitlines() if line] == list(LINES)
    assert page.is_legible
    assert page.rotation == 0
    assert [word.text for word in page.words] == " ".join(LINES).split()
    assert len(page.confidences) == len(page.words)
    first = page.words[0]
    assert (first.x0, first.y0) == pytest.approx((230 / 1654, 240 / 2339), abs=0.01)


def test_a_blank_page_has_no_text_and_is_not_called_illegible():
    page = read_page(Image.new("RGB", (400, 600), "white"), 200)
    assert page.text == ""
    assert page.words == ()
    assert page.is_legible


def test_what_is_missing_is_told(monkeypatch, tmp_path):
    assert is_available()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert why_unavailable() is Obstacle.NO_MODEL
