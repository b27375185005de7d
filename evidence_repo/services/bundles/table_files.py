"""The bundle's tables as workbooks, from the snapshot alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from evidence_repo.reports.table import Cell, Column, Look
from evidence_repo.reports.workbook import Head, Sheet, write_workbook
from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.snapshot import CellFacts, Snapshot, TableFacts

_Row = list[CellFacts]


def render_table(snapshot: Snapshot, table: TableFacts) -> bytes:
    """Return a table as a workbook; the same snapshot gives the same bytes."""
    output = io.BytesIO()
    about = [part for part in (table["criterion"], words.one_line(table["agency"])) if part]
    sheet = Sheet(
        table["title"][:31],
        list(_columns(table)),
        table["rows"],
        head=Head(
            table["title"].upper(),
            lines=(words.cycle_title(snapshot), words.bundle_title(snapshot), *about),
            left=(snapshot["province"].upper(),),
        ),
        footer=snapshot["name"],
    )
    write_workbook(
        output,
        [sheet],
        title=f"{table['title']} - {words.bundle_title(snapshot)}",
        author=snapshot["province"],
        created=datetime.fromisoformat(snapshot["sealed_at"]),
    )
    return output.getvalue()


def _columns(table: TableFacts) -> Iterator[Column[_Row]]:
    for place, (heading, width) in enumerate(zip(table["headings"], table["widths"], strict=True)):
        yield Column(str(place), heading, _value(place), width, Look.TEXT)


def _value(place: int) -> Callable[[_Row], Cell]:
    def value(row: _Row) -> Cell:
        cell = row[place]
        if not isinstance(cell, dict):
            return cell
        return date.fromisoformat(cell["day"]) if "day" in cell else Decimal(cell["number"])

    return value
