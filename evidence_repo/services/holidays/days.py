"""The list of days off and worked days: read it as a calendar; add, change and remove days."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import CalendarDay
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from index.text import compose
from workflows.events import AuditAction, CalendarDayEvent
from workflows.rights import Right
from workflows.working_days import DayKind, WorkCalendar, day_blockers

_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ListedDay:
    """What the list says of one day."""

    day: date
    kind: DayKind
    name: str
    is_provisional: bool = False


def work_calendar(session: Session) -> WorkCalendar:
    """Return the calendar by which working days are counted, of every year that is listed."""
    rows = session.execute(select(CalendarDay.day, CalendarDay.kind))
    return WorkCalendar.of((day, kind) for day, kind in rows)


def list_days(session: Session, year: int | None = None) -> list[CalendarDay]:
    """Return the listed days of a year, or of all years, the earliest first."""
    found = select(CalendarDay).order_by(CalendarDay.day)
    if year is not None:
        found = found.where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(session.scalars(found))


def find_day(session: Session, day_id: int) -> CalendarDay:
    """Return the listed day; raise `NotVisible` if there is none."""
    found = session.get(CalendarDay, day_id)
    if found is None:
        raise NotVisible
    return found


def find_listed(session: Session, day: date) -> CalendarDay:
    """Return what is listed for this date; raise `BadInput` if nothing is."""
    found = session.scalar(select(CalendarDay).where(CalendarDay.day == day))
    if found is None:
        raise BadInput(N_("This day is not listed."), field="day", code="day_not_listed")
    return found


def add_day(session: Session, actor: Actor, given: ListedDay) -> CalendarDay:
    """List a day."""
    check_administers(actor, Right.MANAGE_CYCLE)
    _check(session, given)
    row = CalendarDay(**asdict(given) | {"name": _checked_name(given.name)})
    session.add(row)
    _flush(session)
    _emit(session, actor, AuditAction.ADD_CALENDAR_DAY, row)
    return row


def change_day(session: Session, actor: Actor, row: CalendarDay, given: ListedDay) -> None:
    """Correct a listed day; the same again changes nothing."""
    check_administers(actor, Right.MANAGE_CYCLE)
    _check(session, given, itself=row)
    wanted = replace(given, name=_checked_name(given.name))
    before = ListedDay(row.day, row.kind, row.name, row.is_provisional)
    if wanted == before:
        return
    row.day, row.kind, row.name, row.is_provisional = astuple(wanted)
    _flush(session)
    _emit(session, actor, AuditAction.CHANGE_CALENDAR_DAY, row, before)


def remove_day(session: Session, actor: Actor, row: CalendarDay) -> None:
    """Take a day off the list: it is what its day of the week says."""
    check_administers(actor, Right.MANAGE_CYCLE)
    _emit(session, actor, AuditAction.REMOVE_CALENDAR_DAY, row)
    session.delete(row)


def _check(session: Session, given: ListedDay, itself: CalendarDay | None = None) -> None:
    refuse_if(day_blockers(given.day, given.kind))
    taken = session.scalar(select(CalendarDay).where(CalendarDay.day == given.day))
    if taken is not None and taken is not itself:
        raise _day_taken()


def _flush(session: Session) -> None:
    """Write the row; of two people who list the same day at once, the second is refused."""
    try:
        session.flush()
    except IntegrityError as error:
        raise _day_taken() from error


def _day_taken() -> BadInput:
    return BadInput(
        N_("This day is listed already."),
        field="day",
        code="day_taken",
        advice=N_("Change its entry instead."),
    )


def _checked_name(name: str) -> str:
    if len(name) > 2 * _NAME_LENGTH or len(clean := " ".join(compose(name).split())) > _NAME_LENGTH:
        raise BadInput(
            N_("The name is too long: at most %(limit)s characters."),
            field="name",
            code="name_too_long",
            limit=_NAME_LENGTH,
        )
    if not clean:
        raise BadInput(N_("Say why the day is listed."), field="name", code="name_missing")
    return clean


def _emit(
    session: Session, actor: Actor, action: AuditAction, row: CalendarDay, before: ListedDay | None = None
) -> None:
    event = CalendarDayEvent(
        action=action,
        subject=row.id,
        on=row.day,
        kind=row.kind,
        name=row.name,
        is_provisional=row.is_provisional,
        before=[before.day.isoformat(), before.kind, before.name] if before else None,
        was_provisional=before.is_provisional if before else None,
    )
    emit(session, actor, event)
