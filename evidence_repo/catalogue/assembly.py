"""From the rows of a table, however they were read, to a plan with its warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from evidence_repo.catalogue.agencies import canonical_agency, slug_of
from evidence_repo.catalogue.cells import read_coordinating, read_deadlines, read_name, read_products
from evidence_repo.catalogue.detectors import with_warnings
from evidence_repo.catalogue.doubts import Doubt, doubts_of
from evidence_repo.catalogue.fields import FIELDS, field_of, group_of
from evidence_repo.catalogue.heading import PlanHeading
from evidence_repo.catalogue.plan import (
    CatalogueCriterion,
    CatalogueError,
    CataloguePlan,
    Place,
    PlaceKind,
)
from evidence_repo.catalogue.rows import COLUMNS, PlanRow, is_agency_row
from evidence_repo.catalogue.targets import read_targets
from evidence_repo.catalogue.written import cells_of
from evidence_repo.words import N_

NO_TABLE_ADVICE = N_(
    "Its headings are TT, Tên Tiêu chí/TCTP, Kết quả, Yêu cầu, Cơ quan phối hợp, Thời gian. In a PDF its "
    "cells must have lines around them: if they have none, download the XLSX template, fill it in "
    "and import that."
)
_ROMAN = [
    tens + ones
    for tens in ("", "X")
    for ones in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it was understood: a criterion, an agency, or the fault for which it was not."""

    row: PlanRow
    criterion: CatalogueCriterion | None = None
    fault: CatalogueError | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it was read, every row with its place: what is shown before anything is applied."""

    heading: PlanHeading
    rows: tuple[ReadRow, ...]

    @classmethod
    def of(cls, heading: PlanHeading, rows: Iterable[PlanRow]) -> PlanDraft:
        """Understand the rows, each by itself; raise `CatalogueError` if there are none."""
        table = _Table()
        read = [table.take(row) for row in rows]
        if not any(row.criterion or row.fault for row in read):
            raise CatalogueError("No table of criteria was found in the plan.", advice=NO_TABLE_ADVICE)
        return cls(heading, tuple(_doubted(table.closed(read))))

    @classmethod
    def of_plan(cls, plan: CataloguePlan) -> PlanDraft:
        """Return the rows of a plan that this program wrote; they are not read again."""
        heading = PlanHeading(plan.number, plan.issued_on, plan.title, plan.province, plan.year)
        numbered = enumerate(plan.criteria, start=1)
        return cls(
            heading,
            tuple(
                ReadRow(PlanRow(Place(PlaceKind.ROW, number), cells_of(criterion)), criterion)
                for number, criterion in numbered
            ),
        )

    @property
    def faults(self) -> tuple[ReadRow, ...]:
        """Return the rows that are not understood."""
        return tuple(read for read in self.rows if read.fault is not None)

    @property
    def doubtful(self) -> tuple[ReadRow, ...]:
        """Return the rows that are understood, but perhaps wrongly read."""
        return tuple(read for read in self.rows if read.doubts and read.fault is None)

    def plan(self, *, year: int | None = None, province: str | None = None) -> CataloguePlan:
        """Return the plan; `year` and `province` stand in where the heading names none, else must agree.

        Raises `CatalogueError` for the first row that is not understood: nothing is skipped.
        """
        for read in self.rows:
            if read.fault is not None:
                raise read.fault
        head = self.heading.agreed(year, province)
        criteria = tuple(read.criterion for read in self.rows if read.criterion is not None)
        assert head.year is not None
        assert head.province is not None
        return with_warnings(
            CataloguePlan(head.number, head.issued_on, head.title, head.province, head.year, FIELDS, criteria)
        )


def _doubted(rows: list[ReadRow]) -> Iterator[ReadRow]:
    before: CatalogueCriterion | None = None
    for read in rows:
        yield replace(read, doubts=doubts_of(read.row, read.criterion, before))
        before = read.criterion or before


@dataclass(slots=True)
class _Table:
    """What was read so far, and the agency whose rows are being read."""

    labels: set[str] = field(default_factory=set)
    agencies: list[str] = field(default_factory=list)
    agency_row: PlanRow | None = None
    ordinal: int = 0

    def take(self, row: PlanRow) -> ReadRow:
        """Understand one row; a fault is told with its place."""
        try:
            if is_agency_row(row):
                self._open_agency(row)
                return ReadRow(row)
            return ReadRow(row, self._criterion_of(row))
        except CatalogueError as fault:
            return ReadRow(row, fault=fault.at(row.place) if fault.fault is fault else fault)

    def closed(self, rows: list[ReadRow]) -> list[ReadRow]:
        """Return the rows; the last agency must have some."""
        if self.agency_row is None or self.ordinal or rows[-1].fault:
            return rows
        return [*rows[:-1], replace(rows[-1], fault=self._without_rows(self.agency_row))]

    def _without_rows(self, row: PlanRow) -> CatalogueError:
        return CatalogueError("%(agency)s has no criteria.", agency=self.agencies[-1]).at(row.place)

    def _open_agency(self, row: PlanRow) -> None:
        order, name = row.cells[0].rstrip("."), row.cells[1]
        fault = self._without_rows(self.agency_row) if self.agency_row and not self.ordinal else None
        expected = _ROMAN[len(self.agencies)] if len(self.agencies) < len(_ROMAN) else ""
        if fault is None and order != expected and not (row.is_recognised and expected):
            fault = CatalogueError(
                "Agency %(order)s comes where %(expected)s is expected.", order=order, expected=expected
            )
        if not name:
            raise CatalogueError("The lead agency has no name.")
        self.agencies.append(canonical_agency(name))
        self.ordinal, self.agency_row = 0, row
        if fault is not None:
            raise fault

    def _criterion_of(self, row: PlanRow) -> CatalogueCriterion:
        if len(row.cells) != COLUMNS:
            raise CatalogueError("The row has %(count)d cells, not six.", count=len(row.cells))
        if not self.agencies:
            raise CatalogueError("A criterion comes before any lead agency.")
        self.ordinal += 1
        number = row.cells[0].rstrip(".")
        # A word processor that numbers rows by itself leaves the cell empty; a recognised number is a doubt.
        if number and number != str(self.ordinal) and not row.is_recognised:
            expected, self.ordinal = self.ordinal, int(number) if number.isdecimal() else self.ordinal
            raise CatalogueError(
                "Row %(number)s comes where %(expected)d is expected.", number=number, expected=expected
            )
        criterion = self._read(row)
        if criterion.label in self.labels:
            raise CatalogueError("%(criterion)s is in the plan twice.", criterion=criterion.label)
        self.labels.add(criterion.label)
        return criterion

    def _read(self, row: PlanRow) -> CatalogueCriterion:
        _, name, products, requirement, coordinating, deadlines = row.cells
        kind, code, title = read_name(name)
        agency_code = slug_of(self.agencies[-1])
        group = group_of(kind, code, agency_code)
        if field_of(group, code) not in {known.code for known in FIELDS}:
            raise CatalogueError("%(criterion)s belongs to no field.", criterion=code)
        if not requirement:
            raise CatalogueError("The requirement (yêu cầu) is empty.")
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
            products=read_products(products),
            requirement=requirement,
            coordinating=read_coordinating(coordinating),
            coordinating_text=coordinating,
            deadlines=read_deadlines(deadlines),
            targets=read_targets(requirement, title),
        )
