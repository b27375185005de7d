"""`evidence-repo init`, `run`, `web` and `worker`: make an installation and keep it going."""

from __future__ import annotations

import logging
from contextlib import closing
from functools import partial
from pathlib import Path

import click
from sqlalchemy import select

from evidence_repo import schema
from evidence_repo.app import build_container
from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.cli.context import operator
from evidence_repo.cli.demo import print_accounts, say
from evidence_repo.cli.failures import Command, Failure
from evidence_repo.cli.preparing import alone_in, bring_tables_up_to_date, log_to_stderr_from, make_demo
from evidence_repo.cli.serving import address_of, bind_socket, is_answering, serve_pages
from evidence_repo.cli.supervision import Program, Supervisor
from evidence_repo.container import Container
from evidence_repo.demo.folder import is_loaded, is_marked, is_untouched, mark_real
from evidence_repo.jobs.worker import run_worker
from evidence_repo.models import AssessmentCycle, User
from evidence_repo.services.people.agencies import load_agencies
from evidence_repo.services.plan.catalogue import import_plan
from evidence_repo.settings import Settings, var_folder
from index.isolation.linux import close_memory


@click.command(cls=Command)
@click.option("--empty", is_flag=True, help="Load neither An Giang's agencies nor plan 416 of 2017.")
def init(empty: bool) -> None:
    """Make a real installation, or bring one up to this version; a demonstration is refused.

    Makes the tables, prepares the store, and loads the agencies of An Giang and plan 416/KH-UBND into an
    installation that has no plan yet. What is there already stays as it is.
    """
    var = var_folder()
    if is_marked(var):
        raise Failure(
            f"{var} holds a demonstration. Name another folder with EVIDENCE_VAR, or remove the "
            "demonstration first: evidence-repo demo clear"
        )
    log_to_stderr_from(logging.WARNING)
    with alone_in(var), closing(build_container(Settings.from_env())) as container:
        _prepare(container)
        mark_real(var)
        if not empty:
            _load_plan(container)
        has_people = _has_people(container)
    if not has_people:
        click.echo(
            "Nobody can sign in yet. Add the first administrator:\n"
            "  evidence-repo users add --email EMAIL --name NAME --agency so-noi-vu --role coordinator"
        )
    click.echo("Start it with: evidence-repo run")


def _prepare(container: Container) -> None:
    settings, before = container.settings, schema.revision_of(container.database)
    schema.upgrade(container.database)
    done = "are those of this version" if before == schema.revision_of(container.database) else "were made"
    click.echo(f"The tables {done}: {_without_password(settings.database_url)}")
    container.store.check()
    click.echo(f"The store answers: {_without_password(settings.storage_url)}")
    click.echo(f"The search index: {_without_password(settings.search_url)}")


def _without_password(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else address


def _load_plan(container: Container) -> None:
    with container.database.transaction() as session:
        if session.scalar(select(AssessmentCycle.id).limit(1)) is not None:
            return
        load_agencies(session, operator(), AN_GIANG_AGENCIES)
        plan = an_giang_2017()
        import_plan(session, operator(), plan, container.clock, year=2017, province="An Giang")
    click.echo(f"Loaded the agencies of An Giang and plan {plan.number}: {len(plan.criteria)} criteria.")


def _has_people(container: Container) -> bool:
    with container.database.reading() as session:
        return session.scalar(select(User.id).limit(1)) is not None


@click.command(cls=Command)
def run() -> None:
    """Start the web server and the worker together; Ctrl-C stops both.

    In a folder where nothing was made yet, a demonstration is made first (for a real installation run
    `evidence-repo init` before). A worker that ends is started again.
    """
    close_memory()
    var = var_folder()
    with alone_in(var):
        _make_demo_if_new(var)
        settings = Settings.from_env()
        with closing(build_container(settings)) as container:
            bring_tables_up_to_date(container)
        with bind_socket(settings) as bound:
            programs = [_web(var, bound.fileno()), Program("worker", ["worker"], var / "log" / "worker.log")]
            Supervisor(programs).run(partial(is_answering, settings), partial(_print_address, settings))
    click.echo("Stopped.")


def _make_demo_if_new(var: Path) -> None:
    is_broken_off = is_marked(var) and not is_loaded(var)
    if not is_broken_off and not (is_untouched(var) and Settings.from_env().is_embedded):
        return
    click.echo(f"Nothing is in {var} yet: making a demonstration there (about half a minute).")
    make_demo(var, say)


def _web(var: Path, listening_fd: int) -> Program:
    arguments = ["web", "--listen-fd", str(listening_fd)]
    return Program("web server", arguments, var / "log" / "web.log", inherits=[listening_fd])


def _print_address(settings: Settings) -> None:
    if settings.demo:
        print_accounts()
    else:
        click.echo(f"Logs: {settings.var / 'log'}")
    click.echo(f"\nThe evidence repository is running: {address_of(settings)}\nCtrl-C stops it.")


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
    serve_pages(settings, listen_fd)


@click.command(cls=Command)
@click.option("--until-idle", is_flag=True, help="End when nothing is left to do now.")
def worker(until_idle: bool) -> None:
    """Do the background work: read files, keep the index, render bundles; Ctrl-C ends it."""
    close_memory()
    with closing(build_container(Settings.from_env())) as container:
        schema.check_current(container.database)
        run_worker(container, until_idle)
