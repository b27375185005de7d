"""What people fill in about reports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from evidence_repo.errors import BadInput
from evidence_repo.services.reports.figures import FIGURE_TITLES
from evidence_repo.services.reports.writing import LONGEST_TEXT, LONGEST_TITLE, SectionWords
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.numbers import number_in
from evidence_repo.words import N_
from workflows.reports import FigureKind, Period


class PeriodForm(Form):
    """The days that a report is about, and the day by which it is sent."""

    begins_on = DayField(_l("First day of the period"), validators=[InputRequired()])
    ends_on = DayField(_l("Last day of the period"), validators=[InputRequired()])
    due_on = DayField(_l("To be sent by"))

    def period(self) -> Period:
        """Return the period that a valid form says."""
        first, last = self.begins_on.data, self.ends_on.data
        assert first is not None and last is not None  # noqa: PT018  # the form asks for both
        return Period(first, last, self.due_on.data)


class SectionForm(Form):
    """A section of the outline."""

    seen_lock = HiddenField()
    title = StringField(_l("Title of the section"), validators=[InputRequired(), Length(max=LONGEST_TITLE)])
    text = TextAreaField(_l("Text"), validators=[Length(max=LONGEST_TEXT)], render_kw={"rows": 12})
    figure = SelectField(_l("Table of figures under it"), validate_choice=False)
    place = StringField(
        _l("Place in the outline"), validators=[Length(max=3)], render_kw={"inputmode": "numeric"}
    )

    def words(self) -> SectionWords:
        """Return what a valid form says."""
        chosen = self.figure.data or ""
        if chosen and chosen not in set(FigureKind):
            raise BadInput(N_("Not a valid choice."), field="figure")
        place = number_in(self.place.data)
        if place is None:
            raise BadInput(N_("Write a whole number."), field="place")
        figure = FigureKind(chosen) if chosen else None
        return SectionWords(self.title.data or "", self.text.data or "", figure, place)


def figure_choices(none: str) -> list[tuple[str, str]]:
    """Return the tables that a section can hold, by their names on paper."""
    return [("", none), *((kind.value, title) for kind, title in FIGURE_TITLES.items())]
