"""What people write in a thread."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from evidence_repo.web.forms import Form
from workflows.comments import LONGEST_COMMENT


class CommentForm(Form):
    """A comment; whom it names comes as `people` beside it, the thread as `thread`."""

    seen_lock = HiddenField()
    text = TextAreaField(
        _l("Your comment"), validators=[InputRequired(), Length(max=LONGEST_COMMENT)], render_kw={"rows": 3}
    )
