"""Photographs of pages become one document, upright and in order, and nothing of the originals is lost."""

import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from index.extraction import ExtractionState, Limits, Sandbox, Unreadable
from index.media import MediaType, detect_media_type
from index.pictures.photographs import Photograph
from tests.documents import build_picture
from tests.photographs import photograph

COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255)}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=30)) as made:
        yield made


def saved(folder: Path, name: str, data: bytes) -> Photograph:
    path = folder / name
    path.write_bytes(data)
    return Photograph(path, detect_media_type(path), name)


def page_colours(sandbox: Sandbox, path: Path, pages: int) -> list[tuple[str, str]]:
    """Return for each page what is nearest to the colours at its top and at its foot."""

    def nearest(pixel: tuple[int, int, int]) -> str:
        known = COLOURS | {"black": (0, 0, 0), "white": (255, 255, 255)}
        return min(known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True)))

    found = []
    for number in range(1, pages + 1):
        drawn = Image.open(BytesIO(sandbox.render_page(path, MediaType.PDF, number, 400))).convert("RGB")
        assert drawn.height > drawn.width
        found.append(
            tuple(nearest(drawn.getpixel((drawn.width // 2, round(drawn.height * at)))) for at in (0.12, 0.8))
        )
    return found


def test_pictures_stand_upright_in_their_order(sandbox, tmp_path):
    pictures = [
        saved(tmp_path, "b.jpg", photograph("JPEG", "red", orientation=6)),
        saved(tmp_path, "a.heic", photograph("HEIF", "lime")),
        saved(tmp_path, "c.png", photograph("PNG", "blue", orientation=8)),
        saved(tmp_path, "d.jpg", photograph("JPEG", "lime", orientation=2)),
        saved(tmp_path, "e.jpg", photograph("JPEG", "blue", orientation=3)),
    ]
    path = tmp_path / "bound.pdf"
    path.write_bytes(sandbox.bind_photographs(pictures))
    tops_and_feet = page_colours(sandbox, path, 5)
    assert tops_and_feet == [("black", colour) for colour in ("red", "lime", "blue", "lime", "blue")]


def test_the_originals_are_in_the_document_byte_for_byte(sandbox, tmp_path):
    jpeg = saved(tmp_path, "anh 1.jpg", photograph("JPEG", "red", orientation=6))
    heic = saved(tmp_path, "ảnh 2.heic", photograph("HEIF", "lime"))
    bound = sandbox.bind_photographs([jpeg, heic])
    assert jpeg.path.read_bytes() in bound
    with pikepdf.open(BytesIO(bound)) as document:
        [attached] = document.attachments.values()
        assert attached.get_file().read_bytes() == heic.path.read_bytes()
    assert sandbox.bind_photographs([heic, jpeg]) != bound


@pytest.mark.parametrize("formats", [["JPEG"], ["JPEG", "HEIF"]])
def test_the_same_pictures_make_the_same_document_a_second_later(sandbox, tmp_path, formats):
    pictures = [saved(tmp_path, f"anh.{name}", photograph(name, "red")) for name in formats]
    bound = sandbox.bind_photographs(pictures)
    time.sleep(1.1)  # what a library takes from the clock counts seconds
    assert sandbox.bind_photographs(pictures) == bound


def test_every_page_of_a_tiff_comes_along(sandbox, tmp_path):
    tiff = build_picture(tmp_path / "nhieu.tiff", frames=3)
    bound = sandbox.bind_photographs([Photograph(tiff, MediaType.TIFF, "nhieu.tiff")])
    with pikepdf.open(BytesIO(bound)) as document:
        assert len(document.pages) == 3


def test_a_damaged_picture_is_unreadable(sandbox, tmp_path):
    broken = tmp_path / "hong.heic"
    broken.write_bytes(photograph("HEIF", "red")[:300])
    with pytest.raises(Unreadable):
        sandbox.bind_photographs([Photograph(broken, MediaType.HEIC, "hong.heic")])


def test_a_heic_alone_is_a_picture(sandbox, tmp_path):
    path = tmp_path / "anh"
    path.write_bytes(photograph("HEIF", "red"))
    assert detect_media_type(path) is MediaType.HEIC
    assert MediaType.HEIC.is_picture
    drawn = Image.open(BytesIO(sandbox.render_page(path, MediaType.HEIC, 1, 150)))
    assert drawn.size == (150, 200)
    extraction = sandbox.extract(path, MediaType.HEIC)
    assert (extraction.total_pages, extraction.state.is_final) == (1, True)
    path.write_bytes(photograph("HEIF", "red")[:300])
    assert sandbox.extract(path, MediaType.HEIC).state is ExtractionState.DAMAGED
