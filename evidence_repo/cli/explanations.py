"""Explanations of expected products on the command line: write one, list them, decide about one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
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
    product_of,
    showing,
    with_context,
)
from evidence_repo.cli.failures import Command
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE, taken_in
from evidence_repo.models import AssessmentCycle, Criterion, Explanation
from evidence_repo.representations.explanations import explanation_json
from evidence_repo.services.evidence.adding import documents_from_files
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_explanation, visible_explanations
from evidence_repo.services.workflow.explanation_verdicts import judge_explanation, undo_explanation_verdict
from evidence_repo.services.workflow.explanations import explain_product
from workflows.explanations import ExplanationKind
from workflows.states import PROOF_KINDS


@click.command(cls=Command)
@click.argument("criterion", metavar="CODE")
@click.option(
    "--product", metavar="N", type=NUMBER, required=True, help="The number of the expected product."
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PROOF_KINDS]),
    required=True,
    help="What is the matter with it.",
)
@click.option("--text", metavar="TEXT", required=True, help="The explanation.")
@click.option("--basis", metavar="TEXT", help="The legal basis.")
@click.option("--file", "files", type=FILE, multiple=True, help="A document to attach; may be repeated.")
@in_year
@acting
@as_json
@with_context
def explain(
    context: CommandContext,
    criterion: str,
    product: int,
    kind: str,
    text: str,
    basis: str | None,
    files: tuple[Path, ...],
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Explain why an expected product is missing or partial."""
    with taken_in(context, email, *files) as given, context.transaction(email) as (session, actor):
        wanted = criterion_for(session, actor, year, criterion)
        written = explain_product(
            session,
            actor,
            wanted,
            product_of(wanted, product),
            kind=ExplanationKind(kind),
            text=text,
            legal_basis=basis,
            documents=documents_from_files(session, actor, context.container.store, given, context.clock),
            clock=context.clock,
        )
        session.flush()
        row = explanation_json(written)
    _print(row, as_json)


@click.command(cls=Command)
@click.argument("explanation_id", metavar="ID", type=NUMBER)
@click.argument("decision", type=click.Choice(["accept", "reject", "undo"]))
@click.option("--comment", metavar="TEXT", help="What the agency should know.")
@click.option("--reason", metavar="TEXT", help="Why the decision is taken back; undo asks for it.")
@in_year
@acting
@as_json
@with_context
def explanation(
    context: CommandContext,
    explanation_id: int,
    decision: str,
    comment: str | None,
    reason: str | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Decide about an explanation that is no piece's, or take one's own decision back (reviewer)."""
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        found = find_explanation(session, actor, explanation_id)
        check_year(cycle, found.criterion)
        if decision == "undo":
            undo_explanation_verdict(session, actor, found, reason=reason or "", clock=context.clock)
        else:
            judge_explanation(session, actor, found, decision == "accept", comment, clock=context.clock)
        session.flush()
        row = explanation_json(found)
    _print(row, as_json)


@click.command(cls=Command)
@click.option("--criterion", metavar="CODE", help="Only this criterion's explanations.")
@in_year
@showing
@as_json
@with_context
def explanations(
    context: CommandContext, criterion: str | None, year: int | None, email: str | None, as_json: bool
) -> None:
    """List all explanations, every round."""
    with context.reading(email) as (session, actor):
        cycle = cycle_of(session, year)
        rows = [explanation_json(found) for found in _seen(session, actor, cycle)]
        if criterion is not None:
            label = criterion_for(session, actor, year, criterion).label
            rows = [row for row in rows if row["criterion"] == label]
    if as_json:
        print_json(rows)
        return
    columns = ("explanation_id", "criterion", "product", "evidence_id", "kind", "round", "state", "text")
    headings = ("ID", "criterion", "product", "evidence", "kind", "round", "state", "text")
    print_table(headings, [[row[column] for column in columns] for row in rows])


def _seen(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[Explanation]:
    seen = select(Explanation).join(Explanation.criterion)
    found = session.scalars(seen.where(Criterion.cycle_id == cycle.id, visible_explanations(actor))).all()
    return sorted(found, key=lambda one: (plan_order(one.criterion), one.id))


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        target = next(
            f"{name} {row[key]}"
            for name, key in (
                ("product", "product"),
                ("evidence", "evidence_id"),
                ("question", "question_id"),
                ("figures", "measurement_id"),
            )
            if row[key] is not None
        )
        click.echo(
            f"Explanation {row['explanation_id']} of {row['criterion']}, {target}, "
            f"round {row['round']}: {row['state']}."
        )
