"""Bring documents to a criterion: upload files, cite what is here already, add a link."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.logs import get_logger
from evidence_repo.services.documents.archives import Arrival
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.evidence.adding import (
    LinkFacts,
    citations_of,
    cite_in,
    own_documents,
    receive_file,
    receive_link,
)
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.criteria.codes import named
from evidence_repo.web.errors import message_of, status_of, wants_json
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.forms import LinkForm, deadline_choices
from evidence_repo.web.evidence.outcomes import Outcome, flash_outcomes, reported_to_script
from evidence_repo.web.evidence.places import (
    address_of_piece,
    address_of_product,
    own_version,
    place_in,
)
from evidence_repo.web.receiving import arrivals, chosen_files, joined, take_in_one
from evidence_repo.words import N_
from workflows.rights import Right

log = get_logger()


@blueprint.post("/criteria/<code>/upload")
@needs(Right.UPLOAD)
def upload(code: str) -> ResponseReturnValue:
    """Take files in, those in archives too, and cite each of them; every file stands alone."""
    place = place_in(read_session(), code)
    address = address_of_product(place.criterion, place.product)
    outcomes = [_receive(code, arrival) for arrival in _arrivals()]
    if not outcomes:
        raise BadInput(N_("Choose at least one file."), field="files", code="no_file")
    if wants_json():
        return reported_to_script(outcomes)
    flash_outcomes(outcomes)
    return redirect(address, 303)


def _arrivals() -> Iterator[Arrival]:
    files = chosen_files(request, "files")
    if "join" in request.form and len(files) > 1:
        yield joined(files)
        return
    for file in files:
        yield from arrivals(file)


def _receive(code: str, arrival: Arrival) -> Outcome:
    """Cite one file; whatever refuses it does not touch the others."""
    if arrival.spooled is None:
        return Outcome(arrival.name, error=arrival.error)
    spooled = arrival.spooled
    try:
        keep_blob(container().store, spooled)
        with transaction() as session:
            place = place_in(session, code)
            clock = container().clock
            received = receive_file(session, actor(), container().store, spooled, place, clock)
            session.flush()
            places = dict.fromkeys(named(cited) for use in received.already_in for cited in use.criteria)
            outcome = Outcome(arrival.name, received.evidence.id, received.is_new, tuple(places))
        log.info("upload.stored", sha256=spooled.sha256, evidence=outcome.evidence_id)
        return outcome
    except NotVisible:
        raise
    except EvidenceError as error:
        return Outcome(arrival.name, error=error)


@blueprint.get("/criteria/<code>/cite")
@needs(Right.CITE)
def choose(code: str) -> ResponseReturnValue:
    """Show the agency's own documents that have the words of `?q=`, each with a button that cites it."""
    return _choose(code, request.args.get("q", "").strip())


def _choose(code: str, words: str, error: EvidenceError | None = None) -> ResponseReturnValue:
    session = read_session()
    place = place_in(session, code)
    pack = find_pack(session, place.criterion)
    versions = own_documents(session, actor(), words)
    page = render_template(
        "evidence/choose.html",
        place=place,
        criterion=place.criterion,
        query=words,
        permissions=permissions_on_pack(actor(), pack),
        versions=versions,
        cited=citations_of(session, actor(), versions),
        refused=(request.form.get("version"), message_of(error)) if error else None,
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
        permissions=permissions_on_pack(actor(), pack),
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
