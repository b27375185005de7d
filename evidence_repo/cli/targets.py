"""`evidence-repo targets`: what the plan asks to be reached, what was measured, what reviewers say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    as_json,
    check_year,
    criterion_for,
    cycle_of,
    in_year,
    late_reason,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE, taken_in
from evidence_repo.models import Measurement, Target
from evidence_repo.representations.explanations import explanation_json
from evidence_repo.representations.targets import found_json, measurement_json, target_json
from evidence_repo.services.evidence.adding import documents_from_files
from evidence_repo.services.figures.judging import judged_by_criterion
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import find_assignment
from evidence_repo.services.policy.figures import find_measurement, find_target
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.screens.figure_proposals import pieces_of_criterion, propose_from_documents
from evidence_repo.services.workflow.explanations import explain_figures
from evidence_repo.services.workflow.figure_reviews import (
    decide_figures,
    end_waiver,
    undo_decision,
    waive_target,
)
from evidence_repo.services.workflow.measurements import GivenFigures, give_figures, remove_figures
from index.figures import vietnamese_number
from workflows.measurements import Period

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
TARGET = click.option("--target", type=NUMBER, default=1, help="Its number within the criterion.")
REASON = click.option("--reason", metavar="TEXT", required=True, help="Why; others read it.")
MEASUREMENT = click.argument("measurement_id", metavar="ID", type=NUMBER)
LONGEST_NUMBER = 30


class Figure(click.ParamType[Decimal]):
    """An exact number, `1234.5` or as Vietnamese writes it, `1.234,5`."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the number."""
        typed = str(value)
        whole, dot, decimals = typed.partition(".")
        if "," not in typed and dot and len(decimals) != 3:
            typed = f"{whole},{decimals}"
        found = vietnamese_number(typed) if len(typed) <= LONGEST_NUMBER else None
        if found is None:
            self.fail(f"{str(value)[:40]!r} is not a number.", param, ctx)
        return found


FIGURE = Figure()


@click.group(cls=CommandGroup)
def targets() -> None:
    """Targets: what the plan asks to be reached, and what was measured."""


@targets.command("list")
@click.option("--criterion", metavar="CODE", help="Only this criterion's.")
@in_year
@showing
@as_json
@with_context
def show_list(
    context: CommandContext, criterion: str | None, year: int | None, email: str | None, as_json: bool
) -> None:
    """List the targets with what the figures tell."""
    with context.reading(email) as (session, actor):
        if criterion is not None:
            ids = [criterion_for(session, actor, year, criterion).id]
        else:
            ids = [pack.criterion_id for pack in packs_of_cycle(session, cycle_of(session, year))]
        judged = judged_by_criterion(session, actor, ids)
        rows = [target_json(each) for criterion_id in ids for each in judged[criterion_id]]
    if as_json:
        print_json(rows)
        return
    columns = ("criterion", "target", "kind", "operator", "value", "outcome", "figure", "whole", "measure")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@targets.command()
