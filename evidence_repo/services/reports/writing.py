"""Reports: their periods, versions and sections; finished with figures and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    Criterion,
    Report,
    ReportPeriod,
    ReportSection,
    User,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.documents.spooling import Detect, SpooledFile
from evidence_repo.services.documents.uploads import claim_blob, spool_upload
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.reports.figures import ANNEXED, dump_figures, figures_of
from evidence_repo.services.reports.paper import render_report, report_file_name
from evidence_repo.words import N_
from storage import BlobStore
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import AuditAction, ReportEvent
from workflows.reports import (
    FigureKind,
    Period,
    ReportAction,
    ReportKind,
    ReportState,
    advance_report,
    default_outline,
    default_period,
    finish_blockers,
    period_blockers,
)
from workflows.rights import Right, Scope, allows, scopes_of

LONGEST_TITLE = 300
LONGEST_TEXT = 30_000
MOST_SECTIONS = 60
_LONG_AGO = timedelta(days=365)
LARGEST_REPORT = 50_000_000
HANDED_IN_UNDER = ("1.1.3", "1.2.1")
"""Codes of the criteria of which a report is evidence."""


def period_of(session: Session, cycle: AssessmentCycle, kind: ReportKind) -> Period:
    """Return the period that was set, else the proposed one."""
    of_kind = (ReportPeriod.cycle_id == cycle.id, ReportPeriod.kind == kind)
    found = session.scalar(select(ReportPeriod).where(*of_kind))
    if found is None:
        return default_period(kind, cycle.year)
    return Period(found.begins_on, found.ends_on, found.due_on)


def set_period(
    session: Session, actor: Actor, cycle: AssessmentCycle, kind: ReportKind, period: Period
) -> None:
    """Set the period and the due day of a kind of report; drafts and finished reports keep theirs."""
    _check(actor, cycle, None, ReportAction.MAKE)
    refuse_if(period_blockers(period))
    of_kind = (ReportPeriod.cycle_id == cycle.id, ReportPeriod.kind == kind)
    found = session.scalar(select(ReportPeriod).where(*of_kind))
    if found is None:
        found = ReportPeriod(cycle_id=cycle.id, kind=kind)
        session.add(found)
    found.begins_on, found.ends_on, found.due_on = period.begins_on, period.ends_on, period.due_on
    session.flush()
    event = ReportEvent(
        action=AuditAction.SET_REPORT_PERIOD,
        subject_type="assessment_cycle",
        subject=cycle.id,
        report=kind,
        first_day=period.begins_on,
        last_day=period.ends_on,
        due_on=period.due_on,
    )
    emit(session, actor, event)


def make_report(
    session: Session, actor: Actor, cycle: AssessmentCycle, kind: ReportKind, clock: Clock
) -> Report:
    """Make a draft: with the proposed outline, or with that and the words of the version before it."""
    state = _check(actor, cycle, None, ReportAction.MAKE)
    # One row of the cycle is the lock: two people who make a version at once come one after the other.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    before = session.scalar(
        select(Report)
        .where(Report.cycle_id == cycle.id, Report.kind == kind)
        .order_by(Report.version.desc())
        .limit(1)
    )
    if before is not None and before.state is ReportState.DRAFT:
        refuse_if([Blocker("report_draft_stands")])
    period = period_of(session, cycle, kind)
    made = Report(
        cycle_id=cycle.id,
        kind=kind,
        version=before.version + 1 if before else 1,
        state=state,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
        made_by_id=actor.user_id,
        made_at=clock.now(),
        sections=_first_sections(kind, before),
    )
    session.add(made)
    session.flush()
    _emit(session, actor, AuditAction.MAKE_REPORT, made)
    return made


def _first_sections(kind: ReportKind, before: Report | None) -> list[ReportSection]:
    if before is not None:
        kept = [(each.title, each.text, each.figure) for each in before.sections]
    else:
        kept = [(title, "", figure) for title, figure in default_outline(kind)]
    return [
        ReportSection(ordinal=place, title=title, text=text, figure=figure)
        for place, (title, text, figure) in enumerate(kept, 1)
    ]


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What a section says: its title, its text, the table under it, and its place from 1."""

    title: str
    text: str
    figure: FigureKind | None
    place: int


