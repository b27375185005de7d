"""`evidence-repo audit`: the audit log's hash chain."""

from __future__ import annotations

import re

import click

from evidence_repo.cli.context import CommandContext, as_json, with_context
from evidence_repo.cli.failures import CommandGroup, Failure
from evidence_repo.cli.printing import print_json
from evidence_repo.representations.audit import chain_check_json, head_json
from evidence_repo.services.audit.chain import ChainHead, read_head, verify_chain


class HeadType(click.ParamType[ChainHead]):
    """A chain's head as `audit head` prints it and every bundle carries it."""

    name = "COUNT:HASH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ChainHead:
        """Return the head."""
        match = re.fullmatch(r"(\d+):([0-9a-f]{64})", str(value).strip())
        if match is None:
            self.fail(f"“{value}” is not a count, a colon and a SHA-256 in lower case.", param, ctx)
        return ChainHead(int(match[1]), match[2])


@click.group(cls=CommandGroup)
def audit() -> None:
    """The audit log: every event carries the hash of the one before it."""


@audit.command()
@click.option("--head", "noted", type=HeadType(), help="A head that was noted elsewhere, as in a bundle.")
@as_json
@with_context
def verify(context: CommandContext, noted: ChainHead | None, as_json: bool) -> None:
    """Check that no event was changed, removed or moved; exit code 1 if one was."""
    with context.container.database.reading() as session:
        faults = verify_chain(session, noted)
        head = read_head(session)
    if as_json:
        print_json(chain_check_json(head, faults))
    elif not faults:
        click.echo(f"The audit log is whole: {head.count} events. Head: {head}")
    if faults:
        raise Failure("The audit log is not whole:\n" + "\n".join(f"  {fault}" for fault in faults))


@audit.command()
@as_json
@with_context
def head(context: CommandContext, as_json: bool) -> None:
    """Print the chain's head, to be noted elsewhere."""
    with context.container.database.reading() as session:
        found = read_head(session)
    if as_json:
        print_json(head_json(found))
    else:
        click.echo(str(found))
