"""From the rows of a table, however they were read, to a plan with its warnings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from evidence_repo.catalogue.agencies import canonical_agency, slug_of
from evidence_repo.catalogue.cells import read_coordinating, read_deadlines, read_name, read_products
from evidence_repo.catalogue.detectors import with_warnings
from evidence_repo.catalogue.fields import FIELDS, field_of, group_of
from evidence_repo.catalogue.plan import CatalogueCriterion, CatalogueError, CataloguePlan
from evidence_repo.catalogue.targets import read_targets
from evidence_repo.words import N_
from index.text import compose

COLUMNS = 6
NO_TABLE_ADVICE = N_("Its headings are TT, Tên Tiêu chí/TCTP, Kết quả, Yêu cầu, Cơ quan phối hợp, Thời gian.")
_ROMAN = [
    tens + ones
    for tens in ("", "X")
    for ones in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
]
_HEADER = ("tt", "ten tieu chi", "ket qua", "yeu cau", "phoi hop", "thoi gian")
_NUMBER = re.compile(
    r"(?:(?:^|\|)[^\S\n]*+Số\s*:|Kèm theo Kế hoạch số)\s*(\d{1,6})\s*/\s*(KH-[A-ZĐ]{1,20})", re.I | re.M
)
_PLACE_AND_DATE = re.compile(r"(?:^|\|)[^\S\n]*+([^|,\n]+), ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.M)
_TITLE = re.compile(r"\b(Kế hoạch [Tt]hực hiện [^\n]{0,450}?năm (\d{4}))\s*(?:, như sau|[.:]|$)", re.M)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where it begins (for messages) and its cells, spaces collapsed."""

    line: int
    cells: tuple[str, ...]


def clean_cell(text: str) -> str:
    """Return the text in NFC, every run of white space as one blank."""
    return " ".join(compose(text).split())


def is_header(cells: Iterable[str]) -> bool:
    """Tell whether these are the plan's six column headings."""
    slugs = [slug_of(cell).replace("-", " ") for cell in cells]
    return len(slugs) == COLUMNS and all(word in slug for word, slug in zip(_HEADER, slugs, strict=True))


def build_plan(
    heading: str, rows: Iterable[TableRow], *, year: int | None = None, province: str | None = None
) -> CataloguePlan:
    """Return the plan; `year` and `province` stand in where the heading names none, else must agree with it.

    Raises `CatalogueError` for anything in the table that is not understood: nothing is skipped.
    """
    head = _read_heading(heading)
    table = _Table()
    for row in rows:
        table.take(row)
    table.close()
    for given, found in ((year, head.year), (province, head.province)):
        if given is not None and found is not None and slug_of(str(found)) not in slug_of(str(given)):
            raise CatalogueError("The plan is of %(found)s, not of %(given)s.", found=found, given=given)
    known_year, known_province = head.year or year, head.province or province
    if known_year is None or known_province is None:
        raise CatalogueError("The plan names neither its year nor its province clearly: state both.")
    return with_warnings(
        CataloguePlan(
            head.number, head.issued_on, head.title, known_province, known_year, FIELDS, tuple(table.criteria)
        )
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    number: str | None
    issued_on: date | None
    title: str | None
    province: str | None
    year: int | None


def _read_heading(text: str) -> _Heading:
    text = compose(text)
    number, placed, titled = _NUMBER.search(text), _PLACE_AND_DATE.search(text), _TITLE.search(text)
    issued_on = None
    if placed is not None:
        try:
            issued_on = date(int(placed[4]), int(placed[3]), int(placed[2]))
        except ValueError as wrong:
            raise CatalogueError(
                "The plan's date of issue does not exist: %(date)s.", date=placed[0]
            ) from wrong
    return _Heading(
        number=f"{number[1]}/{number[2].upper()}" if number else None,
        issued_on=issued_on,
        title=titled[1] if titled else None,
        province=placed[1].strip() if placed else None,
        year=int(titled[2]) if titled else issued_on.year if issued_on else None,
    )


@dataclass(slots=True)
class _Table:
    """The criteria read so far, and the agency whose rows are being read."""

    criteria: list[CatalogueCriterion] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    ordinal: int = 0
    agency_line: int = 0

    def take(self, row: TableRow) -> None:
        first, second, *others = (*row.cells, "", "")
        if first.rstrip(".") in _ROMAN and not any(cell not in ("", second) for cell in others):
            self._open_agency(first.rstrip("."), second, row.line)
        elif len(row.cells) != COLUMNS:
            raise CatalogueError(
                "Line %(line)d: the row has %(count)d cells, not six.", line=row.line, count=len(row.cells)
            )
        else:
            self._take_criterion(row)

    def close(self) -> None:
        if not self.criteria:
            raise CatalogueError("No table of criteria was found in the plan.", advice=NO_TABLE_ADVICE)
        self._check_agency_has_rows()

    def _check_agency_has_rows(self) -> None:
        if self.agencies and not self.ordinal:
            raise CatalogueError(
                "Line %(line)d: %(agency)s has no criteria.", line=self.agency_line, agency=self.agencies[-1]
            )

    def _open_agency(self, order: str, name: str, line: int) -> None:
        self._check_agency_has_rows()
        expected = _ROMAN[len(self.agencies)] if len(self.agencies) < len(_ROMAN) else ""
        if order != expected:
            raise CatalogueError(
                "Line %(line)d: agency %(order)s comes where %(expected)s is expected.",
                line=line,
                order=order,
                expected=expected,
            )
        if not name:
            raise CatalogueError("Line %(line)d: the lead agency has no name.", line=line)
        self.agencies.append(canonical_agency(name))
        self.ordinal, self.agency_line = 0, line

    def _take_criterion(self, row: TableRow) -> None:
        number = row.cells[0].rstrip(".")
        if not self.agencies:
            raise CatalogueError("Line %(line)d: a criterion comes before any lead agency.", line=row.line)
        # A word processor that numbers rows by itself leaves the cell empty.
        if number and number != str(self.ordinal + 1):
            raise CatalogueError(
                "Line %(line)d: row %(number)s comes where %(expected)d is expected.",
                line=row.line,
                number=number,
                expected=self.ordinal + 1,
            )
        self.ordinal += 1
        criterion = self._criterion(row)
        if any(other.label == criterion.label for other in self.criteria):
            raise CatalogueError(
                "Line %(line)d: %(criterion)s is in the plan twice.", line=row.line, criterion=criterion.label
            )
        self.criteria.append(criterion)

    def _criterion(self, row: TableRow) -> CatalogueCriterion:
        _, name, products, requirement, coordinating, deadlines = row.cells
        kind, code, title = read_name(name, row.line)
        agency_code = slug_of(self.agencies[-1])
        group = group_of(kind, code, agency_code)
        if field_of(group, code) not in {known.code for known in FIELDS}:
            raise CatalogueError(
                "Line %(line)d: %(criterion)s belongs to no field.", line=row.line, criterion=code
            )
        if not requirement:
            raise CatalogueError("Line %(line)d: the requirement (yêu cầu) is empty.", line=row.line)
        return CatalogueCriterion(
            agency=self.agencies[-1],
            agency_code=agency_code,
            agency_order=_ROMAN[len(self.agencies) - 1],
            ordinal=self.ordinal,
            kind=kind,
            code=code,
            group=group,
            field=field_of(group, code),
            title=title,
            products=read_products(products, row.line),
            requirement=requirement,
            coordinating=read_coordinating(coordinating, row.line),
            coordinating_text=coordinating,
            deadlines=read_deadlines(deadlines, row.line),
            targets=read_targets(requirement, title),
        )
