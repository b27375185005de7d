"""`evidence-repo fsck` and `reindex`: look after the installation as a whole."""

from __future__ import annotations

import click

from evidence_repo.cli.context import CommandContext, as_json, with_context
from evidence_repo.cli.failures import Command, Failure
from evidence_repo.cli.printing import print_json
from evidence_repo.representations.installation import fsck_json
from evidence_repo.services.maintenance.fsck import check_everything
from evidence_repo.services.searching.writing import rebuild_index


@click.command(cls=Command)
@as_json
@with_context
def fsck(context: CommandContext, as_json: bool) -> None:
    """Compare database, stored bytes, texts, index, tags and audit log; exit code 1 if something is wrong.

    What waiting work will put right is pending, and no fault.
    """
    container = context.container
    report = check_everything(
        container.database, container.store, container.engine, context.clock.in_real_time().now()
    )
    if as_json:
        print_json(fsck_json(report))
    else:
        for finding in report.pending:
            click.echo(f"Pending: {finding.sentence}")
        if report.is_clean:
            click.echo("Nothing is wrong.")
    if not report.is_clean:
        sentences = (f"  {finding.sentence} {finding.advice % finding.params}" for finding in report.faults)
        raise Failure(f"{len(report.faults)} faults:\n" + "\n".join(sentences))


@click.command(cls=Command)
@as_json
@with_context
def reindex(context: CommandContext, as_json: bool) -> None:
    """Write the whole search index again from the texts that were read; searching goes on meanwhile."""
    container = context.container
    written = rebuild_index(
        container.database,
        container.store,
        container.engine,
        _print_progress,
        container.sandbox.can_index,
    )
    if as_json:
        print_json({"versions": written})
    else:
        click.echo(f"The index holds {written} document versions.")


def _print_progress(done: int, total: int) -> None:
    click.echo(f"{done} of {total}", err=True)
