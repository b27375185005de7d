"""What needs the coordinator, in all years at work: each row says how much, and leads to where it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle
from evidence_repo.services.assignments.listing import count_overdue
from evidence_repo.services.follow_up.letters import letters_in_preparation
from evidence_repo.services.maintenance.job_board import count_failed
from evidence_repo.services.notices.preferences import refused_people
from evidence_repo.services.packs.progress import PackProgress
from evidence_repo.services.people.account_requests import waiting_requests
from evidence_repo.services.reports.writing import reports_due
from evidence_repo.web.context import actor, container, cycles
from evidence_repo.web.formats import day
from evidence_repo.web.words import REPORT_WORDS
from workflows.cycle import CycleState
from workflows.rights import Right, allows

_REPORTS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OversightRow:
    """One thing that needs the coordinator: in words, where, and of which year (None: of no year)."""

    words: str
    path: str
    icon: str
    is_urgent: bool = False
    year: int | None = None


def oversight_rows(session: Session, packs: Sequence[PackProgress]) -> list[OversightRow] | None:
    """Return what needs the coordinator; None for everybody else."""
    if not allows(actor().roles, Right.MANAGE_CYCLE):
        return None
    return [*_of_the_system(session), *_of_years(session, packs)]


def _of_the_system(session: Session) -> Iterator[OversightRow]:
    if count := len(waiting_requests(session, actor())):
        words = ngettext(
            "%(num)d account waits for a second person", "%(num)d accounts wait for a second person", count
        )
        yield OversightRow(words, url_for("account_requests.list_waiting"), "key", is_urgent=True)
    if count := count_failed(session):
        words = ngettext("%(num)d background job has failed", "%(num)d background jobs have failed", count)
        yield OversightRow(words, url_for("admin.health"), "exclamation-triangle", is_urgent=True)
    if count := len(refused_people(session)):
        words = ngettext(
            "The mail server refuses %(num)d address", "The mail server refuses %(num)d addresses", count
        )
        yield OversightRow(words, url_for("admin.health"), "envelope")


def _of_years(session: Session, packs: Sequence[PackProgress]) -> Iterator[OversightRow]:
    today = container().clock.today()
    at_work = [cycle for cycle in cycles() if cycle.state is not CycleState.CLOSED]
    late = Counter(row.criterion.cycle_id for row in packs if row.is_overdue and row.is_at_work)
    asked = count_overdue(session, actor(), today)
    letters = letters_in_preparation(session, actor())
    for cycle in at_work:
        yield from _of_year(cycle, late[cycle.id], asked.get(cycle.id, 0), letters.get(cycle.id, 0))
    for report in reports_due(session, actor(), at_work, today + _REPORTS_AHEAD):
        words = gettext(
            "%(report)s: to be sent by %(day)s", report=REPORT_WORDS[report.kind], day=day(report.due_on)
        )
        path = url_for("reports.list_all", year=report.cycle.year)
        yield OversightRow(words, path, "file-earmark-text", report.due_on < today, report.cycle.year)


def _of_year(cycle: AssessmentCycle, late: int, asked: int, letters: int) -> Iterator[OversightRow]:
    if late:
        words = ngettext("%(num)d pack is overdue", "%(num)d packs are overdue", late)
        path = url_for("criteria.list_all", year=cycle.year, due="late", by="agency")
        yield OversightRow(words, path, "calendar-event", is_urgent=True, year=cycle.year)
    if asked:
        words = ngettext("%(num)d assignment is overdue", "%(num)d assignments are overdue", asked)
        path = url_for("follow_up.show", year=cycle.year, due="late")
        yield OversightRow(words, path, "people", is_urgent=True, year=cycle.year)
    if letters:
        words = ngettext(
            "%(num)d follow-up letter is to be issued", "%(num)d follow-up letters are to be issued", letters
        )
        path = url_for("follow_up.show", year=cycle.year, _anchor="letters")
        yield OversightRow(words, path, "envelope", year=cycle.year)
