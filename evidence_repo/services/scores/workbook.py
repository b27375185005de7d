"""A scheme as a workbook that can be imported again, and one made up for a plan whose points nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, CriterionGroup, SchemeRow, ScoringScheme
from evidence_repo.reports.table import Column
from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.people.sheets import SheetCells, SheetRow, plain_words, read_rows
from evidence_repo.services.scores.exempting import written_exemptions
from evidence_repo.services.scores.scheme_sheet import SCHEME_COLUMNS, with_comma, written_bands
from evidence_repo.services.scores.words import ROW_KINDS, SCORERS, SCORINGS
from workflows.scoring import Band, RowKind, Scorer, Scoring
from workflows.targets import TargetKind

EXAMPLE = "thang điểm minh họa"
"""The source of rows that are made up: points that no decision gives."""
_EXAMPLE_TOTAL, _STEP = Decimal(100), Decimal("0.25")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenScheme:
    """A scheme's rows as a workbook has them."""

    title: str
    rows: Sequence[Cells]

    def sheet(self) -> Sheet[Cells]:
        """Return the sheet to write."""
        columns = [
            Column(each.key, each.titles[0], _cell(place), each.width)
            for place, each in enumerate(SCHEME_COLUMNS)
        ]
        return Sheet("Thang điểm", columns, self.rows, frozen=1)

    def read(self) -> list[SheetRow]:
        """Return the rows as if they had been read from the workbook."""
        heading = tuple(each.titles[0] for each in SCHEME_COLUMNS)
        cells = [SheetCells(number, row) for number, row in enumerate([heading, *self.rows], 1)]
        return read_rows(cells, SCHEME_COLUMNS)


def _cell(place: int) -> Callable[[Cells], str]:
    return lambda row: row[place]


def is_example(rows: Iterable[SchemeRow]) -> bool:
    """Return whether any of these rows is made up."""
    return any(plain_words(row.source) == plain_words(EXAMPLE) for row in rows)


def written_scheme(scheme: ScoringScheme, exempt: Mapping[int, Mapping[str, str]]) -> WrittenScheme:
    """Return a scheme as it can be imported again; `exempt` has the reasons by row and agency."""
    names = {row.id: row.label for row in scheme.rows}
    rows = [
        _written(
            row,
            names.get(row.parent_id or 0, ""),
            written_exemptions(scheme.agency_group, exempt.get(row.id, {})),
        )
        for row in scheme.rows
    ]
    return WrittenScheme("Thang điểm", rows)


def _written(row: SchemeRow, parent: str, exempt: str) -> Cells:
    return (
        row.code,
        ROW_KINDS[row.kind],
        row.title,
        parent,
        "" if row.maximum is None else with_comma(row.maximum),
        SCORINGS[row.scoring] if row.scoring else "",
        written_bands(row.steps),
        SCORERS[row.scorer] if row.scorer else "",
        row.source,
        exempt,
    )


def example_scheme(session: Session, cycle: AssessmentCycle) -> WrittenScheme:
    """Return a complete scheme of 100 points for the cycle's plan, made up and marked as such."""
    wanted = select(Criterion).where(Criterion.cycle_id == cycle.id, Criterion.dropped_reason.is_(None))
    criteria = session.scalars(wanted.order_by(Criterion.id)).all()
    points = dict(zip([each.id for each in criteria], _shares(len(criteria)), strict=True))
    by_field: dict[int, list[Criterion]] = {}
    for each in criteria:
        by_field.setdefault(each.field_id, []).append(each)
    in_order = sorted(by_field.values(), key=lambda group: (group[0].field.ordinal, group[0].field.code))
    rows = [row for group in in_order for row in _example_rows(group, points)]
    return WrittenScheme("Thang điểm minh họa", rows)


def _shares(count: int) -> list[Decimal]:
    """Return how 100 points are given to so many rows, in quarters, the first ones getting what is over."""
    if not count:
        return []
    quarters = int(_EXAMPLE_TOTAL / _STEP)
    each, over = divmod(quarters, count)
    return [_STEP * (each + (place < over)) for place in range(count)]


def _example_rows(group: Sequence[Criterion], points: dict[int, Decimal]) -> Iterator[Cells]:
    field = group[0].field
    total = sum((points[each.id] for each in group), Decimal(0))
    yield (field.code, ROW_KINDS[RowKind.FIELD], field.name, "", with_comma(total), "", "", "", EXAMPLE, "")
    for each in group:
        scoring, scorer = _example_scoring(each)
        bands = _example_bands(points[each.id]) if scoring is Scoring.BANDS else ()
        yield (
            each.code,
            ROW_KINDS[RowKind(each.kind)],
            " ".join(each.title.split())[:900],
            f"{RowKind.FIELD} {field.code}",
            with_comma(points[each.id]),
            SCORINGS[scoring],
            written_bands(bands),
            SCORERS[scorer],
            EXAMPLE,
            "",
        )


def _example_scoring(criterion: Criterion) -> tuple[Scoring, Scorer]:
    if criterion.group is CriterionGroup.IMPACT:
        return Scoring.MANUAL, Scorer.SURVEY
    hard = [target for target in criterion.targets if not target.is_soft]
    if not hard:
        return Scoring.MANUAL, Scorer.SELF
    is_share = all(target.kind is TargetKind.PERCENT for target in hard)
    return (Scoring.BANDS if is_share else Scoring.PROPORTIONAL), Scorer.SELF


def _example_bands(maximum: Decimal) -> tuple[Band, ...]:
    half = (maximum / 2).quantize(Decimal("0.01"))
    return Band(Decimal(100), maximum), Band(Decimal(80), half), Band(Decimal(0), Decimal(0))
