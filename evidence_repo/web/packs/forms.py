"""A decision about a pack that needs a reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from evidence_repo.web.forms import Form


class ReasonForm(Form):
    """The reason, in words that the others read; `seen_lock` is the row as it was shown."""

    seen_lock = HiddenField()
    next = HiddenField()
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(), Length(max=4000)], render_kw={"rows": 4}
    )
