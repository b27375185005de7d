"""The pages and the file of a version: pictures, words, text, bytes."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import DocumentVersion
from evidence_repo.services.audit.downloads import note_download
from evidence_repo.services.policy.permissions import permissions_on_document
from evidence_repo.services.reading.pictures import page_picture, word_boxes
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.web.context import actor, container, read_session, transaction
from evidence_repo.web.documents import blueprint
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.streams import blob_response

_DEFAULT_WIDTH = 900


def version_at(session: Session, document_id: int, number: int) -> DocumentVersion:
    """Return version `number` of a document; raise `NotVisible` if this person may not open it."""
    return permissions_on_document(session, actor(), document_id).version(number)


@blueprint.get("/documents/<int:document_id>/versions/<int:number>/pages/<int:page>")
def picture(document_id: int, number: int, page: int) -> ResponseReturnValue:
    """Send the picture of a page, `?width=` pixels wide; it is asked for each time."""
    version = version_at(read_session(), document_id, number)
    drawn = page_picture(container(), version, page, asked_number("width") or _DEFAULT_WIDTH)
    response = Response(drawn.data, mimetype=drawn.media_type)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/documents/<int:document_id>/versions/<int:number>/pages/<int:page>/words")
def words(document_id: int, number: int, page: int) -> ResponseReturnValue:
    """Send the words of a page with their boxes, as fractions of the page's width and height."""
    version = version_at(read_session(), document_id, number)
    boxes = word_boxes(container(), version, page)
    return jsonify(words=[[box.text, box.x0, box.y0, box.x1, box.y1] for box in boxes])


@blueprint.get("/documents/<int:document_id>/versions/<int:number>/pages/<int:page>/text")
def text(document_id: int, number: int, page: int) -> ResponseReturnValue:
    """Send the text of a page as it was read."""
    version = version_at(read_session(), document_id, number)
    texts = page_texts(container().store, version)
    if not 1 <= page <= len(texts):
        raise NotVisible
    return Response(texts[page - 1], mimetype="text/plain")


@blueprint.get("/documents/<int:document_id>/versions/<int:number>/file")
def file(document_id: int, number: int) -> ResponseReturnValue:
    """Send the file itself; the download is noted before."""
    with transaction() as session:
        version = version_at(session, document_id, number)
        note_download(session, actor(), version)
        sha256, size = version.sha256, version.blob.size
        media_type, name = version.media_type, version.file_name
    return blob_response(container().store, sha256, size, media_type, name)
