"""The letters: made in one click, one as DOCX, all as a ZIP, issued, and their signed copies."""

from __future__ import annotations

import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Blob
from evidence_repo.services.follow_up.letters import (
    find_letter,
    issue_letter,
    make_letters,
    note_letter_download,
    open_letters,
)
from evidence_repo.services.follow_up.paper import render_letter
from evidence_repo.services.follow_up.zipping import letter_name, letters_zip_name, write_letters
from evidence_repo.web.attachments import attachment
from evidence_repo.web.context import (
    actor,
    close_reading,
    container,
    cycle,
    cycle_in,
    needs,
    read_session,
    transaction,
)
from evidence_repo.web.follow_up import blueprint
from evidence_repo.web.follow_up.forms import IssueForm, LettersForm
from evidence_repo.web.places import sent_lock
from evidence_repo.web.receiving import take_in_one
from evidence_repo.web.streams import blob_response
from evidence_repo.web.workbooks import file_response
from evidence_repo.words import N_
from index.media import MediaType
from workflows.follow_up import DueChoice
from workflows.rights import Right


@blueprint.post("/follow-up/letters")
@needs(Right.SEND_REMINDERS)
def make() -> ResponseReturnValue:
    """Make the letters of all who owe something, or of one agency, and hand them out."""
    form = LettersForm()
    if not form.is_sent():
        raise BadInput(N_("Write the day as dd/mm/yyyy."), field="reply_by")
    if form.due.data not in set(DueChoice):
        raise BadInput(N_("Choose which tasks the letters list."), field="due")
    with transaction() as session:
        made = make_letters(
            session,
            actor(),
            cycle_in(session),
            DueChoice(form.due.data),
            reply_by=form.reply_by.data,
            agency_code=form.agency.data or "",
            clock=container().clock,
        )
        count = len(made)
    if not count:
        flash(gettext("Nobody owes anything of this kind, so there is no letter to make."), "ok")
        return redirect(url_for("follow_up.show", due=form.due.data), 303)
    flash(ngettext("%(num)d letter is prepared.", "%(num)d letters are prepared.", count), "ok")
    if form.agency.data:
        return redirect(url_for("follow_up.show", due=form.due.data) + "#letters", 303)
    return redirect(url_for("follow_up.all_letters"), 303)


@blueprint.get("/follow-up/letters.zip")
@needs(Right.SEE_FOLLOW_UP)
def all_letters() -> ResponseReturnValue:
    """Send every letter in preparation in one ZIP."""
    packed = io.BytesIO()
    write_letters(packed, open_letters(read_session(), actor(), cycle()))
    return file_response(packed, "application/zip", letters_zip_name(cycle().year))


@blueprint.get("/follow-up/letters/<int:letter_id>.docx")
@needs(Right.SEE_FOLLOW_UP)
def paper(letter_id: int) -> ResponseReturnValue:
    """Send one letter as DOCX."""
    letter = find_letter(read_session(), actor(), cycle(), letter_id)
    answer = Response(render_letter(letter), mimetype=MediaType.DOCX)
    answer.headers["Content-Disposition"] = attachment(letter_name(letter))
    return answer


@blueprint.route("/follow-up/letters/<int:letter_id>/issue", methods=["GET", "POST"])
@needs(Right.SEND_REMINDERS)
def issue(letter_id: int) -> ResponseReturnValue:
    """Note that a letter was issued: its number, its day, its signed copy."""
    letter = find_letter(read_session(), actor(), cycle(), letter_id)
    form = IssueForm(seen_lock=letter.lock)
    if form.is_sent():
        try:
            _issue(letter_id, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The letter is issued; its agency sees it now."), "ok")
            return redirect(url_for("follow_up.show") + "#letters", 303)
    close_reading()
    letter = find_letter(read_session(), actor(), cycle(), letter_id)
    return render_template("follow_up/issue.html", form=form, letter=letter), form.status


def _issue(letter_id: int, form: IssueForm) -> None:
    copy = take_in_one(request, "copy")
    if copy is None:
        raise BadInput(N_("Choose the signed copy of the letter."), field="copy", code="copy_missing")
    parts = container()
    with transaction() as session:
        issue_letter(
            session,
            actor(),
            find_letter(session, actor(), cycle_in(session), letter_id),
            number=form.number.data or "",
            issued_on=form.issued_on.data,
            copy=copy,
            seen_lock=sent_lock(),
            store=parts.store,
            clock=parts.clock,
        )


@blueprint.get("/follow-up/letters/<int:letter_id>/copy")
@needs(Right.SEE_CATALOGUE)
def signed_copy(letter_id: int) -> Response:
    """Send the signed copy of an issued letter; the download is noted first."""
    with transaction() as session:
        letter = find_letter(session, actor(), cycle_in(session), letter_id)
        if letter.sha256 is None:
            raise NotVisible
        note_letter_download(session, actor(), letter)
        sha256, name, kind = letter.sha256, letter.file_name or "", letter.media_type or ""
        size = session.get_one(Blob, sha256).size
    return blob_response(container().store, sha256, size, kind, name)
