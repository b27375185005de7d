"""What stands around every page: navigation by rights, what waits, the cycle, the demo's banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf

from evidence_repo.services.notices.listing import MOST_COUNTED, count_unread
from evidence_repo.services.notices.words import NOTICE_WORDS
from evidence_repo.services.policy.refusals import SENTENCES
from evidence_repo.services.screens.waiting_counts import Waiting
from evidence_repo.web.addresses import has_year
from evidence_repo.web.check_words import ANSWER_LOOKS, check_words
from evidence_repo.web.comments.counting import comments_on
from evidence_repo.web.context import (
    actor,
    container,
    cycles,
    person,
    read_session,
    shown_cycle,
    waiting,
    year_of,
)
from evidence_repo.web.criteria.codes import code_of, named
from evidence_repo.web.days import DAY_ATTRIBUTES
from evidence_repo.web.formats import FILTERS, marked
from evidence_repo.web.forms import described
from evidence_repo.web.language import LANGUAGES, chosen_language
from evidence_repo.web.marks import draw_icon, draw_state
from evidence_repo.web.reading_words import reading_faults, reading_notes
from evidence_repo.web.words import (
    DAY_KIND_WORDS,
    EXPLANATION_WORDS,
    EXTRACTION_SENTENCES,
    OPERATOR_SIGNS,
    PERIOD_WORDS,
    PROOF_WORDS,
    REASON_WORDS,
    ROLE_WORDS,
    SCOPE_WORDS,
    SIGNATURE_PROBLEMS,
    SUPPLIER_WORDS,
    UNKNOWN_WORDS,
    VERDICT_WORDS,
    state_word,
)
from workflows.delegations import Deputyship
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
    NavItem("assignments.list_all", _l("Assignments"), Right.SEE_ASSIGNMENTS, "assignments"),
    NavItem("review.queue", _l("Review"), Right.JUDGE, "in_review"),
    NavItem("packs.list_to_approve", _l("Approval"), Right.APPROVE, "to_approve"),
    NavItem("council.show", _l("Council"), Right.VOTE, "to_vote"),
    NavItem("search.show", _l("Search"), Right.SEE_PIECES),
    NavItem("board.show", _l("Board"), Right.SEE_BOARD),
    NavItem("bundles.list_all", _l("Submission bundles"), Right.SEE_BUNDLES),
    NavItem("rounds.list_all", _l("Appraisal"), Right.SEE_ROUNDS, "questions"),
    NavItem("audit.show", _l("Audit log"), Right.SEE_AUDIT),
    NavItem("admin.show", _l("Administration"), Right.MANAGE_PEOPLE),
)

_UNDER = {
    "evidence": "criteria",
    "bulk": "criteria",
    "bulk.selected_assignments": "assignments",
    "registers": "criteria",
    "scores": "board",
    "follow_up": "board",
    "reports": "board",
    "next_year": "admin",
}
"""Topics and pages without a word of their own in the navigation, and under whose word they stand."""

_ROLE_ORDER = tuple(Role)


def waiting_elsewhere(name: str) -> list[tuple[int, int]]:
    """Return the other years in which this figure of `Waiting` is not zero, with the figure."""
    counted = {each.year: getattr(waiting().get(each.id, Waiting()), name) for each in cycles()}
    return [(year, count) for year, count in counted.items() if count and year != g.year]


def _navigation() -> list[dict[str, Any]]:
    in_all = sum(waiting().values(), Waiting())
    endpoint = request.endpoint or ""
    topic = endpoint.partition(".")[0]
    topic = _UNDER.get(endpoint) or _UNDER.get(topic, topic)
    return [
        {
            "address": _address(item.endpoint),
            "word": item.word,
            "count": getattr(in_all, item.count) if item.count else 0,
            "is_current": item.endpoint.partition(".")[0] == topic,
        }
        for item in NAVIGATION
        if (item.right is None or allows(actor().roles, item.right)) and _is_there(item.endpoint)
    ]


def _address(endpoint: str) -> str:
    """Return the page's address; a cycle's page is that of the shown cycle."""
    shown = shown_cycle()
    return url_for(endpoint, year=shown.year) if shown and has_year(endpoint) else url_for(endpoint)


def _is_there(endpoint: str) -> bool:
    return shown_cycle() is not None or not has_year(endpoint)


def _own_roles() -> list[Any]:
    who = person()
    return [ROLE_WORDS[role] for role in _ROLE_ORDER if who is not None and role in who.role_set]


def _standing_in_for() -> tuple[Deputyship, ...]:
    return actor().deputyships.of_deputy(actor().user_id)


def _unread_notices() -> str:
    """Return how many notices the person has not read; nothing for none, no more than two digits."""
    count = count_unread(read_session(), actor())
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


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
        "shown_cycle": shown_cycle() if is_signed_in else None,
        "cycles": cycles() if is_signed_in else (),
        "navigation": _navigation if is_signed_in else list,
        "own_roles": _own_roles if is_signed_in else list,
        "unread_notices": _unread_notices if is_signed_in else str,
        "standing_in_for": _standing_in_for if is_signed_in else tuple,
    }


def set_up_layout(app: Flask) -> None:
    """Give every template what stands around the page, the words of states, and the formats.

    What macros need is global: they are imported without the page's context.
    """
    app.context_processor(_around)
    app.jinja_env.filters.update(FILTERS, code=code_of, named=named, year=year_of)
    app.jinja_env.globals.update(
        draw_icon=draw_icon,
        draw_state=draw_state,
        csrf=generate_csrf,
        can=_can,
        Right=Right,
        state_word=state_word,
        waiting_elsewhere=waiting_elsewhere,
        comments_on=comments_on,
        described=described,
        marked=marked,
        DAY_ATTRIBUTES=DAY_ATTRIBUTES,
        OPERATOR_SIGNS=OPERATOR_SIGNS,
        PERIOD_WORDS=PERIOD_WORDS,
        UNKNOWN_WORDS=UNKNOWN_WORDS,
        REASON_WORDS=REASON_WORDS,
        EXPLANATION_WORDS=EXPLANATION_WORDS,
        EXTRACTION_SENTENCES=EXTRACTION_SENTENCES,
        reading_faults=reading_faults,
        reading_notes=reading_notes,
        ROLE_WORDS=ROLE_WORDS,
        NOTICE_WORDS=NOTICE_WORDS,
        DAY_KIND_WORDS=DAY_KIND_WORDS,
        SUPPLIER_WORDS=SUPPLIER_WORDS,
        PROOF_WORDS=PROOF_WORDS,
        SCOPE_WORDS=SCOPE_WORDS,
        SIGNATURE_PROBLEMS=SIGNATURE_PROBLEMS,
        VERDICT_WORDS=VERDICT_WORDS,
        BLOCKER_SENTENCES=SENTENCES,
        ANSWER_LOOKS=ANSWER_LOOKS,
        check_words=check_words,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
