"""Search: what stands in the address decides what is shown, so that a result can be mailed."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from evidence_repo.services.policy.visibility import find_version
from evidence_repo.services.searching.correcting import better_query
from evidence_repo.services.searching.criteria import criteria_titled
from evidence_repo.services.searching.facets import Facet
from evidence_repo.services.searching.finding import SearchPage, search_documents
from evidence_repo.services.searching.saving import list_saved, recent_searches
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.formats import marked
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import SearchPlace, asked_place, place_of
from evidence_repo.web.search.words import FACET_TITLES, NOTES, choice_word
from index.search import marks_in, parse_query
from workflows.rights import Right

PAGE_SIZE = 20


@blueprint.get("/search")
@needs(Right.SEE_PIECES)
def show() -> ResponseReturnValue:
    """Show what answers `?q=` and what is chosen beside it, or what can be asked."""
    place = asked_place()
    if place.is_empty:
        return _what_can_be_asked(place)
    found = _find(place)
    query = parse_query(place.text)

    def mark_words(words: str) -> Markup:
        return marked(words, marks_in(query, words))

    return render_template(
        "search/show.html",
        found=found,
        asked=place,
        pattern=find_version(read_session(), actor(), place.like) if place.like else None,
        query_text=place.text,
        last_page=max(1, -(-found.total // PAGE_SIZE)),
        better=_better(place, found),
        criteria=() if place.page > 1 else criteria_titled(read_session(), place.text),
        facets=_facets(found),
        facet_titles=FACET_TITLES,
        choice_word=choice_word,
        mark_words=mark_words,
        page_address=lambda page: place.at(page).address(),
        notes=[NOTES[note.reason] % {"piece": note.piece} for note in found.notes],
    )


def _what_can_be_asked(place: SearchPlace) -> ResponseReturnValue:
    session = read_session()
    return render_template(
        "search/empty.html",
        asked=place,
        query_text="",
        saved=[(each, place_of(each.place)) for each in list_saved(session, actor())],
        recent=[SearchPlace(words) for words in recent_searches(session, actor())],
    )


def _find(place: SearchPlace) -> SearchPage:
    parts = container()
    return search_documents(
        read_session(),
        parts.engine,
        parts.store,
        actor(),
        place.text,
        filters=place.filters,
        sort=place.sort,
        offset=(place.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        or_some_words=True,
        like=place.like,
        memory=parts.memory,
    )


def _better(place: SearchPlace, found: SearchPage) -> SearchPlace | None:
    """Return what may have been meant where not all that was typed was found."""
    if place.filters or place.like or (found.has_all_words and found.total):
        return None
    parts = container()
    words = better_query(read_session(), parts.engine, actor(), place.text, memory=parts.memory)
    return place.asking(words) if words else None


def _facets(found: SearchPage) -> dict[Facet, object]:
    """Return the facets that offer a choice, or hold one."""
    return {
        facet: choices
        for facet, choices in found.facets.items()
        if len(choices) > 1 or any(choice.is_chosen for choice in choices)
    }
