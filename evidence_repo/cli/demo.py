"""`evidence-repo demo`: the demonstration's folder."""

from __future__ import annotations

import click

from evidence_repo.cli.demo_accounts import print_accounts
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.locking import alone_in
from evidence_repo.cli.preparing import make_demo
from evidence_repo.demo.folder import check_marked, clear_folder
from evidence_repo.settings import var_folder


@click.group(cls=CommandGroup)
def demo() -> None:
    """A demonstration: invented people and documents on the real plan, in a folder of its own."""


@demo.command()
def load() -> None:
    """Make the demonstration in EVIDENCE_VAR, which must be new or empty."""
    var = var_folder()
    with alone_in(var):
        make_demo(var, say)
    click.echo(f"The demonstration is in {var}. Start it with: evidence-repo run")
    print_accounts()


@demo.command()
def clear() -> None:
    """Remove a demonstration's folder whole; any other folder is left alone."""
    var = var_folder()
    check_marked(var)
    with alone_in(var):
        clear_folder(var)
    click.echo(f"Removed the demonstration in {var}.")


def say(line: str) -> None:
    """Print one step of what is being done."""
    click.echo(f"  {line}")
