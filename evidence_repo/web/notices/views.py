"""The inbox: notices by criterion, filtered by the address; opened, marked read."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from evidence_repo.services.notices.lines import grouped_lines, notice_lines
from evidence_repo.services.notices.listing import (
    NoticeFilter,
    count_notices,
    find_notice,
    list_notices,
    looked_at,
    mark_all_read,
    mark_read,
    note_look,
)
from evidence_repo.web.context import actor, container, cycles, read_session, transaction
from evidence_repo.web.notices import blueprint
from evidence_repo.web.numbers import whole_number
from evidence_repo.web.paging import page_address, page_number
from workflows.notices import NoticeTopic

PAGE_SIZE = 50

TOPIC_WORDS: dict[NoticeTopic, Any] = {
    NoticeTopic.ASSIGNMENTS: _l("Assignments"),
    NoticeTopic.PACKS: _l("Packs"),
    NoticeTopic.EXPLANATIONS: _l("Verdicts and explanations"),
    NoticeTopic.CONTRIBUTIONS: _l("Contributions"),
    NoticeTopic.QUESTIONS: _l("Questions of the Ministry"),
    NoticeTopic.DEADLINES: _l("Deadlines"),
    NoticeTopic.COMMENTS: _l("Comments"),
    NoticeTopic.SEARCHES: _l("Saved searches"),
    NoticeTopic.SYSTEM: _l("The system"),
}


@blueprint.get("/notices")
def list_all() -> ResponseReturnValue:
    """Show the person's notices, the newest first, those of one criterion together."""
    session, who, asked = read_session(), actor(), _asked_filter()
    count = count_notices(session, who, asked)
    number, last = page_number(count, PAGE_SIZE)
    found = list_notices(session, who, asked, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    return render_template(
        "notices/list.html",
        groups=grouped_lines(notice_lines(session, who, found)),
        count=count,
        number=number,
        last=last,
        page_address=page_address,
        looked_at=looked_at(session, who),
        topic_words=TOPIC_WORDS,
        years=[(each.year, each.year) for each in cycles()],
    )


def _asked_filter() -> NoticeFilter:
    return NoticeFilter(
        topic=next((each for each in NoticeTopic if each == request.values.get("topic")), None),
        year=request.values.get("year", type=whole_number),
        unread_only=bool(request.values.get("unread")),
    )


@blueprint.post("/notices/<int:notice_id>/open")
def open_one(notice_id: int) -> ResponseReturnValue:
    """Mark a notice read and go to what it is about."""
    with transaction() as session:
        notice = find_notice(session, actor(), notice_id)
        mark_read(session, notice, container().clock.now())
        lines = notice_lines(session, actor(), [notice])
    return redirect(lines[0].path if lines else url_for("notices.list_all"), 303)


@blueprint.post("/notices/<int:notice_id>/read")
def read_one(notice_id: int) -> ResponseReturnValue:
    """Mark a notice read."""
    with transaction() as session:
        mark_read(session, find_notice(session, actor(), notice_id), container().clock.now())
    return redirect(_back(), 303)


@blueprint.post("/notices/read")
def read_all() -> ResponseReturnValue:
    """Mark all notices read that fit the filter."""
    with transaction() as session:
        marked = mark_all_read(session, actor(), _asked_filter(), container().clock.now())
    flash(ngettext("%(num)d notice is marked as read.", "%(num)d notices are marked as read.", marked), "ok")
    return redirect(_back(), 303)


def _back() -> str:
    """Return the list with the filter that it had."""
    names = ("topic", "year", "unread")
    kept: dict[str, Any] = {name: request.values[name] for name in names if request.values.get(name)}
    return url_for("notices.list_all", **kept)


@blueprint.post("/notices/looked")
def note_looked() -> ResponseReturnValue:
    """Note that the person has looked at the list; a page that is shown sends this."""
    with transaction() as session:
        note_look(session, actor(), container().clock.now())
    return "", 204
