"""Workbooks give what their cells show on a Vietnamese machine."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from index.extraction import ExtractionState, Limits, Sandbox
from index.extraction.readers.cell_formats import shown_cell
from index.media import MediaType, detect_media_type
from tests.office_files import convert
from tests.unit.index.test_word_reader import as_strict, rewritten

MONEY = '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"\\ "₫"_-;_-@_-'
CELLS = [
    (0.876, "0.0%", "87,6%"),
    (0.5, "0%", "50%"),
    (1234567.5, "#,##0.0", "1.234.567,5"),
    (1250000, MONEY, "1.250.000 ₫"),
    (datetime(2017, 9, 5, 7, 5), "dd/mm/yyyy h:mm", "05/09/2017 7:05"),  # noqa: DTZ001 - a cell has no zone
    (time(7, 30), "hh:mm", "07:30"),
    (True, "General", "TRUE"),
    (2.5, "General", "2,5"),
]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=60)) as made:
        yield made


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    book = Workbook()
    sheet = book.active
    sheet.title = "Kết quả"
    for place, (value, form, _) in enumerate(CELLS, start=1):
        sheet.cell(1, place, value).number_format = form
    sheet.column_dimensions["B"].hidden = True
    path = tmp_path_factory.mktemp("bang") / "bang.xlsx"
    book.save(path)
    return path


SHOWN = "Kết quả\n" + "\t".join(text for _, _, text in CELLS)


def test_a_workbook_says_what_its_cells_show(sandbox, workbook):
    assert sandbox.extract(workbook, MediaType.XLSX).pages[0].text == SHOWN


def test_an_old_workbook_says_what_its_cells_show(sandbox, workbook, tmp_path):
    old = convert(workbook, "xls", tmp_path)
    assert sandbox.extract(old, MediaType.XLS).pages[0].text == SHOWN


def test_a_strict_workbook_is_read(sandbox, workbook, tmp_path):
    path = tmp_path / "strict.xlsx"
    path.write_bytes(workbook.read_bytes())
    assert sandbox.extract(rewritten(path, as_strict), MediaType.XLSX).pages[0].text == SHOWN


def test_a_workbook_without_a_filled_cell_is_never_done(sandbox, tmp_path):
    path = tmp_path / "trong.xlsx"
    Workbook().save(path)
    assert sandbox.extract(path, MediaType.XLSX).state is ExtractionState.NO_TEXT


EXCEL_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">
<NumberFormat ss:Format="Percent"/></Style></Styles><Worksheet ss:Name="Tổng hợp"><Table><Row>
<Cell><Data ss:Type="String">Đúng hạn</Data></Cell>
<Cell ss:StyleID="s1"><Data ss:Type="Number">0.876</Data></Cell>
<Cell><Data ss:Type="DateTime">2017-09-05T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_a_workbook_in_one_xml_file_is_read(sandbox, tmp_path):
    path = tmp_path / "cu.xls"
    path.write_text(EXCEL_2003, encoding="utf-8")
    kind = detect_media_type(path)
    assert kind is MediaType.XLS
    assert sandbox.extract(path, kind).pages[0].text == "Tổng hợp\nĐúng hạn\t87,60%\t05/09/2017"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        *CELLS,
        (43045.3125, "dd/mm/yyyy hh:mm", "06/11/2017 07:30"),
        (43045, "mm-dd-yy", "06/11/2017"),
        (43045, "[$-F800]dddd, mmmm dd, yyyy", "06/11/2017"),
        (date(2017, 9, 5), '"ngày" dd "tháng" mm "năm" yyyy', "ngày 05 tháng 09 năm 2017"),
        (timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
        (0, MONEY, "- ₫"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-0.3, "0", "0"),
        (1234.5, "[$$-409]#,##0.00", "$1.234,50"),
        (45, "000", "045"),
        (12, "0.##", "12"),
        (1234567, '#,##0,"K"', "1.235K"),
        (1, '"Đạt";"";"Không"', "Đạt"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0,3"),
        (79012345678901, "General", "79012345678901"),
        (5, "@", "5"),
        (float("nan"), "0", "nan"),
        (1e300, "dd/mm/yyyy", "1e+300"),
        (0.25, "# ?/?", "0,25"),
        (7, "[" * 5000, "7"),
    ],
)
def test_a_value_is_shown_in_its_format(value, form, shown):
    assert shown_cell(value, form) == shown