@click.argument("criterion", metavar="CODE")
@TARGET
@click.option("--figure", type=FIGURE, required=True, help="The part that counts, the count, or this year's.")
@click.option("--whole", type=FIGURE, help="The whole of a percentage; last year's figure of an increase.")
@click.option("--as-of", type=DAY, metavar="DAY", required=True, help="The day that the figures are of.")
@click.option("--period", type=click.Choice([each.value for each in Period]), default=Period.YEAR.value)
@click.option("--piece", "pieces", type=NUMBER, multiple=True, help="A piece that proves them; repeatable.")
@click.option("--assignment", type=NUMBER, help="The assignment under which an asked agency gives them.")
@click.option("--note", metavar="TEXT", help="Why they differ from what is proposed, or answers a query.")
@late_reason
@in_year
@acting
@as_json
@with_context
def measure(
    context: CommandContext,
    criterion: str,
    target: int,
    figure: Decimal,
    whole: Decimal | None,
    as_of: datetime,
    period: str,
    pieces: tuple[int, ...],
    assignment: int | None,
    note: str | None,
    late_reason: str | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Give figures, change them, or answer a query about them (lead agency, or the asked one)."""
    with context.transaction(email) as (session, actor):
        wanted = find_target(session, criterion_for(session, actor, year, criterion), target)
        proofs = [find_evidence(session, actor, piece) for piece in pieces]
        measurement = give_figures(
            session,
            actor,
            wanted,
            GivenFigures(figure, as_of.date(), whole, proofs, note, Period(period)),
            assignment=find_assignment(session, actor, assignment) if assignment else None,
            late_reason=late_reason,
            clock=context.clock,
        )
        row = measurement_json(measurement)
    _print(row, as_json)


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    whole = f" of {row['whole']}" if row["whole"] is not None else ""
    click.echo(
        f"Figures {row['measurement_id']} of {row['criterion']}, target {row['target']}, {row['agency']}: "
        f"{row['figure']}{whole}, {row['state']}."
    )


def _figures(session: Session, actor: Actor, year: int | None, measurement_id: int) -> Measurement:
    cycle = cycle_of(session, year)
    measurement = find_measurement(session, actor, measurement_id)
    check_year(cycle, measurement.criterion)
    return measurement


@targets.command()
@MEASUREMENT
@in_year
@acting
@with_context
def remove(context: CommandContext, measurement_id: int, year: int | None, email: str) -> None:
    """Remove a draft that was never submitted."""
    with context.transaction(email) as (session, actor):
        figures = _figures(session, actor, year, measurement_id)
        remove_figures(session, actor, figures, clock=context.clock)
    click.echo(f"Figures {measurement_id} are removed.")


@targets.command()
@MEASUREMENT
@click.option("--comment", metavar="TEXT", help="A note to the agency.")
@in_year
@acting
@as_json
@with_context
def confirm(
    context: CommandContext,
    measurement_id: int,
    comment: str | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Confirm figures (reviewer)."""
    with context.transaction(email) as (session, actor):
        figures = _figures(session, actor, year, measurement_id)
        row = measurement_json(decide_figures(session, actor, figures, True, comment, clock=context.clock))
    _print(row, as_json)


@targets.command()
@MEASUREMENT
@REASON
@in_year
@acting
@as_json
@with_context
def query(
    context: CommandContext, measurement_id: int, reason: str, year: int | None, email: str, as_json: bool
) -> None:
    """Ask the agency about figures (reviewer)."""
    with context.transaction(email) as (session, actor):
        figures = _figures(session, actor, year, measurement_id)
        row = measurement_json(decide_figures(session, actor, figures, False, reason, clock=context.clock))
    _print(row, as_json)


@targets.command()
@MEASUREMENT
@REASON
@in_year
@acting
@as_json
@with_context
def undo(
    context: CommandContext, measurement_id: int, reason: str, year: int | None, email: str, as_json: bool
) -> None:
    """Take one's own decision on figures back (reviewer)."""
    with context.transaction(email) as (session, actor):
        figures = _figures(session, actor, year, measurement_id)
        row = measurement_json(undo_decision(session, actor, figures, reason=reason, clock=context.clock))
    _print(row, as_json)


@targets.command()
@MEASUREMENT
@click.option("--text", metavar="TEXT", required=True, help="Why the target is not met.")
@click.option("--basis", metavar="TEXT", help="The legal basis.")
@click.option("--file", "files", type=FILE, multiple=True, help="A document to attach; may be repeated.")
@in_year
@acting
@as_json
@with_context
def explain(
    context: CommandContext,
    measurement_id: int,
    text: str,
    basis: str | None,
    files: tuple[Path, ...],
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Explain why these figures do not meet their target."""
    with taken_in(context, email, *files) as given, context.transaction(email) as (session, actor):
        figures = _figures(session, actor, year, measurement_id)
        documents = documents_from_files(session, actor, context.container.store, given, context.clock)
        written = explain_figures(
            session,
            actor,
            figures,
            text=text,
            legal_basis=basis,
            documents=documents,
            clock=context.clock,
        )
        session.flush()
        row = explanation_json(written)
    if as_json:
        print_json(row)
    else:
        click.echo(f"Explanation {row['explanation_id']} of {row['criterion']}: {row['state']}.")


@targets.command()
@click.argument("criterion", metavar="CODE")
@TARGET
@REASON
@in_year
@acting
@as_json
@with_context
def waive(context: CommandContext, **given: Any) -> None:
    """Say that a target that is not met need not be (reviewer)."""
    _about_target(context, waive_target, **given)


@targets.command()
@click.argument("criterion", metavar="CODE")
@TARGET
@REASON
@in_year
@acting
@as_json
@with_context
def demand(context: CommandContext, **given: Any) -> None:
    """Take a waiver back (reviewer)."""
    _about_target(context, end_waiver, **given)


def _about_target(
    context: CommandContext,
    act: Callable[..., object],
    *,
    criterion: str,
    target: int,
    reason: str,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    with context.transaction(email) as (session, actor):
        wanted = find_target(session, criterion_for(session, actor, year, criterion), target)
        act(session, actor, wanted, reason, clock=context.clock)
        row = _judged(session, actor, wanted)
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['criterion']}, target {row['target']}: {row['waived'] or 'demanded'}.")


def _judged(session: Session, actor: Actor, target: Target) -> dict[str, Any]:
    judged = judged_by_criterion(session, actor, [target.criterion_id])[target.criterion_id]
    return next(target_json(each) for each in judged if each.target.id == target.id)


@targets.command()
@click.argument("criterion", metavar="CODE")
@TARGET
@in_year
@showing
@as_json
@with_context
def found(
    context: CommandContext,
    criterion: str,
    target: int,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Show figures near the target's words in the cited pages; a person confirms them with `measure`."""
    with context.reading(email) as (session, actor):
        wanted = find_target(session, criterion_for(session, actor, year, criterion), target)
        pieces = pieces_of_criterion(session, actor, wanted.criterion_id)
        rows = found_json(propose_from_documents(context.container.store, wanted, pieces))
    if as_json:
        print_json(rows)
        return
    columns = ("evidence_id", "page", "figure", "whole", "percent", "quote")
    print_table(columns, [[row[column] for column in columns] for row in rows])
