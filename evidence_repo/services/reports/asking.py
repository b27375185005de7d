"""Sections of a report that agencies are asked for (rules, 10): ordinary assignments, put together by people.

They are assignments of the criterion of which the report is evidence; its lead agency accepts what comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, AssessmentCycle, Assignment, Criterion, Report, ReportSection
from evidence_repo.services.bundles import words
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.reports.writing import HANDED_IN_UNDER, SectionWords, write_section
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.words import N_
from index.text import vietnamese_order
from workflows.assignments import AssignmentState
from workflows.reports import ReportAction, advance_report


def criterion_of_reports(session: Session, cycle: AssessmentCycle) -> Criterion:
    """Return the criterion of which the cycle's reports are evidence; raise `BadInput` if it has none."""
    named = select(Criterion).where(
        Criterion.cycle_id == cycle.id,
        Criterion.code.in_(HANDED_IN_UNDER),
        Criterion.dropped_reason.is_(None),
    )
    found = session.scalars(named.order_by(Criterion.code)).first()
    if found is None:
        raise BadInput(
            N_("The plan has no criterion of which a report is evidence, so nobody can be asked."),
            field="agencies",
            code="no_criterion_of_reports",
        )
    return found


def agencies_to_ask(session: Session, cycle: AssessmentCycle) -> list[Agency]:
    """Return whom the plan lets be asked, by name."""
    criterion = criterion_of_reports(session, cycle)
    named = {*criterion.coordinating, criterion.lead_agency}
    return sorted((each for each in named if each.is_active), key=lambda each: vietnamese_order(each.name))


def ask_section(
    session: Session,
    actor: Actor,
    report: Report,
    section: ReportSection,
    agencies: Sequence[Agency],
    *,
    asked: str,
    last_day: date,
    clock: Clock,
) -> tuple[Assignment, ...]:
    """Ask these agencies for their words; who was asked for this section already keeps what stands."""
    with translating_refusals():
        advance_report(report.state, ReportAction.WRITE, actor.roles)
    if last_day < clock.today():
        raise BadInput(N_("The last day for the answer is past."), field="last_day", code="day_past")
    criterion = criterion_of_reports(session, report.cycle)
    request = AssignmentRequest(criterion, agencies, asked, last_day, section_id=section.id)
    return assign(session, actor, [request], clock=clock)


def answers_for(session: Session, section: ReportSection) -> list[Assignment]:
    """Return what was asked for this section, by the agency's name."""
    of_section = (Assignment.product_key == -section.id, Assignment.is_live.is_(True))
    found = session.scalars(select(Assignment).where(*of_section)).unique()
    return sorted(found, key=lambda each: vietnamese_order(each.agency.name))


def put_together(
    session: Session, actor: Actor, report: Report, section: ReportSection, chosen: set[int]
) -> ReportSection:
    """Append the accepted answers that were chosen to the section's text, each under its agency's name."""
    answers = [
        each
        for each in answers_for(session, section)
        if each.id in chosen and each.state is AssignmentState.ACCEPTED and each.answer
    ]
    if not answers:
        raise BadInput(N_("Choose an answer that is accepted."), field="answers", code="no_answer")
    added = [f"{words.one_line(each.agency.name)}: {each.answer}" for each in answers]
    text = "\n".join([*([section.text] if section.text else []), *added])
    wanted = SectionWords(section.title, text, section.figure, section.ordinal)
    return write_section(session, actor, report, section, wanted, seen_lock=section.lock)
