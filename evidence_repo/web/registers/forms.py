"""The forms of a register: one row of its kind, what describes it, the day of the list of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectMultipleField, StringField
from wtforms.fields import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from evidence_repo.services.registers.words import COLUMN_WORDS
from evidence_repo.web.days import DayField
from evidence_repo.web.formats import day
from evidence_repo.web.forms import Form, late_reason_field
from evidence_repo.web.numbers import number_in
from evidence_repo.web.register_words import choice_words, shown_words
from workflows.registers import (
    COLUMNS,
    LONGEST_ADDRESS,
    LONGEST_WORDS,
    CellType,
    RegisterColumn,
    RegisterKind,
)


class RegisterForm(Form):
    """What every form about a register carries: where it leads back to, and why so late."""

    next = HiddenField()
    late_reason = late_reason_field()


class DescribeForm(RegisterForm):
    """Of which day the list of units is; how many all are of whom activities reached some."""

    seen = HiddenField()
    listed_on = DayField(_l("List as of"))
    total = StringField(
        _l("Number of all people"),
        validators=[Length(max=12)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class FillForm(RegisterForm):
    """Which kinds of agencies a register of units is filled with, as they were on a day."""

    kinds = SelectMultipleField(_l("Kinds of agencies"), validate_choice=False)
    day = DayField(_l("List as of"))


class _RowForm(RegisterForm):
    """One row; the fields of its kind are added by `row_form`."""

    seen_lock = HiddenField()
    _kind: RegisterKind

    def seen(self) -> int | None:
        """Return the lock of the row that the form had shown."""
        return number_in(self.seen_lock.data)

    def written(self) -> dict[str, str]:
        """Return what was written, by column."""
        return {column.key: _words(self[column.key].data) for column in COLUMNS[self._kind]}

    def cell_fields(self) -> list[Field]:
        """Return the fields of the row in the order of the table."""
        return [self[column.key] for column in COLUMNS[self._kind]]


def _words(data: Any) -> str:
    return day(data) if isinstance(data, date) else str(data or "")


@lru_cache(maxsize=64)
def _form_class(kind: RegisterKind, forms: tuple[str, ...]) -> type[_RowForm]:
    fields = {column.key: _field(kind, column, forms) for column in COLUMNS[kind]}
    return type(f"{kind.name.title()}RowForm", (_RowForm,), {**fields, "_kind": kind})


def row_form(kind: RegisterKind, forms: tuple[str, ...], cells: Mapping[str, str] | None = None) -> Any:
    """Return the form of a row: as it was sent, or with these values."""
    made = _form_class(kind, forms)
    if cells is None:
        return made()
    return made(formdata=None, data={column.key: _data(column, cells) for column in COLUMNS[kind]})


def _data(column: RegisterColumn, cells: Mapping[str, str]) -> Any:
    value = cells.get(column.key)
    return date.fromisoformat(value) if value and column.type is CellType.DAY else value


def _field(kind: RegisterKind, column: RegisterColumn, forms: tuple[str, ...]) -> Any:
    label = shown_words(COLUMN_WORDS[kind][column.key])
    required = {"required": True} if column.is_required else {}
    match column.type:
        case CellType.DAY:
            return DayField(label)
        case CellType.CHOICE:
            return SelectField(label, choices=_LazyChoices(column.choices), validate_choice=False)
        case CellType.FORM if forms:
            return SelectField(label, choices=_choices((form, form) for form in forms))
        case CellType.NUMBER:
            more = {"inputmode": "numeric", "maxlength": 12, "autocomplete": "off"}
            return StringField(label, render_kw=more)
        case CellType.ADDRESS:
            more = {"type": "url", "placeholder": "https://", "maxlength": LONGEST_ADDRESS}
            return StringField(label, render_kw=more)
        case _:
            return StringField(
                label, render_kw={"maxlength": LONGEST_WORDS, "autocomplete": "off", **required}
            )


class _LazyChoices:
    """Choices in the language of the request that shows them."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self._values = values

    def __call__(self) -> list[SelectChoice]:
        """Return the values with their words, nothing chosen first."""
        return _choices((value, choice_words(value)) for value in self._values)


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", "–"), *(SelectChoice(value, word) for value, word in pairs)]
