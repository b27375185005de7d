"""Confirm or decline what one administrator asked for about an account that judges or administers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.models import AccountRequest
from evidence_repo.services.people.account_requests import (
    confirm_request,
    decline_request,
    may_decide,
    waiting_requests,
)
from evidence_repo.services.people.accounts import find_account
from evidence_repo.web.account_requests import blueprint
from evidence_repo.web.admin.people import mails, password_page
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.words import REQUEST_WORDS
from workflows.rights import Right


@blueprint.get("/account-requests")
@needs(Right.CONFIRM_ACCOUNTS)
def list_waiting() -> ResponseReturnValue:
    """Show what waits, and what this person may decide of it."""
    waiting = waiting_requests(read_session(), actor())
    mine = {request.id for request in waiting if may_decide(actor(), request)}
    return render_template("account_requests/list.html", waiting=waiting, mine=mine, words=REQUEST_WORDS)


@blueprint.post("/account-requests/<int:request_id>/confirm")
@needs(Right.CONFIRM_ACCOUNTS)
def confirm(request_id: int) -> ResponseReturnValue:
    """Do what was asked for; a one-time password is shown to whoever confirmed, once."""
    with transaction() as session:
        password = confirm_request(session, actor(), request_id, container().clock, by_mail=mails())
        request = session.get_one(AccountRequest, request_id)
        person = request.person or find_account(session, request.details["email"])
    if password is not None:
        return password_page(person, password)
    flash(gettext("The change is made."), "ok")
    return redirect(url_for("account_requests.list_waiting"), 303)


@blueprint.post("/account-requests/<int:request_id>/decline")
@needs(Right.CONFIRM_ACCOUNTS)
def decline(request_id: int) -> ResponseReturnValue:
    """Set a request aside."""
    with transaction() as session:
        decline_request(session, actor(), request_id, container().clock)
    flash(gettext("The request is set aside."), "ok")
    return redirect(url_for("account_requests.list_waiting"), 303)
