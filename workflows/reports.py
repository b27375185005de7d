"""Reports on administrative reform: their kinds, periods and due dates, outlines, and what is done with one.

Decisions where the rules leave room:

- Periods and due dates are data: those here are proposed until the coordinator sets others. Since 2020 they
  are those of công văn 581/BNV-CCHC; before, where plan 416 names a day, it is that one.
- No official outline was found: the one that is proposed is the usual one, and every section of it can be
  changed, moved or removed while the report is a draft.
- A report is finished once every section says something or holds figures; then nothing of it changes, and
  whatever is to be said otherwise is another version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import Role, acting_roles


class ReportKind(StrEnum):
    """Which report it is."""

    QUARTER_1 = "quarter_1"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    CHAIRMAN = "chairman"
    SELF_ASSESSMENT = "self_assessment"


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    FINISHED = "finished"


class ReportAction(StrEnum):
    """What is done with a report."""

    MAKE = "make"
    WRITE = "write"
    FINISH = "finish"


class FigureKind(StrEnum):
    """A table of figures that a section can hold."""

    PROGRESS = "progress"
    FIELDS = "fields"
    VERDICTS = "verdicts"
    REVIEWERS = "reviewers"
    ASSIGNMENTS = "assignments"
    POINTS = "points"
    LACKING = "lacking"
    DIFFICULTIES = "difficulties"
    PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class ReportTransition:
    """One row of the table; None in `from_states`: there is no report yet."""

    action: ReportAction
    from_states: frozenset[ReportState | None]
    to_state: ReportState
    roles: frozenset[Role]


_COORDINATOR = frozenset({Role.COORDINATOR})
_DRAFT: frozenset[ReportState | None] = frozenset({ReportState.DRAFT})

TRANSITIONS: tuple[ReportTransition, ...] = (
    ReportTransition(ReportAction.MAKE, frozenset({None}), ReportState.DRAFT, _COORDINATOR),
    ReportTransition(ReportAction.WRITE, _DRAFT, ReportState.DRAFT, _COORDINATOR),
    ReportTransition(ReportAction.FINISH, _DRAFT, ReportState.FINISHED, _COORDINATOR),
)


def advance_report(state: ReportState | None, action: ReportAction, roles: frozenset[Role]) -> ReportState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row."""
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state


@dataclass(frozen=True, slots=True)
class Period:
    """What a report is about, both days counted, and the last good day to send it; None: not known yet."""

    begins_on: date
    ends_on: date
    due_on: date | None


_SINCE = 2020
_DUE_BEFORE = {ReportKind.NINE_MONTHS: (9, 14), ReportKind.YEAR: (11, 30)}
_ENDS = {
    ReportKind.QUARTER_1: (3, 14),
    ReportKind.HALF_YEAR: (6, 14),
    ReportKind.NINE_MONTHS: (9, 14),
    ReportKind.YEAR: (12, 14),
}


def default_period(kind: ReportKind, year: int) -> Period:
    """Return the period and the due day that are proposed for this year."""
    if kind is ReportKind.SELF_ASSESSMENT:
        return Period(date(year, 1, 1), date(year, 12, 31), None)
    if kind is ReportKind.CHAIRMAN:
        return Period(date(year, 1, 1), date(year, 12, 9), date(year, 12, 9))
    month, day = _ENDS[kind]
    due = date(year, month, 20)
    if year < _SINCE and kind in _DUE_BEFORE:
        due = date(year, *_DUE_BEFORE[kind])
    return Period(date(year - 1, 12, 15), date(year, month, day), due)


def period_blockers(period: Period) -> tuple[Blocker, ...]:
    """Say why these days cannot be."""
    return (Blocker("span_backwards"),) if period.ends_on < period.begins_on else ()


_GENERAL: tuple[tuple[str, FigureKind | None], ...] = (
    ("I. Công tác chỉ đạo, điều hành cải cách hành chính", FigureKind.PROGRESS),
    ("II. Kết quả thực hiện: 1. Cải cách thể chế", None),
    ("II. Kết quả thực hiện: 2. Cải cách thủ tục hành chính", None),
    ("II. Kết quả thực hiện: 3. Cải cách tổ chức bộ máy hành chính", None),
    ("II. Kết quả thực hiện: 4. Xây dựng và nâng cao chất lượng đội ngũ cán bộ, công chức, viên chức", None),
    ("II. Kết quả thực hiện: 5. Cải cách tài chính công", None),
    ("II. Kết quả thực hiện: 6. Hiện đại hóa hành chính", None),
    ("III. Đánh giá chung", FigureKind.FIELDS),
    ("IV. Phương hướng, nhiệm vụ", FigureKind.ASSIGNMENTS),
    ("V. Kiến nghị, đề xuất", FigureKind.PROPOSALS),
)
_CHAIRMAN: tuple[tuple[str, FigureKind | None], ...] = (
    ("I. Tiến độ chuẩn bị tài liệu kiểm chứng", FigureKind.PROGRESS),
    ("II. Kết quả rà soát", FigureKind.VERDICTS),
    ("III. Nội dung đã phân công", FigureKind.ASSIGNMENTS),
    ("IV. Khó khăn, vướng mắc", FigureKind.DIFFICULTIES),
    ("V. Kiến nghị, đề xuất", FigureKind.PROPOSALS),
)
_SELF: tuple[tuple[str, FigureKind | None], ...] = (
    ("I. Kết quả tự đánh giá, chấm điểm", FigureKind.POINTS),
    ("II. Giải trình tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng", FigureKind.LACKING),
    ("III. Khó khăn, vướng mắc", FigureKind.DIFFICULTIES),
    ("IV. Kiến nghị, đề xuất", FigureKind.PROPOSALS),
)


def default_outline(kind: ReportKind) -> tuple[tuple[str, FigureKind | None], ...]:
    """Return the sections that are proposed: title, and the figures under it."""
    return {ReportKind.CHAIRMAN: _CHAIRMAN, ReportKind.SELF_ASSESSMENT: _SELF}.get(kind, _GENERAL)


def finish_blockers(sections: Iterable[tuple[str, bool]]) -> tuple[Blocker, ...]:
    """Say which sections (title, and whether it has figures or text) hold nothing, or that there is none."""
    known = list(sections)
    if not known:
        return (Blocker("report_empty"),)
    return tuple(
        Blocker("section_empty", {"section": title}) for title, has_content in known if not has_content
    )
