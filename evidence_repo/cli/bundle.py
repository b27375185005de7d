"""`evidence-repo bundle`: the bag that goes to the Ministry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.bundle_files import PIECE, download, make_files, stamp, verify
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
from evidence_repo.cli.failures import CommandGroup, Failure, Misuse
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.writing import write_whole
from evidence_repo.models import AssessmentCycle, EvidencePack, SubmissionBundle
from evidence_repo.representations.bundles import bundle_json, gate_json, sealed_json
from evidence_repo.services.bundles import (
    bundle_stream,
    check_bundle,
    list_bundles,
    note_download,
    packs_of_part,
    seal_bundle,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.packs import find_pack
from workflows.rights import Right


@click.group(cls=CommandGroup)
def bundle() -> None:
    """The submission bundle: what goes to the Ministry for appraisal."""


@bundle.command()
@in_year
@showing
@as_json
@with_context
def check(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List what stands in the way of sealing, and what deserves a look."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_PACK_STATES)
        check_sight(actor, Right.SEE_BUNDLES)
        report = check_bundle(session, cycle_of(session, year), context.clock, seen_by=actor)
    if as_json:
        print_json(gate_json(report))
        return
    print_table(
        ("level", "criterion", "message"),
        [(found.level.value, found.criterion, found.sentence) for found in report.findings],
    )
    click.echo(f"{report.approved} of {report.total} packs are approved.")


@bundle.command()
@click.option(
    "--only",
    metavar="CODE...",
    multiple=True,
    help="Seal a partial bundle of these approved packs; may be repeated.",
)
@click.option("--agency", metavar="CODE", help="Seal the approved packs that this agency leads.")
@click.option("--field", metavar="CODE", help="Seal the approved packs of this field.")
@click.argument("more", metavar="", nargs=-1)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where the ZIP goes.",
)
@in_year
@acting
@as_json
@with_context
def seal(
    context: CommandContext,
    only: tuple[str, ...],
    more: tuple[str, ...],
    agency: str | None,
    field: str | None,
    out: Path,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Seal the bundle and write its ZIP; sealing again when nothing has changed gives the same bundle."""
    if more and not only:
        raise Misuse("Name the packs of a partial bundle after --only.")
    if only and (agency or field):
        raise Misuse("Name packs with --only, or a part with --agency and --field.")
    if not out.absolute().parent.is_dir():
        raise Failure(f"There is no folder {out.absolute().parent}.")
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        packs = _chosen(session, actor, cycle, (*only, *more)) if only else None
        if agency or field:
            packs = packs_of_part(session, cycle, agency=agency, field=field)
        bundle_id = seal_bundle(session, actor, cycle, packs, context.clock).id
    sealed = make_files(context, bundle_id)
    with context.transaction(email) as (session, actor):
        note_download(session, actor, sealed)
        row = sealed_json(session.get_one(SubmissionBundle, sealed.id))
    _write(context, sealed, out)
    if as_json:
        print_json(row)
    else:
        click.echo(
            f"Bundle {row['number']} ({row['scope']}): {row['documents']} documents, {row['size']} bytes, "
            f"SHA-256 {row['sha256']}. Written to {out}."
        )


def _chosen(
    session: Session, actor: Actor, cycle: AssessmentCycle, codes: Sequence[str]
) -> list[EvidencePack]:
    wanted = [criterion_for(session, actor, cycle.year, code) for code in codes]
    return [find_pack(session, criterion) for criterion in dict.fromkeys(wanted)]


def _write(context: CommandContext, sealed: SubmissionBundle, out: Path) -> None:
    try:
        with bundle_stream(context.container.store, sealed) as stream:
            write_whole(out, iter(lambda: stream.read(PIECE), b""))
    except OSError as error:
        raise Failure(
            f"Bundle {sealed.number} is sealed, but {out} cannot be written: {error.strerror}. Seal it again "
            "with another --out: the same bundle is written."
        ) from error


@bundle.command("list")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the bundles, in the order of their numbers."""
    with context.reading(email) as (session, actor):
        found = list_bundles(session, actor, cycle_of(session, year))
        rows = [bundle_json(one) for one in sorted(found, key=lambda one: one.number)]
    if as_json:
        print_json(rows)
        return
    columns = ("number", "scope", "state", "documents", "size", "sealed_at", "sha256")
    print_table(columns, [[row[column] for column in columns] for row in rows])


bundle.add_command(download)
bundle.add_command(stamp)
bundle.add_command(verify)
