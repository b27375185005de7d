"""`evidence-repo documents`: add files and links, cite them, confirm what was read of them, show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from evidence_repo.cli.citing import CitationTarget, citing
from evidence_repo.cli.context import NUMBER, CommandContext, acting, as_json, showing, with_context
from evidence_repo.cli.document_rows import print_document
from evidence_repo.cli.failures import CommandGroup, Failure, reported_as_messages
from evidence_repo.cli.many import carry_out_each
from evidence_repo.cli.pieces import PIECES
from evidence_repo.cli.printing import criterion_of_year, print_json
from evidence_repo.cli.uploading import FILE, arrivals, kept, taken_in
from evidence_repo.errors import BadInput
from evidence_repo.representations.documents import document_json, received_json
from evidence_repo.representations.evidence import pieces_json
from evidence_repo.services.documents.archives import Arrival
from evidence_repo.services.documents.versions import confirm_header
from evidence_repo.services.evidence.adding import (
    LinkFacts,
    cite_in,
    receive_file,
    receive_link,
)
from evidence_repo.services.policy.permissions import permissions_on_document

DOCUMENT_ID = click.argument("document_id", metavar="ID", type=NUMBER)
version_option = click.option(
    "--version", "number", metavar="N", type=NUMBER, help="Another version than the newest."
)


@click.group(cls=CommandGroup)
def documents() -> None:
    """Documents of an agency: files and links, with their versions."""


@documents.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@citing
@acting
@as_json
@with_context
@click.pass_context
def add(
    ctx: click.Context,
    context: CommandContext,
    files: tuple[Path, ...],
    target: CitationTarget,
    email: str,
    as_json: bool,
) -> None:
    """Add files and cite each of them for a criterion; a ZIP archive is unpacked.

    Every file stands alone: one that is refused is reported on standard error, and the others are added. The
    worker reads their text afterwards.
    """
    with context.reading(email) as (session, actor):
        target.find(session, actor)  # a wrong one is reported once, not for every file
    rows, code = carry_out_each(ctx, _all_files(ctx, context, email, files, target))
    _print_added(rows, as_json)
    if code:
        ctx.exit(code)


def _all_files(
    ctx: click.Context, context: CommandContext, email: str, files: tuple[Path, ...], target: CitationTarget
) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Yield every file, those in archives too, by its name and with what adds it."""
    for path in files:
        try:
            with reported_as_messages(ctx):
                came = arrivals(context, email, path)
        except Failure as failure:
            yield str(path), partial(_fail, failure)
            continue
        for arrival in came:
            name = str(path) if arrival.name == path.name else f"{path}: {arrival.name}"
            yield name, partial(_add_file, context, email, arrival, target)


def _fail(failure: Failure) -> dict[str, Any]:
    raise failure


def _add_file(
    context: CommandContext, email: str, arrival: Arrival, target: CitationTarget
) -> dict[str, Any]:
    spooled = kept(context, arrival)
    with context.transaction(email) as (session, actor):
        place = target.find(session, actor)
        received = receive_file(session, actor, context.container.store, spooled, place, context.clock)
        return received_json(session, received)


def _print_added(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"Document {row['document_id']}, evidence {row['evidence_id']}: {row['media_type']}.")
        for use in row["already_in"]:
            places = ", ".join(map(criterion_of_year, use["criteria"]))
            cited = f", cited for {places}" if places else ""
            click.echo(
                f"  The same file is already here: document {use['document_id']} of {use['agency']}{cited}."
            )


@documents.command()
@click.argument("url", metavar="URL")
@click.option("--title", metavar="TEXT", required=True, help="What the page is called.")
@click.option("--capture", type=FILE, required=True, help="The captured copy of the page.")
@click.option(
    "--seen", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="The day it was seen; else today."
)
@citing
@acting
@as_json
@with_context
def link(
    context: CommandContext,
    url: str,
    title: str,
    capture: Path,
    seen: datetime | None,
    target: CitationTarget,
    email: str,
    as_json: bool,
) -> None:
    """Add a link with its captured copy, and cite it for a criterion."""
    with taken_in(context, email, capture) as [spooled], context.transaction(email) as (session, actor):
        facts = LinkFacts(url, title, seen.date() if seen else None)
        place, store = target.find(session, actor), context.container.store
        received = receive_link(session, actor, store, spooled, facts, place, context.clock)
        row = received_json(session, received)
    if as_json:
        print_json(row)
    else:
        _print_added([row], as_json=False)


@documents.command()
@DOCUMENT_ID
@version_option
@citing
@acting
@as_json
@with_context
def cite(
    context: CommandContext,
    document_id: int,
    number: int | None,
    target: CitationTarget,
    email: str,
    as_json: bool,
) -> None:
    """Cite a document that is here for one more criterion."""
    with context.transaction(email) as (session, actor):
        permissions = permissions_on_document(session, actor, document_id)
        version = permissions.version(number)
        evidence = cite_in(session, actor, version, target.find(session, actor), context.clock)
        session.flush()
        [row] = pieces_json(session, actor, [evidence])
    PIECES.print_row(row, as_json)


@documents.command()
@DOCUMENT_ID
@click.option(
    "--field",
    "fields",
    metavar="NAME=VALUE",
    required=True,
    multiple=True,
    help="number, type, issued_on (dd/mm/yyyy), issuer, subject or signatory; may be repeated.",
)
@version_option
@acting
@as_json
@with_context
def confirm(
    context: CommandContext,
    document_id: int,
    fields: tuple[str, ...],
    number: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Confirm or correct what was read of a document; an empty value means that it has none."""
    values = dict(_typed_field(field) for field in fields)
    with context.transaction(email) as (session, actor):
        permissions = permissions_on_document(session, actor, document_id)
        version = permissions.version(number)
        confirm_header(session, actor, version, values, None, context.clock)
        row = document_json(session, actor, permissions)
    if as_json:
        print_json(row)
    else:
        print_document(row)


def _typed_field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadInput("Write a field as name=value, not “%(text)s”.", field="field", text=text)
    return name.strip(), value


@documents.command()
@DOCUMENT_ID
@showing
@as_json
@with_context
def show(context: CommandContext, document_id: int, email: str | None, as_json: bool) -> None:
    """Show a document: its versions, what was read of them, where they are cited."""
    with context.reading(email) as (session, actor):
        row = document_json(session, actor, permissions_on_document(session, actor, document_id))
    if as_json:
        print_json(row)
    else:
        print_document(row)
