"""The tables of a report, filled from queries; each says its source, what it counts, and as of when.

A table is of the moment at which it was asked for; that of a finished report is the one that was kept.
Papers are in Vietnamese whoever asks for them, so nothing here goes through gettext.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Report
from evidence_repo.services.bundles import words
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reports.figure_rows import (
    FigureRequest,
    Rows,
    assignment_rows,
    field_rows,
    lacking_rows,
    note_rows,
    point_rows,
    progress_rows,
    reviewer_rows,
    verdict_rows,
)
from workflows.reports import FigureKind
from workflows.rounds import NoteKind

ANNEXED = (
    *(FigureKind.PROGRESS, FigureKind.FIELDS, FigureKind.POINTS, FigureKind.VERDICTS),
    *(FigureKind.REVIEWERS, FigureKind.ASSIGNMENTS),
)
"""The tables that every report has as annexes."""

_SOURCE = "cơ sở dữ liệu tài liệu kiểm chứng của tỉnh"


@dataclass(frozen=True, slots=True)
class Figure:
    """One table; `source`, `filters` and `as_of` say where its figures come from."""

    kind: FigureKind
    title: str
    headings: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    filters: str
    as_of: str

    @property
    def note(self) -> str:
        """Return the line under the table."""
        return f"Nguồn: {self.source}; phạm vi: {self.filters}; số liệu đến {self.as_of}."


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    headings: tuple[str, ...]
    shares: tuple[float, ...]
    rows: Callable[[FigureRequest], Rows]
    is_of_period: bool = False


def make_figure(session: Session, actor: Actor, report: Report, kind: FigureKind, clock: Clock) -> Figure:
    """Return the table as it stands now, of what this person may see."""
    table, asked = _TABLES[kind], FigureRequest(session, actor, report, clock)
    year = f"kỳ đánh giá năm {report.cycle.year}"
    return Figure(
        kind=kind,
        title=table.title,
        headings=table.headings,
        shares=table.shares,
        rows=tuple(table.rows(asked)),
        source=_SOURCE,
        filters=f"{year}, {asked.span_words}" if table.is_of_period else year,
        as_of=words.moment(clock.now().isoformat()),
    )


def figures_of(
    session: Session, actor: Actor, report: Report, clock: Clock, also: Sequence[FigureKind] = ()
) -> Mapping[FigureKind, Figure]:
    """Return the tables of the report's sections, and `also` these; once it is finished, the kept ones."""
    if report.figures is not None:
        return load_figures(report.figures)
    wanted = dict.fromkeys([*(section.figure for section in report.sections if section.figure), *also])
    return {kind: make_figure(session, actor, report, kind, clock) for kind in wanted}


def dump_figures(figures: Mapping[FigureKind, Figure]) -> str:
    """Return the tables as text, to be kept."""
    return json.dumps([asdict(each) for each in figures.values()], ensure_ascii=False)


def load_figures(kept: str) -> Mapping[FigureKind, Figure]:
    """Return the tables that were kept."""
    found = {}
    for each in json.loads(kept):
        row = dict(each, kind=FigureKind(each["kind"]), headings=tuple(each["headings"]))
        row |= {"shares": tuple(each["shares"]), "rows": tuple(map(tuple, each["rows"]))}
        found[row["kind"]] = Figure(**row)
    return found


_PACKS = ("Số tiêu chí", "Đã phê duyệt", "Đã nộp", "Trả lại", "Đang chuẩn bị", "Quá hạn")
_SEVEN = (4.5, 1.6, 1.7, 1.5, 1.5, 1.7, 1.5)

_TABLES: Mapping[FigureKind, _Table] = {
    FigureKind.PROGRESS: _Table(
        "Tiến độ hồ sơ tài liệu kiểm chứng theo cơ quan chủ trì", ("Cơ quan", *_PACKS), _SEVEN, progress_rows
    ),
    FigureKind.FIELDS: _Table(
        "Tài liệu kiểm chứng theo lĩnh vực",
        ("Lĩnh vực", "Số tiêu chí", "Đã phê duyệt", "Tài liệu", "Đạt", "Cần giải trình", "Chờ rà soát"),
        _SEVEN,
        field_rows,
    ),
    FigureKind.VERDICTS: _Table(
        "Kết quả rà soát trong kỳ", ("Kết luận, lý do", "Số lượng"), (8, 2), verdict_rows, is_of_period=True
    ),
    FigureKind.REVIEWERS: _Table(
        "Khối lượng rà soát trong kỳ",
        ("Người rà soát", "Tổng số", "Đạt yêu cầu", "Chấp nhận giải trình", "Cần giải trình"),
        (5, 2, 2, 2, 2),
        reviewer_rows,
        is_of_period=True,
    ),
    FigureKind.ASSIGNMENTS: _Table(
        "Nội dung đã phân công cho các cơ quan",
        ("Cơ quan", "Số nội dung", "Đã chấp nhận", "Chưa hoàn thành", "Quá hạn"),
        (5, 2, 2, 2, 2),
        assignment_rows,
    ),
    FigureKind.POINTS: _Table(
        "Bảng điểm tự đánh giá",
        ("Mã", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"),
        (2.4, 7, 2, 2),
        point_rows,
    ),
    FigureKind.LACKING: _Table(
        "Giải trình tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng",
        ("Mã", "Nội dung", "Loại", "Giải trình"),
        (2.2, 4, 3, 6),
        lacking_rows,
    ),
    FigureKind.DIFFICULTIES: _Table(
        "Khó khăn, vướng mắc các cơ quan nêu",
        ("Tiêu chí, lĩnh vực", "Nội dung"),
        (3, 9),
        note_rows(NoteKind.DIFFICULTY),
    ),
    FigureKind.PROPOSALS: _Table(
        "Kiến nghị, đề xuất các cơ quan nêu",
        ("Tiêu chí, lĩnh vực", "Nội dung"),
        (3, 9),
        note_rows(NoteKind.PROPOSAL),
    ),
}

FIGURE_TITLES = {kind: table.title for kind, table in _TABLES.items()}
"""What each table is called on paper."""
