"""Workbooks in one XML file, as Excel 2003 and many other programs save them under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from lxml import etree

from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.cell_formats import GENERAL, shown_cell
from index.extraction.readers.office_package import parse_office_xml
from index.extraction.readers.reading import Reading
from index.extraction.readers.sheets import page_of_sheet
from index.extraction.states import ExtractionState

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_flat_workbook(data: bytes, limits: Limits) -> Iterator[Reading]:
    """Read the sheets without their formulas."""
    root = parse_office_xml(data)
    formats = {
        style.get(f"{_SS}ID", ""): form.get(f"{_SS}Format", GENERAL)
        for style in root.iter(f"{_SS}Style")
        if (form := style.find(f"{_SS}NumberFormat")) is not None
    }
    sheets = list(root.iter(f"{_SS}Worksheet"))
    if not sheets:
        raise Unreadable(ExtractionState.DAMAGED, "no sheets")
    for number, sheet in enumerate(sheets[: limits.pages], start=1):
        name = sheet.get(f"{_SS}Name", "")
        yield page_of_sheet(number, len(sheets), name, _rows(sheet, formats), limits)


def _rows(sheet: etree._Element, formats: dict[str, str]) -> Iterator[str]:
    for row in sheet.iter(f"{_SS}Row"):
        line = "\t".join(text for cell in row.iter(f"{_SS}Cell") if (text := _shown(cell, formats)))
        if line:
            yield line


def _shown(cell: etree._Element, formats: dict[str, str]) -> str:
    data = cell.find(f"{_SS}Data")
    text = "".join(data.itertext()).strip() if data is not None else ""
    kind = data.get(f"{_SS}Type", "") if data is not None else ""
    form = formats.get(cell.get(f"{_SS}StyleID", ""), GENERAL)
    with suppress(ValueError):
        if kind == "Number":
            return shown_cell(float(text), form)
        if kind == "Boolean":
            return shown_cell(text == "1")
        if kind == "DateTime":
            return shown_cell(datetime.fromisoformat(text), form)
    return "" if kind == "Error" else " ".join(text.split())
