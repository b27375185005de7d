"""`evidence-repo init`: make an installation, or bring one up to this version."""

from __future__ import annotations

from contextlib import closing

import click
from sqlalchemy import select

from evidence_repo import schema
from evidence_repo.app import build_container
from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.cli.context import operator
from evidence_repo.cli.failures import Command, Failure
from evidence_repo.cli.locking import alone_in
from evidence_repo.container import Container
from evidence_repo.demo.folder import is_marked, mark_real
from evidence_repo.logs import log_words_to_stderr
from evidence_repo.models import AssessmentCycle, User
from evidence_repo.services.people.agencies import load_agencies
from evidence_repo.services.plan.catalogue import import_plan
from evidence_repo.settings import Settings, var_folder


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
    log_words_to_stderr()
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
