"""The evidence index as XLSX (to print and read) and CSV (for other programs)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from evidence_repo.reports.paper import MOTTO
from evidence_repo.reports.table import Cell, Column, Group, Link, Look
from evidence_repo.reports.workbook import Head, Sheet, write_workbook
from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.index_rows import IndexRow
from evidence_repo.services.bundles.snapshot import ChangeFacts, Snapshot
from workflows.bag_texts import UTF8_BOM, neutral_cell

_WIDTHS = (5, 11, 19, 11, 15, 11, 16, 30, 11, 12, 22, 14, 16)
_SMALL = {"Tệp", "SHA-256"}

Held = Mapping[str, Sequence[IndexRow]]


def render_csv(held: Held, left_out: Sequence[IndexRow]) -> bytes:
    """Return the index as CSV: UTF-8 with BOM, commas, CRLF, no cell that a spreadsheet would execute."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(words.COLUMNS)
    for row in (*(row for rows in held.values() for row in rows), *left_out):
        writer.writerow([neutral_cell(cell) for cell in row.cells()])
    return UTF8_BOM + text.getvalue().encode()


def render_xlsx(snapshot: Snapshot, held: Held, left_out: Sequence[IndexRow]) -> bytes:
    """Return the index as a workbook of an official look; the same snapshot gives the same bytes."""
    output = io.BytesIO()
    index = Sheet(
        "Danh mục TLKC",
        _columns(),
        _grouped(snapshot, held, left_out),
        head=Head(
            words.INDEX_TITLE,
            lines=(
                words.cycle_title(snapshot),
                "; ".join(
                    part for part in (words.bundle_title(snapshot), words.plan_title(snapshot)) if part
                ),
            ),
            left=(snapshot["province"].upper(),),
            right=MOTTO,
        ),
        footer=snapshot["name"],
    )
    write_workbook(
        output,
        [index, _changes(snapshot)] if snapshot["changes"] else [index],
        title=f"{words.INDEX_TITLE} - {words.bundle_title(snapshot)}",
        author=snapshot["province"],
        created=datetime.fromisoformat(snapshot["sealed_at"]),
    )
    return output.getvalue()


def _columns() -> list[Column[IndexRow]]:
    texts = [
        Column(str(number), title, _cell(number), width, Look.SMALL if title in _SMALL else Look.TEXT)
        for number, (title, width) in enumerate(zip(words.COLUMNS, _WIDTHS, strict=True))
    ]
    ordinal: Column[IndexRow] = Column(
        "0", words.COLUMNS[0], lambda row: row.ordinal, _WIDTHS[0], Look.CENTRED
    )
    # The link leads to the file beside this table, when the bag is unpacked.
    texts[words.COLUMNS.index("Tệp")] = Column("10", "Tệp", _file, _WIDTHS[10], Look.SMALL)
    return [ordinal, *texts[1:]]


def _cell(number: int) -> Callable[[IndexRow], Cell]:
    return lambda row: row.cells()[number]


def _file(row: IndexRow) -> Cell:
    return Link(row.file, f"external:{row.file}") if row.file else None


def _grouped(snapshot: Snapshot, held: Held, left_out: Sequence[IndexRow]) -> Iterator[IndexRow | Group]:
    fields = {field["code"]: field["name"] for field in snapshot["fields"]}
    field = None
    for criterion in snapshot["criteria"]:
        if criterion["field"] != field:
            field = criterion["field"]
            yield Group(f"Lĩnh vực {field}. {fields[field]}")
        yield Group(f"{criterion['label']}. {criterion['title']} (Cơ quan chủ trì: {criterion['agency']})", 2)
        yield from held[criterion["label"]]
    if left_out:
        yield Group(words.LEFT_OUT_TITLE)
    yield from left_out


def _changes(snapshot: Snapshot) -> Sheet[tuple[int, ChangeFacts]]:
    title = f"Thay đổi so với bộ hồ sơ số {snapshot['changes_since']:02d}"
    columns: list[Column[tuple[int, ChangeFacts]]] = [
        Column("ordinal", "TT", lambda row: row[0], 5, Look.CENTRED),
        Column("criterion", "Mã tiêu chí", lambda row: row[1]["criterion"], 14),
        Column("change", title, lambda row: words.change_sentence(row[1]), 100),
    ]
    return Sheet("Thay đổi", columns, enumerate(snapshot["changes"], 1), frozen=0)
