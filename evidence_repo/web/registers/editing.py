"""Rows added, changed and removed; what describes a register; units from the list of agencies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.services.registers.describing import describe_register
from evidence_repo.services.registers.filling import fill_units
from evidence_repo.services.registers.keeping import (
    RegisterPlace,
    add_row,
    change_row,
    remove_row,
)
from evidence_repo.services.registers.viewing import RegisterPage
from evidence_repo.web.context import actor, close_reading, container, needs, transaction
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import own_address, sent_lock
from evidence_repo.web.registers import blueprint
from evidence_repo.web.registers.forms import DescribeForm, FillForm, RegisterForm, row_form
from evidence_repo.web.registers.showing import chosen_row, page_at, place_at, show_page
from evidence_repo.words import N_
from workflows.rights import Right

Change = Callable[[Session, RegisterPlace], str]
"""Does something to a register, and returns what people are told of it."""


def _sent(
    code: str, register: str, form: RegisterForm, change: Change, mark: str
) -> ResponseReturnValue | None:
    """Do what the form asks and lead back; None if it was refused: its words are kept."""
    if not form.is_sent():
        return None
    close_reading()
    try:
        with transaction() as session:
            message = change(session, place_at(session, code, register, writing=True))
    except NotVisible:
        raise
    except EvidenceError as error:
        form.refuse(error)
        return None
    flash(message, "ok")
    return redirect(f"{own_address(form.next.data or '', _address(code, register))}{mark}", 303)


def _address(code: str, register: str, **more: Any) -> str:
    return url_for("registers.show", code=code, register=register, **more)


def _form(page: RegisterPage) -> Any:
    return row_form(page.shown.place.kind, page.shown.planned.forms)


@blueprint.post("/criteria/<code>/registers/<register>/rows")
@needs(Right.CITE)
def add(code: str, register: str) -> ResponseReturnValue:
    """Add a row; the next one can be typed at once."""
    form = _form(page_at(code, register))

    def change(session: Session, place: RegisterPlace) -> str:
        late = form.late_reason.data
        row = add_row(session, actor(), place, form.written(), late_reason=late, clock=container().clock)
        form.next.data = _address(code, register, new=1)
        return str(gettext("Row %(number)d is added.", number=row.number))

    return _sent(code, register, form, change, "#row-form") or show_page(page_at(code, register), form)


@blueprint.post("/criteria/<code>/registers/<register>/rows/<int:number>")
@needs(Right.CITE)
def edit(code: str, register: str, number: int) -> ResponseReturnValue:
    """Change a row."""
    form = _form(page_at(code, register))

    def change(session: Session, place: RegisterPlace) -> str:
        change_row(
            session,
            actor(),
            place,
            number,
            form.written(),
            seen_lock=form.seen(),
            late_reason=form.late_reason.data,
            clock=container().clock,
        )
        return str(gettext("Row %(number)d is changed.", number=number))

    answer = _sent(code, register, form, change, f"#row-{number}")
    if answer is not None:
        return answer
    page = page_at(code, register)
    there = chosen_row(page, number)
    if there is not None and form.status == 409:
        form.seen_lock.data = str(there.row.lock)  # what is there now is shown beside the words that stay
    return show_page(page, form, number)


@blueprint.post("/criteria/<code>/registers/<register>/rows/<int:number>/remove")
@needs(Right.CITE)
def remove(code: str, register: str, number: int) -> ResponseReturnValue:
    """Remove a row; its number is not given again."""
    page_at(code, register)
    close_reading()
    with transaction() as session:
        remove_row(
            session,
            actor(),
            place_at(session, code, register, writing=True),
            number,
            seen_lock=sent_lock(),
            late_reason=request.form.get("late_reason"),
            clock=container().clock,
        )
    flash(gettext("Row %(number)d is removed.", number=number), "ok")
    return redirect(own_address(request.form.get("next", ""), _address(code, register)), 303)


@blueprint.post("/criteria/<code>/registers/<register>/description")
@needs(Right.CITE)
def describe(code: str, register: str) -> ResponseReturnValue:
    """Keep of which day the list of units is, or how many all people are."""
    page_at(code, register)
    form = DescribeForm()

    def change(session: Session, place: RegisterPlace) -> str:
        total = number_in(form.total.data)
        if (form.total.data or "").strip() and total is None:
            raise BadInput(N_("Write a whole number in digits alone, such as 1234."), field="total")
        describe_register(
            session,
            actor(),
            place,
            listed_on=form.listed_on.data,
            total=total,
            seen=form.seen.data,
            late_reason=form.late_reason.data,
            clock=container().clock,
        )
        return str(gettext("Saved."))

    return _sent(code, register, form, change, "") or show_page(page_at(code, register), more=form)


@blueprint.post("/criteria/<code>/registers/<register>/units")
@needs(Right.CITE)
def fill(code: str, register: str) -> ResponseReturnValue:
    """Fill a register of units from the list of agencies as it was on a day."""
    page_at(code, register)
    form = FillForm()

    def change(session: Session, place: RegisterPlace) -> str:
        if form.day.data is None:
            raise BadInput(N_("Write a day such as 31/12/2017."), field="day")
        kinds, late = form.kinds.data or [], form.late_reason.data
        clock = container().clock
        added = fill_units(session, actor(), place, kinds, form.day.data, late_reason=late, clock=clock)
        return str(ngettext("%(num)d unit is added.", "%(num)d units are added.", added))

    return _sent(code, register, form, change, "") or show_page(page_at(code, register), more=form)
