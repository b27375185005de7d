"""Forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo

from evidence_repo.web.forms import Form

_NEW = {"autocomplete": "new-password"}


class FirstPasswordForm(Form):
    """A password of one's own instead of the one-time password."""

    new = PasswordField(_l("New password"), [DataRequired()], render_kw=_NEW)
    again = PasswordField(
        _l("New password once more"),
        [DataRequired(), EqualTo("new", _l("The two passwords differ."))],
        render_kw=_NEW,
    )


class PasswordForm(FirstPasswordForm):
    """Another password, for whoever knows the present one."""

    present = PasswordField(
        _l("Present password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )
