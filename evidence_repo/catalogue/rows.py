"""Find the plan's six columns in the rows of a file's tables, and put broken rows together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from evidence_repo.catalogue.agencies import slug_of
from evidence_repo.catalogue.plan import CatalogueError, Place, PlaceKind
from index.extraction import TableRow
from index.text import compose

COLUMNS = 6
NAME, PRODUCTS, COORDINATING, DEADLINES = 1, 2, 4, 5
_HEADER = ("tt", "ten tieu chi", "ket qua", "yeu cau", "phoi hop", "thoi gian")
_MOST_MISREAD = 2
_ORDER = re.compile(r"(?:\d{1,3}|[IVX]{1,6})\.?")
_ROMAN = re.compile(r"[IVX]{1,6}\.?")
_CRITERION = re.compile(r"(?:TCTP|TC)\s*+\d")
_COLUMN_NUMBERS = [str(number) for number in range(1, COLUMNS + 1)]
_BROKEN_WORD = re.compile(r"(?<=\S)([-/])\n(?=\w)")
_MARKS = ("-", "–", "+")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan: where it begins, its cells with spaces collapsed, how surely each was recognised."""

    place: Place
    cells: tuple[str, ...]
    confidences: tuple[float, ...] = ()

    @property
    def is_recognised(self) -> bool:
        """Return whether the row was read on a picture."""
        return bool(self.confidences)


def clean_cell(text: str) -> str:
    """Return the text in NFC, every run of white space as one blank, words broken at a line's end whole."""
    return " ".join(_BROKEN_WORD.sub(r"\1", compose(text)).split())


def is_header(cells: Iterable[str]) -> bool:
    """Return whether these are the plan's six column headings; on a scan two of them may be misread."""
    slugs = [slug_of(cell).replace("-", " ") for cell in cells]
    found = sum(word in slug for word, slug in zip(_HEADER, slugs, strict=False))
    return len(slugs) == COLUMNS and found >= COLUMNS - _MOST_MISREAD


def is_agency_row(row: PlanRow) -> bool:
    """Return whether the row names a lead agency: a roman number and a name, nothing else."""
    first, name, *others = (*row.cells, "", "")
    if any(cell not in ("", name) for cell in others) or _CRITERION.match(name):
        return False
    return bool(_ROMAN.fullmatch(first)) or (row.is_recognised and name.isupper())


def find_plan_rows(rows: Sequence[TableRow], kind: PlaceKind) -> tuple[str, list[PlanRow]]:
    """Return what stands above the table, and the table's rows.

    Raises `CatalogueError` for a criterion behind the table's end.
    """
    finder = _Finder(kind)
    for row in rows:
        finder.take(row)
    return "\n".join(finder.heading), finder.found


@dataclass(slots=True)
class _Finder:
    """The rows met so far. `starts` are the columns in which the six cells begin, `end` the table's end."""

    kind: PlaceKind
    heading: list[str] = field(default_factory=list)
    found: list[PlanRow] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    end: Place | None = None

    def take(self, row: TableRow) -> None:
        starts = _header_at(row)
        if starts:
            self.starts, self.end = starts, None
        elif not self.starts:
            self.heading.extend(line for cell in row.cells if cell for line in cell.splitlines())
        elif row.number:
            self._take_body(row, Place(self.kind, row.number, row.page))

    def _take_body(self, row: TableRow, place: Place) -> None:
        cells = self._six(row)
        texts = tuple(cell or "" for cell in cells)
        if not any(texts) or [text.strip("()") for text in texts] == _COLUMN_NUMBERS:
            return
        is_criterion = bool(_CRITERION.match(texts[NAME]))
        if self.end is not None:
            if is_criterion:
                fault = CatalogueError(
                    "A criterion follows the table's end in row %(end)d.", end=self.end.row
                )
                raise fault.at(place)
            return
        made = PlanRow(place, texts, self._confidences(row))
        if is_criterion:
            above = self.found[-1].cells if self.found else texts
            self.found.append(replace(made, cells=_filled(cells, above)))
        elif is_agency_row(made) or (_ORDER.fullmatch(texts[0]) and texts[NAME]):
            self.found.append(made)
        elif self.found and (made.is_recognised or not texts[0]) and self._goes_on(made):
            self.found[-1] = _joined(self.found[-1], made)
        else:
            self.end = place

    def _goes_on(self, row: PlanRow) -> bool:
        """Return whether the row can be the rest of the one before it."""
        return not is_agency_row(self.found[-1]) and len(self.found[-1].cells) == COLUMNS

    def _six(self, row: TableRow) -> list[str | None]:
        ends = [*self.starts[1:], len(row.cells)]
        parts = [row.cells[start:end] for start, end in zip(self.starts, ends, strict=False)][:COLUMNS]
        return [
            None if not any(part) and None in part else clean_cell("\n".join(filter(None, part)))
            for part in parts
        ]

    def _confidences(self, row: TableRow) -> tuple[float, ...]:
        if not row.confidences:
            return ()
        ends = [*self.starts[1:], len(row.cells)]
        parts = zip(self.starts, ends, strict=False)
        return tuple(min(row.confidences[start:end], default=1.0) for start, end in parts)[:COLUMNS]


def _header_at(row: TableRow) -> list[int]:
    """Return where the six headings begin, and the heading behind them if there is one; empty if not."""
    filled = [at for at, cell in enumerate(row.cells) if cell]
    for first in range(len(filled) - COLUMNS + 1):
        window = filled[first : first + COLUMNS]
        if is_header(row.cells[at] or "" for at in window):
            return filled[first : first + COLUMNS + 1]
    return []


def _filled(cells: Sequence[str | None], above: Sequence[str]) -> tuple[str, ...]:
    """Return the cells, those that a merged one covers filled from the row above."""
    return tuple(
        (above[at] if at < len(above) else "") if cell is None else cell for at, cell in enumerate(cells)
    )


def _joined(before: PlanRow, after: PlanRow) -> PlanRow:
    """Return a row that goes on in the next: over a page words go on, on one page items of lists follow."""
    is_broken = before.place.page != after.place.page
    cells = [
        _joined_cell(first, second, as_items=not is_broken and column in (PRODUCTS, DEADLINES))
        for column, (first, second) in enumerate(zip(before.cells, after.cells, strict=True))
    ]
    confidences = tuple(map(min, zip(before.confidences, after.confidences, strict=False)))
    return replace(before, cells=tuple(cells), confidences=confidences)


def _joined_cell(first: str, second: str, *, as_items: bool) -> str:
    if not first or not second:
        return first or second
    if as_items:
        return " ".join(part if part.startswith(_MARKS) else f"- {part}" for part in (first, second))
    return clean_cell(f"{first}\n{second}")
