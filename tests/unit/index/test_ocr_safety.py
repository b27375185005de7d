"""Hostile pictures and pages cost their own recognition only, which ends in a named state."""

import contextlib
import time

import pytest
from PIL import Image
from PIL.ExifTags import Base

from index.extraction import ExtractionState, Limits, NoSuchPage, Sandbox, Unreadable, WarningKind
from index.extraction.limits import MEGABYTE
from index.extraction.whole import read_file
from index.media import MediaTypeNotAllowed, detect_media_type
from index.pictures.images import draw_image_to_read
from tests.documents import build_scanned_pdf
from tests.hostile_pages import PAGES, PICTURES, Builder, cmyk_jpeg, deep_png, fax, many_pixels

pytestmark = pytest.mark.programs

SECONDS = 40.0
ENDS = frozenset(ExtractionState) - {
    ExtractionState.WAITING,
    ExtractionState.READING,
    ExtractionState.NEEDS_OCR,
    ExtractionState.NO_TEXT_YET,
}


@pytest.fixture(scope="module")
def sandbox():
    limits = Limits(seconds=SECONDS, page_seconds=SECONDS, memory_bytes=900 * MEGABYTE)
    with Sandbox(limits) as made:
        yield made


@pytest.mark.parametrize("build", [*PICTURES, *PAGES], ids=lambda build: build.__name__)
def test_each_ends_in_a_named_state(sandbox: Sandbox, tmp_path, build: Builder):
    path = tmp_path / "tep"
    kind = build(path)
    try:
        assert detect_media_type(path) is kind
    except MediaTypeNotAllowed:
        return  # refused at the door
    began = time.monotonic()
    extraction = read_file(sandbox, path, kind)
    assert extraction.state in ENDS
    assert time.monotonic() - began < 2 * SECONDS
    if build in PICTURES:  # their faults are told by a message, not by dying
        assert WarningKind.READER_CRASHED not in {warning.kind for warning in extraction.warnings}
    with contextlib.suppress(Unreadable, NoSuchPage):
        sandbox.recognise(path, kind, 1)  # a job may ask for it, whatever was read before


@pytest.mark.parametrize("build", [fax, cmyk_jpeg, deep_png])
def test_odd_but_sound_pictures_are_read(sandbox: Sandbox, tmp_path, build: Builder):
    path = tmp_path / "tep"
    assert "683/BC-SNV" in sandbox.recognise(path, build(path), 1).page.text


def test_a_picture_of_many_dots_is_read_smaller(sandbox: Sandbox, tmp_path):
    path = tmp_path / "tep"
    page = sandbox.recognise(path, many_pixels(path), 1).page
    assert (page.text, page.width) == ("", 3000.0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_picture_is_made_smaller_to_be_read(tmp_path, mode):
    path = tmp_path / "lon"
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    Image.new(mode, (4300, 4200)).save(path, "TIFF", dpi=(600, 600), exif=exif, compression="tiff_lzw")
    picture, dpi = draw_image_to_read(path, 1, 100_000_000)
    assert (picture.mode, picture.size, dpi) == ("RGB", (2100, 2150), 300.0)


def test_after_all_of_them_a_scan_is_read(sandbox: Sandbox, tmp_path):
    scan = build_scanned_pdf(tmp_path / "quet.pdf")
    extraction = read_file(sandbox, scan, detect_media_type(scan))
    assert (extraction.state, extraction.header.number.value) == (ExtractionState.DONE, "683/BC-SNV")
