"""What people fill in about the Ministry's rounds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from evidence_repo.services.rounds.entries import LONGEST_RECEIPT
from evidence_repo.services.rounds.importing import LONGEST_NUMBER
from evidence_repo.services.rounds.losses import LONGEST_REMEDY
from evidence_repo.services.rounds.report import LONGEST_NOTE
from evidence_repo.web.days import DayField
from evidence_repo.web.evidence.forms import ExplainProductForm
from evidence_repo.web.forms import Form
from evidence_repo.web.kept_sheets import SheetForm
from evidence_repo.web.numbers import number_in
from evidence_repo.web.rounds.words import CAUSE_WORDS, ROUND_KIND_WORDS
from workflows.rounds import RoundKind


class RoundForm(SheetForm):
    """A round's workbook and what stands beside it; `file_name` is that of the kept workbook."""

    kind = RadioField(
        _l("Which result"),
        choices=[SelectChoice(kind.value, word) for kind, word in ROUND_KIND_WORDS.items()],
        default=RoundKind.PRELIMINARY.value,
    )
    received_on = DayField(_l("Day of the result"), validators=[InputRequired()])
    document_number = StringField(
        _l("Number of the Ministry's letter"), validators=[Length(max=LONGEST_NUMBER)]
    )
    rank = StringField(
        _l("Rank of the province"), validators=[Length(max=3)], render_kw={"inputmode": "numeric"}
    )
    ranked_of = StringField(
        _l("Of how many provinces"), validators=[Length(max=3)], render_kw={"inputmode": "numeric"}
    )
    file_name = HiddenField(validators=[Length(max=255)])


class AnswerForm(ExplainProductForm):
    """The answer to a question, in words."""


class LossForm(Form):
    """Why points were lost, and what is done about it."""

    seen_lock = HiddenField()
    cause = SelectField(
        _l("Cause"), choices=[SelectChoice(cause.value, word) for cause, word in CAUSE_WORDS.items()]
    )
    remedy = TextAreaField(
        _l("Remedy"), validators=[InputRequired(), Length(max=LONGEST_REMEDY)], render_kw={"rows": 4}
    )
    agency = SelectField(_l("Responsible agency"), validate_choice=False)

    def seen(self) -> int | None:
        """Return the lock of what the form had shown; 0 where there was nothing yet."""
        return number_in(self.seen_lock.data)


class EntryForm(Form):
    """The receipt of the Ministry's software."""

    seen = HiddenField(validators=[Length(max=64)])
    receipt = StringField(_l("Receipt number"), validators=[Length(max=LONGEST_RECEIPT)])


class NoteForm(Form):
    """Difficulties or proposals for the report."""

    seen_lock = HiddenField()
    text = TextAreaField(_l("Text"), validators=[Length(max=LONGEST_NOTE)], render_kw={"rows": 6})

    def seen(self) -> int | None:
        """Return the lock of what the form had shown; 0 where there was nothing yet."""
        return number_in(self.seen_lock.data)
