"""The scores sheet of a cycle: criteria with their points, sums, deviation; as a page and as a workbook."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.scores.sheet import ScoreSheet, score_sheet
from evidence_repo.services.scores.words import BASE_WORDS
from evidence_repo.services.scores.workbook import is_example
from evidence_repo.web.context import actor, cycle, needs, read_session
from evidence_repo.web.lists import column_heads, export_address, sorted_rows, wants_workbook
from evidence_repo.web.rounds.words import points
from evidence_repo.web.scores import blueprint
from evidence_repo.web.scores.columns import cause, figure_columns, line_columns, note, sum_columns
from evidence_repo.web.workbooks import send_workbook
from workflows.rights import Right
from workflows.scoring import DeviationBase


@blueprint.get("/scores")
@needs(Right.SEE_ROUNDS)
def show() -> ResponseReturnValue:
    """Show what each criterion was given, by whom, and what that adds up to."""
    sheet = score_sheet(read_session(), actor(), cycle())
    if wants_workbook():
        return _workbook(sheet)
    columns = line_columns()
    return render_template(
        "scores/show.html",
        sheet=sheet,
        lines=sorted_rows(sheet.lines, columns),
        heads=column_heads(columns),
        figures=figure_columns(),
        cause=cause,
        note=note,
        measured=sheet.measured(),
        readings=sheet.readings(),
        bases=list(DeviationBase),
        base_words={base: gettext(word) for base, word in BASE_WORDS.items()},
        points=points,
        is_example=sheet.scheme is not None and is_example(sheet.scheme.rows),
        export_address=export_address(),
    )


def _workbook(sheet: ScoreSheet) -> ResponseReturnValue:
    columns, lines = line_columns(), sorted_rows(sheet.lines, line_columns())
    total = replace(sheet.total, name=gettext("In all"))
    return send_workbook(
        gettext("Scores of %(year)s", year=sheet.cycle.year),
        [
            Sheet(gettext("Scores"), columns, lines, frozen=1),
            Sheet(gettext("By field"), sum_columns(gettext("Field")), [*sheet.by_field, total], frozen=1),
            Sheet(
                gettext("By agency"),
                sum_columns(gettext("Lead agency")),
                [*sheet.by_agency, total],
                frozen=1,
            ),
        ],
    )
