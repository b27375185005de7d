"""The annexes of a report as sheets: every table of figures, and the matrix of criteria and agencies.

The tables of a finished report are the kept ones; the matrix is of the moment that it names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Report
from evidence_repo.reports.table import Cell, Column
from evidence_repo.reports.workbook import Head, Sheet
from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.bundles import words
from evidence_repo.services.packs.progress import PackProgress, progress_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reports.figures import ANNEXED, Figure, figures_of
from index.text import vietnamese_order
from workflows.assignments import AssignmentState
from workflows.reports import FigureKind
from workflows.states import PackState

_PACKS = {
    PackState.OPEN: "Đang chuẩn bị",
    PackState.SUBMITTED: "Đã nộp",
    PackState.RETURNED: "Trả lại để bổ sung, hoàn thiện",
    PackState.APPROVED: "Đã phê duyệt",
    PackState.SEALED: "Đã chốt",
}
_NAMES = {
    FigureKind.PROGRESS: "Tiến độ",
    FigureKind.FIELDS: "Lĩnh vực",
    FigureKind.POINTS: "Bảng điểm",
    FigureKind.VERDICTS: "Kết quả rà soát",
    FigureKind.REVIEWERS: "Khối lượng rà soát",
    FigureKind.ASSIGNMENTS: "Phân công",
}


def annex_sheets(session: Session, actor: Actor, report: Report, clock: Clock) -> list[Sheet[Any]]:
    """Return the sheets, as far as this person may see."""
    figures = figures_of(session, actor, report, clock, ANNEXED)
    return [*(_sheet(figures[kind]) for kind in ANNEXED), _matrix(session, actor, report, clock)]


def _sheet(figure: Figure) -> Sheet[tuple[str, ...]]:
    columns = [
        Column(str(place), heading, _cell(place), 8 * share)
        for place, (heading, share) in enumerate(zip(figure.headings, figure.shares, strict=True))
    ]
    head = Head(figure.title, lines=(figure.note,))
    return Sheet(_NAMES[figure.kind], columns, figure.rows, head=head, frozen=1)


def _cell(place: int) -> Callable[[tuple[str, ...]], Cell]:
    def value(row: tuple[str, ...]) -> Cell:
        text = row[place]
        return int(text) if place and text.isascii() and text.isdigit() else text

    return value


def _matrix(session: Session, actor: Actor, report: Report, clock: Clock) -> Sheet[PackProgress]:
    """Return criteria × asked agencies: in each cell how many parts are accepted, of how many."""
    counts: dict[tuple[int, str], Counter[bool]] = defaultdict(Counter)
    for row in list_assignments(session, actor, report.cycle, clock.today()):
        place = (row.criterion_id, words.one_line(row.agency_name))
        counts[place][row.state is AssignmentState.ACCEPTED] += 1
    agencies = sorted({agency for _, agency in counts}, key=vietnamese_order)

    def accepted(agency: str) -> Callable[[PackProgress], Cell]:
        def value(row: PackProgress) -> Cell:
            own = counts.get((row.criterion.id, agency))
            return f"{own[True]}/{own.total()}" if own else None

        return value

    columns: list[Column[PackProgress]] = [
        Column("code", "Mã", lambda row: row.criterion.label, 14),
        Column("title", "Tiêu chí", lambda row: row.criterion.title, 40),
        Column("lead", "Cơ quan chủ trì", lambda row: row.criterion.lead_agency.name, 24),
        Column("state", "Hồ sơ", lambda row: _PACKS[row.view.state], 20),
        *(Column(f"agency-{n}", name, accepted(name), 14) for n, name in enumerate(agencies)),
    ]
    rows = progress_of_cycle(session, actor, report.cycle, clock.today())
    as_of = words.moment(clock.now().isoformat())
    head = Head("Tiến độ theo tiêu chí và cơ quan", lines=(f"Số liệu đến {as_of}.",))
    return Sheet("Tiêu chí - cơ quan", columns, rows, head=head, frozen=2)
