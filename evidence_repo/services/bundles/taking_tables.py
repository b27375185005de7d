"""Take what the bundle's tables say: registers of the criteria, figures, the points that agencies gave.

What never enters them: drafts, what reviewers wrote and gave (the Ministry reads the bundle, and internal
scores are the province's own), and what the day of the sealing alone decides. What the Ministry itself gave
stands beside the points that agencies gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.models import (
    Criterion,
    EvidencePack,
    Measurement,
    Register,
    RegisterProof,
    RegisterRow,
    SchemeRow,
    Score,
    ScoringScheme,
)
from evidence_repo.services.bundles.snapshot import CellFacts, DocumentFacts, TableFacts
from evidence_repo.services.bundles.taking_documents import document_facts
from evidence_repo.services.registers.cells import written_cell
from evidence_repo.services.registers.importing import ROW, sheet_columns
from evidence_repo.services.registers.words import KIND_WORDS, PROOF_WORDS
from evidence_repo.services.rounds.results import read_results
from workflows.registers import COLUMNS, CellType, RegisterColumn, RegisterKind
from workflows.rounds import sum_known
from workflows.scoring import SchemeGroup, ScoreKind
from workflows.states import PASSED, MeasurementState

_FIGURE_HEADS = ("Mã tiêu chí", "Chỉ tiêu", "Cơ quan", "Tại ngày", "Tử số", "Mẫu số")
_FIGURE_WIDTHS = (14, 60, 30, 12, 16, 16)
_SCORE_HEADS = ("Mã tiêu chí", "Tiêu chí")
_SCORE_WIDTHS = (14, 80)
_OF_THE_MINISTRY = (
    ("preliminary", "Thẩm định sơ bộ"),
    ("final", "Thẩm định chính thức"),
    ("survey", "Điều tra XHH"),
)
_COUNTED = frozenset({MeasurementState.SUBMITTED, MeasurementState.CONFIRMED})


def take_tables(session: Session, packs: Sequence[EvidencePack]) -> list[TableFacts]:
    """Return the tables of a bundle of these packs, in a fixed order; none that would be empty."""
    criteria = [pack.criterion for pack in packs]
    every = (*_registers(session, criteria), _figures(session, criteria), _scores(session, criteria))
    return [table for table in every if table["rows"]]


def _table(
    kind: str, title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[list[CellFacts]]
) -> TableFacts:
    return {
        "kind": kind,
        "criterion": "",
        "agency": "",
        "title": title,
        "headings": list(headings),
        "widths": list(widths),
        "rows": list(rows),
        "path": "",
    }


def _registers(session: Session, criteria: Sequence[Criterion]) -> Iterator[TableFacts]:
    order = {criterion.id: place for place, criterion in enumerate(criteria)}
    kinds = list(RegisterKind)
    found = session.scalars(
        select(Register)
        .where(Register.criterion_id.in_(order))
        .options(selectinload(Register.rows))
        .execution_options(populate_existing=True)
    ).unique()
    for register in sorted(
        found, key=lambda one: (order[one.criterion_id], kinds.index(one.kind), one.agency.code)
    ):
        yield _register(criteria[order[register.criterion_id]], register.kind, register)


def _register(criterion: Criterion, kind: RegisterKind, register: Register) -> TableFacts:
    columns = [column for column in sheet_columns(kind) if column.key != ROW]
    known = {column.key: column for column in COLUMNS[kind]}
    table = _table(
        "register",
        KIND_WORDS[kind].vi,
        [*(column.titles[0] for column in columns), PROOF_WORDS.vi],
        [*(column.width for column in columns), 40],
        ([*(_cell(known.get(column.key), row) for column in columns), _proofs(row)] for row in register.rows),
    )
    table["criterion"], table["agency"] = criterion.label, register.agency.name
    if documents := _documents(register):
        table["documents"] = documents
    return table


def _cell(column: RegisterColumn | None, row: RegisterRow) -> CellFacts:
    value = row.cells.get(column.key) if column else None
    if column is None or value is None:
        return ""
    if column.type is CellType.DAY:
        return _day(date.fromisoformat(value))
    return int(value) if column.type is CellType.NUMBER else written_cell(column, value)


def _day(day: date) -> CellFacts:
    return {"day": day.isoformat()}


def _proofs(row: RegisterRow) -> str:
    return "; ".join(proof.shown_version.title for proof in row.proofs if _counts(proof))


def _documents(register: Register) -> list[DocumentFacts]:
    """Return the documents that prove rows and are no piece of the criterion, each once."""
    versions = [proof.version for row in register.rows for proof in row.proofs if proof.version is not None]
    return [document_facts(version, register.agency) for version in dict.fromkeys(versions)]


def _counts(proof: RegisterProof) -> bool:
    return proof.evidence is None or proof.evidence.state in PASSED


def _figures(session: Session, criteria: Sequence[Criterion]) -> TableFacts:
    """Return the figures that count, in the order of the bundle's criteria."""
    order = {criterion.id: place for place, criterion in enumerate(criteria)}
    given = select(Measurement).where(
        Measurement.criterion_id.in_(order),
        Measurement.state.in_(_COUNTED),
        Measurement.accepted_at.is_not(None),
    )
    found = sorted(session.scalars(given), key=lambda one: (order[one.criterion_id], one.target_id, one.id))
    rows: Iterator[list[CellFacts]] = (
        [
            one.criterion.label,
            one.target.measure,
            one.agency.name,
            _day(one.as_of),
            _number(one.numerator),
            _number(one.denominator),
        ]
        for one in found
    )
    return _table("figures", "Số liệu chỉ tiêu", _FIGURE_HEADS, _FIGURE_WIDTHS, rows)


