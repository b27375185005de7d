"""What stands around every page: navigation by rights, what waits, the cycle, the demo's banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf

from evidence_repo.errors import NotVisible
from evidence_repo.models import AssessmentCycle
from evidence_repo.services.screens.work import Waiting, waiting_counts
from evidence_repo.web.check_words import ANSWER_LOOKS, check_words
from evidence_repo.web.context import actor, container, cycle, person, read_session
from evidence_repo.web.criteria.codes import code_of
from evidence_repo.web.days import DAY_ATTRIBUTES
from evidence_repo.web.formats import FILTERS, marked
from evidence_repo.web.forms import described
from evidence_repo.web.language import LANGUAGES, chosen_language
from evidence_repo.web.marks import draw_icon, draw_state
from evidence_repo.web.reading_words import reading_faults, reading_notes
from evidence_repo.web.words import (
    AGENCY_KIND_WORDS,
    EXPLANATION_WORDS,
    EXTRACTION_SENTENCES,
    REASON_WORDS,
    ROLE_WORDS,
    SCOPE_WORDS,
    SIGNATURE_PROBLEMS,
    SUPPLIER_WORDS,
    state_word,
)
from workflows.rights import Right, allows
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class NavItem:
    """A word in the navigation; `right` None: for everybody; `count` names a figure of `Waiting`."""

    endpoint: str
    word: Any
    right: Right | None = None
    count: str | None = None


NAVIGATION = (
    NavItem("home.show", _l("Home"), count="total"),
    NavItem("criteria.list_all", _l("Criteria"), Right.SEE_CATALOGUE),
    NavItem("review.queue", _l("Review"), Right.JUDGE, "in_review"),
    NavItem("packs.list_to_approve", _l("Approval"), Right.APPROVE, "to_approve"),
    NavItem("search.show", _l("Search"), Right.SEE_PIECES),
    NavItem("board.show", _l("Board"), Right.SEE_BOARD),
    NavItem("bundles.list_all", _l("Submission bundles"), Right.SEE_BUNDLES),
    NavItem("audit.show", _l("Audit log"), Right.SEE_AUDIT),
    NavItem("admin.show", _l("Administration"), Right.MANAGE_PEOPLE),
)

_UNDER = {"evidence": "criteria"}
"""Topics without a word of their own in the navigation, and under whose word they stand."""

_ROLE_ORDER = tuple(Role)


def _cycle_or_none() -> AssessmentCycle | None:
    """Return the page's cycle, none where there is none yet or the address names a wrong year."""
    try:
        return cycle()
    except NotVisible:
        return None


def _waiting() -> Waiting:
    found = _cycle_or_none()
    if found is None:
        return Waiting()
    parts = container()
    return waiting_counts(read_session(), actor(), found, parts.clock.today(), parts.figures)


def _navigation() -> list[dict[str, Any]]:
    waiting: Waiting = g.setdefault("waiting", None) or _waiting()
    g.waiting = waiting
    topic = (request.endpoint or "").partition(".")[0]
    topic = _UNDER.get(topic, topic)
    return [
        {
            "address": url_for(item.endpoint),
            "word": item.word,
            "count": getattr(waiting, item.count) if item.count else 0,
            "is_current": item.endpoint.partition(".")[0] == topic,
        }
        for item in NAVIGATION
        if item.right is None or allows(actor().roles, item.right)
    ]


def _own_roles() -> list[Any]:
    return [ROLE_WORDS[role] for role in _ROLE_ORDER if role in actor().roles]


def _can(right: Right) -> bool:
    return allows(actor().roles, right)


def _around() -> dict[str, Any]:
    is_signed_in = person() is not None
    return {
        "is_demo": container().settings.demo,
        "today": container().clock.today(),
        "current_user": person(),
        "language": chosen_language(),
        "languages": LANGUAGES,
        "shown_cycle": _cycle_or_none() if is_signed_in else None,
        "navigation": _navigation if is_signed_in else list,
        "own_roles": _own_roles if is_signed_in else list,
    }


def set_up_layout(app: Flask) -> None:
    """Give every template what stands around the page, the words of states, and the formats.

    What macros need is global: they are imported without the page's context.
    """
    app.context_processor(_around)
    app.jinja_env.filters.update(FILTERS, code=code_of)
    app.jinja_env.globals.update(
        draw_icon=draw_icon,
        draw_state=draw_state,
        csrf=generate_csrf,
        can=_can,
        Right=Right,
        state_word=state_word,
        described=described,
        marked=marked,
        DAY_ATTRIBUTES=DAY_ATTRIBUTES,
        REASON_WORDS=REASON_WORDS,
        EXPLANATION_WORDS=EXPLANATION_WORDS,
        EXTRACTION_SENTENCES=EXTRACTION_SENTENCES,
        reading_faults=reading_faults,
        reading_notes=reading_notes,
        ROLE_WORDS=ROLE_WORDS,
        AGENCY_KIND_WORDS=AGENCY_KIND_WORDS,
        SUPPLIER_WORDS=SUPPLIER_WORDS,
        SCOPE_WORDS=SCOPE_WORDS,
        SIGNATURE_PROBLEMS=SIGNATURE_PROBLEMS,
        ANSWER_LOOKS=ANSWER_LOOKS,
        check_words=check_words,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
