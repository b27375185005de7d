"""Help while typing, as JSON: groups of options, each with the address that choosing it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request, url_for
from flask_babel import gettext

from evidence_repo.services.searching.suggesting import NamedDocument, suggest
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import clean_words
from workflows.rights import Right

Option = dict[str, str]


@blueprint.get("/search/suggestions")
@needs(Right.SEE_PIECES)
def suggestions() -> Response:
    """Suggest what may be meant by `?q=`: phrases to search for, documents to open."""
    typed = clean_words(request.args.get("q", ""))
    found = suggest(read_session(), container().engine, actor(), typed)
    groups = [
        _group(gettext("Numbers and symbols"), [_document(named) for named in found.numbers]),
        _group(gettext("Frequent phrases"), [_words(phrase) for phrase in found.phrases]),
        _group(gettext("Documents"), [_document(named) for named in found.subjects]),
    ]
    answer = jsonify(groups=[group for group in groups if group["options"]])
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _group(label: str, options: Sequence[Option]) -> dict[str, Any]:
    return {"label": label, "options": list(options)}


def _document(named: NamedDocument) -> Option:
    address = url_for("documents.show", document_id=named.document_id, version=named.version)
    return {
        "text": named.number or named.subject,
        "more": named.subject if named.number else "",
        "href": address,
    }


def _words(phrase: str) -> Option:
    return {"text": phrase, "more": "", "href": url_for("search.show", q=f'"{phrase}"')}
