"""The rows of a report's tables, each from queries of what the person may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import HANOI, Clock
from evidence_repo.models import Criterion, CriterionField, Evidence, Report, Review, User
from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.bundles import words
from evidence_repo.services.packs.progress import DONE, progress_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.rounds.report import report_data
from evidence_repo.services.screens.board import progress
from index.text import vietnamese_order
from workflows.assignments import OPEN_STATES, AssignmentState
from workflows.evidence import Reason, VerdictKind
from workflows.rounds import NoteKind
from workflows.states import PASSED, UNJUDGED, EvidenceState

_VERDICTS = {
    VerdictKind.SUFFICIENT: "Đạt yêu cầu",
    VerdictKind.ACCEPTED_WITH_EXPLANATION: "Đạt (chấp nhận giải trình)",
    VerdictKind.NEEDS_EXPLANATION: "Cần giải trình",
}
_REASONS = {
    Reason.MISSING_CONTENT: "Thiếu nội dung",
    Reason.PARTIAL_COVERAGE: "Chỉ chứng minh một phần yêu cầu",
    Reason.WRONG_DOCUMENT: "Không đúng tài liệu",
    Reason.UNREADABLE: "Không đọc được",
    Reason.UNSIGNED: "Chưa ký hoặc chưa đóng dấu",
    Reason.OUTSIDE_PERIOD: "Ngoài kỳ đánh giá",
    Reason.REQUIREMENT_NOT_MET: "Chưa đạt yêu cầu",
    Reason.OTHER: "Lý do khác",
}

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """What a table is filled from: a report, as this person may see it now."""

    session: Session
    actor: Actor
    report: Report
    clock: Clock

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return the moments between which the period lies."""
        first = datetime.combine(self.report.begins_on, time.min, HANOI)
        last = datetime.combine(self.report.ends_on + timedelta(days=1), time.min, HANOI)
        return first.astimezone(UTC), last.astimezone(UTC)

    @property
    def span_words(self) -> str:
        """Return the period in words."""
        days = (self.report.begins_on, self.report.ends_on)
        return "từ {} đến {}".format(*(words.day(day.isoformat()) for day in days))


def progress_rows(asked: FigureRequest) -> Rows:
    """Return the packs of each lead agency by state."""
    rows = progress_of_cycle(asked.session, asked.actor, asked.report.cycle, asked.clock.today())
    board = progress(rows, asked.clock)
    listed = [
        _line(row.agency.name, row.total, row.approved, row.submitted, row.returned, row.open, row.overdue)
        for row in board.agencies
    ]
    total = (board.total, board.approved, board.submitted, board.returned, board.open, board.overdue)
    return [*listed, _line("Toàn tỉnh", *total)]


def field_rows(asked: FigureRequest) -> Rows:
    """Return packs and pieces of each field."""
    pieces = _pieces_by_field(asked)
    packs: dict[int, list[bool]] = defaultdict(list)
    for row in progress_of_cycle(asked.session, asked.actor, asked.report.cycle, asked.clock.today()):
        packs[row.criterion.field_id].append(row.view.state in DONE)
    listed, sums = [], Counter[int]()
    for field in _fields_of(asked):
        done, states = packs[field.id], pieces[field.id]
        counts = (
            len(done),
            sum(done),
            states.total(),
            sum(states[state] for state in PASSED),
            states[EvidenceState.NEEDS_EXPLANATION],
            sum(states[state] for state in UNJUDGED),
        )
        sums.update(dict(enumerate(counts)))
        listed.append(_line(f"{field.code}. {field.name}", *counts))
    return [*listed, _line("Tổng cộng", *(sums[place] for place in range(6)))]


def _fields_of(asked: FigureRequest) -> Sequence[CriterionField]:
    of_cycle = CriterionField.cycle_id == asked.report.cycle_id
    ordered = select(CriterionField).where(of_cycle).order_by(CriterionField.ordinal, CriterionField.code)
    return asked.session.scalars(ordered).all()


def _pieces_by_field(asked: FigureRequest) -> Mapping[int, Counter[EvidenceState]]:
    found: dict[int, Counter[EvidenceState]] = defaultdict(Counter)
    counted = (
        select(Criterion.field_id, Evidence.state, func.count(Evidence.id))
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(
            Criterion.cycle_id == asked.report.cycle_id,
            Evidence.accepted_at.is_not(None),
            Evidence.state.not_in((EvidenceState.DRAFT, EvidenceState.WITHDRAWN)),
            visible_evidence(asked.actor),
        )
        .group_by(Criterion.field_id, Evidence.state)
    )
    for field_id, state, count in asked.session.execute(counted):
        found[field_id][state] += count
    return found


