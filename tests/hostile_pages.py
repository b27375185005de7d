"""Pictures and pages that a scanner would not make, for what reads them by character recognition.

Every builder writes one file to `path`, whatever its ending says, and returns its kind.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from index.media import MediaType
from tests.documents import build_huge_page_pdf, build_pixel_bomb
from tests.scans import draw_lines

Builder = Callable[[Path], MediaType]

_TEXT = ("Số: 683/BC-SNV", "Kết quả cải cách hành chính")
_A4 = b"[0 0 595 842]"


def _page() -> Image.Image:
    return draw_lines(_TEXT, dpi=100)


def _saved(picture: Image.Image, path: Path, kind: MediaType, **options: object) -> MediaType:
    picture.save(path, kind.name, **options)
    return kind


def claimed_pixels(path: Path) -> MediaType:
    """Claim 3,600 million pixels in a small file."""
    build_pixel_bomb(path)
    return MediaType.PNG


def many_pixels(path: Path) -> MediaType:
    """Hold 81 million white dots of one bit."""
    return _saved(Image.new("1", (9000, 9000), 1), path, MediaType.PNG)


def one_dot(path: Path) -> MediaType:
    """Hold a single dot."""
    return _saved(Image.new("L", (1, 1)), path, MediaType.PNG)


def thread(path: Path) -> MediaType:
    """Be one dot wide and very long."""
    return _saved(Image.new("L", (1, 30_000), 90), path, MediaType.PNG)


def fax(path: Path) -> MediaType:
    """Be in black and white as fax machines pack it."""
    return _saved(_page().convert("1"), path, MediaType.TIFF, compression="group4", dpi=(100, 100))


def cmyk_jpeg(path: Path) -> MediaType:
    """Be in printers' colours."""
    return _saved(_page().convert("CMYK"), path, MediaType.JPEG)


def deep_png(path: Path) -> MediaType:
    """Have 16 bits a dot."""
    grey = np.asarray(_page().convert("L")).astype(np.uint16) * 257
    return _saved(Image.fromarray(grey), path, MediaType.PNG)


def float_tiff(path: Path) -> MediaType:
    """Have floating point dots, some of them no numbers."""
    dots = np.full((300, 200), np.nan, np.float32)
    dots[::2] = 1e30
    return _saved(Image.fromarray(dots), path, MediaType.TIFF)


def clear_palette(path: Path) -> MediaType:
    """Be a palette of which every colour is transparent."""
    return _saved(_page().quantize(4), path, MediaType.PNG, transparency=bytes(4))


def moving_tiff(path: Path) -> MediaType:
    """Have frames of other sizes and kinds."""
    frames = [Image.new("1", (5, 900)), Image.new("CMYK", (40, 40)), Image.new("I;16", (70, 30))]
    return _saved(_page(), path, MediaType.TIFF, save_all=True, append_images=frames)


def moving_png(path: Path) -> MediaType:
    """Be animated."""
    frames = [Image.new("RGB", (300, 300), (shade, 0, 0)) for shade in range(0, 200, 40)]
    return _saved(frames[0], path, MediaType.PNG, save_all=True, append_images=frames[1:])


def absurd_resolution(path: Path) -> MediaType:
    """Claim a million dots an inch."""
    return _saved(_page(), path, MediaType.TIFF, dpi=(1_000_000, 0.001))


def noise(path: Path) -> MediaType:
    """Hold nothing but noise, where every speck could be a letter."""
    dots = np.random.default_rng(416).integers(0, 256, (700, 500), np.uint8)
    return _saved(Image.fromarray(dots), path, MediaType.PNG)


def _cut(build: Builder, share: float) -> Builder:
    def truncated(path: Path) -> MediaType:
        kind = build(path)
        data = path.read_bytes()
        path.write_bytes(data[: round(len(data) * share)])
        return kind

    truncated.__name__ = f"{build.__name__}_cut_at_{share}"
    return truncated


def whole_jpeg(path: Path) -> MediaType:
    """Be a sound picture."""
    return _saved(_page(), path, MediaType.JPEG)


def whole_heic(path: Path) -> MediaType:
    """Be a sound picture of a phone."""
    pillow_heif.from_pillow(_page()).save(path)
    return MediaType.HEIC


