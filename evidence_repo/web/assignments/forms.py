"""What people fill in about assignments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form, late_reason_field
from evidence_repo.web.numbers import number_in

LONGEST_WORDS = 2000
LONGEST_ANSWER = 8_000
"""An answer may be the words of a report's section."""


class DeliveryForm(Form):
    """A document (a file, or one that is cited here already), or an answer in words."""

    seen_lock = HiddenField()
    files = MultipleFileField(_l("File or photographs"))
    product = SelectField(_l("Product that it proves"), validate_choice=False)
    pages = StringField(_l("Pages that prove it"), validators=[Length(max=200)])
    piece = SelectField(_l("Document that is cited here already"), validate_choice=False)
    answer = TextAreaField(
        _l("Answer in words"), validators=[Length(max=LONGEST_ANSWER)], render_kw={"rows": 3}
    )
    late_reason = late_reason_field()

    def seen(self) -> int | None:
        """Return the lock of the row that the form had shown."""
        return number_in(self.seen_lock.data)


class RequestForm(Form):
    """What is asked for, and by when; `seen_lock` is the lock of the assignment that is changed."""

    seen_lock = HiddenField()
    words = TextAreaField(
        _l("What is asked for"),
        validators=[InputRequired(), Length(max=LONGEST_WORDS)],
        render_kw={"rows": 3},
    )
    last_day = DayField(_l("Last day"), validators=[InputRequired()])


class YearForm(Form):
    """A last day for all; the ticks of the page are read from the request."""

    last_day = DayField(_l("Last day for all of them"))


class ProposalForm(RequestForm):
    """Whom to ask, for what and by when."""

    asks_figures = BooleanField(_l("Ask for their figures of the targets too"))
    agencies = SelectMultipleField(_l("Agencies"), validate_choice=False)
