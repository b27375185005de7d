"""The annexes of a report as sheets: every table of figures, and the matrix of criteria and agencies.

The tables of a finished report are the kept ones; the matrix, the times in each state and the index of pieces
are of the moment that they name.
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
from evidence_repo.services.reports.annex_rows import IndexLine, StateTimes, evidence_index, state_times
from evidence_repo.services.reports.figures import ANNEXED, Figure, figures_of
from index.text import vietnamese_order
from workflows.assignments import AssignmentState
from workflows.reports import FigureKind
from workflows.states import EvidenceState, PackState

_PACKS = {
    PackState.OPEN: "Đang chuẩn bị",
    PackState.SUBMITTED: "Đã nộp",
    PackState.RETURNED: "Trả lại để bổ sung, hoàn thiện",
    PackState.APPROVED: "Đã phê duyệt",
    PackState.SEALED: "Đã chốt",
}
_PIECES = {
    EvidenceState.DRAFT: "Bản nháp",
    EvidenceState.SUBMITTED: "Đã nộp, chờ rà soát",
    EvidenceState.NEEDS_EXPLANATION: "Cần giải trình",
    EvidenceState.EXPLAINED: "Đã giải trình, chờ xem xét",
    EvidenceState.SUFFICIENT: "Đạt yêu cầu",
    EvidenceState.ACCEPTED_WITH_EXPLANATION: "Đạt (chấp nhận giải trình)",
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
    return [
        *(_sheet(figures[kind]) for kind in ANNEXED),
        _times(session, report, clock),
        _matrix(session, actor, report, clock),
        _index(session, actor, report, clock),
    ]


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
    head = Head("Tiến độ theo tiêu chí và cơ quan", lines=(_as_of(clock),))
    return Sheet("Tiêu chí - cơ quan", columns, rows, head=head, frozen=2)


def _times(session: Session, report: Report, clock: Clock) -> Sheet[StateTimes]:
    """Return how long packs stood in the states that they left in the report's period."""
    columns: list[Column[StateTimes]] = [
        Column("state", "Trạng thái hồ sơ", lambda row: _PACKS[row.state], 34),
        Column("stays", "Số lượt", lambda row: row.stays, 12),
        Column("median", "Số ngày (trung vị)", lambda row: row.median_days, 20),
        Column("longest", "Số ngày lâu nhất", lambda row: row.longest_days, 20),
    ]
    days = (words.day(each.isoformat()) for each in (report.begins_on, report.ends_on))
    lines = ("Tính các lượt kết thúc từ {} đến {}.".format(*days), _as_of(clock))
    head = Head("Thời gian ở từng trạng thái", lines=lines)
    return Sheet("Thời gian xử lý", columns, state_times(session, report), head=head, frozen=1)


def _index(session: Session, actor: Actor, report: Report, clock: Clock) -> Sheet[IndexLine]:
    """Return every piece with number, day, issuer and pages of its document."""
    columns: list[Column[IndexLine]] = [
        Column("code", "Mã", lambda row: row.criterion.label, 14),
        Column("product", "Kết quả", lambda row: row.product, 10),
        Column("number", "Số, ký hiệu", lambda row: row.version.header_number, 18),
        Column("day", "Ngày ban hành", lambda row: row.version.header_issued_on, 14),
        Column("issuer", "Cơ quan ban hành", lambda row: row.version.header_issuer, 28),
        Column("subject", "Trích yếu", lambda row: row.version.title, 50),
        Column("pages", "Trang, mục", lambda row: row.pages, 14),
        Column("state", "Trạng thái", lambda row: _PIECES[row.state], 26),
        Column("agency", "Cơ quan cung cấp", lambda row: row.agency, 28),
        Column("cited", "Ngày đưa vào hồ sơ", lambda row: row.cited_on, 16),
    ]
    rows = evidence_index(session, actor, report.cycle)
    head = Head("Danh mục tài liệu kiểm chứng", lines=(_as_of(clock),))
    return Sheet("Danh mục tài liệu", columns, rows, head=head, frozen=1)


def _as_of(clock: Clock) -> str:
    return f"Số liệu đến {words.moment(clock.now().isoformat())}."
