"""The page of a document, its header form, and reading it once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import DocumentVersion
from evidence_repo.services.policy.permissions import DocumentPermissions, permissions_on_document
from evidence_repo.services.reading.again import retry_reading
from evidence_repo.services.reading.pictures import word_boxes
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.screens.document_page import document_page
from evidence_repo.services.screens.piece_rows import find_piece_row
from evidence_repo.services.workflow.headers import confirm_header
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.documents import blueprint
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.documents.page_views import version_at
from evidence_repo.web.documents.viewer import Pin, ShownPage, ViewerAddress, shown_page
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.places import sent_lock
from evidence_repo.web.search.places import clean_words
from evidence_repo.web.sending import send
from index.header import WordBox
from index.header.types import FROM_2020, LEGAL, OF_ANOTHER_KIND
from index.search import Passage, Places, find_passages, marks_in, match_words, parse_query
from index.text import vietnamese_order
from workflows.rights import Right

FOUND_PAGES = 50
"""Pages that "find in the document" lists."""

DOCUMENT_TYPES = sorted({*FROM_2020.values(), *LEGAL.values(), *OF_ANOTHER_KIND}, key=vietnamese_order)


@dataclass(frozen=True, slots=True)
class Found:
    """What the query finds: passages of the whole document; marks in this page's text and on its picture."""

    passages: tuple[Passage, ...] = ()
    text_marks: tuple[tuple[int, int], ...] = ()
    boxes: tuple[WordBox, ...] = ()


def _find(version: DocumentVersion, shown: ShownPage, query_text: str) -> Found:
    if not query_text:
        return Found()
    query = parse_query(query_text)
    passages = sorted(
        find_passages(query, Places.of(shown.texts), FOUND_PAGES), key=lambda passage: passage.page
    )
    boxes: tuple[WordBox, ...] = ()
    if shown.has_picture and any(passage.page == shown.number for passage in passages):
        boxes = _marked_words(version, shown.number, query_text)
    return Found(tuple(passages), marks_in(query, shown.text), boxes)


def _pins(version: DocumentVersion, page: int) -> tuple[Pin, ...]:
    """Return what the reviewer of the piece that `?piece=` names has marked on this page."""
    evidence_id = asked_number("piece")
    if evidence_id is None:
        return ()
    try:
        verdict = find_piece_row(read_session(), actor(), evidence_id).verdict
    except NotVisible:
        return ()
    if verdict is None or verdict.version_id != version.id:
        return ()
    return tuple(_pin(version, anchor) for anchor in verdict.anchors if anchor["page"] == page)


def _pin(version: DocumentVersion, anchor: dict[str, Any]) -> Pin:
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in anchor["boxes"])
    if not boxes and anchor["quote"] and version.has_pictures:  # typed by hand: its words are looked for
        words = _marked_words(version, anchor["page"], f'"{anchor["quote"]}"')
        boxes = tuple((word.x0, word.y0, word.x1, word.y1) for word in words)
    return Pin(anchor["quote"], boxes)


def _marked_words(version: DocumentVersion, number: int, query_text: str) -> tuple[WordBox, ...]:
    try:
        words = word_boxes(container(), version, number)
    except EvidenceError:  # the page is shown without marks rather than not at all
        return ()
    marked = match_words(parse_query(query_text), [word.text for word in words])
    return tuple(words[place] for place in marked)


def _render(
    permissions: DocumentPermissions, version: DocumentVersion, form: HeaderForm
) -> ResponseReturnValue:
    session = read_session()
    query_text = clean_words(request.args.get("q", ""))
    page = document_page(session, actor(), version, permissions)
    shown = shown_page(version, page_texts(container().store, version))
    found = _find(version, shown, query_text)
    pins = _pins(version, shown.number)
    keep = {"version": version.number, "q": query_text or None, "piece": asked_number("piece")}
    content = render_template(
        "documents/show.html",
        page=page,
        version=version,
        shown=shown,
        found=found,
        boxes=found.boxes,
        pins=pins,
        query_in_document=query_text,
        form=form,
        document_types=DOCUMENT_TYPES,
        here=ViewerAddress("documents.show", {"document_id": version.document_id}, keep),
    )
    return content, form.status


@blueprint.get("/documents/<int:document_id>")
@needs(Right.SEE_PIECES)
def show(document_id: int) -> ResponseReturnValue:
    """Show a document at `?version=` (else its newest) and `?page=`, with the words of `?q=` marked."""
    permissions = permissions_on_document(read_session(), actor(), document_id)
    version = permissions.version(asked_number("version"))
    return _render(permissions, version, HeaderForm.of(version))


@blueprint.post("/documents/<int:document_id>/versions/<int:number>/header")
@needs(Right.SEE_PIECES)
def header(document_id: int, number: int) -> ResponseReturnValue:
    """Confirm the header fields; what was typed stays in the form if it is refused."""
    form = HeaderForm()

    def change(session: Session) -> None:
        version = version_at(session, document_id, number)
        confirm_header(session, actor(), version, form.values(), sent_lock(), container().clock)

    answer = send(form, change, gettext("The document's fields are saved."), _address(document_id, number))
    if answer:
        return answer
    permissions = permissions_on_document(read_session(), actor(), document_id)
    return _render(permissions, permissions.version(number), form)


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
