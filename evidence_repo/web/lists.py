"""Lists from one description of columns: sorted by the address, with links to sort, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, request, url_for

from evidence_repo.reports.table import Column, Sorting, sort_rows
from evidence_repo.reports.workbook import Sheet
from evidence_repo.web.workbooks import send_workbook

Row = TypeVar("Row")
_XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column: its title, the link that sorts by it, and which way it is sorted now."""

    key: str
    title: str
    address: str | None
    direction: str | None


def asked_sorting() -> Sorting | None:
    """Return what the address sorts by: `sort=key`, or `sort=-key` the other way round."""
    named = request.args.get("sort", "")
    return Sorting.parse(named) if named else None


def sorted_rows(rows: Iterable[Row], columns: Sequence[Column[Row]]) -> list[Row]:
    """Return the rows as the address sorts them."""
    return sort_rows(rows, columns, asked_sorting())


def column_heads(columns: Sequence[Column[Any]], shown: Sequence[str] = ()) -> dict[str, ColumnHead]:
    """Return the heads by the columns' keys; without `shown` those of all columns."""
    sorting = asked_sorting()
    return {column.key: _head(column, sorting) for column in columns if not shown or column.key in shown}


def _head(column: Column[Any], sorting: Sorting | None) -> ColumnHead:
    is_sorted = sorting is not None and sorting.key == column.key and column.order is not None
    wanted = sorting.turned if is_sorted and sorting is not None else Sorting(column.key)
    direction = ("descending" if sorting and sorting.descending else "ascending") if is_sorted else None
    address = list_address(sort=str(wanted)) if column.order is not None else None
    return ColumnHead(column.key, column.title, address, direction)


def list_address(**changed: str | None) -> str:
    """Return this list's address with other arguments, everything else kept but the page of it."""
    kept = {name: value for name, value in request.args.items() if name not in ("page", "format")}
    named: dict[str, Any] = {**(request.view_args or {}), **kept, **changed}
    return url_for(request.endpoint or "", **named)


def export_address() -> str:
    """Return the address of this list, filtered and sorted as it is, as a workbook."""
    return list_address(format=_XLSX)


def wants_workbook() -> bool:
    """Return whether the address asks for the list as a workbook."""
    return request.args.get("format") == _XLSX


def send_list(title: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Response:
    """Return the answer that saves the list, as it is filtered and sorted, under `title`."""
    found = sorted_rows(rows, columns)
    return send_workbook(title, [Sheet(title, columns, found, frozen=1)])