def write_section(
    session: Session,
    actor: Actor,
    report: Report,
    section: ReportSection | None,
    wanted: SectionWords,
    seen_lock: int | None = None,
) -> ReportSection:
    """Write a section, or add one; the others make room."""
    _begin(session, actor, report, ReportAction.WRITE)
    if section is not None and seen_lock is not None and section.lock != seen_lock:
        raise ChangedMeanwhile
    title = " ".join(wanted.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadInput(
            N_("Write a title of at most %(limit)s characters."), field="title", limit=LONGEST_TITLE
        )
    if len(wanted.text) > LONGEST_TEXT:
        raise BadInput(N_("At most %(limit)s characters."), field="text", limit=LONGEST_TEXT)
    if section is None:
        if len(report.sections) >= MOST_SECTIONS:
            raise BadInput(N_("At most %(limit)s sections."), field="title", limit=MOST_SECTIONS)
        section = ReportSection(title=title)
        others = list(report.sections)
        report.sections.append(section)
    else:
        others = [each for each in report.sections if each is not section]
    section.title, section.text, section.figure = title, wanted.text.strip(), wanted.figure
    others.insert(max(0, min(wanted.place - 1, len(others))), section)
    _number(others)
    _touch(session, report)
    _emit(session, actor, AuditAction.WRITE_REPORT, report, title=title)
    return section


def remove_section(session: Session, actor: Actor, report: Report, section: ReportSection) -> None:
    """Take a section out of the outline; not one that agencies were asked for."""
    _begin(session, actor, report, ReportAction.WRITE)
    asked = (Assignment.product_key == -section.id, Assignment.is_live.is_(True))
    if session.scalar(select(Assignment.id).where(*asked).limit(1)) is not None:
        refuse_if([Blocker("section_asked")])
    title = section.title
    report.sections.remove(section)
    _number(report.sections)
    _touch(session, report)
    _emit(session, actor, AuditAction.WRITE_REPORT, report, title=title, reason="removed")


def _touch(session: Session, report: Report) -> None:
    """Count the report's lock on, so that whoever freezes it meanwhile learns of what was written."""
    flag_modified(report, "version")
    session.flush()


def _number(sections: list[ReportSection]) -> None:
    for place, each in enumerate(sections, 1):
        each.ordinal = place


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a report is finished with: its tables, its paper in the spool, and the lock that was seen."""

    figures: str
    paper: SpooledFile
    lock: int


def freeze_report(
    session: Session, actor: Actor, report: Report, folder: Path, detect: Detect, clock: Clock
) -> Frozen:
    """Make the tables and the paper of this moment; the caller keeps the paper before the transaction."""
    with translating_refusals():
        advance_report(report.state, ReportAction.FINISH, actor.roles)
    _check_full(report)
    figures = figures_of(session, actor, report, clock, ANNEXED)
    content = cast(BinaryIO, BytesIO(render_report(report, figures, clock.now())))
    spooled = spool_upload(content, folder, LARGEST_REPORT, report_file_name(report), detect)
    return Frozen(dump_figures(figures), spooled, report.lock)


def _check_full(report: Report) -> None:
    refuse_if(finish_blockers((each.title, bool(each.text or each.figure)) for each in report.sections))


def finish_report(
    session: Session, actor: Actor, report: Report, frozen: Frozen, store: BlobStore, clock: Clock
) -> Report:
    """Finish the report with what was frozen; `ChangedMeanwhile` if it was written in since."""
    state = _begin(session, actor, report, ReportAction.FINISH)
    if report.lock != frozen.lock:
        raise ChangedMeanwhile
    _check_full(report)
    claim_blob(session, store, frozen.paper, clock.now())
    report.state, report.figures, report.sha256 = state, frozen.figures, frozen.paper.sha256
    report.finished_by_id, report.finished_at = actor.user_id, clock.now()
    session.flush()
    _emit(session, actor, AuditAction.FINISH_REPORT, report)
    return report


def _begin(session: Session, actor: Actor, report: Report, action: ReportAction) -> ReportState:
    session.scalar(select(Report.id).where(Report.id == report.id).with_for_update())
    session.refresh(report)
    return _check(actor, report.cycle, report.state, action)


def _check(
    actor: Actor, cycle: AssessmentCycle, state: ReportState | None, action: ReportAction
) -> ReportState:
    with translating_refusals():
        after = advance_report(state, action, actor.roles)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
    return after


def note_report_download(session: Session, actor: Actor, report: Report) -> None:
    """Note that this person takes the finished report."""
    _emit(session, actor, AuditAction.DOWNLOAD_REPORT, report)


def _emit(
    session: Session,
    actor: Actor,
    action: AuditAction,
    report: Report,
    *,
    title: str | None = None,
    reason: str | None = None,
) -> None:
    event = ReportEvent(
        action=action,
        subject=report.id,
        report=report.kind,
        state=report.state,
        version=report.version,
        title=title,
        reason=reason,
        sha256=report.sha256,
    )
    emit(session, actor, event)


def visible_reports(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on reports that this person may see.

    Drafts are the coordinator's; a finished report is for those who see all work, and for the people of the
    agencies that lead the criteria under which it is handed in.
    """
    scopes = scopes_of(actor.roles, Right.SEE_REPORTS)
    if not scopes:
        return false()
    if Scope.ALL in scopes:
        return true()
    is_finished = Report.state == ReportState.FINISHED
    if scopes & {Scope.ALL_BUT_DRAFTS, Scope.SUBMITTED_ONWARD}:
        return is_finished
    led = select(Criterion.cycle_id).where(
        Criterion.code.in_(HANDED_IN_UNDER), Criterion.lead_agency_id.in_(actor.agencies)
    )
    return is_finished & Report.cycle_id.in_(led)


def find_report(session: Session, actor: Actor, cycle: AssessmentCycle, report_id: int) -> Report:
    """Return the report; raise `NotVisible` if there is none or this person may not know of it."""
    found = session.scalar(_reports(actor, cycle).where(Report.id == report_id))
    if found is None:
        raise NotVisible
    return found


def find_section(report: Report, section_id: int) -> ReportSection:
    """Return a section of the report; raise `NotVisible` if it has none of this id."""
    found = next((each for each in report.sections if each.id == section_id), None)
    if found is None:
        raise NotVisible
    return found


def list_reports(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[Report]:
    """Return the reports of the cycle that this person may see, kind by kind, the newest version first."""
    order = list(ReportKind)
    found = session.scalars(_reports(actor, cycle))
    return sorted(found, key=lambda each: (order.index(each.kind), -each.version))


def _reports(actor: Actor, cycle: AssessmentCycle) -> Select[Report]:
    return (
        select(Report)
        .where(Report.cycle_id == cycle.id, visible_reports(actor))
        .options(selectinload(Report.sections), joinedload(Report.made_by).joinedload(User.agency))
    )


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A report of a cycle that is not finished, and the last good day to send it."""

    cycle: AssessmentCycle
    kind: ReportKind
    due_on: date


def reports_due(
    session: Session, actor: Actor, cycles: Sequence[AssessmentCycle], until: date
) -> list[ReportDue]:
    """Return what of these cycles is to be sent by this day and is not finished, the soonest first.

    What was due more than a year before is not asked for any more.
    """
    if not allows(actor.roles, Right.MANAGE_REPORTS) or not cycles:
        return []
    ids = [cycle.id for cycle in cycles]
    wanted = select(Report.cycle_id, Report.kind).where(
        Report.cycle_id.in_(ids), Report.state == ReportState.FINISHED
    )
    finished = {(cycle_id, kind) for cycle_id, kind in session.execute(wanted)}
    kept = {
        (row.cycle_id, row.kind): row.due_on
        for row in session.scalars(select(ReportPeriod).where(ReportPeriod.cycle_id.in_(ids)))
    }
    found = []
    for cycle in cycles:
        for kind in ReportKind:
            key = cycle.id, kind
            due = kept[key] if key in kept else default_period(kind, cycle.year).due_on
            if due is not None and key not in finished and until - _LONG_AGO < due <= until:
                found.append(ReportDue(cycle, kind, due))
    return sorted(found, key=lambda each: each.due_on)
