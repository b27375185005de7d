"""One button each for what is done with a whole pack; every one leads back to where it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import EvidencePack
from evidence_repo.services.packs.next_step import SUBMITTING
from evidence_repo.services.screens.approval import decided_packs, described_packs, packs_to_approve
from evidence_repo.services.screens.criterion_page import criterion_page
from evidence_repo.services.workflow.packs import (
    approve_pack,
    find_pack,
    recall_pack,
    reopen_pack,
    return_pack,
    submit_pack,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.criteria.reasons import address_of_piece
from evidence_repo.web.days import typed_day
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.packs import blueprint
from evidence_repo.web.packs.columns import approval_columns
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.places import next_address, sent_lock
from evidence_repo.web.review.words import PART_WORDS
from evidence_repo.web.sending import send
from evidence_repo.words import N_
from workflows.rights import Right

PAGE_SIZE = 6
"""Packs, each with everything in it."""


def pack_at(session: Session, code: str) -> EvidencePack:
    """Return the pack of the criterion that an address names, as a row of this session."""
    return find_pack(session, criterion_at(session, cycle_in(session), code))


def _carry_out(code: str, act: Callable[..., Any], message: str) -> ResponseReturnValue:
    """Do it in one transaction, say so, and go back; a refusal is the error page's, which has a way back."""
    with transaction() as session:
        pack = pack_at(session, code)
        act(session, actor(), pack, seen_lock=sent_lock(), clock=container().clock)
    flash(message, "ok")
    return redirect(next_address(url_for("criteria.show", code=code)), 303)


@blueprint.get("/packs")
@needs(Right.APPROVE)
def list_to_approve() -> ResponseReturnValue:
    """Show the packs that wait for an approver, and those that one can open again."""
    session = read_session()
    packs = packs_to_approve(session, actor(), cycle(), container().clock)
    columns = approval_columns()
    if wants_workbook():
        return send_list(gettext("Packs to approve"), columns, packs)
    page = page_of(sorted_rows(packs, columns), PAGE_SIZE)
    return render_template(
        "packs/list.html",
        packs=packs,
        shown=described_packs(session, actor(), page.rows),
        page=page,
        page_address=page_address,
        heads=column_heads(columns),
        export_address=export_address(),
        decided=decided_packs(session, cycle()),
        part_words=PART_WORDS,
    )


@blueprint.post("/packs/<code>/submit")
@needs(Right.SEE_PACK_STATES)
def submit(code: str) -> ResponseReturnValue:
    """Hand the pack to the reviewers; where a check says no, ask first whether that is meant."""
    if not request.form.get("confirmed") and (question := _question_before_submitting(code)):
        return question
    return _carry_out(code, submit_pack, gettext("The pack is submitted."))


def _question_before_submitting(code: str) -> str | None:
    session = read_session()
    page = criterion_page(session, actor(), criterion_at(session, cycle(), code), container().clock)
    is_possible = page.primary is not None and page.primary.step in SUBMITTING and not page.primary.blockers
    if not is_possible or not page.concerns:
        return None
    back = next_address(url_for("criteria.show", code=code))
    return render_template(
        "packs/confirm.html",
        page=page,
        code=code,
        back=back,
        seen_lock=sent_lock(),
        place_of_piece=address_of_piece,
    )


@blueprint.post("/packs/<code>/recall")
@needs(Right.SEE_PACK_STATES)
def recall(code: str) -> ResponseReturnValue:
    """Take the submission back before any verdict."""
    return _carry_out(code, recall_pack, gettext("The pack is recalled; what it had moved is a draft again."))


@blueprint.post("/packs/<code>/return")
@needs(Right.SEE_PACK_STATES)
def give_back(code: str) -> ResponseReturnValue:
    """Give the pack back to the agency, which answers until a day that can be named."""
    last_day = _last_day(request.form.get("last_day", ""))
    returned = gettext("The pack is returned to the agency.")
    return _carry_out(code, partial(return_pack, last_day=last_day), returned)


def _last_day(text: str) -> date | None:
    """Return the day that was typed, None for the usual one."""
    found = typed_day(text)
    if text.strip() and found is None:
        raise BadInput(N_("Write the day as dd/mm/yyyy."), field="last_day")
    return found


@blueprint.post("/packs/<code>/approve")
@needs(Right.SEE_PACK_STATES)
def approve(code: str) -> ResponseReturnValue:
    """Approve the pack."""
    return _carry_out(code, approve_pack, gettext("The pack is approved."))


@blueprint.route("/packs/<code>/reopen", methods=["GET", "POST"])
@needs(Right.REOPEN)
def reopen(code: str) -> ResponseReturnValue:
    """Open an approved or sealed pack again, with a reason; what was typed stays if it is refused."""
    shown = pack_at(read_session(), code)
    back = next_address(url_for("criteria.show", code=code))
    form = ReasonForm(seen_lock=request.values.get("seen_lock", shown.lock))

    def change(session: Session) -> None:
        pack = pack_at(session, code)
        reopen_pack(session, actor(), pack, form.reason.data, seen_lock=sent_lock(), clock=container().clock)

    message = gettext("The pack is open again; the agency can work on it.")
    if answer := send(form, change, message, back):
        return answer
    pack = pack_at(read_session(), code)
    page = render_template("packs/reopen.html", form=form, pack=pack, code=code, back=back)
    return page, form.status
