"""How a form about one piece is sent: files first, then one transaction, then back to the piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields import FileField

from evidence_repo.errors import ChangedMeanwhile, EvidenceError, NotVisible
from evidence_repo.models import Evidence
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.screens.piece_rows import piece_row
from evidence_repo.web.context import actor, read_session, transaction
from evidence_repo.web.evidence.forms import PieceForm
from evidence_repo.web.evidence.places import address_of_piece, piece_in
from evidence_repo.web.forms import Form
from evidence_repo.web.receiving import chosen_files, take_in

Files = Mapping[str, Sequence[SpooledFile]]
"""The files of a form, by their field."""

Change = Callable[[Session, Evidence, Files], object]


def take_in_files(form: Form) -> Files:
    """Accept every file of the form and make its bytes durable, before the transaction."""
    names = [field.name for field in form if isinstance(field, FileField)]
    return {name: [take_in(file) for file in chosen_files(request, name)] for name in names}


def change_piece(evidence_id: int, change: Change, files: Files | None = None) -> str:
    """Do this to the piece in one transaction; return the address where it stands then."""
    with transaction() as session:
        evidence = piece_in(session, evidence_id)
        change(session, evidence, files or {})
        session.flush()
        return address_of_piece(evidence)


def send_form(form: PieceForm, evidence_id: int, change: Change, message: str) -> ResponseReturnValue | None:
    """Do what the form asks and lead back; None if it was not sent or was refused: its words are kept."""
    if not form.is_sent():
        return None
    try:
        address = change_piece(evidence_id, change, take_in_files(form))
    except NotVisible:
        raise
    except EvidenceError as error:
        form.refuse(error)
        if isinstance(error, ChangedMeanwhile):  # what is there now is shown beside the words that stay
            form.seen_lock.data = str(piece_at(evidence_id).lock)
        return None
    flash(message, "ok")
    return redirect(address, 303)


def show_form(template: str, form: Form, evidence: Evidence, **shown: object) -> ResponseReturnValue:
    """Show the form beside the piece that it is about."""
    row = piece_row(read_session(), actor(), evidence)
    page = render_template(template, form=form, row=row, evidence=evidence, **shown)
    return page, form.status


def piece_at(evidence_id: int) -> Evidence:
    """Return the piece for reading; raise `NotVisible` if this person may not know of it."""
    return piece_in(read_session(), evidence_id)
