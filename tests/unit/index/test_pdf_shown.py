"""A PDF is read as it is shown: every value, no hidden layer, page after page, and what is inside it."""

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from index.extraction import ExtractionState, Limits, Sandbox, WarningKind
from index.extraction.spaced_letters import close_up
from index.extraction.whole import read_file
from index.media import MediaType
from index.pictures.images import draw_image, frame_sizes
from tests.documents import FONTS, build_admin_pdf, build_docx

A4 = (595.28, 841.89)
ANNEX = tuple(f"{row}. Huyện Mẫu {row}: {row}0 hồ sơ đúng hạn" for row in range(1, 9))


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=60)) as made:
        yield made


def canvas_on(path, size=A4):
    if "Chữ" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Chữ", FONTS / "DejaVuSerif.ttf"))
    canvas = Canvas(str(path), pagesize=size)
    canvas.setFont("Chữ", 11)
    return canvas


def text_of(sandbox, path):
    return sandbox.extract(path, MediaType.PDF).pages[0].text


def annotated(path, *annotations):
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        made = [
            document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, **each))
            for each in annotations
        ]
        document.pages[0].Annots = pikepdf.Array(made)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(made))
        document.save(path)
    return path


def test_values_of_fields_and_notes_without_a_picture_are_read(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "mau.pdf", number=None, issued_on=None)
    name = pikepdf.Name
    annotated(
        path,
        {
            "Subtype": name.Widget,
            "FT": name.Tx,
            "T": "so",
            "V": "Số: 86/BC-SNV",
            "Rect": [100, 738, 230, 754],
        },
        {
            "Subtype": name.FreeText,
            "Contents": "An Giang, ngày 09 tháng 9 năm 2017",
            "Rect": [310, 738, 520, 754],
        },
        {"Subtype": name.Widget, "FT": name.Tx, "T": "an", "V": "giá trị ẩn", "F": 2, "Rect": [9, 9, 90, 20]},
        {
            "Subtype": name.Widget,
            "FT": name.Btn,
            "T": "o",
            "V": name.Co,
            "AS": name.Co,
            "Rect": [9, 9, 20, 20],
        },
    )
    extraction = sandbox.extract(path, MediaType.PDF)
    header = extraction.header
    assert (header.number.value, header.issued_on.value) == ("86/BC-SNV", "2017-09-09")
    assert "giá trị ẩn" not in extraction.pages[0].text
    assert "Co" not in extraction.pages[0].text.split()
    words = [word.text for word in sandbox.word_boxes(path, MediaType.PDF, 1)]
    assert "86/BC-SNV" in words


def layered(path, membership=False):
    """Build a page with a layer that is off, one that is on, and a form in the layer that is off."""
    canvas = canvas_on(path)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        off, on = (
            document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=each)) for each in "ab"
        )
        document.Root.OCProperties = pikepdf.Dictionary(
            OCGs=[off, on], D=pikepdf.Dictionary(OFF=[off], ON=[], Order=[off, on])
        )
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        form = document.make_stream(
            b"BT /F 12 Tf 72 600 Td (trong bieu mau) Tj ET", Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form, BBox=[0, 0, 595, 842], OC=off,
            Resources=pikepdf.Dictionary(Font={"/F": font}),
        )  # fmt: skip
        hidden = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=[off, on], P=pikepdf.Name.AllOn)
        document.pages[0].obj.Resources = pikepdf.Dictionary(
            Font={"/F": font}, XObject={"/X": form},
            Properties={"/off": document.make_indirect(hidden) if membership else off, "/on": on},
        )  # fmt: skip
        document.pages[0].obj.Contents = document.make_stream(
            b"BT /F 12 Tf 72 700 Td (noi dung) Tj ET /OC /off BDC BT /F 12 Tf 72 680 Td (ban nhap) Tj ET EMC"
            b" /OC /on BDC BT /F 12 Tf 72 660 Td (dang hien) Tj ET EMC /X Do"
        )
        document.save(path)
    return path


@pytest.mark.parametrize("membership", [False, True])
def test_a_hidden_layer_is_not_read(sandbox, tmp_path, membership):
    path = layered(tmp_path / "lop.pdf", membership)
    assert text_of(sandbox, path) == "noi dung\ndang hien"
    assert [word.text for word in sandbox.word_boxes(path, MediaType.PDF, 1)] == [
        "noi",
        "dung",
        "dang",
        "hien",
    ]


