"""Change a piece: pages and deadline, version, place; withdraw it; decide about a contribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import Refused
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.documents.versions import newer_version_of
from evidence_repo.services.evidence.adding import Place, cite_in, version_from_file
from evidence_repo.services.evidence.choices import move_to_spot, spots_to_move_to, versions_to_pin
from evidence_repo.services.workflow.pieces import (
    accept_contribution,
    change_pages,
    refuse_contribution,
    replace_evidence,
    withdraw_evidence,
)
from evidence_repo.services.workflow.placing import name_deadline
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.choices import chosen_spot, chosen_version, spot_choices, version_choices
from evidence_repo.web.evidence.forms import MoveForm, PagesForm, ReplaceForm, deadline_choices
from evidence_repo.web.evidence.places import deadline_in
from evidence_repo.web.evidence.sending import Files, change_piece, piece_at, send_form, show_form
from evidence_repo.web.places import sent_lock
from evidence_repo.words import N_
from workflows.evidence import EvidenceState
from workflows.rights import Right


@blueprint.route("/evidence/<int:evidence_id>/pages", methods=["GET", "POST"])
@needs(Right.CITE)
def pages(evidence_id: int) -> ResponseReturnValue:
    """Say which pages prove the point, and which deadline the piece serves."""
    evidence = piece_at(evidence_id)
    named = evidence.deadline
    form = PagesForm(
        pages=evidence.pages, deadline=str(named.ordinal) if named else "", seen_lock=evidence.lock
    )
    form.deadline.choices = deadline_choices(evidence.criterion.deadlines, gettext("none in particular"))

    def change(session: Session, piece: Evidence, _files: Files) -> None:
        _change_pages(session, piece, form)

    answer = send_form(form, evidence_id, change, gettext("The pages are saved."))
    return answer or show_form("evidence/pages.html", form, evidence)


def _change_pages(session: Session, piece: Evidence, form: PagesForm) -> None:
    """Save pages and deadline; a deadline alone changes nothing that was judged."""
    wanted = " ".join((form.pages.data or "").split())
    deadline = deadline_in(piece.criterion, form.deadline.data) if form.deadline.raw_data else piece.deadline
    is_other_deadline = (deadline.id if deadline else None) != piece.deadline_id
    seen = form.seen()
    if wanted != (piece.pages or "") or not is_other_deadline:
        change_pages(
            session,
            actor(),
            piece,
            wanted,
            late_reason=form.late_reason.data,
            seen_lock=seen,
            clock=container().clock,
        )
        seen = None  # it was looked at, and is ours now
    if is_other_deadline:
        name_deadline(session, actor(), piece, deadline, seen_lock=seen)


@blueprint.route("/evidence/<int:evidence_id>/replace", methods=["GET", "POST"])
@needs(Right.CITE)
def replace(evidence_id: int) -> ResponseReturnValue:
    """Pin a new version (a file, or one that is here), other pages, or both."""
    evidence = piece_at(evidence_id)
    form = ReplaceForm(pages=evidence.pages, version=str(evidence.version_id), seen_lock=evidence.lock)
    form.version.choices = version_choices(versions_to_pin(read_session(), actor(), evidence))

    def change(session: Session, piece: Evidence, files: Files) -> None:
        replace_evidence(
            session,
            actor(),
            piece,
            version=_wanted_version(session, piece, files, form.version.data),
            pages=form.pages.data or "",
            late_reason=form.late_reason.data,
            seen_lock=form.seen(),
            clock=container().clock,
        )

    answer = send_form(form, evidence_id, change, gettext("The piece of evidence is replaced."))
    return answer or show_form("evidence/replace.html", form, evidence)


def _wanted_version(session: Session, piece: Evidence, files: Files, chosen: str | None) -> DocumentVersion:
    if uploaded := files.get("file"):
        parts = container()
        document = piece.version.document
        return version_from_file(session, actor(), parts.store, document, uploaded[0], parts.clock)
    return chosen_version(session, actor(), piece, chosen)


@blueprint.post("/evidence/<int:evidence_id>/newest")
@needs(Right.CITE)
def use_newest(evidence_id: int) -> ResponseReturnValue:
    """Pin the document's newest version; the pages stay."""

    def change(session: Session, piece: Evidence, _files: Files) -> None:
        newest = newer_version_of(session, piece)
        if newest is None:
            raise Refused(N_("The piece already cites the newest version."), code="nothing_newer")
        replace_evidence(
            session,
            actor(),
            piece,
            version=newest,
            late_reason=request.form.get("late_reason"),
            seen_lock=sent_lock(),
            clock=container().clock,
        )

    return _done(evidence_id, change, gettext("The piece cites the newest version now."))


@blueprint.route("/evidence/<int:evidence_id>/move", methods=["GET", "POST"])
@needs(Right.CITE)
def move(evidence_id: int) -> ResponseReturnValue:
    """Put a draft under another product, or under another criterion of the same lead agency."""
    evidence = piece_at(evidence_id)
    form = MoveForm(seen_lock=evidence.lock)
    form.place.choices = spot_choices(spots_to_move_to(read_session(), actor(), evidence))

    def change(session: Session, piece: Evidence, _files: Files) -> None:
        spot = chosen_spot(session, form.place.data)
        move_to_spot(session, actor(), piece, spot, seen_lock=form.seen(), clock=container().clock)

    answer = send_form(form, evidence_id, change, gettext("The piece is moved."))
    return answer or show_form("evidence/move.html", form, evidence)


@blueprint.post("/evidence/<int:evidence_id>/withdraw")
@needs(Right.WITHDRAW)
def withdraw(evidence_id: int) -> ResponseReturnValue:
    """Withdraw the citation; the document stays and can be cited again."""
    return _settle(evidence_id, withdraw_evidence, gettext("The piece is withdrawn; its document is kept."))


@blueprint.post("/evidence/<int:evidence_id>/accept")
@needs(Right.ACCEPT_CONTRIBUTION)
def accept(evidence_id: int) -> ResponseReturnValue:
    """Take a coordinating agency's piece into the pack."""
    return _settle(evidence_id, accept_contribution, gettext("The contribution is in the pack now."))


@blueprint.post("/evidence/<int:evidence_id>/refuse")
@needs(Right.ACCEPT_CONTRIBUTION)
def refuse(evidence_id: int) -> ResponseReturnValue:
    """Turn a coordinating agency's piece down."""
    return _settle(evidence_id, refuse_contribution, gettext("The contribution is refused."))


def _settle(evidence_id: int, settle: Callable[..., Evidence], message: str) -> ResponseReturnValue:
    def change(session: Session, piece: Evidence, _files: Files) -> None:
        settle(session, actor(), piece, seen_lock=sent_lock(), clock=container().clock)

    return _done(evidence_id, change, message)


@blueprint.post("/evidence/<int:evidence_id>/cite-again")
@needs(Right.CITE)
def cite_again(evidence_id: int) -> ResponseReturnValue:
    """Cite the document of a withdrawn piece once more, in the same place with the same pages."""

    def change(session: Session, piece: Evidence, _files: Files) -> None:
        if piece.state is not EvidenceState.WITHDRAWN:
            raise Refused(N_("The piece is not withdrawn, so it need not be cited again."))
        place = Place(
            piece.criterion, piece.product, piece.deadline, piece.pages, request.form.get("late_reason")
        )
        cite_in(session, actor(), piece.version, place, container().clock)

    return _done(evidence_id, change, gettext("The document is cited again."))


def _done(evidence_id: int, change: Any, message: str) -> ResponseReturnValue:
    address = change_piece(evidence_id, change)
    flash(message, "ok")
    return redirect(address, 303)
