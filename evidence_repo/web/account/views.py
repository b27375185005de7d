"""One's own account: who one is, the password, the language."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import EvidenceError
from evidence_repo.models import User
from evidence_repo.services.people.own_password import change_own_password, choose_first_password
from evidence_repo.services.people.sessions import begin_session, end_session, open_sessions
from evidence_repo.web.account import blueprint
from evidence_repo.web.account.forms import FirstPasswordForm, PasswordForm
from evidence_repo.web.context import actor, container, person, read_session, transaction
from evidence_repo.web.language import LANGUAGES
from evidence_repo.web.places import next_address
from evidence_repo.web.visits import client_address, device_words, lifetime, renew_visit, visit_id


@blueprint.route("/account", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show who one is and where one is signed in; take a new password."""
    form = PasswordForm()
    if form.is_sent():
        try:
            changed = change_own_password(
                container().database,
                actor(),
                present=form.present.data or "",
                new=form.new.data or "",
                clock=container().clock,
            )
        except EvidenceError as error:
            form.refuse(error)
        else:
            return _signed_in_anew(changed, "account.show")
    places = open_sessions(
        read_session(), actor(), actor().person_id, lifetime(), container().clock.real_now()
    )
    page = render_template("account/show.html", form=form, sessions=places, here=visit_id())
    return page, form.status


@blueprint.post("/account/sessions/<int:session_id>/end")
def end_session_of_mine(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions in another browser."""
    with transaction() as writing:
        end_session(writing, actor(), session_id, container().clock.real_now())
    flash(gettext("That browser is signed out."), "ok")
    return redirect(url_for("account.show"), 303)


@blueprint.route("/first-password", methods=["GET", "POST"])
def first_password() -> ResponseReturnValue:
    """Ask for a password of one's own before anything else."""
    form, who = FirstPasswordForm(), person()
    if form.is_sent():
        try:
            with transaction() as writing:
                changed = choose_first_password(
                    writing, actor(), new=form.new.data or "", clock=container().clock
                )
        except EvidenceError as error:
            form.refuse(error)
        else:
            return _signed_in_anew(changed, "home.show")
    if who is not None and not who.must_change_password and request.method == "GET":
        return redirect(url_for("account.show"), 303)
    return render_template("account/first_password.html", form=form), form.status


def _signed_in_anew(changed: User, endpoint: str) -> ResponseReturnValue:
    """Go on in this browser under a new session; the new password ended all that the person had."""
    with transaction() as writing:
        who = writing.get_one(User, changed.id)
        renew_visit(
            begin_session(writing, who, device_words(), client_address(), container().clock.real_now())
        )
    flash(gettext("The new password is saved. Other browsers have to sign in again."), "ok")
    return redirect(url_for(endpoint), 303)


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Choose the language of the screens; it is kept with the account."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if who := person():
            with transaction() as writing:
                writing.get_one(User, who.id).language = chosen
    return redirect(next_address(url_for("home.show")), 303)
