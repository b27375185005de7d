"""Search: what stands in the address decides what is shown, so that a result can be mailed."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from evidence_repo.services.searching.choices import search_choices
from evidence_repo.services.searching.finding import search_documents
from evidence_repo.services.searching.scope import SearchFilters
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.formats import marked
from evidence_repo.web.search import blueprint
from index.search import Ignored, Sort, marks_in, parse_query
from workflows.evidence import EvidenceState
from workflows.rights import Right

PAGE_SIZE = 20
FILTERS = ("year", "agency", "field", "doc_type", "state")

NOTES: dict[Ignored, Any] = {
    Ignored.UNCLOSED_QUOTE: _l(
        "A quotation mark has no partner; the words were searched one by one: %(piece)s"
    ),
    Ignored.STRAY_PARENTHESIS: _l("A parenthesis has no partner and was ignored: %(piece)s"),
    Ignored.STRAY_OPERATOR: _l("This word connects nothing here and was ignored: %(piece)s"),
    Ignored.CAPITALS: _l("All is in capitals, so this was searched as a plain word: %(piece)s"),
    Ignored.BAD_DATE: _l("This date was not understood (write dd/mm/yyyy): %(piece)s"),
    Ignored.EMPTY_FIELD: _l("Nothing stands behind this field name: %(piece)s"),
    Ignored.TOO_LONG: _l("The query is very long; what comes from here on was left out: %(piece)s"),
    Ignored.NO_WORDS: _l("There is no word to search for in: %(piece)s"),
}


def _filters() -> SearchFilters:
    wanted = request.args
    states = {state.value: state for state in EvidenceState}
    return SearchFilters(
        year=wanted.get("year", type=int),
        agency=wanted.get("agency") or None,
        field=wanted.get("field") or None,
        doc_type=wanted.get("doc_type") or None,
        state=states.get(wanted.get("state", "")),
    )


def _sort() -> Sort:
    return Sort.DATE if request.args.get("sort") == "date" else Sort.RELEVANCE


def _address(**changes: object) -> str:
    """Return this page's address with some of its parts changed; None takes a part away."""
    parts: dict[str, Any] = request.args.to_dict() | changes
    return url_for("search.show", **{name: value for name, value in parts.items() if value not in (None, "")})


@blueprint.get("/search")
@needs(Right.SEE_PIECES)
def show() -> ResponseReturnValue:
    """Show what answers `?q=`, or what can be asked."""
    text = request.args.get("q", "").strip()
    choices = search_choices(read_session(), actor())
    shown: dict[str, Any] = {"query_text": text, "choices": choices, "address": _address, "sort": _sort()}
    if not text:
        return render_template("search/empty.html", **shown)
    number = max(1, request.args.get("page", 1, type=int))
    parts = container()
    found = search_documents(
        read_session(),
        parts.engine,
        parts.store,
        actor(),
        text,
        filters=_filters(),
        sort=_sort(),
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    query = parse_query(text)

    def mark_words(words: str) -> Markup:
        return marked(words, marks_in(query, words))

    return render_template(
        "search/show.html",
        found=found,
        number=number,
        last_page=max(1, -(-found.total // PAGE_SIZE)),
        chosen=[name for name in FILTERS if request.args.get(name)],
        mark_words=mark_words,
        notes=[NOTES[note.reason] % {"piece": note.piece} for note in found.notes],
        page_address=lambda page: _address(page=page),
        **shown,
    )
