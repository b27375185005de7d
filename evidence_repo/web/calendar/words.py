"""What the calendar calls what is due, and where it stands."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from evidence_repo.services.screens.due_calendar import CalendarScope, DueItem, DueKind
from index.text import plain_line

SCOPE_NAMES = {
    CalendarScope.MINE: _l("For me"),
    CalendarScope.AGENCY: _l("My agency"),
    CalendarScope.PROVINCE: _l("The whole province"),
}

KIND_WORDS = {
    DueKind.DEADLINE: _l("Deadline of the plan"),
    DueKind.ASSIGNMENT: _l("Assignment"),
    DueKind.ASSIGNMENTS: _l("Assignments of other agencies"),
    DueKind.ANSWER: _l("Answer to a returned pack"),
    DueKind.QUESTION: _l("Question of the Ministry"),
}

_LONGEST_TITLE = 120


def words_of(item: DueItem) -> str:
    """Return what is due in one line."""
    if item.kind is DueKind.ASSIGNMENTS:
        asked = ngettext("%(num)d agency asked", "%(num)d agencies asked", item.count)
        if not item.open_count:
            return str(gettext("%(asked)s, all accepted", asked=asked))
        return str(gettext("%(asked)s, %(open)d open", asked=asked, open=item.open_count))
    return _cut(item.words)


def title_of(item: DueItem) -> str:
    """Return the criterion and its title in one line."""
    return _cut(f"{item.label} · {item.title}")


def _cut(text: str) -> str:
    line = plain_line(text[: 4 * _LONGEST_TITLE])
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


def address_of(item: DueItem, *, external: bool = False) -> str:
    """Return where the thing stands; its address names its year."""
    code = f"{item.criterion_kind}-{item.criterion_code}"
    year = item.year
    match item.kind:
        case DueKind.ASSIGNMENT:
            return url_for("assignments.show", assignment_id=item.thing_id, year=year, _external=external)
        case DueKind.ASSIGNMENTS:
            return url_for("assignments.list_all", criterion=code, year=year, _external=external)
        case DueKind.QUESTION:
            return url_for("rounds.question", question_id=item.thing_id, year=year, _external=external)
        case DueKind.DEADLINE | DueKind.ANSWER:
            return url_for("criteria.show", code=code, year=year, _external=external)
