"""Forms of signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from evidence_repo.services.people.passwords import PASSWORD_LENGTH_MAX
from evidence_repo.web.forms import Form

LONGEST_EMAIL = 254


class SignInForm(Form):
    """Who one is, and the password."""

    email = EmailField(
        _l("Email Address"),
        [DataRequired(), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "username", "maxlength": LONGEST_EMAIL},
    )
    password = PasswordField(
        _l("Password"),
        [DataRequired(), Length(max=PASSWORD_LENGTH_MAX)],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(Form):
    """Whose password was forgotten."""

    email = EmailField(
        _l("Email Address"),
        [DataRequired(), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "username", "maxlength": LONGEST_EMAIL},
    )


class RenewForm(Form):
    """A password instead of the forgotten one."""

    password = PasswordField(_l("New password"), [DataRequired()], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("New password once more"),
        [DataRequired(), EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
