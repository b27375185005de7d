"""The workbook of a round, row by row: what each says of which code, or why it cannot be taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.models import AssessmentCycle, Criterion, CriterionField
from evidence_repo.services.people.sheets import (
    ImportReport,
    Outcome,
    RowResult,
    SheetColumn,
    SheetRow,
    check_row,
    read_day,
)
from evidence_repo.services.rounds.scheme import scheme_rows
from evidence_repo.words import N_
from workflows.rounds import MOST_POINTS, rounded_points

_LONGEST_WORDS = 4_000
_LONGEST_CODE = 40
_LONGEST_NUMBER = 40

ROUND_COLUMNS = (
    SheetColumn("code", ("Mã", "Code"), 14),
    SheetColumn("title", ("Tên", "Name"), 50),
    SheetColumn("maximum", ("Tối đa", "Maximum"), 10),
    SheetColumn("self_score", ("Tự chấm", "Self-score"), 10),
    SheetColumn("appraised", ("Thẩm định", "Appraised"), 12),
    SheetColumn("survey", ("Điều tra XHH", "Survey"), 14, is_required=False),
    SheetColumn("reason", ("Lý do trừ điểm", "Reason"), 40, is_required=False, longest=_LONGEST_WORDS),
    SheetColumn(
        "question", ("Yêu cầu giải trình", "Question"), 40, is_required=False, longest=_LONGEST_WORDS
    ),
    SheetColumn("last_day", ("Hạn", "Last day"), 12, is_required=False),
)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it would be taken; with a `problem` nothing else of it counts."""

    number: int
    name: str
    problem: EvidenceError | None = None
    code: str = ""
    title: str = ""
    criterion: Criterion | None = None
    maximum: Decimal | None = None
    self_score: Decimal | None = None
    appraised: Decimal | None = None
    survey: Decimal | None = None
    reason: str | None = None
    question: str | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a code stands for: a criterion, or a row that adds up others; with the scheme's maximum."""

    code: str
    criterion: Criterion | None = None
    maximum: Decimal | None = None


class _Codes:
    """What the codes of a round can mean in this cycle: criteria, rows of the scheme, fields."""

    def __init__(self, session: Session, cycle: AssessmentCycle) -> None:
        rows = scheme_rows(session, cycle)
        maxima = {row.criterion_id: row.maximum for row in rows if row.criterion_id is not None}
        criteria = select(Criterion).where(Criterion.cycle_id == cycle.id, Criterion.dropped_reason.is_(None))
        self._criteria: dict[str, list[_Meant]] = defaultdict(list)
        for criterion in session.scalars(criteria.options(lazyload("*"))):
            meant = _Meant(criterion.label, criterion, maxima.get(criterion.id))
            for name in (criterion.code, criterion.label, criterion.label.replace(" ", "-")):
                self._criteria[_folded(name)].append(meant)
        fields = select(CriterionField.code).where(CriterionField.cycle_id == cycle.id)
        self._others = {_folded(code): _Meant(code) for code in session.scalars(fields)}
        for row in (row for row in rows if row.criterion_id is None):
            meant = _Meant(row.label, maximum=row.maximum)
            self._others[_folded(row.code)] = self._others[_folded(row.label)] = meant

    def find(self, code: str) -> _Meant:
        """Return what the code stands for; raise `BadInput` for one that is not known."""
        found = self._criteria.get(_folded(code), [])
        if len(found) > 1:
            raise BadInput(
                N_("Several criteria are called %(name)s: say TC or TCTP."), code="code_ambiguous", name=code
            )
        meant = found[0] if found else self._others.get(_folded(code))
        if meant is None:
            raise BadInput(
                N_("There is no criterion %(name)s in this cycle."),
                code="unknown_code",
                name=code[:_LONGEST_CODE],
            )
        return meant


def _folded(code: str) -> str:
    return " ".join(code.split()).casefold()


