"""The documents that prove a row: the agency's own, found by words, cited and taken away."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.services.evidence.adding import own_documents
from evidence_repo.services.policy.visibility import find_version
from evidence_repo.services.registers.proving import cite_document, uncite_document
from evidence_repo.services.registers.words import KIND_WORDS
from evidence_repo.web.context import actor, close_reading, container, needs, read_session, transaction
from evidence_repo.web.errors import message_of, status_of
from evidence_repo.web.numbers import number_in
from evidence_repo.web.register_words import in_language
from evidence_repo.web.registers import blueprint
from evidence_repo.web.registers.columns import shown_cell
from evidence_repo.web.registers.showing import chosen_row, page_at, place_at
from workflows.registers import COLUMNS
from workflows.rights import Right


@blueprint.get("/criteria/<code>/registers/<register>/rows/<int:number>/documents")
@needs(Right.CITE)
def documents(code: str, register: str, number: int) -> ResponseReturnValue:
    """Show what proves a row, and the agency's documents that have the words of `?q=`."""
    return _show(code, register, number, request.args.get("q", "").strip()[:200])


def _show(
    code: str, register: str, number: int, words: str, error: EvidenceError | None = None
) -> ResponseReturnValue:
    page = page_at(code, register)
    row = chosen_row(page, number)
    if row is None:
        raise NotVisible
    shown = render_template(
        "registers/documents.html",
        page=page,
        kind=page.shown.place.kind,
        criterion=page.shown.place.criterion,
        title=in_language(KIND_WORDS[page.shown.place.kind]),
        row=row,
        first=shown_cell(COLUMNS[page.shown.place.kind][0], row.cells),
        query=words,
        versions=own_documents(read_session(), actor(), words) if page.may_keep else [],
        proved={proof.shown_version.document_id for proof in row.row.proofs},
        refused=message_of(error) if error else None,
    )
    return shown, status_of(error) if error else 200


@blueprint.post("/criteria/<code>/registers/<register>/rows/<int:number>/documents")
@needs(Right.CITE)
def cite(code: str, register: str, number: int) -> ResponseReturnValue:
    """Let a document prove the row, or no longer."""
    page_at(code, register)
    close_reading()
    words, late = request.form.get("q", "")[:200], request.form.get("late_reason")
    wanted, unwanted = number_in(request.form.get("version")), number_in(request.form.get("without"))
    try:
        with transaction() as session:
            place, clock = place_at(session, code, register, writing=True), container().clock
            if wanted is not None:
                version = find_version(session, actor(), wanted)
                cite_document(session, actor(), place, number, version, late_reason=late, clock=clock)
            else:
                uncite_document(session, actor(), place, number, unwanted or 0, late_reason=late, clock=clock)
    except NotVisible:
        raise
    except EvidenceError as error:
        return _show(code, register, number, words, error)
    done = gettext("The document is cited.") if wanted else gettext("The document no longer proves the row.")
    flash(done, "ok")
    return redirect(
        url_for("registers.documents", code=code, register=register, number=number, q=words or None), 303
    )