def _number(value: Decimal | None) -> CellFacts:
    """Return an exact number, the same for 12.5 and 12.50."""
    if value is None:
        return ""
    digits = format(value, "f")
    return {"number": digits.rstrip("0").rstrip(".") if "." in digits else digits}


def _scores(session: Session, criteria: Sequence[Criterion]) -> TableFacts:
    """Return the points that the lead agencies gave, beside the Ministry's, with their sums."""
    given = read_results(session, criteria[0].cycle).by_criterion
    rows = [each for each in _scored_rows(session, criteria) if each.own is not None or each.id in given]
    columns = [
        _PointColumn("Điểm tối đa", [each.maximum for each in rows]),
        _PointColumn("Điểm tự chấm", [each.own for each in rows]),
        *(
            _PointColumn(title, [getattr(given.get(each.id), key, None) for each in rows])
            for key, title in _OF_THE_MINISTRY
        ),
    ]
    kept = [column for place, column in enumerate(columns) if place < 2 or column.sum is not None]
    cells: list[list[CellFacts]] = [
        [each.label, each.title, *(_number(column.points[place]) for column in kept)]
        for place, each in enumerate(rows)
    ]
    if cells:
        cells.append(["", "Tổng cộng", *(_number(column.sum) for column in kept)])
    headings = (*_SCORE_HEADS, *(column.title for column in kept))
    return _table("scores", "Bảng điểm tự chấm", headings, (*_SCORE_WIDTHS, *(14 for _ in kept)), cells)


class _PointColumn(NamedTuple):
    """Points of one kind, row by row."""

    title: str
    points: Sequence[Decimal | None]

    @property
    def sum(self) -> Decimal | None:
        """Return their sum, None where nothing was given."""
        return sum_known(self.points)


class _ScoredRow(NamedTuple):
    """A criterion's row of the scheme with its self-score; `id` is the criterion's."""

    id: int
    label: str
    title: str
    maximum: Decimal | None
    own: Decimal | None


def _scored_rows(session: Session, criteria: Sequence[Criterion]) -> list[_ScoredRow]:
    found = session.execute(
        select(SchemeRow, Score)
        .join(ScoringScheme, ScoringScheme.id == SchemeRow.scheme_id)
        .outerjoin(Score, and_(Score.row_id == SchemeRow.id, Score.kind == ScoreKind.SELF))
        .where(
            SchemeRow.criterion_id.in_([criterion.id for criterion in criteria]),
            ScoringScheme.agency_group == SchemeGroup.PROVINCE,
        )
        .order_by(SchemeRow.ordinal)
    )
    return [
        _ScoredRow(row.criterion_id or 0, row.label, row.title, row.maximum, score.points if score else None)
        for row, score in found
    ]
