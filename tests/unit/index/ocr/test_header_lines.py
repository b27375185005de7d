"""The head of a page read for its digits, and the arithmetic behind it."""

import itertools
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from index.ocr import SURE, is_digit_reader_available, read_header_lines
from index.ocr.digit_decoding import likely_numbers, probability_of
from tests.scans import as_jpeg, draw_document_page, noisy

DPI = 200
_ON_LINE_ONLY = """
import sys
def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise PermissionError(event)
sys.addaudithook(forbid)
from PIL import Image
from index.ocr import read_header_lines
print(len(read_header_lines(Image.open(sys.argv[1]), 200)))
"""


@pytest.fixture(scope="module")
def head():
    return draw_document_page(()).picture.crop((0, 0, 1654, 1400))


def mended(picture: Image.Image, dpi: float = DPI):
    """Return the lines whose digits were read with care: the number's and the date's."""
    lines = [line for line in read_header_lines(picture, dpi) if line.is_corrected]
    assert len(lines) == 2
    return lines


@pytest.mark.parametrize(
    "spoil", [lambda picture: picture, lambda picture: as_jpeg(noisy(picture))], ids=["clean", "noisy"]
)
def test_number_and_date_are_read_and_sure(head, spoil):
    number, date = mended(spoil(head))
    assert re.search(r"\b683 /BC-SNV", number.text)
    assert re.search(r"ng\w*y? 20 th\w*g 11 n\wm 2017", date.text)
    assert min(number.confidence, date.confidence) >= SURE
    assert number.box[2] < date.box[0] < date.box[2] <= 1
    assert number.box[1] == pytest.approx(date.box[1], abs=0.02)


def test_the_resolution_does_not_matter(head):
    small = head.resize((head.width // 2, head.height // 2), Image.Resampling.LANCZOS)
    for at_200, at_100 in zip(mended(head), mended(small, 100), strict=True):
        assert at_100.box == pytest.approx(at_200.box, abs=0.01)
        assert re.findall(r"\d+", at_100.text) == re.findall(r"\d+", at_200.text)


def test_a_blank_page_has_no_lines():
    assert read_header_lines(Image.new("RGB", (827, 1169), "white"), DPI) == ()


def test_nothing_is_fetched(head, tmp_path):
    head.save(tmp_path / "head.png")
    command = [sys.executable, "-c", _ON_LINE_ONLY, str(tmp_path / "head.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert int(done.stdout) > 2


def test_the_models_come_with_the_package():
    assert is_digit_reader_available()


def _steps(rows: int):
    return arrays(np.float64, (rows, 11), elements=st.floats(0.001, 1)).map(
        lambda found: found / found.sum(axis=1, keepdims=True)
    )


@given(steps=_steps(4), digits=st.text("0123456789", max_size=4))
def test_the_probability_is_the_sum_over_all_ways_to_place_the_digits(steps, digits):
    columns = sorted({0, *(int(digit) + 1 for digit in digits)})
    ways = (
        np.prod([steps[step, column] for step, column in enumerate(way)])
        for way in itertools.product(columns, repeat=len(steps))
        if "".join(str(column - 1) for column, _ in itertools.groupby(way) if column) == digits
    )
    assert probability_of(digits, steps) == pytest.approx(sum(ways))


@given(steps=_steps(3))
def test_the_likeliest_numbers_have_about_the_probability_of_all_their_ways(steps):
    for digits, probability in likely_numbers(steps).items():
        assert probability <= probability_of(digits, steps) + 1e-9
