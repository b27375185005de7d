"""The workbook of a scheme, row by row: what each row would be, or why it cannot be taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.services.people.sheets import SheetColumn, SheetRow, check_row
from evidence_repo.services.rounds.sheet import read_points
from evidence_repo.services.scores.words import ROW_KINDS, SCORERS, SCORINGS, read_choice
from evidence_repo.words import N_
from workflows.scoring import WITHOUT_MAXIMUM, Band, RowKind, Scorer, Scoring

LONGEST_CODE, LONGEST_SOURCE, LONGEST_EXEMPTIONS, MOST_BANDS = 20, 200, 20_000, 20

SCHEME_COLUMNS = (
    SheetColumn("code", ("Mã", "Code"), 12),
    SheetColumn("kind", ("Loại", "Kind"), 14),
    SheetColumn("title", ("Tên", "Name"), 60),
    SheetColumn("parent", ("Thuộc mã", "Parent"), 12, is_required=False),
    SheetColumn("maximum", ("Điểm tối đa", "Maximum"), 12),
    SheetColumn("scoring", ("Cách chấm", "Scoring"), 16),
    SheetColumn("bands", ("Bậc điểm", "Bands"), 34, is_required=False),
    SheetColumn("scorer", ("Ai chấm", "Scorer"), 16),
    SheetColumn("source", ("Văn bản ban hành", "Source"), 34),
    SheetColumn(
        "exempt",
        ("Không áp dụng vì", "Does not apply, since"),
        34,
        is_required=False,
        longest=LONGEST_EXEMPTIONS,
    ),
)
RowName = tuple[RowKind, str]


@dataclass(slots=True)
class SchemeLine:
    """One row of a workbook; with a `problem` nothing else of it counts.

    `exempt` is why it does not apply, as the cell has it; None: the workbook does not say.
    """

    number: int
    name: str
    problem: EvidenceError | None = None
    kind: RowKind = RowKind.FIELD
    code: str = ""
    title: str = ""
    source: str = ""
    parent: RowName | None = None
    maximum: Decimal | None = None
    scoring: Scoring | None = None
    scorer: Scorer | None = None
    bands: list[list[str]] = field(default_factory=list)
    exempt: str | None = None

    @property
    def key(self) -> RowName:
        """Return what the row is found by."""
        return (self.kind, self.code)

    @property
    def label(self) -> str:
        """Return the name people use."""
        return f"{self.kind} {self.code}"


def read_scheme(rows: Sequence[SheetRow], criteria: Collection[RowName] | None) -> list[SchemeLine]:
    """Return every row with its problem, if it has one; nothing is written.

    `criteria` are those of the plan: what is self-scored must be one of them. None where no plan says.
    """
    reader = _Reader(criteria)
    lines = [reader.read(row) for row in rows]
    _check_tree(lines)
    return lines


class _Reader:
    """What was read of a sheet so far; a row belongs under one that stands above it."""

    def __init__(self, criteria: Collection[RowName] | None) -> None:
        self._criteria = criteria
        self._by_code: dict[str, list[SchemeLine]] = defaultdict(list)
        self._numbers: dict[RowName, int] = {}

    def read(self, row: SheetRow) -> SchemeLine:
        """Return the row as it would be, with the first thing that is wrong with it."""
        line = SchemeLine(row.number, f"{row['kind']} {row['code']}".strip()[:60])
        try:
            check_row(row)
            self._read(row, line)
        except EvidenceError as problem:
            line.problem = problem
        return line

    def _read(self, row: SheetRow, line: SchemeLine) -> None:
        line.kind = read_choice(RowKind, ROW_KINDS, row["kind"], "Loại")
        line.code, line.title, line.source = _words(row, "code"), _words(row, "title"), _words(row, "source")
        for text, limit in ((line.code, LONGEST_CODE), (line.source, LONGEST_SOURCE)):
            if len(text) > limit:
                raise BadInput(N_("At most %(limit)s characters."), code="cell_too_long", limit=limit)
        if line.key in self._numbers:
            raise BadInput(
                N_("%(name)s stands in row %(row)s already."),
                code="code_twice",
                name=line.label,
                row=self._numbers[line.key],
            )
        self._numbers[line.key] = line.number
        line.parent = self._parent(row["parent"])
        self._by_code[line.code.casefold()].append(line)
        line.maximum = read_points(row["maximum"])
        _check_maximum(line)
        _read_scoring(row, line)
        line.exempt = row["exempt"] if "exempt" in row.values else None
        self._check_criterion(line)

    def _parent(self, text: str) -> RowName | None:
        if not text:
            return None
        kind, _, code = text.rpartition(" ")
        found = [
            line
            for line in self._by_code.get(code.casefold(), ())
            if line.kind not in WITHOUT_MAXIMUM and (not kind or line.kind.casefold() == kind.casefold())
        ]
        if len(found) != 1:
            raise BadInput(
                N_("No one row above is called %(name)s."), code="unknown_parent", name=text[:LONGEST_CODE]
            )
        return found[0].key

    def _check_criterion(self, line: SchemeLine) -> None:
        if line.scorer is Scorer.SELF and self._criteria is not None and line.key not in self._criteria:
            raise BadInput(
                N_("There is no criterion %(name)s in this cycle, so nobody can score it."),
                code="unknown_code",
                name=line.label,
            )


def _words(row: SheetRow, key: str) -> str:
    if not row[key]:
        column = next(each.titles[0] for each in SCHEME_COLUMNS if each.key == key)
        raise BadInput(N_("The column “%(column)s” is empty."), code="cell_missing", column=column)
    return row[key]


def _check_maximum(line: SchemeLine) -> None:
    if line.kind in WITHOUT_MAXIMUM:
        if line.maximum is not None:
            raise BadInput(N_("Bonus and penalty rows have no maximum."), code="maximum_not_wanted")
    elif line.maximum is None:
        raise BadInput(N_("The maximum is missing."), code="maximum_missing")
    elif line.maximum < 0:
        raise BadInput(N_("A maximum is not negative."), code="bad_number")


def _read_scoring(row: SheetRow, line: SchemeLine) -> None:
    if row["scoring"]:
        line.scoring = read_choice(Scoring, SCORINGS, row["scoring"], "Cách chấm")
    if row["scorer"]:
        line.scorer = read_choice(Scorer, SCORERS, row["scorer"], "Ai chấm")
    bands = read_bands(row["bands"])
    if bool(bands) != (line.scoring is Scoring.BANDS):
        raise BadInput(
            N_("Bands belong to a row that is scored by bands, and only to it."), code="bands_not_wanted"
        )
    if line.maximum is not None and any(band.points > line.maximum for band in bands):
        raise BadInput(N_("A band gives more than the maximum."), code="band_over_maximum")
    line.bands = [[str(band.at_least), str(band.points)] for band in bands]


def read_bands(text: str) -> tuple[Band, ...]:
    """Read `100: 1; 80: 0,5; 0: 0` (a figure of at least 100 gives 1), the highest first."""
    parts = [part for part in text.split(";") if part.strip()]
    if len(parts) > MOST_BANDS:
        raise BadInput(N_("At most %(most)s bands."), code="bad_bands", most=MOST_BANDS)
    bands = tuple(_band(part) for part in parts)
    for higher, lower in pairwise(bands):
        if lower.at_least >= higher.at_least or lower.points > higher.points:
            raise BadInput(
                N_("Bands go from the highest figure down, and a lower one gives no more."), code="bad_bands"
            )
    return bands


def _band(text: str) -> Band:
    at_least, colon, given = text.partition(":")
    figure, points = read_points(at_least.strip()), read_points(given.strip())
    if not colon or figure is None or points is None or figure < 0 or points < 0:
        raise BadInput(
            N_("Write bands such as 100: 1; 80: 0,5; 0: 0 and not “%(text)s”."),
            code="bad_bands",
            text=text.strip()[:40],
        )
    return Band(figure, points)


def written_bands(bands: Sequence[Band]) -> str:
    """Return bands as a workbook has them."""
    return "; ".join(f"{with_comma(band.at_least)}: {with_comma(band.points)}" for band in bands)


def with_comma(value: Decimal) -> str:
    """Return a number as people write it in a workbook: 0,5."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _check_tree(lines: Sequence[SchemeLine]) -> None:
    """Check rows that others belong under: their maximum is the sum, and nobody scores them themselves."""
    below: dict[RowName, list[SchemeLine]] = defaultdict(list)
    for line in lines:
        if line.parent is not None:
            below[line.parent].append(line)
    for line in lines:
        if line.problem is None:
            line.problem = _tree_problem(line, below.get(line.key, []))


def _tree_problem(line: SchemeLine, under: Sequence[SchemeLine]) -> BadInput | None:
    if not under:
        if line.scoring is None or line.scorer is None:
            return BadInput(N_("Say how this row is scored and by whom."), code="scoring_missing")
        return None
    if line.scoring is not None or line.scorer is not None:
        return BadInput(N_("Rows under it are scored, so this row itself is not."), code="scoring_not_wanted")
    if line.exempt:
        return BadInput(N_("Choose a row that is scored itself."), code="row_not_scored")
    total = sum((each.maximum for each in under if each.maximum is not None), Decimal(0))
    if line.maximum == total or any(each.problem for each in under):
        return None
    return BadInput(
        N_("The rows under it add up to %(total)s points, not %(maximum)s."),
        code="sum_differs",
        total=with_comma(total),
        maximum=with_comma(line.maximum or Decimal(0)),
    )
