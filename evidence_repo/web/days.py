"""Days as people type them: dd/mm/yyyy in a text field with a calendar, whatever the browser's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

from evidence_repo.web.formats import day
from evidence_repo.words import N_

LONGEST = len("27/11/2017")
FIRST_YEAR, LAST_YEAR = 1900, 2200

DAY_ATTRIBUTES = {
    "data-module": "calendar",
    "data-word-open": _l("Choose a day"),
    "data-word-previous": _l("Previous month"),
    "data-word-next": _l("Next month"),
    "placeholder": "dd/mm/yyyy",
    "inputmode": "numeric",
    "maxlength": LONGEST,
    "autocomplete": "off",
}
"""What a text field needs to become one for a day (calendar.mjs)."""


def typed_day(text: str) -> date | None:
    """Return the day that was typed, dd/mm/yyyy or as ISO 8601 writes it; None for what is none."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


class DayField(StringField):  # type: ignore[misc]  # WTForms ships no types
    """A field for a day; its data is a date, None where nothing was typed."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, render_kw=DAY_ATTRIBUTES, **more)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else day(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = typed_day(text)
        if text.strip() and self.data is None:
            raise ValidationError(self.gettext(N_("Write the day as dd/mm/yyyy.")))
