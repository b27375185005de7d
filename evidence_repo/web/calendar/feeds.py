"""The feed of one's calendar (RFC 5545): its secret address, made and ended here, read without signing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.clock import HANOI
from evidence_repo.errors import NotVisible
from evidence_repo.services.people.calendar_feeds import end_feed, find_feed, make_feed
from evidence_repo.services.screens.due_calendar import CalendarScope, DueItem, DueKind, due_items, scopes_for
from evidence_repo.web.calendar import blueprint
from evidence_repo.web.calendar.words import KIND_WORDS, SCOPE_NAMES, address_of, title_of, words_of
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from workflows.rights import Right, allows

_BEFORE, _AFTER = timedelta(days=60), timedelta(days=400)
_MOST = 2000
"""Entries of one feed; calendar programs read all of them each time."""


@blueprint.post("/calendar/feed")
@needs(Right.SEE_CATALOGUE)
def make() -> ResponseReturnValue:
    """Make a new address, instead of the one so far, and show it this once."""
    scopes = scopes_for(actor())
    scope = next((each for each in scopes if each == request.form.get("scope")), scopes[0])
    with transaction() as session:
        token = make_feed(session, actor(), scope.value, container().clock)
    address = url_for("calendar.feed", token=token, _external=True)
    return render_template("calendar/feed.html", address=address, scope_name=SCOPE_NAMES[scope])


@blueprint.post("/calendar/feed/end")
@needs(Right.SEE_CATALOGUE)
def end() -> ResponseReturnValue:
    """End one's feed."""
    with transaction() as session:
        end_feed(session, actor())
    flash(gettext("The address is ended: calendar programs get nothing from it any more."), "ok")
    return redirect(url_for("calendar.show"), 303)


@blueprint.get("/calendar/feed/<string(maxlength=64):token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Answer a calendar program with what is due for the person whose secret the address holds."""
    session, clock = read_session(), container().clock
    found = find_feed(session, token)
    # For this answer it is they who ask: their rights, their language.
    g.person = found.person
    if not allows(actor().roles, Right.SEE_CATALOGUE):
        raise NotVisible
    scopes, today = scopes_for(actor()), clock.today()
    scope = next((each for each in scopes if each == found.scope), scopes[0])
    items = due_items(session, actor(), scope, today - _BEFORE, today + _AFTER, today)[:_MOST]
    return Response(calendar_of(items, scope, clock.now()), mimetype="text/calendar")


def calendar_of(items: Sequence[DueItem], scope: CalendarScope, now: datetime) -> bytes:
    """Return the entries as a calendar: each is a day that is due, and takes no time away."""
    from icalendar import Calendar, Event  # only feeds need it

    made = Calendar()
    made.add("prodid", "-//evidence-repo//calendar//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", gettext("Evidence repository: %(scope)s", scope=SCOPE_NAMES[scope]))
    made.add("x-wr-timezone", str(HANOI))
    made.add("refresh-interval;value=duration", "PT4H")
    made.add("x-published-ttl", "PT4H")
    for item in items:
        entry = Event()
        entry.add("uid", f"{_key(item)}@{request.host.partition(':')[0]}")
        entry.add("dtstamp", now)
        entry.add("dtstart", item.day)
        entry.add("dtend", item.day + timedelta(days=1))
        entry.add("summary", _summary(item))
        entry.add("description", "\n".join(filter(None, (item.agency, words_of(item)))))
        entry.add("categories", [str(KIND_WORDS[item.kind])])
        entry.add("url", address_of(item, external=True))
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    written: bytes = made.to_ical()
    return written


def _key(item: DueItem) -> str:
    """Return what stays the same when the day moves; a criterion may have asked for several days."""
    several = f"-{item.day:%Y%m%d}" if item.kind is DueKind.ASSIGNMENTS else ""
    return f"{item.kind}-{item.year}-{item.thing_id}{several}"


def _summary(item: DueItem) -> str:
    words = f"{KIND_WORDS[item.kind]}: {title_of(item)}"
    return gettext("Done: %(what)s", what=words) if item.is_done else words