def test_what_lies_outside_the_crop_box_is_not_read(sandbox, tmp_path):
    path = tmp_path / "cat.pdf"
    canvas = canvas_on(path)
    for page in range(2):
        canvas.setFont("Chữ", 11)
        canvas.drawString(100, 700, f"Trong khung {page}")
        canvas.drawString(100, 20, "Ngoài khung")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        for page in document.pages:
            page.CropBox = [50, 400, 350, 800]
        document.save(path)
    extraction = sandbox.extract(path, MediaType.PDF)
    assert [page.text for page in extraction.pages] == ["Trong khung 0", "Trong khung 1"]
    assert (extraction.pages[0].width, extraction.pages[0].height) == (300, 400)
    word = sandbox.word_boxes(path, MediaType.PDF, 1)[0]
    assert (round(word.x0, 2), round(word.y1, 2)) == (0.17, 0.26)


def with_files(path, **files):
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        for name, data in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
        document.save(path)
    return path


def test_files_inside_a_pdf_are_read_and_named(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "bia.pdf", pages=("Trang một", "Trang hai"))
    report = build_docx(tmp_path / "a.docx", number="12/PL-SNV").read_bytes()
    with_files(path, **{"Phụ lục.docx": report, "phim.mp4": b"\0\0\0\x18ftypmp42" + bytes(50)})
    extraction = sandbox.extract(path, MediaType.PDF)
    first, last = extraction.pages
    assert "12/PL-SNV" not in first.text
    assert "[Phụ lục.docx]" in last.text
    assert "Số: 12/PL-SNV" in last.text
    assert extraction.header.number.value == "683/BC-SNV"
    assert [(each.kind, each.pages, each.detail) for each in extraction.warnings] == [
        (WarningKind.FILES_INSIDE, (2,), "Phụ lục.docx"),
        (WarningKind.FILES_INSIDE_UNREAD, (2,), "phim.mp4"),
    ]


def test_the_words_inside_stay_when_the_page_around_them_is_recognised(sandbox, tmp_path):
    path = tmp_path / "quet.pdf"
    Image.new("L", (1654, 2339), 255).save(path, resolution=200)
    with_files(path, **{"ghi chú.txt": "Ghi chú bên trong".encode()})
    extraction = read_file(sandbox, path, MediaType.PDF)
    assert "Ghi chú bên trong" in extraction.pages[0].text


def sheet_of_two(path, *, booklet):
    """Build an A3 sheet with a document's first page and an annex; in a booklet the first is on the right."""
    page = build_admin_pdf(path.with_suffix(".a4"))
    canvas = canvas_on(path, (2 * A4[0], A4[1]))
    for row, line in enumerate(ANNEX):
        canvas.drawString(60 if booklet else 60 + A4[0], 780 - 14 * row, line)
    canvas.save()
    with (
        pikepdf.open(path, allow_overwriting_input=True) as sheet,
        pikepdf.open(page) as first,
    ):
        left = A4[0] if booklet else 0
        sheet.pages[0].add_overlay(first.pages[0], pikepdf.Rectangle(left, 0, left + A4[0], A4[1]))
        sheet.save(path)
    return path


def check_sheet(extraction):
    text, header = extraction.pages[0].text, extraction.header
    assert (header.number.value, header.issued_on.value) == ("683/BC-SNV", "2017-11-20")
    assert (header.issuer.value, header.signatory.value) == ("Sở Nội vụ tỉnh An Giang", "Nguyễn Văn An")
    assert (
        text.index("683/BC-SNV")
        < text.index("Nguyễn Văn An")
        < text.index("Huyện Mẫu 1")
        < text.index("Mẫu 8")
    )


@pytest.mark.parametrize("booklet", [False, True])
def test_two_pages_on_one_sheet_are_read_one_after_the_other(sandbox, tmp_path, booklet):
    path = sheet_of_two(tmp_path / "a3.pdf", booklet=booklet)
    extraction = sandbox.extract(path, MediaType.PDF)
    check_sheet(extraction)
    box = extraction.header.number.box
    words = sandbox.word_boxes(path, MediaType.PDF, 1)
    (place,) = (word for word in words if word.text == "683/BC-SNV")
    assert box[0] <= place.x0 < place.x1 <= box[2]
    assert (box[0] > 0.5) is booklet


def test_two_scanned_pages_on_one_sheet_are_read_one_after_the_other(sandbox, tmp_path):
    with pypdfium2.PdfDocument(sheet_of_two(tmp_path / "a3.pdf", booklet=True)) as document:
        picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    path = tmp_path / "a3.png"
    picture.save(path, dpi=(200, 200))
    check_sheet(read_file(sandbox, path, MediaType.PNG))


