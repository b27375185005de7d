"""`evidence-repo demo`: the demonstration's folder."""

from __future__ import annotations

import click

from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.preparing import alone_in, make_demo
from evidence_repo.demo.accounts import DEMO_ACCOUNTS
from evidence_repo.demo.folder import check_marked, clear_folder
from evidence_repo.settings import var_folder

ROLE_WORDS = {
    "uploader": "Chuyên viên",
    "agency_head": "Lãnh đạo đơn vị",
    "reviewer": "Người rà soát",
    "approver": "Người phê duyệt",
    "coordinator": "Quản trị hệ thống",
    "observer_province": "Người theo dõi",
    "observer_ministry": "Người theo dõi (Bộ)",
}


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
    """Tell one step of what is being done."""
    click.echo(f"  {line}")


def print_accounts() -> None:
    """Print who can sign in to the demonstration."""
    click.echo(f"Accounts of the demonstration (password of all: {DEMO_ACCOUNTS[0].password}):")
    width = max(len(account.email) for account in DEMO_ACCOUNTS)
    for account in DEMO_ACCOUNTS:
        click.echo(
            f"  {account.email.ljust(width)}  {ROLE_WORDS[account.role].ljust(19)}  "
            f"{account.name}, {account.agency}"
        )
