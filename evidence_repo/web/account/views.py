"""One's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidence_repo.models import User
from evidence_repo.web.account import blueprint
from evidence_repo.web.context import transaction
from evidence_repo.web.language import LANGUAGES


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """Show who one is here and what one may do."""
    return render_template("account/show.html")


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Choose the language of the screens; it is kept with the account."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with transaction() as writing:
                writing.get_one(User, current_user.id).language = chosen
    return redirect(_own_page(request.form.get("next", "")), 303)


def _own_page(address: str) -> str:
    """Return the address if it is one of ours, else home: nobody is led astray by a link."""
    parts = urlsplit(address)
    is_ours = (
        not parts.scheme and not parts.netloc and address.startswith("/") and address[1:2] not in ("/", "\\")
    )
    return address if is_ours else url_for("home.show")
