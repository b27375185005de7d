"""The page of one register, as it is asked for and as a refused form leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.services.registers.describing import description_of
from evidence_repo.services.registers.filling import kinds_meant
from evidence_repo.services.registers.keeping import RegisterPlace
from evidence_repo.services.registers.viewing import RegisterPage, RowView, register_page
from evidence_repo.services.registers.words import KIND_WORDS, STANDING_WORDS
from evidence_repo.services.registers.workbook import title_of
from evidence_repo.web.agency_kinds import agency_kind_names
from evidence_repo.web.context import actor, container, cycle, cycle_in, read_session
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.lists import (
    column_heads,
    export_address,
    list_address,
    send_list,
    sorted_rows,
    wants_workbook,
)
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.register_words import STANDING_LOOKS, in_language
from evidence_repo.web.registers.columns import has_words, percent, row_columns, shown_cell
from evidence_repo.web.registers.forms import DescribeForm, FillForm, row_form
from workflows.register_figures import STANDINGS
from workflows.registers import COLUMNS, RegisterKind

PAGE_SIZE = 100
LONGEST_SEARCH = 200
AGES = (30, 90)
"""Days after which an open finding counts as older."""


def place_at(session: Session, code: str, register: str, *, writing: bool = False) -> RegisterPlace:
    """Return the register that an address names; raise `NotVisible` if there is none."""
    if register not in set(RegisterKind):
        raise NotVisible
    found = criterion_at(session, cycle_in(session) if writing else cycle(), code)
    return RegisterPlace(found, RegisterKind(register))


def page_at(code: str, register: str) -> RegisterPage:
    """Return the register's page for reading; `?agency=` says whose."""
    session = read_session()
    asked = request.args.get("agency")
    return register_page(
        session, actor(), place_at(session, code, register), container().clock.today(), asked
    )


def _fits(kind: RegisterKind, row: RowView) -> bool:
    words = request.args.get("words", "")[:LONGEST_SEARCH]
    standing = request.args.get("standing", "")
    form = request.args.get("form", "")
    return (
        standing in ("", row.standing)
        and form in ("", row.cells.get("form", ""))
        and (not words or has_words(kind, row, words))
    )


def chosen_row(page: RegisterPage, number: int | None) -> RowView | None:
    """Return the row of this number, None where there is none."""
    return next((row for row in page.shown.rows if row.row.number == number), None)


def show_page(
    page: RegisterPage, form: Any = None, number: int | None = None, more: Any = None
) -> ResponseReturnValue:
    """Show the table with the form of a new row or of row `number`; `more`: another form that was refused."""
    kind = page.shown.place.kind
    columns = row_columns(kind)
    fitting = [row for row in page.shown.rows if _fits(kind, row)]
    if wants_workbook():
        return send_list(title_of(page.shown.place.criterion, kind), columns, fitting)
    edited = chosen_row(page, number if form is not None else asked_number("edit"))
    if form is None:
        form = row_form(kind, page.shown.planned.forms, edited.cells if edited else {})
        form.seen_lock.data = str(edited.row.lock) if edited else ""
    form.next.data = list_address(edit=None, new=None) if request.method == "GET" else form.next.data
    shown = render_template(
        "registers/show.html",
        page=page,
        kind=kind,
        criterion=page.shown.place.criterion,
        title=in_language(KIND_WORDS[kind]),
        columns=columns,
        cells=COLUMNS[kind],
        listed_cells=[each for each in COLUMNS[kind] if each.key != "document" and not each.choices],
        shown_cell=shown_cell,
        heads=column_heads(columns),
        export_address=export_address(),
        fitting=fitting,
        listed=page_of(sorted_rows(fitting, columns), PAGE_SIZE),
        page_address=page_address,
        form=form,
        edited=edited,
        standings=standings_of(page),
        looks=STANDING_LOOKS,
        percent=percent,
        ages=ages_of(page),
        describe=more if isinstance(more, DescribeForm) else _describe_form(page),
        fill=more if isinstance(more, FillForm) else _fill_form(page),
        kind_names=agency_kind_names() if kind is RegisterKind.UNITS else {},
    )
    return shown, max(form.status, more.status if more is not None else 200)


def standings_of(page: RegisterPage) -> Sequence[tuple[Any, str, int]]:
    """Return the standings of this kind's rows with their words and how many rows have each."""
    counts = page.shown.tally.by_standing
    return [
        (standing, in_language(STANDING_WORDS[standing]), counts.get(standing, 0))
        for standing in STANDINGS[page.shown.place.kind]
    ]


def ages_of(page: RegisterPage) -> tuple[int, int, int] | None:
    """Return how many open findings are up to 30 days old, up to 90, and older; None if none is open."""
    ages = [row.age for row in page.shown.rows if row.age is not None]
    if not ages:
        return None
    young, middle = AGES
    return (
        sum(age <= young for age in ages),
        sum(young < age <= middle for age in ages),
        sum(age > middle for age in ages),
    )


def _describe_form(page: RegisterPage) -> DescribeForm:
    register = page.shown.register
    known = {"listed_on": register.listed_on, "total": register.total} if register else {}
    form = DescribeForm(formdata=None, data=known)
    form.seen.data = description_of(register)
    return form


def _fill_form(page: RegisterPage) -> FillForm:
    form = FillForm(formdata=None, data={"day": container().clock.today()})
    if page.shown.place.kind is RegisterKind.UNITS:
        meant = kinds_meant(read_session(), page.shown.place.criterion.title)
        form.kinds.data = [kind.code for kind in meant]
    return form
