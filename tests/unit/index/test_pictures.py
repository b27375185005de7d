"""Pictures of pages: the same every time, with form fields, and never larger than the limit."""

from io import BytesIO

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from index.extraction import ExtractionState, NoSuchPage, Unreadable
from index.pictures.encoding import encode_picture, picture_type
from index.pictures.images import draw_image, frame_sizes
from index.pictures.pdf import draw_pdf_page
from tests.documents import (
    build_admin_pdf,
    build_encrypted_pdf,
    build_huge_page_pdf,
    build_picture,
    build_pixel_bomb,
    build_truncated_pdf,
)

PIXELS = 4_000_000


def test_a_pdf_page_is_drawn_at_the_asked_width(tmp_path):
    path = build_admin_pdf(tmp_path / "bao-cao.pdf", pages=["Trang một", "Trang hai"])
    picture = draw_pdf_page(path, 2, 800, PIXELS)
    assert picture.width in (800, 801)
    assert picture.getextrema() != ((255, 255),) * 3  # something stands on it


def test_form_fields_are_drawn(tmp_path):
    path = tmp_path / "bieu-mau.pdf"
    canvas = Canvas(str(path))
    canvas.acroForm.textfield(value="416", x=100, y=700, width=200, height=40, borderWidth=0, fillColor=None)
    canvas.showPage()
    canvas.save()
    darkest = draw_pdf_page(path, 1, 600, PIXELS).convert("L").getextrema()[0]
    assert darkest < 100


def test_a_huge_page_is_drawn_within_the_limit(tmp_path):
    picture = draw_pdf_page(build_huge_page_pdf(tmp_path / "to.pdf"), 1, 5000, 1_000_000)
    assert picture.width * picture.height <= 1_010_000


@pytest.mark.parametrize("page", [0, 2, -1])
def test_a_page_that_is_not_there_is_named(tmp_path, page):
    with pytest.raises(NoSuchPage):
        draw_pdf_page(build_admin_pdf(tmp_path / "a.pdf"), page, 800, PIXELS)
    with pytest.raises(NoSuchPage):
        draw_image(build_picture(tmp_path / "a.png"), page, 800, PIXELS)


@pytest.mark.parametrize(
    ("build", "state"),
    [(build_encrypted_pdf, ExtractionState.ENCRYPTED), (build_truncated_pdf, ExtractionState.DAMAGED)],
)
def test_a_pdf_that_cannot_be_drawn_says_why(tmp_path, build, state):
    with pytest.raises(Unreadable) as failed:
        draw_pdf_page(build(tmp_path / "a.pdf"), 1, 800, PIXELS)
    assert failed.value.state is state


def test_a_photograph_is_turned_upright_and_made_smaller(tmp_path):
    path = tmp_path / "chup.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (1200, 600), "white").save(path, exif=exif)
    assert draw_image(path, 1, 300, PIXELS).size == (300, 600)


def test_every_frame_of_a_tiff_is_a_page(tmp_path):
    path = build_picture(tmp_path / "quet.tiff", frames=3)
    assert frame_sizes(path, pixels=PIXELS, frames=10) == [(620, 877)] * 3
    assert draw_image(path, 1, 620, PIXELS).tobytes() != draw_image(path, 3, 620, PIXELS).tobytes()


def test_a_picture_that_claims_too_many_pixels_is_not_decoded(tmp_path):
    path = build_pixel_bomb(tmp_path / "bom.png")
    with pytest.raises(Unreadable) as failed:
        draw_image(path, 1, 800, PIXELS)
    assert failed.value.state is ExtractionState.TOO_COSTLY


def test_a_picture_becomes_the_same_small_bytes_every_time(tmp_path):
    flat = Image.new("RGB", (400, 300), "white")
    noisy = Image.effect_noise((400, 300), 80).convert("RGB")
    for picture in (flat, noisy):
        data = encode_picture(picture)
        assert data == encode_picture(picture.copy())
        assert picture_type(data) == Image.open(BytesIO(data)).get_format_mimetype()
    assert picture_type(encode_picture(noisy)) == "image/webp"
