"""What people fill in about figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from evidence_repo.web.days import DayField
from evidence_repo.web.formats import exact
from evidence_repo.web.forms import Form, late_reason_field
from evidence_repo.web.numbers import number_in
from evidence_repo.web.words import PERIOD_WORDS
from evidence_repo.words import N_
from index.figures import vietnamese_number
from workflows.measurements import Period

LONGEST_NUMBER = 30
LONGEST_WORDS = 4000


class NumberField(StringField):  # type: ignore[misc]  # WTForms ships no types
    """An exact number as people type it, `1.234,5` or `1234.5`; None where nothing was typed."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        typed = {"inputmode": "decimal", "autocomplete": "off", "maxlength": LONGEST_NUMBER}
        super().__init__(label, render_kw=typed, **more)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else exact(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        text = str(valuelist[0] if valuelist else "").strip()
        self.data = typed_number(text)
        if text and self.data is None:
            raise ValidationError(self.gettext(N_("Write a number, such as 1.234,5.")))


def typed_number(text: str) -> Decimal | None:
    """Return the number that was typed; None for what is none."""
    text = text.replace(" ", "").replace("\u00a0", "")
    if len(text) > LONGEST_NUMBER:
        return None
    whole, _, decimals = text.partition(".")
    if "," not in text and decimals.isdigit() and len(decimals) != 3:
        text = f"{whole},{decimals}"
    return vietnamese_number(text)


class FiguresForm(Form):
    """An agency's figures for a target, the day that they are of, and what proves them."""

    seen_lock = HiddenField()
    assignment = HiddenField()
    numerator = NumberField()
    denominator = NumberField()
    as_of = DayField(_l("Figures as of"), validators=[InputRequired()])
    period = SelectField(
        _l("Period"), choices=[SelectChoice(each.value, PERIOD_WORDS[each]) for each in Period]
    )
    pieces = SelectMultipleField(_l("Documents that prove the figures"), validate_choice=False)
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST_WORDS)], render_kw={"rows": 2})
    late_reason = late_reason_field()

    def seen(self) -> int | None:
        """Return the lock of the figures that the form had shown, 0 for none."""
        return number_in(self.seen_lock.data)


class ExplainFiguresForm(Form):
    """Why a target is not met."""

    seen_lock = HiddenField()
    text = TextAreaField(
        _l("Explanation"), validators=[InputRequired(), Length(max=20_000)], render_kw={"rows": 7}
    )
    legal_basis = TextAreaField(_l("Legal basis"), validators=[Length(max=2000)], render_kw={"rows": 2})
    documents = MultipleFileField(_l("Attached documents"))

    def seen(self) -> int | None:
        """Return the lock of the round that the form had shown."""
        return number_in(self.seen_lock.data)
