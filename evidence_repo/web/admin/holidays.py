"""Holidays and working days: a year's days off and worked days."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from evidence_repo.errors import NotVisible
from evidence_repo.services.holidays.days import (
    ListedDay,
    add_day,
    change_day,
    find_day,
    list_days,
    remove_day,
    work_calendar,
)
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.columns import holiday_columns
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.sending import send
from evidence_repo.web.words import DAY_KIND_WORDS
from workflows.rights import Right
from workflows.working_days import FIRST_YEAR, LAST_YEAR, DayKind


class DayForm(Form):
    """A day off or a worked day."""

    day = DayField(_l("Day"), validators=[DataRequired()])
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(kind.value, DAY_KIND_WORDS[kind]) for kind in DayKind]
    )
    name = StringField(_l("Name of the day"), [DataRequired()])
    is_provisional = BooleanField(_l("Not announced yet"))

    def listed(self) -> ListedDay:
        """Return what a valid form says."""
        assert self.day.data is not None  # required
        return ListedDay(
            self.day.data, DayKind(self.kind.data), self.name.data or "", bool(self.is_provisional.data)
        )


@blueprint.route("/holidays", methods=["GET", "POST"], defaults={"of_year": None})
@blueprint.route("/holidays/<int:of_year>", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def holiday_list(of_year: int | None) -> ResponseReturnValue:
    """Show a year's days, this year's first; list another one."""
    shown = container().clock.today().year if of_year is None else of_year
    if not FIRST_YEAR <= shown <= LAST_YEAR:
        raise NotVisible
    form = DayForm()

    def change(session: Session) -> None:
        add_day(session, actor(), form.listed())

    onward = url_for("admin.holiday_list", of_year=form.day.data.year if form.day.data else shown)
    if answer := send(form, change, gettext("The day is listed."), onward):
        return answer
    days, columns = list_days(read_session(), shown), holiday_columns()
    if wants_workbook():
        return send_list(gettext("Holidays and working days of %(year)d", year=shown), columns, days)
    page = render_template(
        "admin/holidays.html",
        days=sorted_rows(days, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        form=form,
        year=shown,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        working_days=work_calendar(read_session()).working_days_in(shown),
    )
    return page, form.status


@blueprint.route("/holidays/days/<int:day_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def holiday(day_id: int) -> ResponseReturnValue:
    """Show one day; take changes of it."""
    form = DayForm(obj=find_day(read_session(), day_id))

    def change(session: Session) -> None:
        change_day(session, actor(), find_day(session, day_id), form.listed())

    onward = url_for("admin.holiday_list", of_year=form.day.data.year if form.day.data else None)
    if answer := send(form, change, gettext("The day is saved."), onward):
        return answer
    return render_template("admin/holiday.html", form=form, day=find_day(read_session(), day_id)), form.status


@blueprint.post("/holidays/days/<int:day_id>/remove")
@needs(Right.MANAGE_CYCLE)
def remove_holiday(day_id: int) -> ResponseReturnValue:
    """Take a day off the list."""
    with transaction() as session:
        row = find_day(session, day_id)
        year = row.day.year
        remove_day(session, actor(), row)
    flash(gettext("The day is no longer listed."), "ok")
    return redirect(url_for("admin.holiday_list", of_year=year), 303)
