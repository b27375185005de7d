"""Plans that somebody made to hurt, or that people merged and broke: bounded, a sentence, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pytest
from docx.document import Document

from evidence_repo.catalogue.assembly import PlanDraft
from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.catalogue.readers import read_plan_draft
from evidence_repo.catalogue.written import HEADINGS
from index.extraction import Limits, Sandbox
from index.extraction.limits import MEGABYTE
from index.extraction.table_rows import MOST_ROWS
from tests.office_files import add_footnote

AGENCY = ("I", "SỞ NỘI VỤ", "", "", "", "")
FIRST = ("1.", "TCTP 1.1.1 - Kế hoạch", "Kế hoạch", "Ban hành", "Sở, ban, ngành", "Trước ngày 01/12/2018")
SECOND = ("2.", "TCTP 1.1.2 - Báo cáo", "Báo cáo", "Gửi báo cáo", "Sở, ban, ngành", "Trước ngày 15/12/2018")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=20, memory_bytes=512 * MEGABYTE)) as made:
        yield made


def _workbook(path: Path, rows: list[tuple[str, ...]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, AGENCY, *rows):
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    book.close()
    return path


def _word(path: Path, rows: list[tuple[str, ...]]) -> tuple[Document, Path]:
    document = docx.Document()
    table = document.add_table(rows=0, cols=6)
    for row in (HEADINGS, AGENCY, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return document, path


def _criteria(draft: PlanDraft) -> list[tuple[str, list[str], str]]:
    rows = [read.criterion for read in draft.rows if read.criterion]
    return [(row.code, [each.text for each in row.products], str(row.deadlines[0].due_on)) for row in rows]


def test_a_deadline_merged_over_two_criteria_is_that_of_both(sandbox: Sandbox, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "plan.xlsx", [FIRST, (*SECOND[:5], "")], merged=("F3:F4",))
    assert [row[2] for row in _criteria(read_plan_draft(path, sandbox))] == ["2018-12-01", "2018-12-01"]


def test_a_criterion_over_several_rows_has_a_product_in_each(sandbox: Sandbox, tmp_path: Path) -> None:
    more = ("", "", "Văn bản giải trình", "", "", "")
    rows, merged = [FIRST, more, SECOND], ("A3:A4", "B3:B4", "D3:D4", "E3:E4", "F3:F4")
    found = _criteria(read_plan_draft(_workbook(tmp_path / "plan.xlsx", rows, merged), sandbox))
    assert [row[1] for row in found] == [["Kế hoạch", "Văn bản giải trình"], ["Báo cáo"]]


def test_merged_cells_of_a_word_table_count_as_those_of_a_workbook(sandbox: Sandbox, tmp_path: Path) -> None:
    document, path = _word(tmp_path / "plan.docx", [FIRST, ("", "", "Giải trình", "", "", ""), SECOND])
    table = document.tables[0]
    for column in (0, 1, 3, 4, 5):
        table.cell(2, column).merge(table.cell(3, column))
    document.save(str(path))
    found = _criteria(read_plan_draft(path, sandbox))
    assert [row[1] for row in found] == [["Kế hoạch", "Giải trình"], ["Báo cáo"]]


def test_a_row_of_column_numbers_and_a_repeated_head_are_no_criteria(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    numbers = ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")
    path = _workbook(tmp_path / "plan.xlsx", [numbers, FIRST, HEADINGS, numbers, SECOND])
    assert [row[0] for row in _criteria(read_plan_draft(path, sandbox))] == ["1.1.1", "1.1.2"]


def test_a_footnote_is_no_part_of_a_cell(sandbox: Sandbox, tmp_path: Path) -> None:
    _, path = _word(tmp_path / "plan.docx", [FIRST])
    document = docx.Document(str(path))
    document.tables[0].cell(2, 2).paragraphs[0].add_run("")
    paragraph = document.tables[0].cell(2, 2).paragraphs[0]
    body = document.element.body
    body.insert(0, paragraph._p)  # the helper gives the first paragraph its note
    document.save(str(path))
    add_footnote(path, "Xem phụ lục II")
    again = docx.Document(str(path))
    again.tables[0].cell(2, 2)._tc.append(next(iter(again.element.body)))
    again.save(str(path))
    assert _criteria(read_plan_draft(path, sandbox))[0][1] == ["Kế hoạch"]


def test_a_figure_behind_a_word_is_doubtful(sandbox: Sandbox, tmp_path: Path) -> None:
    row = (*FIRST[:2], "Báo cáo1", *FIRST[3:])
    draft = read_plan_draft(_workbook(tmp_path / "plan.xlsx", [row, SECOND]), sandbox)
    assert [read.row.cells[1] for read in draft.doubtful] == ["TCTP 1.1.1 - Kế hoạch"]


def test_ten_thousand_merged_cells_are_read(sandbox: Sandbox, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "plan.xlsx", [FIRST, SECOND])
    cells = "".join(f'<mergeCell ref="H{n}:H{n + 1}"/>' for n in range(10, 20_010, 2))
    _replace(
        path, "xl/worksheets/sheet1.xml", b"</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>"
    )
    assert len(_criteria(read_plan_draft(path, sandbox))) == 2


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A3:A1048576"])
def test_a_merge_over_a_whole_sheet_is_refused_in_a_sentence(
    sandbox: Sandbox, tmp_path: Path, ref: str
) -> None:
    path = _workbook(tmp_path / "plan.xlsx", [FIRST, SECOND])
    merged = f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'
    _replace(path, "xl/worksheets/sheet1.xml", b"</sheetData>", merged)
    with pytest.raises(CatalogueError, match="larger than any plan"):
        read_plan_draft(path, sandbox)


def test_a_table_of_too_many_rows_is_refused_in_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "plan.xlsx", [FIRST] * (MOST_ROWS + 1))
    with pytest.raises(CatalogueError, match="larger than any plan"):
        read_plan_draft(path, sandbox)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_a_zip_bomb_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("docx"):
        _word(path, [FIRST])
        _replace(path, "word/document.xml", b"<w:body>", "<w:body>" + "<w:p/>" * 20_000_000)
    else:
        _workbook(path, [FIRST])
        _replace(path, "xl/worksheets/sheet1.xml", b"<sheetData>", "<sheetData>" + "<row/>" * 20_000_000)
    assert path.stat().st_size < 2 * MEGABYTE
    with Sandbox(Limits(seconds=2, memory_bytes=512 * MEGABYTE)) as hasty, pytest.raises(CatalogueError):
        read_plan_draft(path, hasty)


def test_tables_inside_tables_end_somewhere(sandbox: Sandbox, tmp_path: Path) -> None:
    document, path = _word(tmp_path / "plan.docx", [FIRST])
    cell = document.tables[0].cell(2, 3)
    for _ in range(60):
        cell = cell.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "sâu"
    document.save(str(path))
    [row] = _criteria(read_plan_draft(path, sandbox))
    assert row[0] == "1.1.1"


def _replace(path: Path, part: str, old: bytes, new: str) -> None:
    with ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content.replace(old, new.encode(), 1) if name == part else content)
