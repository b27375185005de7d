"""One's own account: who one is, the password, the language."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_security import login_user

from evidence_repo.errors import EvidenceError
from evidence_repo.models import User
from evidence_repo.services.people.accounts import change_own_password, choose_first_password
from evidence_repo.web.account import blueprint
from evidence_repo.web.account.forms import FirstPasswordForm, PasswordForm
from evidence_repo.web.context import actor, container, transaction
from evidence_repo.web.language import LANGUAGES
from evidence_repo.web.places import next_address


@blueprint.route("/account", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show who one is here; take a new password."""
    form = PasswordForm()
    if form.is_sent():
        try:
            with transaction() as writing:
                person = change_own_password(
                    writing,
                    actor(),
                    present=form.present.data or "",
                    new=form.new.data or "",
                    clock=container().clock,
                )
        except EvidenceError as error:
            form.refuse(error)
        else:
            return _signed_in_anew(person, "account.show")
    return render_template("account/show.html", form=form), form.status


@blueprint.route("/first-password", methods=["GET", "POST"])
def first_password() -> ResponseReturnValue:
    """Ask for a password of one's own before anything else."""
    form = FirstPasswordForm()
    if form.is_sent():
        try:
            with transaction() as writing:
                person = choose_first_password(
                    writing, actor(), new=form.new.data or "", clock=container().clock
                )
        except EvidenceError as error:
            form.refuse(error)
        else:
            return _signed_in_anew(person, "home.show")
    if not current_user.must_change_password and request.method == "GET":
        return redirect(url_for("account.show"), 303)
    return render_template("account/first_password.html", form=form), form.status


def _signed_in_anew(person: User, endpoint: str) -> ResponseReturnValue:
    """Go on in this browser; the new password ended the person's other sessions."""
    login_user(person, authn_via=["password"])
    flash(gettext("The new password is saved. Other browsers have to sign in again."), "ok")
    return redirect(url_for(endpoint), 303)


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Choose the language of the screens; it is kept with the account."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with transaction() as writing:
                writing.get_one(User, current_user.id).language = chosen
    return redirect(next_address(url_for("home.show")), 303)
