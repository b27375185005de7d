"""One month of what is due: the grid of its days, and the list beneath it."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.holidays.days import list_days
from evidence_repo.services.people.calendar_feeds import feed_of
from evidence_repo.services.screens.due_calendar import CalendarScope, DueItem, due_items, scopes_for
from evidence_repo.web.calendar import blueprint
from evidence_repo.web.calendar.columns import calendar_columns
from evidence_repo.web.calendar.words import KIND_WORDS, SCOPE_NAMES, address_of, title_of, words_of
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.days import typed_day
from evidence_repo.web.lists import export_address, send_list, wants_workbook
from evidence_repo.web.paging import page_address, page_of
from workflows.rights import Right
from workflows.working_days import FIRST_YEAR, LAST_YEAR, WorkCalendar

PAGE_SIZE = 100
SHOWN_IN_A_DAY = 3
_MONTH_LENGTH = len("2017-11")
_ONE_DAY = timedelta(days=1)


def asked_month(today: date) -> date:
    """Return the first day of the month that the address names (`2017-11`), else of this month."""
    text = request.args.get("month", "")
    found = typed_day(f"{text}-01") if len(text) == _MONTH_LENGTH else None
    is_there = found is not None and FIRST_YEAR <= found.year <= LAST_YEAR
    return found if found is not None and is_there else today.replace(day=1)


def asked_scope() -> CalendarScope:
    """Return whose dates the address asks for, else the first that says something to this person."""
    scopes = scopes_for(actor())
    return next((scope for scope in scopes if scope == request.args.get("scope")), scopes[0])


@blueprint.get("/calendar")
@needs(Right.SEE_CATALOGUE)
def show() -> ResponseReturnValue:
    """Show what is due in one month, for the person, their agency or the province."""
    session, today = read_session(), container().clock.today()
    month, scope = asked_month(today), asked_scope()
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    items = due_items(session, actor(), scope, weeks[0][0], weeks[-1][-1], today)
    by_day: dict[date, list[DueItem]] = defaultdict(list)
    for item in items:
        by_day[item.day].append(item)
    day = typed_day(request.args.get("day", ""))
    listed = by_day.get(day, []) if day else [item for item in items if _is_in(item.day, month)]
    if wants_workbook():
        return send_list(gettext("Calendar"), calendar_columns(), listed)
    named = {
        row.day: row for year in {weeks[0][0].year, weeks[-1][-1].year} for row in list_days(session, year)
    }
    return render_template(
        "calendar/show.html",
        month=month,
        previous_month=f"{month - _ONE_DAY:%Y-%m}",
        next_month=f"{month + timedelta(days=31):%Y-%m}",
        weeks=weeks,
        by_day=by_day,
        day=day,
        listed=listed,
        page=page_of(listed, PAGE_SIZE),
        page_address=page_address,
        export_address=export_address(),
        scope=scope,
        scopes=[(each.value, SCOPE_NAMES[each]) for each in scopes_for(actor())],
        named_days=named,
        work_calendar=WorkCalendar.of((row.day, row.kind) for row in named.values()),
        feed=feed_of(session, actor()),
        most=SHOWN_IN_A_DAY,
        KIND_WORDS=KIND_WORDS,
        SCOPE_NAMES=SCOPE_NAMES,
        address_of=address_of,
        title_of=title_of,
        words_of=words_of,
    )


def _is_in(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)
