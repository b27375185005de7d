"""Who can sign in to the demonstration."""

from __future__ import annotations

import click

from evidence_repo.demo.accounts import DEMO_ACCOUNTS

ROLE_WORDS = {
    "uploader": "Chuyên viên",
    "agency_head": "Lãnh đạo đơn vị",
    "reviewer": "Người rà soát",
    "approver": "Người phê duyệt",
    "council_member": "Thành viên hội đồng",
    "coordinator": "Quản trị hệ thống",
    "observer_province": "Người theo dõi",
    "observer_ministry": "Người theo dõi (Bộ)",
}


def print_accounts() -> None:
    """Print who can sign in to the demonstration."""
    click.echo(f"Accounts of the demonstration (password of all: {DEMO_ACCOUNTS[0].password}):")
    width = max(len(account.email) for account in DEMO_ACCOUNTS)
    for account in DEMO_ACCOUNTS:
        click.echo(
            f"  {account.email.ljust(width)}  {ROLE_WORDS[account.role].ljust(19)}  "
            f"{account.name}, {account.agency}"
        )
