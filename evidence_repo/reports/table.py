"""A list described once: its columns give the page's table, the sorting and the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

from index.text import vietnamese_order

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a web address, or to a file beside the workbook (`external:` and a path)."""

    text: str
    address: str


Cell = str | int | Decimal | date | datetime | Link | None


class Look(StrEnum):
    """How a column's cells are set."""

    TEXT = "text"
    CENTRED = "centred"
    SMALL = "small"
    PERCENT = "percent"
    """A share from 0 to 1, shown as a percentage with one decimal."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: `key` names it in addresses, `width` is in characters, `order` gives what is sorted by.

    Without `order` the list cannot be sorted by this column. Rows whose key is None come last either way.
    """

    key: str
    title: str
    value: Callable[[Row], Cell]
    width: float = 16
    look: Look = Look.TEXT
    order: Callable[[Row], Any] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A line across all columns over the rows that follow it; level 1 stands above level 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a list is sorted by: a column's key, and which way."""

    key: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sorting:
        """Read `key` or `-key`, as it stands in an address."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key

    @property
    def turned(self) -> Sorting:
        """Return the other way round."""
        return Sorting(self.key, not self.descending)


def sort_rows(rows: Iterable[Row], columns: Sequence[Column[Row]], sorting: Sorting | None) -> list[Row]:
    """Return the rows sorted; as they came where `sorting` is None or names no column that can be sorted."""
    given = list(rows)
    if sorting is None:
        return given
    order = next((column.order for column in columns if column.key == sorting.key), None)
    if order is None:
        return given
    in_order = cache(vietnamese_order)  # the same few names stand in many rows
    keyed = [(_place(order(row), in_order), row) for row in given]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=sorting.descending)
    return [row for _, row in known] + [row for key, row in keyed if key is None]


def _place(value: Any, in_order: Callable[[str], Any]) -> Any:
    """Return what a value is compared by: words in Vietnamese order, alone or among others."""
    if isinstance(value, str):
        return in_order(value)
    return tuple(_place(each, in_order) for each in value) if isinstance(value, tuple) else value
