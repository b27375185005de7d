"""What people fill in about letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.fields import FileField
from wtforms.validators import InputRequired, Length

from evidence_repo.services.follow_up.letters import LONGEST_NUMBER
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form


class LettersForm(Form):
    """Which debts the letters list, and by when they ask for the answer."""

    due = HiddenField(validators=[Length(max=10)])
    agency = HiddenField(validators=[Length(max=60)])
    reply_by = DayField(_l("Answer by"), validators=[InputRequired()])


class IssueForm(Form):
    """The number and the day of an issued letter, and its signed copy."""

    seen_lock = HiddenField()
    number = StringField(_l("Number and symbol"), validators=[InputRequired(), Length(max=LONGEST_NUMBER)])
    issued_on = DayField(_l("Day of issue"), validators=[InputRequired()])
    copy = FileField(_l("Signed copy"))