def read_round(session: Session, cycle: AssessmentCycle, rows: Sequence[SheetRow]) -> list[ReadRow]:
    """Return every row as it would be taken, with its problem where it has one; nothing is written."""
    codes, taken = _Codes(session, cycle), dict[str, int]()
    found = []
    for row in rows:
        try:
            found.append(_read(row, codes, taken))
        except EvidenceError as error:
            found.append(ReadRow(row.number, row["code"][:_LONGEST_CODE], error))
    return found


def report_of(rows: Sequence[ReadRow]) -> ImportReport:
    """Return what becomes of the rows as every import reports it."""
    results = [
        RowResult(
            row.number, row.code or row.name, Outcome.WRONG if row.problem else Outcome.NEW, row.problem
        )
        for row in rows
    ]
    return ImportReport(results)


def _read(row: SheetRow, codes: _Codes, taken: dict[str, int]) -> ReadRow:
    check_row(row)
    if not row["code"]:
        raise BadInput(N_("The code is missing."), code="code_missing")
    meant = codes.find(row["code"])
    criterion, code = meant.criterion, meant.code
    if code in taken:
        raise BadInput(
            N_("%(name)s stands in row %(row)s already."), code="code_twice", name=code, row=taken[code]
        )
    taken[code] = row.number
    numbers = _numbers(row, meant.maximum)
    _check_numbers(numbers)
    question, last_day = row["question"] or None, read_day(row["last_day"])
    _check_question(criterion, question, last_day)
    return ReadRow(
        number=row.number,
        name=row["code"],
        code=code,
        title=row["title"] or (criterion.title if criterion else ""),
        criterion=criterion,
        reason=row["reason"] or None,
        question=question,
        last_day=last_day,
        maximum=numbers["maximum"],
        self_score=numbers["self_score"],
        appraised=numbers["appraised"],
        survey=numbers["survey"],
    )


_NUMBERS = ("maximum", "self_score", "appraised", "survey")


def _numbers(row: SheetRow, maximum: Decimal | None) -> dict[str, Decimal | None]:
    """Return the row's points; the scheme's maximum stands where the row gives none, and must be the same."""
    numbers = {key: read_points(row[key]) for key in _NUMBERS}
    if maximum is None:
        return numbers
    given = numbers["maximum"]
    if given is not None and given != maximum:
        raise BadInput(
            N_("The scheme's maximum is %(maximum)s points, not %(value)s."),
            code="maximum_differs",
            value=_shown(given),
            maximum=_shown(maximum),
        )
    return numbers | {"maximum": maximum}


def read_points(words: str) -> Decimal | None:
    """Return the points that a cell shows, rounded as points are; raise `BadInput` for what is no number.

    A comma is a decimal comma, as people type it; with three digits behind it, it could be another thing.
    """
    if not words:
        return None
    plain = words[:_LONGEST_NUMBER].replace(",", ".", 1)
    behind = words.partition(",")[2]
    allowed = set("0123456789.-")
    try:
        if len(words) > _LONGEST_NUMBER or not set(plain) <= allowed or len(behind) > 2:
            raise InvalidOperation
        value = Decimal(plain)
    except InvalidOperation as error:
        raise BadInput(
            N_("This is not a number of points such as 1,25: %(text)s."), code="bad_number", text=words[:40]
        ) from error
    if abs(value) > MOST_POINTS:
        raise BadInput(N_("More than %(most)s points cannot be."), code="too_many_points", most=MOST_POINTS)
    return rounded_points(value)


def _check_numbers(numbers: Mapping[str, Decimal | None]) -> None:
    """Raise `BadInput` for points over the maximum, and for negative ones where there is a maximum."""
    maximum = numbers["maximum"]
    if maximum is None:
        return
    for name in _NUMBERS:
        value = numbers[name]
        if value is not None and not 0 <= value <= maximum:
            raise BadInput(
                N_("%(value)s points are not between 0 and the maximum of %(maximum)s."),
                code="over_maximum",
                value=_shown(value),
                maximum=_shown(maximum),
            )


def _shown(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")


def _check_question(criterion: Criterion | None, question: str | None, last_day: date | None) -> None:
    if question and criterion is None:
        raise BadInput(N_("A question is about a criterion."), code="question_without_criterion")
    if last_day and not question:
        raise BadInput(N_("A day stands here without a question."), code="day_without_question")
