"""`evidence-repo web`, `worker` and what `run` does first: the programs of a running installation."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from evidence_repo import schema
from evidence_repo.app import build_container
from evidence_repo.cli.demo import say
from evidence_repo.cli.failures import Command
from evidence_repo.cli.listening import address_of, bind_socket
from evidence_repo.cli.preparing import bring_tables_up_to_date, make_demo
from evidence_repo.demo.folder import is_loaded, is_marked, is_untouched
from evidence_repo.settings import Settings, var_folder
from index.isolation.linux import close_memory


@click.command(cls=Command, hidden=True)
def prepare() -> None:
    """Make a demonstration where nothing was made yet, and bring a built-in database up to this version."""
    close_memory()
    _make_demo_if_new(var_folder())
    with closing(build_container(Settings.from_env())) as container:
        bring_tables_up_to_date(container)


def _make_demo_if_new(var: Path) -> None:
    is_broken_off = is_marked(var) and not is_loaded(var)
    if not is_broken_off and not (is_untouched(var) and Settings.from_env().is_embedded):
        return
    click.echo(f"Nothing is in {var} yet: making a demonstration there (about half a minute).")
    make_demo(var, say)


@click.command(cls=Command)
@click.option("--listen-fd", type=int, hidden=True, help="A socket that `run` has bound.")
def web(listen_fd: int | None) -> None:
    """Serve the pages only; the work in the background is done by `evidence-repo worker`."""
    close_memory()
    settings = Settings.from_env()
    if listen_fd is None:
        with closing(build_container(settings)) as container:
            schema.check_current(container.database)
        listen_fd = bind_socket(settings).detach()
        click.echo(f"Serving on {address_of(settings)}", err=True)
    from evidence_repo.cli.serving import serve_pages  # loads Flask and the pages

    serve_pages(settings, listen_fd)


@click.command(cls=Command)
@click.option("--until-idle", is_flag=True, help="End when nothing is left to do now.")
def worker(until_idle: bool) -> None:
    """Do the background work: read files, keep the index, render bundles; Ctrl-C ends it."""
    close_memory()
    from evidence_repo.jobs.worker import run_worker  # loads what every kind of job needs

    with closing(build_container(Settings.from_env())) as container:
        schema.check_current(container.database)
        run_worker(container, until_idle)
