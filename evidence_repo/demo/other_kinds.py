"""Files that are no letters: a workbook, and pages that look scanned."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
import xlsxwriter
from PIL import Image, ImageFilter

from evidence_repo.demo.letters import Grid

_DPI = 150
_PAPER = (247, 245, 238)
_MADE = datetime(2017, 11, 15)  # noqa: DTZ001 - a workbook's own times have no zone


def write_workbook(path: Path, title: str, sheets: Sequence[tuple[str, Grid]]) -> None:
    """Write a workbook with one table a sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": title, "created": _MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        for name, grid in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, title, book.add_format({"bold": True}))
            for column, (heading, share) in enumerate(zip(grid.headings, grid.shares, strict=True)):
                sheet.set_column(column, column, share * 4)
                sheet.write_string(2, column, heading, bold)
            for number, row in enumerate(grid.rows, 3):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, text, cell)


def write_scan(pdf: Path, path: Path, *, pages: int = 2) -> None:
    """Write the first pages of a PDF as pictures, as an office's scanner does: a PDF or a JPEG."""
    with pypdfium2.PdfDocument(pdf) as document:
        count = min(pages, len(document))
        pictures = [_scanned(document[page].render(scale=_DPI / 72).to_pil(), page) for page in range(count)]
    if path.suffix == ".pdf":
        made = _MADE.timetuple()
        pictures[0].save(
            path,
            save_all=True,
            append_images=pictures[1:],
            resolution=_DPI,
            quality=70,
            creationDate=made,
            modDate=made,
        )
    else:
        pictures[0].save(path, quality=70, dpi=(_DPI, _DPI))


def _scanned(page: Image.Image, seed: int) -> Image.Image:
    """Return the page a little crooked, soft and grainy, on paper that is not quite white."""
    crooked = page.convert("RGB").rotate(
        0.5 - seed * 0.8, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )
    soft = crooked.filter(ImageFilter.GaussianBlur(0.6))
    paper = Image.new("RGB", soft.size, _PAPER)
    grain = Image.frombytes("L", soft.size, random.Random(seed).randbytes(soft.width * soft.height))  # noqa: S311 - grain
    on_paper = Image.blend(soft, paper, 0.12)
    return Image.blend(on_paper, Image.merge("RGB", [grain] * 3), 0.06)
