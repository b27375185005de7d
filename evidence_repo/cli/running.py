"""`evidence-repo run`: start the web server and the worker, and keep both going; small, for it stays."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import click

from evidence_repo.cli.failures import Command
from evidence_repo.cli.listening import address_of, bind_socket, is_answering
from evidence_repo.cli.locking import alone_in
from evidence_repo.cli.supervision import Program, Supervisor
from evidence_repo.settings import Settings, var_folder
from index.isolation.linux import close_memory


@click.command(cls=Command)
def run() -> None:
    """Start the web server and the worker together; Ctrl-C stops both.

    In a folder where nothing was made yet, a demonstration is made first (for a real installation run
    `evidence-repo init` before). A worker that ends is started again.
    """
    close_memory()
    var = var_folder()
    with alone_in(var):
        _prepare()
        settings = Settings.from_env()
        with bind_socket(settings) as bound:
            programs = [_web(var, bound.fileno()), Program("worker", ["worker"], var / "log" / "worker.log")]
            supervisor = Supervisor(programs, bound.close)
            supervisor.run(partial(is_answering, settings), partial(_print_address, settings))
    click.echo("Stopped.")


def _prepare() -> None:
    """Prepare in a process of its own, whose memory goes with it; it says itself why it fails."""
    order = [sys.executable, "-P", "-m", "evidence_repo.cli", "prepare"]
    prepared = subprocess.run(order, stderr=subprocess.PIPE, text=True, check=False)
    click.echo(prepared.stderr, err=True, nl=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)


def _web(var: Path, listening_fd: int) -> Program:
    arguments = ["web", "--listen-fd", str(listening_fd)]
    return Program("web server", arguments, var / "log" / "web.log", inherits=[listening_fd])


def _print_address(settings: Settings) -> None:
    if settings.demo:
        from evidence_repo.cli.demo_accounts import print_accounts

        print_accounts()
    else:
        click.echo(f"Logs: {settings.var / 'log'}")
    click.echo(f"\nThe evidence repository is running: {address_of(settings)}\nCtrl-C stops it.")