def test_a_blank_over_a_word_does_not_part_it(sandbox, tmp_path):
    path = tmp_path / "trang.pdf"
    canvas = canvas_on(path)
    canvas.drawString(100, 700, "SỞ THỬ NGHIỆM")
    width = pdfmetrics.stringWidth("SỞ THỬ NG", "Chữ", 11)
    canvas.drawString(100 + width, 700, " ")
    canvas.save()
    assert text_of(sandbox, path) == "SỞ THỬ NGHIỆM"


@pytest.mark.parametrize("shift", [0.3, 2.0])
def test_a_line_drawn_over_the_same_line_is_read_once(sandbox, tmp_path, shift):
    path = tmp_path / "dau.pdf"
    canvas = canvas_on(path)
    canvas.drawString(100, 700, "Số:")
    canvas.drawString(100 + shift, 700 + shift / 2, "Số: 9413/BXD")
    canvas.save()
    assert text_of(sandbox, path) == "Số: 9413/BXD"


def test_a_line_drawn_several_times_is_read_once(sandbox, tmp_path):
    path = tmp_path / "dam.pdf"
    canvas = canvas_on(path)
    for shift in (0.3, 0, 0.6, 0.4):
        canvas.drawString(100 + shift, 700, "BÁO CÁO QUÝ III")
    canvas.save()
    assert text_of(sandbox, path) == "BÁO CÁO QUÝ III"


def test_letters_set_apart_are_put_together(sandbox, tmp_path):
    path = tmp_path / "thua.pdf"
    canvas = canvas_on(path)
    canvas.drawString(100, 700, "Q U Y Ế T   Đ Ị N H", charSpace=2)
    canvas.drawString(100, 680, "THÔNG BÁO", charSpace=6)
    canvas.save()
    assert text_of(sandbox, path) == "QUYẾT ĐỊNH\nTHÔNG BÁO"
    words = sandbox.word_boxes(path, MediaType.PDF, 1)
    assert [word.text for word in words] == ["QUYẾT", "ĐỊNH", "THÔNG", "BÁO"]


@pytest.mark.parametrize(
    ("spaced", "closed"),
    [
        ("Q U Y Ế T   Đ Ị N H", "QUYẾT ĐỊNH"),
        ("N G H Ị Q U Y Ế T", "NGHỊ QUYẾT"),
        ("ngày 09 t h á n g 9 năm 2024", "ngày 09 tháng 9 năm 2024"),
        ("Số: 1 1 4 1 0 /BXD-KT", "Số: 11410/BXD-KT"),
        ("Số 1 2 3 4", "Số 1 2 3 4"),
        ("A B C D", "A B C D"),
        ("x x x x", "x x x x"),
        ("a b " * 20_000, "a b " * 20_000),
    ],
)
def test_only_what_makes_syllables_is_closed_up(spaced, closed):
    assert close_up(spaced) == closed


@pytest.mark.parametrize("lines_an_inch", [98, 100])
def test_a_fax_is_read_and_shown_with_square_dots(sandbox, tmp_path, lines_an_inch):
    with pypdfium2.PdfDocument(build_admin_pdf(tmp_path / "a.pdf")) as document:
        whole = document[0].render(scale=204 / 72).to_pil().convert("L")
    squashed = whole.resize((whole.width, round(whole.height * lines_an_inch / 204))).convert("1")
    path = tmp_path / "fax.tiff"
    squashed.save(path, compression="group4", dpi=(204, lines_an_inch))
    extraction = read_file(sandbox, path, MediaType.TIFF)
    assert extraction.header.number.value == "683/BC-SNV"
    assert extraction.pages[0].legibility >= 0.9
    ((width, height),) = frame_sizes(path, pixels=10**8, frames=1)
    assert height / width == pytest.approx(A4[1] / A4[0], rel=0.01)
    shown = draw_image(path, 1, 400, 10**8)
    assert shown.height / shown.width == pytest.approx(A4[1] / A4[0], rel=0.01)


def test_a_page_that_is_hidden_to_its_last_word_has_no_text(sandbox, tmp_path):
    path = layered(tmp_path / "lop.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        properties = document.Root.OCProperties
        properties.D.OFF = properties.OCGs
        page = document.pages[0].obj
        page.Contents = document.make_stream(b"/OC /off BDC BT /F 12 Tf 72 680 Td (ban nhap) Tj ET EMC /X Do")
        document.save(path)
    assert sandbox.extract(path, MediaType.PDF).state is ExtractionState.NO_TEXT
