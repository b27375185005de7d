"""The kit of workbooks: what people typed stays text, rows fit their words, pages are ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from evidence_repo.reports.fitting import count_lines, text_width
from evidence_repo.reports.table import Cell, Column, Group, Link, Look, Sorting, sort_rows
from evidence_repo.reports.workbook import Head, Sheet, write_workbook

WIDTH = 20


def columns(*looks: Look) -> Sequence[Column[Sequence[Cell]]]:
    return [
        Column(str(number), f"Cột {number}", lambda row, at=number: row[at], WIDTH, look)  # type: ignore[misc]
        for number, look in enumerate(looks)
    ]


def written(rows: Iterable[Any], *looks: Look, head: Head | None = None, name: str = "Bảng") -> Worksheet:
    file = io.BytesIO()
    write_workbook(file, [Sheet(name, columns(*(looks or [Look.TEXT])), rows, head)], title="Bảng")
    sheet = openpyxl.load_workbook(file).active
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize(
    "typed", ["=1+1", "+84", "-x", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x", "12"]
)
def test_what_people_typed_is_text(typed: str) -> None:
    sheet = written([[typed]], head=Head(typed, lines=[typed], left=[typed], right=[typed]))
    shown = [cell for row in sheet.iter_rows() for cell in row if cell.value == typed]
    assert len(shown) == 5 if typed != "12" else shown
    assert {cell.data_type for cell in shown} == {"s"}
    assert not [cell for cell in shown if cell.hyperlink]


def test_cells_have_their_kinds() -> None:
    moment = datetime(2017, 11, 27, 18, 30, tzinfo=UTC)
    given: list[Cell] = [date(2017, 12, 1), moment, Decimal("0.755"), 7, date(1890, 5, 9), None]
    [_, row] = written(
        [given], *(Look.PERCENT if index == 2 else Look.TEXT for index in range(6))
    ).iter_rows()
    day = datetime(2017, 12, 1)  # noqa: DTZ001 - a spreadsheet has no zones
    in_vietnam = datetime(2017, 11, 28, 1, 30)  # noqa: DTZ001 - the same
    assert [cell.value for cell in row] == [day, in_vietnam, 0.755, 7, "09/05/1890", None]
    assert [cell.number_format for cell in row[:3]] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0.0%"]


def test_a_link_leads_on_and_one_that_is_too_long_is_text() -> None:
    sheet = written([[Link("Tin", "https://angiang.gov.vn/tin")], [Link("Dài", "https://x/" + "a" * 3000)]])
    assert sheet["A2"].hyperlink is not None
    assert (sheet["A3"].value, sheet["A3"].hyperlink) == ("Dài", None)


def test_long_text_is_cut_and_what_no_file_can_hold_left_out() -> None:
    sheet = written([["a" * 40_000], ["a\x00b\ud800c"]])
    assert len(str(sheet["A2"].value)) == 32_001
    assert sheet["A3"].value == "abc"


@pytest.mark.parametrize("words", [1, 10, 40, 90])
def test_a_row_is_as_tall_as_its_words_need(words: int) -> None:
    text = " ".join(["chính"] * words)
    height = written([[text]]).row_dimensions[2].height
    lines = count_lines(text, WIDTH * 5.6, 11)
    assert lines >= words * text_width("chính ", 11) // (WIDTH * 5.6)
    assert lines * 11 < height < lines * 11 * 1.5 + 4


def test_a_very_long_cell_does_not_make_a_row_that_excel_refuses() -> None:
    assert written([["Nội dung " * 3000]]).row_dimensions[2].height <= 409


def test_the_sheet_is_ready_to_print() -> None:
    sheet = written([Group("Lĩnh vực 1"), ["a", "b"]], Look.TEXT, Look.CENTRED, head=Head("DANH MỤC"))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # None is 1
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Times New Roman"}


@pytest.mark.parametrize(
    ("name", "shown"), [("Sở [a]: 1/2?", "Sở a 12"), ("x" * 40, "x" * 31), ("''", "Sheet")]
)
def test_a_name_that_excel_refuses_is_made_one_that_it_takes(name: str, shown: str) -> None:
    assert written([], name=name).title == shown


def test_the_same_content_gives_the_same_bytes() -> None:
    sealed = datetime(2017, 12, 4, tzinfo=UTC)
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        write_workbook(file, [Sheet("A", columns(Look.TEXT), [["x"]])], title="A", created=sealed)
    assert files[0].getvalue() == files[1].getvalue()


def test_rows_are_sorted_by_a_column_and_those_without_a_value_come_last() -> None:
    by_size: Sequence[Column[tuple[str, int | None]]] = [
        Column("name", "Tên", lambda row: row[0]),
        Column("size", "Cỡ", lambda row: row[1], order=lambda row: row[1]),
    ]
    rows = [("a", 2), ("b", None), ("c", 1), ("d", 2)]
    assert [name for name, _ in sort_rows(rows, by_size, Sorting.parse("size"))] == ["c", "a", "d", "b"]
    assert [name for name, _ in sort_rows(rows, by_size, Sorting.parse("-size"))] == ["a", "d", "c", "b"]
    assert sort_rows(rows, by_size, Sorting.parse("name")) == rows
    assert sort_rows(rows, by_size, Sorting.parse("'; DROP")) == rows
    assert str(Sorting.parse("-size").turned) == "size"
