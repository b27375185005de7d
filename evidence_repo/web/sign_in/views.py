"""Sign in, sign out, ask for a new password by mail, choose it."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.demo.accounts import DEMO_ACCOUNTS
from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.services.people.guesses import TooManyTries, count_try, keys_of_sign_in, plain_account
from evidence_repo.services.people.own_password import (
    choose_forgotten_password,
    person_of_link,
    request_link,
)
from evidence_repo.services.people.sign_in import SignInTry, sign_in
from evidence_repo.web.context import close_reading, container, person, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.places import next_address
from evidence_repo.web.sign_in import blueprint
from evidence_repo.web.sign_in.forms import ForgottenForm, RenewForm, SignInForm
from evidence_repo.web.visits import begin_visit, client_address, device_token, device_words, end_visit


@blueprint.route("/sign-in", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Ask who one is; lead to the page that was wanted."""
    form = SignInForm()
    if form.is_sent():
        tried = SignInTry(
            email=form.email.data or "",
            password=form.password.data or "",
            address=client_address(),
            device=device_words(),
            device_token=device_token(),
        )
        try:
            signed_in = sign_in(container().database, tried, container().clock)
        except EvidenceError as error:
            return _refused(form, error)
        return begin_visit(signed_in, make_response(redirect(next_address(url_for("home.show")), 303)))
    if person() and request.method == "GET":
        return redirect(next_address(url_for("home.show")), 303)
    return _sign_in_page(form)


def _sign_in_page(form: Form) -> ResponseReturnValue:
    demo_accounts = DEMO_ACCOUNTS if container().settings.demo else ()
    page = render_template(
        "sign_in/show.html", form=form, demo_accounts=demo_accounts, mails=container().settings.mail_url
    )
    return page, form.status


def _refused(form: Form, error: EvidenceError) -> ResponseReturnValue:
    form.refuse(error)
    answer = make_response(_sign_in_page(form))
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session; what the browser has kept of it goes too."""
    end_visit()
    response = redirect(url_for("sign_in.show"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Take an address; a link goes there if there is such an account, and the answer is the same if not."""
    _check_mails()
    form = ForgottenForm()
    if form.is_sent():
        typed, clock = form.email.data or "", container().clock
        try:
            with transaction() as session:
                count_try(
                    session, keys_of_sign_in(plain_account(typed), client_address(), None), clock.real_now()
                )
                request_link(session, typed, clock.now())
        except TooManyTries as error:
            form.refuse(error)
        else:
            flash(gettext("If there is such an account, a mail with a link is on its way."), "ok")
            return redirect(url_for("sign_in.show"), 303)
    return render_template("sign_in/forgotten.html", form=form), form.status


@blueprint.route("/forgotten-password/<link>", methods=["GET", "POST"])
def renew(link: str) -> ResponseReturnValue:
    """Take the password that is chosen through a mailed link; then one signs in with it."""
    _check_mails()
    form, clock, secret = RenewForm(), container().clock, container().settings.secret_key
    try:
        person_of_link(read_session(), link, secret, clock.real_now())
    except EvidenceError as error:
        asked = ForgottenForm()
        asked.refuse(error)
        return render_template("sign_in/forgotten.html", form=asked), asked.status
    if form.is_sent():
        close_reading()
        try:
            with transaction() as session:
                choose_forgotten_password(session, link, secret, new=form.password.data or "", clock=clock)
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The new password is saved. Sign in with it."), "ok")
            return redirect(url_for("sign_in.show"), 303)
    return render_template("sign_in/renew.html", form=form, link=link), form.status


def _check_mails() -> None:
    if container().settings.mail_url is None:
        raise NotVisible
