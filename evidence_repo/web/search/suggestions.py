"""Help while typing, as JSON: groups of options, each with the address that choosing it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request, url_for
from flask_babel import gettext

from evidence_repo.services.searching.saving import list_saved, recent_searches
from evidence_repo.services.searching.suggesting import NamedDocument, suggest
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import SearchPlace, clean_words, place_of
from workflows.rights import Right

Option = dict[str, str]
_KEPT = 5


@blueprint.get("/search/suggestions")
@needs(Right.SEE_PIECES)
def suggestions() -> Response:
    """Suggest what may be meant by `?q=`: phrases to search for, documents to open."""
    typed = clean_words(request.args.get("q", ""))
    groups = _for_words(typed) if typed else _own()
    answer = jsonify(groups=[group for group in groups if group["options"]])
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _own() -> list[dict[str, Any]]:
    """Return what the person asked for lately, and the searches that they keep."""
    session = read_session()
    lately = [_words(words, SearchPlace(words)) for words in recent_searches(session, actor())]
    kept = [_words(each.name, place_of(each.place)) for each in list_saved(session, actor())]
    return [_group(gettext("Recent searches"), lately), _group(gettext("Saved searches"), kept[:_KEPT])]


def _for_words(typed: str) -> list[dict[str, Any]]:
    parts = container()
    found = suggest(read_session(), parts.engine, actor(), typed, memory=parts.memory)
    phrases = [_words(each, SearchPlace(f'"{each}"')) for each in found.phrases]
    return [
        _group(gettext("Numbers and symbols"), [_document(named) for named in found.numbers]),
        _group(gettext("Frequent phrases"), phrases),
        _group(gettext("Documents"), [_document(named) for named in found.subjects]),
    ]


def _group(label: str, options: Sequence[Option]) -> dict[str, Any]:
    return {"label": label, "options": list(options)}


def _document(named: NamedDocument) -> Option:
    address = url_for("documents.show", document_id=named.document_id, version=named.version)
    return {
        "text": named.number or named.subject,
        "more": named.subject if named.number else "",
        "href": address,
    }


def _words(words: str, place: SearchPlace) -> Option:
    return {"text": words, "more": "", "href": place.address()}
