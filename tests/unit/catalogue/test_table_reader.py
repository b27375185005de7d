"""The same plan typed in Word and in a workbook reads as the same plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from evidence_repo.catalogue.cells import split_items
from evidence_repo.catalogue.json_form import plan_to_json
from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.catalogue.readers import read_plan_file
from evidence_repo.catalogue.shipped import an_giang_2017, an_giang_2017_text
from index.extraction import Limits, Sandbox
from tests.plan_files import plan_lines


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=20)) as made:
        yield made


def _mark_as_list(paragraph: Paragraph) -> None:
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:numPr"))


def _word_file(path: Path, *, tables: int = 1, automatic: bool = False) -> Path:
    document = docx.Document()
    heading, rows = plan_lines()
    for line in heading:
        document.add_paragraph(line.replace("|", "\t") if "Số:" not in line else line)
    size = -(-len(rows) // tables)
    for begin in range(0, len(rows), size):
        table = document.add_table(rows=0, cols=6)
        for row in rows[begin : begin + size]:
            cells = table.add_row().cells
            if row[2:] == [""] * 4:
                cells[0].text, cells[1].text = row[:2]
                cells[1].merge(cells[5])
                continue
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
            if automatic and row[0] != "TT":
                cells[0].text = ""
                if row[2].startswith("- "):
                    first, *others = split_items(row[2])
                    cells[2].text = first
                    for paragraph in [cells[2].paragraphs[0], *(cells[2].add_paragraph(o) for o in others)]:
                        _mark_as_list(paragraph)
        document.add_paragraph("")
    document.add_paragraph("Nơi nhận: các sở, ban, ngành")
    document.save(str(path))
    return path


def _workbook(path: Path, extra: list[list[object]] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["Ghi chú"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Kế hoạch")
    heading, rows = plan_lines()
    for line in heading:
        sheet.append([None, line])
    for row in rows:
        number = row[0].rstrip(".")
        sheet.append([None, float(number) if number.isdigit() else number, *row[1:]])
    for extra_row in extra or [[None, "Nơi nhận:", "Các sở, ban, ngành"]]:
        sheet.append(extra_row)
    book.save(path)
    book.close()
    return path


def test_a_word_file_reads_as_the_text_does(sandbox: Sandbox, tmp_path: Path) -> None:
    assert read_plan_file(_word_file(tmp_path / "plan.docx"), sandbox) == an_giang_2017()


def test_a_table_over_several_word_tables_is_one(sandbox: Sandbox, tmp_path: Path) -> None:
    assert read_plan_file(_word_file(tmp_path / "plan.DOCX", tables=4), sandbox) == an_giang_2017()


def test_automatic_numbers_and_list_marks_count_as_typed_ones(sandbox: Sandbox, tmp_path: Path) -> None:
    assert read_plan_file(_word_file(tmp_path / "plan.docx", automatic=True), sandbox) == an_giang_2017()


def test_a_workbook_reads_as_the_text_does(sandbox: Sandbox, tmp_path: Path) -> None:
    assert read_plan_file(_workbook(tmp_path / "plan.xlsx"), sandbox) == an_giang_2017()


def test_a_row_behind_the_end_of_a_workbook_s_table_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    extra: list[list[object]] = [[None, "Nơi nhận:", "Các sở"], [None, "3.", "TCTP 1.1.9 - Sót lại"]]
    with pytest.raises(CatalogueError, match="follows the table's end") as refused:
        read_plan_file(_workbook(tmp_path / "plan.xlsx", extra), sandbox)
    assert refused.value.line == 80


def test_text_and_json_files_are_read(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(an_giang_2017_text(), encoding="utf-8-sig")
    (tmp_path / "plan.json").write_text(plan_to_json(an_giang_2017()), encoding="utf-8")
    assert read_plan_file(tmp_path / "plan.txt", sandbox) == an_giang_2017()
    assert read_plan_file(tmp_path / "plan.json", sandbox) == an_giang_2017()


def test_a_workbook_without_the_table_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    book.close()
    with pytest.raises(CatalogueError, match="No table of criteria"):
        read_plan_file(tmp_path / "empty.xlsx", sandbox)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "plan.json", "plan.pdf", "plan.txt"])
def test_files_that_are_not_what_they_say_are_refused(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe no plan")
    with pytest.raises(CatalogueError):
        read_plan_file(tmp_path / name, sandbox)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_a_damaged_file_is_read_as_it_was_or_refused(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    whole = (_word_file if name.endswith("docx") else _workbook)(tmp_path / name).read_bytes()
    seeded, read = random.Random(7), 0
    for _ in range(40):
        damaged = bytearray(whole)
        at = seeded.randrange(len(damaged) - 64)
        damaged[at : at + 64] = seeded.randbytes(64)
        (tmp_path / name).write_bytes(damaged)
        try:
            assert read_plan_file(tmp_path / name, sandbox) == an_giang_2017()
            read += 1
        except CatalogueError:
            continue
    assert read < 40


def test_broken_xml_inside_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    for name, part in (("plan.docx", "word/document.xml"), ("plan.xlsx", "xl/workbook.xml")):
        built = (_word_file if name.endswith("docx") else _workbook)(tmp_path / name)
        with ZipFile(built) as source:
            parts = {entry: source.read(entry) for entry in source.namelist()}
        with ZipFile(built, "w") as target:
            for entry, content in parts.items():
                target.writestr(entry, content[: len(content) // 2] if entry == part else content)
        with pytest.raises(CatalogueError, match=r"could not be read|not a file of the kind"):
            read_plan_file(built, sandbox)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "plan.json", "plan.txt"])
def test_a_missing_file_is_refused(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    with pytest.raises(CatalogueError):
        read_plan_file(tmp_path / name, sandbox)
