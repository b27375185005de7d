"""The list of all criteria, filtered and grouped by the address; one criterion with everything on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.models import Criterion
from evidence_repo.reports.table import Column
from evidence_repo.services.packs.progress import PackProgress, progress_of_cycle
from evidence_repo.services.plan.catalogue import product_texts
from evidence_repo.services.registers.choosing import planned_registers
from evidence_repo.services.registers.words import KIND_WORDS
from evidence_repo.services.screens.criterion_page import criterion_page
from evidence_repo.services.screens.piece_lists import PieceFilter
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria import blueprint
from evidence_repo.web.criteria.codes import agency_choices, criterion_at, field_choices
from evidence_repo.web.criteria.columns import pack_columns, rows_with_words
from evidence_repo.web.criteria.reasons import place_of_piece, reasons_of
from evidence_repo.web.lists import (
    asked_sorting,
    column_heads,
    export_address,
    send_list,
    sorted_rows,
    wants_workbook,
)
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.paging import asked_page
from evidence_repo.web.register_words import in_language
from evidence_repo.web.rounds.words import CAUSE_WORDS, points
from evidence_repo.web.words import state_word
from index.media import ACCEPTED_EXTENSIONS
from workflows.rights import Right
from workflows.states import EDITABLE, EvidenceState, PackState

DUE_CHOICES = ("late", "soon")
LONGEST_WORDS = 200


def _fits(row: PackProgress) -> bool:
    wanted = request.args
    criterion = row.criterion
    due = row.due
    return (
        wanted.get("agency", "") in ("", criterion.lead_agency.code)
        and wanted.get("field", "") in ("", criterion.field.code)
        and _state_fits(row, wanted.get("state", ""))
        and (wanted.get("due") != "late" or row.is_overdue)
        and (wanted.get("due") != "soon" or bool(due and due.is_soon and row.view.state in EDITABLE))
    )


def _with_words(rows: Sequence[PackProgress]) -> list[PackProgress]:
    words = request.args.get("words", "")[:LONGEST_WORDS]
    products = product_texts(read_session(), cycle()) if words else {}
    return rows_with_words(rows, words, products)


def _state_fits(row: PackProgress, wanted: str) -> bool:
    if wanted == PackState.APPROVED:
        return row.view.state in (PackState.APPROVED, PackState.SEALED)
    return wanted in ("", row.view.state)


def _group_name(row: PackProgress) -> str:
    if request.args.get("by") == "agency":
        return row.criterion.lead_agency.name
    return f"{row.criterion.field.code}. {row.criterion.field.name}"


def _group_order(row: PackProgress) -> tuple[int, str]:
    by_agency = request.args.get("by") == "agency"
    return (0, "") if by_agency else (row.criterion.field.ordinal, row.criterion.field.code)


def _groups(
    chosen: Sequence[PackProgress], columns: Sequence[Column[PackProgress]]
) -> list[tuple[str, list[PackProgress]]]:
    """Return the rows by field or agency; what is sorted by a column is one group."""
    if asked_sorting() is not None:
        return [(gettext("All criteria"), sorted_rows(chosen, columns))] if chosen else []
    in_order = sorted(chosen, key=_group_order)
    return [(name, list(members)) for name, members in groupby(in_order, key=_group_name)]


@blueprint.get("/criteria")
@needs(Right.SEE_CATALOGUE)
def list_all() -> ResponseReturnValue:
    """Show every criterion with the state of its pack."""
    rows = progress_of_cycle(read_session(), actor(), cycle(), container().clock.today())
    columns = pack_columns()
    chosen = _with_words([row for row in rows if _fits(row)])
    if wants_workbook():
        return send_list(gettext("Criteria"), columns, chosen)
    return render_template(
        "criteria/list.html",
        rows=rows,
        chosen=chosen,
        groups=_groups(chosen, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        agencies=agency_choices(row.criterion for row in rows),
        field_choices=field_choices(row.criterion for row in rows),
        state_choices=[(state.value, state_word(state).word) for state in PackState],
    )


@blueprint.app_template_filter("first_page")
def first_page(pages: str) -> int:
    """Return the first page that a piece cites, 1 where it cites none or a section."""
    first = re.match(r"\d+", pages)
    return int(first[0]) if first else 1


def _wanted_pieces() -> PieceFilter:
    state = request.args.get("state", "")
    return PieceFilter(
        page=asked_page(),
        piece=asked_number("piece"),
        words=request.args.get("words", "")[:LONGEST_WORDS],
        state=next((each for each in EvidenceState if each.value == state), None),
    )


def _address_of_pieces(page: int) -> str:
    """Return this criterion with another page of its pieces, found by the same words and state."""
    kept = {name: value for name, value in request.args.items() if name in ("words", "state")}
    named: dict[str, Any] = {**(request.view_args or {}), **kept, "page": page}
    return url_for("criteria.show", **named)


def _registers(criterion: Criterion) -> list[tuple[str, str]]:
    """Return the kinds of registers that the criterion has, with their words."""
    planned = planned_registers(read_session(), criterion)
    return [(kind.value, in_language(KIND_WORDS[kind])) for kind in planned]


@blueprint.get("/criteria/<code>")
@needs(Right.SEE_CATALOGUE)
def show(code: str) -> ResponseReturnValue:
    """Show one criterion with everything on it."""
    session = read_session()
    criterion, wanted = criterion_at(session, cycle(), code), _wanted_pieces()
    page = criterion_page(session, actor(), criterion, container().clock, wanted)
    primary = page.primary
    return render_template(
        "criteria/show.html",
        page=page,
        criterion=page.criterion,
        wanted=wanted,
        page_address=_address_of_pieces,
        registers=_registers(criterion),
        piece_states=[(state.value, state_word(state).word) for state in EvidenceState],
        place_of_piece=place_of_piece,
        reasons=reasons_of(page, primary.blockers) if primary else [],
        upload_limit=container().settings.upload_limit_bytes,
        accepted=ACCEPTED_EXTENSIONS,
        cause_words=CAUSE_WORDS,
        points=points,
    )
