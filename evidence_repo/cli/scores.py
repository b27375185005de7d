"""`evidence-repo scores`: what each criterion was given and by whom, and how far self-scores are off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from evidence_repo.cli.context import (
    CommandContext,
    acting,
    as_json,
    check_sight,
    criterion_for,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.representations.scores import deviation_json, score_json, sheet_json
from evidence_repo.services.rounds.sheet import read_points
from evidence_repo.services.scores.proposing import ScorePage, give_score, score_page
from evidence_repo.services.scores.sheet import score_sheet
from workflows.rights import Right
from workflows.scoring import ScoreKind


class _Points(click.ParamType[Decimal]):
    """Points as people type them: 0.75 or 0,75."""

    name = "points"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the points."""
        try:
            found = read_points(str(value).strip())
        except BadInput as error:
            self.fail(str(error), param, ctx)
        if found is None:
            self.fail("Give a number of points.", param, ctx)
        return found


@click.group(cls=CommandGroup)
def scores() -> None:
    """Scores: the sheet of a year, one criterion's own scores, the deviation."""


@scores.command("list")
@click.option("--missing", is_flag=True, help="Only self-scored rows that have no self-score yet.")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, missing: bool, year: int, email: str | None, as_json: bool) -> None:
    """List what was given to each row of the scheme, with sums by field and agency."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        sheet = score_sheet(session, actor, cycle_of(session, year))
        shown = sheet_json(sheet, sheet.missing if missing else sheet.lines)
    if as_json:
        print_json(shown)
        return
    columns = ("row", "maximum", "self_score", "internal", "preliminary", "final", "lost", "title")
    print_table(columns, [tuple(row[name] for name in columns) for row in shown["rows"]])


@scores.command()
@click.argument("code", metavar="CODE")
@in_year
@showing
@as_json
@with_context
def show(context: CommandContext, code: str, year: int, email: str | None, as_json: bool) -> None:
    """Show one criterion's scores, and what its figures and bands propose."""
    with context.reading(email) as (session, actor):
        found = score_page(session, actor, criterion_for(session, actor, year, code))
        _print(_shown(found), as_json)


@scores.command("set")
@click.argument("code", metavar="CODE")
@click.argument("kind", type=click.Choice([kind.value for kind in ScoreKind]))
@click.argument("points", type=_Points())
@click.option("--reason", metavar="REASON", help="Why it differs from what is proposed, or from before.")
@in_year
@acting
@as_json
@with_context
def give(
    context: CommandContext,
    code: str,
    kind: str,
    points: Decimal,
    reason: str | None,
    year: int,
    email: str,
    as_json: bool,
) -> None:
    """Give a criterion its self-score (lead agency) or its internal score (reviewer)."""
    with context.transaction(email) as (session, actor):
        criterion = criterion_for(session, actor, year, code)
        give_score(session, actor, criterion, ScoreKind(kind), points, reason, clock=context.clock)
        shown = _shown(score_page(session, actor, criterion))
    _print(shown, as_json)


def _shown(found: ScorePage | None) -> dict[str, Any]:
    if found is None:
        raise NotVisible("The scheme does not score this criterion.")
    return score_json(found)


def _print(shown: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    columns = ("criterion", "maximum", "proposed", "self_score", "internal")
    print_table(columns, [tuple(shown[name] for name in columns)])


@scores.command()
@in_year
@showing
@as_json
@with_context
def deviation(context: CommandContext, year: int, email: str | None, as_json: bool) -> None:
    """Say how far the self-scores are off, by each reading of the base; a forecast before the Ministry's."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        shown = deviation_json(score_sheet(session, actor, cycle_of(session, year)))
    if as_json:
        print_json(shown)
        return
    columns = ("base", "percent", "passes", "self_scores", "appraised", "counted", "left_out")
    print_table(columns, [tuple(row[name] for name in columns) for row in shown["readings"]])
