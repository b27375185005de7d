"""The page of a document, its header form, and reading it once more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import DocumentVersion
from evidence_repo.services.policy.visibility import find_document, find_version
from evidence_repo.services.reading.again import retry_reading
from evidence_repo.services.reading.pictures import word_boxes
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.screens.document_page import document_page
from evidence_repo.services.workflow.headers import confirm_header
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.documents import blueprint
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.documents.page_views import version_at
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.places import sent_lock
from evidence_repo.web.search.places import clean_words
from evidence_repo.web.sending import send
from index.header import WordBox
from index.header.types import FROM_2020, LEGAL
from index.search import Passage, find_passages, marks_in, match_words, parse_query
from workflows.rights import Right

FOUND_PAGES = 50
"""Pages that "find in the document" lists."""

DOCUMENT_TYPES = tuple(dict.fromkeys((*FROM_2020.values(), *LEGAL.values())))


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page of the document that is looked at: its text, and what the query marks on it."""

    number: int
    last: int
    has_picture: bool
    text: str
    text_marks: tuple[tuple[int, int], ...]
    boxes: tuple[WordBox, ...]
    found: tuple[Passage, ...]


def _latest_seen(session: Session, document_id: int) -> DocumentVersion:
    document = find_document(session, actor(), document_id)
    for version in reversed(document.versions):
        try:
            return find_version(session, actor(), version.id)
        except NotVisible:
            continue
    raise NotVisible


def _shown_page(version: DocumentVersion, query_text: str) -> ShownPage:
    texts = page_texts(container().store, version)
    last = max(version.page_count or 0, len(texts), 1)
    number = min(max(asked_number("page") or 1, 1), last)
    text = texts[number - 1] if number <= len(texts) else ""
    has_picture = version.has_pictures
    if not query_text:
        return ShownPage(number, last, has_picture, text, (), (), ())
    query = parse_query(query_text)
    found = sorted(find_passages(query, texts, FOUND_PAGES), key=lambda passage: passage.page)
    boxes: tuple[WordBox, ...] = ()
    if has_picture and any(passage.page == number for passage in found):
        boxes = _marked_words(version, number, query_text)
    return ShownPage(number, last, has_picture, text, marks_in(query, text), boxes, tuple(found))


def _marked_words(version: DocumentVersion, number: int, query_text: str) -> tuple[WordBox, ...]:
    try:
        words = word_boxes(container(), version, number)
    except EvidenceError:  # the page is shown without marks rather than not at all
        return ()
    marked = match_words(parse_query(query_text), [word.text for word in words])
    return tuple(words[place] for place in marked)


def _render(version: DocumentVersion, form: HeaderForm) -> ResponseReturnValue:
    session = read_session()
    query_text = clean_words(request.args.get("q", ""))
    page = document_page(session, actor(), version.document, version)
    content = render_template(
        "documents/show.html",
        page=page,
        version=version,
        shown=_shown_page(version, query_text),
        query_in_document=query_text,
        form=form,
        document_types=DOCUMENT_TYPES,
        keep={"version": version.number} | ({"q": query_text} if query_text else {}),
    )
    return content, form.status


@blueprint.get("/documents/<int:document_id>")
@needs(Right.SEE_PIECES)
def show(document_id: int) -> ResponseReturnValue:
    """Show a document at `?version=` (else its newest) and `?page=`, with the words of `?q=` marked."""
    session = read_session()
    number = asked_number("version")
    latest = _latest_seen(session, document_id)
    version = latest if number is None else version_at(session, document_id, number)
    return _render(version, HeaderForm.of(version))


@blueprint.post("/documents/<int:document_id>/versions/<int:number>/header")
@needs(Right.SEE_PIECES)
def header(document_id: int, number: int) -> ResponseReturnValue:
    """Confirm the header fields; what was typed stays in the form if it is refused."""
    form = HeaderForm()

    def change(session: Session) -> None:
        version = version_at(session, document_id, number)
        confirm_header(session, actor(), version, form.values(), sent_lock(), container().clock)

    answer = send(form, change, gettext("The document's fields are saved."), _address(document_id, number))
    return answer or _render(version_at(read_session(), document_id, number), form)


def _address(document_id: int, number: int) -> str:
    return url_for("documents.show", document_id=document_id, version=number)


@blueprint.post("/documents/<int:document_id>/versions/<int:number>/read-again")
@needs(Right.SEE_PIECES)
def read_again(document_id: int, number: int) -> ResponseReturnValue:
    """Have the file read once more."""
    with transaction() as session:
        version = version_at(session, document_id, number)
        retry_reading(session, actor(), version, container().clock)
    flash(gettext("The file is being read once more."), "ok")
    return redirect(_address(document_id, number), 303)
