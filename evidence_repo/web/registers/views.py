"""The list of a cycle's registers, and one register as a table."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.registers.listing import ListedRegister, list_registers
from evidence_repo.services.registers.words import KIND_WORDS
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria.codes import agency_choices
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.register_words import in_language
from evidence_repo.web.registers import blueprint
from evidence_repo.web.registers.columns import list_columns, share_of
from evidence_repo.web.registers.showing import page_at, show_page
from workflows.registers import RegisterKind
from workflows.rights import Right


def _fits(listed: ListedRegister) -> bool:
    wanted = request.args
    return (
        wanted.get("kind", "") in ("", listed.kind)
        and wanted.get("agency", "") in ("", listed.criterion.lead_agency.code)
        and (wanted.get("filled") != "no" or not listed.tally.rows)
        and (wanted.get("filled") != "yes" or bool(listed.tally.rows))
    )


@blueprint.get("/registers")
@needs(Right.SEE_CATALOGUE)
def list_all() -> ResponseReturnValue:
    """Show which criterion has which register, and what stands in those that this person sees."""
    everything = list_registers(read_session(), actor(), cycle(), container().clock.today())
    columns = list_columns()
    chosen = [each for each in everything if _fits(each)]
    if wants_workbook():
        return send_list(gettext("Registers"), columns, chosen)
    return render_template(
        "registers/list.html",
        everything=everything,
        chosen=sorted_rows(chosen, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        agencies=agency_choices(each.criterion for each in everything),
        kinds=[(kind.value, in_language(KIND_WORDS[kind])) for kind in RegisterKind],
        kind_words={kind: in_language(words) for kind, words in KIND_WORDS.items()},
        share_of=share_of,
    )


@blueprint.get("/criteria/<code>/registers/<register>")
@needs(Right.SEE_CATALOGUE)
def show(code: str, register: str) -> ResponseReturnValue:
    """Show one register: its rows, what they add up to, and a form for the next row."""
    return show_page(page_at(code, register))
