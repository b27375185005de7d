"""Bring documents to a criterion: upload files, cite what is here already, add a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.services.acting.possible_actions import asks_late_reason, may_add
from evidence_repo.services.documents.receiving import (
    LinkFacts,
    cite_in,
    own_documents,
    receive_file,
    receive_link,
)
from evidence_repo.services.packs.steps import find_pack
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.errors import mend_of, sentence_of, status_of, wants_json
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.forms import LinkForm, deadline_choices
from evidence_repo.web.evidence.fragments import piece_fragment
from evidence_repo.web.evidence.places import (
    address_of_piece,
    address_of_product,
    own_version,
    place_in,
)
from evidence_repo.web.receiving import chosen_files, take_in, take_in_one
from evidence_repo.words import N_
from workflows.rights import Right

log = structlog.get_logger()

MOST_REFUSALS_TOLD = 8
"""Refused files that one answer tells by name; the message travels in a cookie."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a piece, or the error that refused it."""

    name: str
    evidence_id: int | None = None
    is_new: bool = True
    also_at: tuple[str, ...] = ()
    error: EvidenceError | None = None


@blueprint.post("/criteria/<code>/upload")
@needs(Right.UPLOAD)
def upload(code: str) -> ResponseReturnValue:
    """Take files in and cite each of them; every file stands alone."""
    place = place_in(read_session(), code)
    address = address_of_product(place.criterion, place.product)
    outcomes = [_receive(code, file) for file in chosen_files(request, "files")]
    if not outcomes:
        raise BadInput(N_("Choose at least one file."), field="files", code="no_file")
    if wants_json():
        return _told_to_script(outcomes)
    _flash_outcomes(outcomes)
    return redirect(address, 303)


def _receive(code: str, file: FileStorage) -> Outcome:
    name = file.filename or ""
    try:
        spooled = take_in(file)
        with transaction() as session:
            place = place_in(session, code)
            clock = container().clock
            received = receive_file(session, actor(), container().store, spooled, place, clock)
            session.flush()
            places = dict.fromkeys(label for use in received.already_in for label in use.criteria)
            outcome = Outcome(name, received.evidence.id, received.is_new, tuple(places))
        log.info("upload.stored", sha256=spooled.sha256, evidence=outcome.evidence_id)
        return outcome
    except NotVisible:
        raise
    except EvidenceError as error:
        return Outcome(name, error=error)


def _told_to_script(outcomes: list[Outcome]) -> ResponseReturnValue:
    statuses = [status_of(outcome.error) for outcome in outcomes if outcome.error]
    return jsonify(files=[_row(outcome) for outcome in outcomes]), statuses[0] if statuses else 201


def _row(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is not None:
        error = {
            "code": outcome.error.code,
            "message": sentence_of(outcome.error),
            "mend": mend_of(outcome.error),
        }
        return {"name": outcome.name, "error": error}
    assert outcome.evidence_id is not None  # without an error there is a piece
    return {"name": outcome.name, "note": _note(outcome), **piece_fragment(outcome.evidence_id)}


def _note(outcome: Outcome) -> str | None:
    if not outcome.is_new:
        return str(gettext("This file stands here already; it was not added a second time."))
    if outcome.also_at:
        places = ", ".join(outcome.also_at)
        return str(gettext("This document is already at %(places)s.", places=places))
    return None


def _flash_outcomes(outcomes: list[Outcome]) -> None:
    kept = [outcome for outcome in outcomes if outcome.error is None]
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    if kept:
        flash(ngettext("%(num)d file is stored.", "%(num)d files are stored.", len(kept)), "ok")
    for note in dict.fromkeys(filter(None, map(_note, kept[:MOST_REFUSALS_TOLD]))):
        flash(note, "ok")
    for outcome in refused[:MOST_REFUSALS_TOLD]:
        assert outcome.error is not None
        told = (sentence_of(outcome.error), mend_of(outcome.error))
        flash(" ".join(part for part in told if part), "bad")
    more = len(refused) - MOST_REFUSALS_TOLD
    if more > 0:
        flash(ngettext("%(num)d more file was refused.", "%(num)d more files were refused.", more), "bad")


@blueprint.get("/criteria/<code>/cite")
@needs(Right.CITE)
def choose(code: str) -> ResponseReturnValue:
    """Show the agency's own documents that have the words of `?q=`, each with a button that cites it."""
    return _choose(code, request.args.get("q", "").strip())


def _choose(code: str, words: str, error: EvidenceError | None = None) -> ResponseReturnValue:
    session = read_session()
    place = place_in(session, code)
    pack = find_pack(session, place.criterion)
    page = render_template(
        "evidence/choose.html",
        place=place,
        criterion=place.criterion,
        query=words,
        may_add=may_add(actor(), pack),
        asks_late_reason=asks_late_reason(pack),
        versions=own_documents(session, actor(), words),
        refused=(request.form.get("version"), sentence_of(error)) if error else None,
    )
    return page, status_of(error) if error else 200


@blueprint.post("/criteria/<code>/cite")
@needs(Right.CITE)
def cite(code: str) -> ResponseReturnValue:
    """Cite a document that is here already."""
    try:
        with transaction() as session:
            place = place_in(session, code)
            version = own_version(session, request.form.get("version"))
            evidence = cite_in(session, actor(), version, place, container().clock)
            session.flush()
            address = address_of_piece(evidence)
    except NotVisible:
        raise
    except EvidenceError as error:
        return _choose(code, request.form.get("q", ""), error)
    flash(gettext("The document is cited."), "ok")
    return redirect(address, 303)


@blueprint.route("/criteria/<code>/link", methods=["GET", "POST"])
@needs(Right.UPLOAD)
def link(code: str) -> ResponseReturnValue:
    """Add a page on the web, with its captured copy."""
    session = read_session()
    place = place_in(session, code)
    pack = find_pack(session, place.criterion)
    form = LinkForm()
    form.deadline.choices = deadline_choices(place.criterion.deadlines, gettext("none in particular"))
    if form.is_sent():
        try:
            address = _add_link(code, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The link is added."), "ok")
            return redirect(address, 303)
    page = render_template(
        "evidence/link.html",
        form=form,
        place=place,
        criterion=place.criterion,
        may_add=may_add(actor(), pack),
        asks_late_reason=asks_late_reason(pack),
    )
    return page, form.status


def _add_link(code: str, form: LinkForm) -> str:
    capture = take_in_one(request, "capture")
    if capture is None:
        raise BadInput(N_("Choose the file with the captured copy."), field="capture", code="no_file")
    facts = LinkFacts(form.address.data, form.title.data, form.seen_on.data)
    with transaction() as session:
        place = place_in(session, code)
        clock = container().clock
        received = receive_link(session, actor(), container().store, capture, facts, place, clock)
        session.flush()
        return address_of_piece(received.evidence)
