"""Pages that are pictures become words with places, however they lie and whatever was stamped on them."""

import math
from dataclasses import replace

import pytest
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

from index.ocr import OcrPage, is_available, read_page, why_unavailable
from index.ocr.tesseract import Obstacle
from tests.scans import (
    administrative_paragraphs,
    as_jpeg,
    draw_document_page,
    draw_lines,
    noisy,
    shadowed,
    stamped,
    turned,
)

LINES = (
    "Thực hiện Kế hoạch cải cách hành chính năm 2017,",
    "Sở Nội vụ báo cáo kết quả như sau:",
    "1. Ủy ban nhân dân huyện, thị xã, thành phố",
)
DPI = 200


@pytest.fixture(scope="module")
def drawn():
    """A document's head and a few sentences, on the upper half of a page."""
    page = draw_document_page(administrative_paragraphs()[:3])
    return replace(page, picture=page.picture.crop((0, 0, 1654, 1200)))


@pytest.fixture(scope="module")
def small():
    """A page with little on it, which is read in a moment."""
    return draw_lines(LINES).crop((0, 0, 1654, 520))


def error_rate(page: OcrPage, text: str) -> float:
    """Return the share of wrong characters, with lines and blanks as they are."""
    return Levenshtein.distance(page.text, text) / len(text)


def test_a_page_is_read_line_by_line_with_places(small):
    page = read_page(small, DPI)
    assert page.text.splitlines() == list(LINES)
    assert page.is_legible
    assert page.rotation == 0
    assert [word.text for word in page.words] == " ".join(LINES).split()
    assert len(page.confidences) == len(page.words)
    assert min(page.confidences) > 0.8
    first = page.words[0]
    assert (first.x0, first.y0) == pytest.approx((236 / 1654, 165 / 520), abs=0.02)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda picture: picture,
        lambda picture: as_jpeg(noisy(turned(picture, 1.5))),
        stamped,
        lambda picture: as_jpeg(noisy(stamped(picture))),
        lambda picture: shadowed(picture, 0.3),
        lambda picture: noisy(picture, 60),
    ],
    ids=["clean", "askew-noisy-jpeg", "stamped", "stamped-noisy-jpeg", "shadowed", "grainy"],
)
def test_what_a_scanner_does_costs_few_letters(drawn, spoil):
    page = read_page(spoil(drawn.picture), DPI)
    assert error_rate(page, drawn.text) < 0.02
    assert page.is_legible


def test_a_line_in_red_is_no_stamp():
    red = draw_lines(LINES[:1], ink="#d01020").crop((0, 0, 1654, 400))
    assert read_page(red, DPI).text == LINES[0]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned_upright(small, rotation):
    lying = small.rotate(rotation, expand=True)  # counter-clockwise
    page = read_page(lying, DPI)
    assert page.rotation == rotation
    assert page.text.splitlines() == list(LINES)
    assert page.words == read_page(small, DPI).words


def test_words_stand_where_they_are_on_the_page_that_lay_askew(small):
    level = {word.text: word for word in read_page(small, DPI).words}
    for word in read_page(turned(small, 3), DPI).words:
        x, y = _turned(_middle(level[word.text]), small.size, 3)
        assert _middle(word) == pytest.approx((x, y), abs=0.003)


def _middle(word):
    return (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2


def _turned(place, size, degrees):
    x, y = ((share - 0.5) * length for share, length in zip(place, size, strict=True))
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return (x * cosine - y * sine) / size[0] + 0.5, (x * sine + y * cosine) / size[1] + 0.5


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_any_resolution_is_read(dpi):
    page = read_page(draw_lines(LINES, dpi=dpi).crop((0, 0, 8 * dpi, 3 * dpi)), dpi)
    assert page.text.splitlines() == list(LINES)


def test_a_blank_page_has_no_text_and_is_not_called_illegible():
    page = read_page(Image.new("RGB", (827, 1169), "white"), DPI)
    assert (page.text, page.words, page.legibility) == ("", (), 1.0)


@pytest.mark.parametrize(
    "ruin",
    [
        lambda picture: picture.filter(ImageFilter.GaussianBlur(5)),
        lambda picture: noisy(picture, 250),
        lambda picture: picture.resize((330, 104)),
    ],
    ids=["blurred", "grainy", "tiny"],
)
def test_a_page_that_cannot_be_read_is_known(small, ruin):
    assert not read_page(ruin(small), DPI).is_legible


def test_what_is_missing_is_told(monkeypatch, tmp_path):
    assert is_available()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert why_unavailable() is Obstacle.NO_MODEL
