"""What an agency fills in about a piece or a product."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.fields import FileField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form, late_reason_field
from evidence_repo.web.numbers import number_in
from evidence_repo.web.words import EXPLANATION_WORDS
from workflows.explanations import ExplanationKind
from workflows.states import PROOF_KINDS

LONGEST_TEXT = 20_000


class PieceForm(Form):
    """A form about one piece: the row as it was shown, and why so late where the cycle asks."""

    seen_lock = HiddenField()
    late_reason = late_reason_field()

    def seen(self) -> int | None:
        """Return the lock of the row that the form had shown."""
        return number_in(self.seen_lock.data)


class PagesForm(PieceForm):
    """The pages, section or sheet that prove the point, and the deadline that the piece serves."""

    pages = StringField(_l("Pages to cite"), validators=[Length(max=400)])
    deadline = SelectField(_l("Deadline that it serves"), validate_choice=False)


class ReplaceForm(PieceForm):
    """Another version or other pages."""

    file = FileField(_l("New version of the document"))
    version = SelectField(_l("Version to cite"), validate_choice=False)
    pages = StringField(_l("Pages to cite"), validators=[Length(max=400)])


class ExplainPieceForm(PieceForm):
    """The explanation of a piece, with or without a new version."""

    text = TextAreaField(
        _l("Explanation"), validators=[InputRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 7}
    )
    legal_basis = TextAreaField(_l("Legal basis"), validators=[Length(max=2000)], render_kw={"rows": 2})
    file = FileField(_l("New version of the document"))
    pages = StringField(_l("Pages to cite"), validators=[Length(max=400)])
    documents = MultipleFileField(_l("Attached documents"))


class ExplainProductForm(Form):
    """Why a product is missing or covered in part."""

    seen_lock = HiddenField()
    kind = RadioField(
        _l("What is explained"),
        choices=[SelectChoice(kind.value, EXPLANATION_WORDS[kind]) for kind in PROOF_KINDS],
        default=ExplanationKind.MISSING.value,
    )
    text = TextAreaField(
        _l("Explanation"), validators=[InputRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 7}
    )
    legal_basis = TextAreaField(_l("Legal basis"), validators=[Length(max=2000)], render_kw={"rows": 2})
    documents = MultipleFileField(_l("Attached documents"))

    def seen(self) -> int | None:
        """Return the lock of the round that the form had shown."""
        return number_in(self.seen_lock.data)


class MoveForm(PieceForm):
    """The criterion and product under which a draft is to stand."""

    place = SelectField(_l("Criterion and product"), validate_choice=False)


class LinkForm(Form):
    """A page on the web, with the copy that the agency captured."""

    address = StringField(
        _l("Address"),
        validators=[InputRequired(), Length(max=2000)],
        render_kw={"type": "url", "placeholder": "https://"},
    )
    title = StringField(_l("Title of the page"), validators=[InputRequired(), Length(max=500)])
    seen_on = DayField(_l("Seen on"))
    capture = FileField(_l("Captured copy (PDF or picture)"))
    deadline = SelectField(_l("Deadline that it serves"), validate_choice=False)
    late_reason = late_reason_field()


def deadline_choices(deadlines: Any, none_word: Any) -> list[SelectChoice]:
    """Return the choices of a deadline, first none in particular."""
    named = (SelectChoice(str(each.ordinal), each.label) for each in deadlines)
    return [SelectChoice("", none_word), *named]