def poster(path: Path) -> MediaType:
    """Be a page of 14,400 points, the most that the format allows."""
    return _pdf(path, b"0 0 1 rg 100 100 9000 9000 re f", box=b"[0 0 14400 14400]")


def endless_page(path: Path) -> MediaType:
    """Be a page of 200 metres."""
    build_huge_page_pdf(path)
    return MediaType.PDF


def no_area(path: Path) -> MediaType:
    """Be a page without area that shows a picture."""
    return _with_picture(path, b"\0" * 100, b"/Width 10 /Height 10 /BitsPerComponent 8", box=b"[5 5 5 5]")


def corrupt_jpeg2000(path: Path) -> MediaType:
    """Show a JPEG 2000 picture whose second half is noise."""
    buffer = BytesIO()
    _page().save(buffer, "JPEG2000")
    data = bytearray(buffer.getvalue())
    data[len(data) // 3 :] = random.Random(416).randbytes(len(data) - len(data) // 3)
    return _with_picture(path, bytes(data), b"/Filter /JPXDecode /Width 827 /Height 1169")


def inflated_picture(path: Path) -> MediaType:
    """Show a picture of 900 million dots that packs to nothing."""
    packer = zlib.compressobj(9)
    row = b"\xff" * 1_000_000
    data = b"".join(packer.compress(row) for _ in range(112)) + packer.flush()
    said = b"/Filter /FlateDecode /Width 30000 /Height 30000 /BitsPerComponent 1"
    return _with_picture(path, data, said)


def form_in_itself(path: Path) -> MediaType:
    """Draw a form that draws itself, twice."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /A 5 0 R >> >>"
    body = b"/A Do /A Do"
    extra = form + b" /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    return _pdf(path, b"/A Do", resources=b"<< /XObject << /A 5 0 R >> >>", extra=[extra])


def many_fields(path: Path) -> MediaType:
    """Show a picture under five thousand signature fields."""
    look = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12 >>\nstream\n0 0 9 9 re f\nendstream"
    fields = [
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (f%d) /Rect [%d %d %d %d] /AP << /N 6 0 R >> >>"
        % (number, number % 500, number // 40, number % 500 + 9, number // 40 + 9)
        for number in range(5_000)
    ]
    shown = _picture(b"\x80" * 100, b"/Width 10 /Height 10 /BitsPerComponent 8")
    listed = b" ".join(b"%d 0 R" % (7 + number) for number in range(len(fields)))
    page = b" /Annots [%s]" % listed
    form = b" /AcroForm << /Fields [%s] >>" % listed
    resources = b"<< /XObject << /P 5 0 R >> >>"
    body = b"595 0 0 842 0 0 cm /P Do"
    return _pdf(path, body, resources=resources, extra=[shown, look, *fields], page=page, catalog=form)


def _with_picture(path: Path, data: bytes, said: bytes, box: bytes = _A4) -> MediaType:
    resources = b"<< /XObject << /P 5 0 R >> >>"
    return _pdf(path, b"595 0 0 842 0 0 cm /P Do", resources=resources, extra=[_picture(data, said)], box=box)


def _picture(data: bytes, said: bytes) -> bytes:
    head = b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceGray %s /Length %d >>" % (said, len(data))
    return head + b"\nstream\n" + data + b"\nendstream"


def _pdf(
    path: Path,
    content: bytes,
    *,
    resources: bytes = b"<< >>",
    extra: list[bytes] | None = None,
    box: bytes = _A4,
    page: bytes = b"",
    catalog: bytes = b"",
) -> MediaType:
    """Write a PDF of one page; the objects in `extra` have the numbers from 5."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources %s%s >>"
        % (box, resources, page),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *(extra or []),
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(out)
    return MediaType.PDF


PICTURES: tuple[Builder, ...] = (
    *(claimed_pixels, many_pixels, one_dot, thread, fax, cmyk_jpeg, deep_png, float_tiff, clear_palette),
    *(moving_tiff, moving_png, absurd_resolution, noise),
    *(_cut(whole_jpeg, share) for share in (0.02, 0.6)),
    *(_cut(deep_png, share) for share in (0.05, 0.7)),
    *(_cut(fax, 0.5), _cut(whole_heic, 0.3)),
)
PAGES: tuple[Builder, ...] = (
    *(poster, endless_page, no_area, corrupt_jpeg2000, inflated_picture, form_in_itself, many_fields),
)
