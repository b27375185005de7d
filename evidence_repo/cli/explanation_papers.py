"""What explanations begin with, and all of a criterion's as a paper, on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_repo.cli.context import (
    CommandContext,
    acting,
    as_json,
    criterion_for,
    in_year,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup, Failure, Misuse
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.writing import write_whole
from evidence_repo.representations.bundles import written_json
from evidence_repo.representations.explanations import template_json
from evidence_repo.services.screens.explanations_paper import render_rounds
from evidence_repo.services.workflow.explanation_templates import change_template, explanation_templates
from workflows.explanations import ExplanationKind


@click.group(cls=CommandGroup)
def explanations() -> None:
    """What explanations begin with, and all of a criterion's as a paper; `packs` writes and judges them."""


@explanations.command()
@click.option(
    "--set", "kind", type=click.Choice([kind.value for kind in ExplanationKind]), help="Give it other words."
)
@click.option("--text", metavar="TEXT", help="What explanations of this kind begin with.")
@click.option("--basis", metavar="TEXT", default="", help="The legal basis that it begins with.")
@click.option("--as", "email", metavar="EMAIL", help="The coordinator who acts.")
@as_json
@with_context
def templates(
    context: CommandContext, kind: str | None, text: str | None, basis: str, email: str | None, as_json: bool
) -> None:
    """List what explanations of each kind begin with, or give one kind other words (coordinator)."""
    if kind is not None:
        if not text:
            raise Misuse("Name the words with --text.")
        with context.transaction(email) as (session, actor):
            change_template(session, actor, ExplanationKind(kind), text, basis)
    with context.reading(email) as (session, actor):
        rows = [template_json(template) for template in explanation_templates(session).values()]
    if as_json:
        print_json(rows)
        return
    print_table(("kind", "text"), [(row["kind"], row["text"]) for row in rows])


@explanations.command()
@click.argument("criterion", metavar="CODE")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where the DOCX goes.",
)
@in_year
@acting
@as_json
@with_context
def paper(
    context: CommandContext, criterion: str, out: Path, year: int | None, email: str, as_json: bool
) -> None:
    """Write all explanations of a criterion, with all their rounds, as one paper."""
    with context.reading(email) as (session, actor):
        content = render_rounds(session, actor, criterion_for(session, actor, year, criterion))
    try:
        written = write_whole(out, [content])
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json(written_json(out.name, written.size, written.sha256))
    else:
        click.echo(f"Written to {out}.")