def _standing_verdicts(asked: FigureRequest) -> ColumnElement[bool]:
    first, last = asked.span
    return and_(
        Criterion.cycle_id == asked.report.cycle_id,
        Review.undone_at.is_(None),
        Review.decided_at >= first,
        Review.decided_at < last,
        visible_evidence(asked.actor),
    )


def verdict_rows(asked: FigureRequest) -> Rows:
    """Return the standing verdicts of the period by reason."""
    counted = (
        select(Review.verdict, Review.reason, func.count(Review.id))
        .join(Evidence, Evidence.id == Review.evidence_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(_standing_verdicts(asked))
        .group_by(Review.verdict, Review.reason)
    )
    by_verdict, by_reason = Counter[VerdictKind](), Counter[Reason]()
    for verdict, reason, count in asked.session.execute(counted):
        by_verdict[verdict] += count
        if reason is not None:
            by_reason[reason] += count
    listed = [_line(word, by_verdict[verdict]) for verdict, word in _VERDICTS.items()]
    reasons = [
        _line(f"- {word}", by_reason[reason]) for reason, word in _REASONS.items() if by_reason[reason]
    ]
    return [*listed, *reasons, _line("Tổng số kết luận", by_verdict.total())]


def reviewer_rows(asked: FigureRequest) -> Rows:
    """Return how many verdicts each reviewer gave in the period."""
    counted = (
        select(User.id, User.name, Review.verdict, func.count(Review.id))
        .join(User, User.id == Review.reviewer_id)
        .join(Evidence, Evidence.id == Review.evidence_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(_standing_verdicts(asked))
        .group_by(User.id, User.name, Review.verdict)
    )
    names: dict[int, str] = {}
    found: dict[int, Counter[VerdictKind]] = defaultdict(Counter)
    for person, name, verdict, count in asked.session.execute(counted):
        names[person] = name
        found[person][verdict] += count
    return [
        _line(words.one_line(names[person]), given.total(), *(given[each] for each in _VERDICTS))
        for person, given in sorted(found.items(), key=lambda row: vietnamese_order(names[row[0]]))
    ]


def assignment_rows(asked: FigureRequest) -> Rows:
    """Return the assignments of each asked agency by state."""
    today = asked.clock.today()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in list_assignments(asked.session, asked.actor, asked.report.cycle, today):
        own = counts[words.one_line(row.agency_name)]
        own["all"] += 1
        own["accepted"] += row.state is AssignmentState.ACCEPTED
        own["open"] += row.state in OPEN_STATES
        own["late"] += row.is_overdue
    return [
        _line(name, *(counts[name][key] for key in ("all", "accepted", "open", "late")))
        for name in sorted(counts, key=vietnamese_order)
    ]


def point_rows(asked: FigureRequest) -> Rows:
    """Return the maximum and self-score of each criterion."""
    given = report_data(asked.session, asked.actor, asked.report.cycle).points
    return [
        (each.code, words.one_line(each.title), _decimal(each.maximum), _decimal(each.self_score))
        for each in given
    ]


def lacking_rows(asked: FigureRequest) -> Rows:
    """Return the criteria whose proof is missing or incomplete."""
    found = report_data(asked.session, asked.actor, asked.report.cycle).explanations
    return [
        (
            each.criterion.label,
            words.one_line(each.target_text),
            words.EXPLANATION_KINDS[each.kind.value],
            words.one_line(each.text),
        )
        for each in found
    ]


def note_rows(kind: NoteKind) -> Callable[[FigureRequest], Rows]:
    """Return what lists the notes of this kind by criterion."""

    def rows(asked: FigureRequest) -> Rows:
        notes = report_data(asked.session, asked.actor, asked.report.cycle).notes_of(kind)
        return [
            (
                note.criterion.label if note.criterion else note.field.name if note.field else "",
                words.one_line(note.text),
            )
            for note in notes
        ]

    return rows


def _line(name: str, *counts: int) -> tuple[str, ...]:
    return (words.one_line(name), *map(str, counts))


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}".replace(".", ",")
