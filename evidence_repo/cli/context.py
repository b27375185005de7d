"""What a command works with: the container, who acts, which cycle; and the options that say so."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from evidence_repo.app import build_container
from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.errors import BadInput, NotVisible, Refused
from evidence_repo.logs import log_words_to_stderr
from evidence_repo.models import AssessmentCycle, Criterion, Deadline, ExpectedProduct
from evidence_repo.schema import check_current
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.services.policy.actors import Actor, operator_of
from evidence_repo.services.policy.deputyships import find_actor
from evidence_repo.services.workflow.cycles import find_cycle, list_cycles
from evidence_repo.settings import Settings
from workflows.rights import Right, allows


class Number(click.ParamType[int]):
    """What numbers pieces, documents, products and years, as far as every database can count."""

    name = "integer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        number: int = click.INT(value, param, ctx)
        if not 1 <= number < 2**31:
            self.fail(f"{value} is not the number of anything.", param, ctx)
        return number


acting = click.option("--as", "email", metavar="EMAIL", required=True, help="The person who acts.")
showing = click.option(
    "--as", "email", metavar="EMAIL", help="Show what this person may see; without it, everything."
)
administering = click.option(
    "--as", "email", metavar="EMAIL", help="The coordinator who acts; without it, the machine's operator."
)


NUMBER = Number()
in_year = click.option("--year", type=NUMBER, help="The assessment year; it has to be named.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
late_reason = click.option(
    "--late-reason", metavar="REASON", help="Why it comes late, where the cycle no longer receives evidence."
)


def operator() -> Actor:
    """Return whoever works at this command line and names no person."""
    return operator_of("cli", os_user())


def os_user() -> str:
    """Return the name of the operating system's account, from the system and not from the environment."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The parts of one command's work."""

    container: Container

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.container.clock

    @contextmanager
    def transaction(self, email: str | None) -> Iterator[tuple[Session, Actor]]:
        """Open the one transaction of a command that acts, with the person who acts."""
        with self.container.database.transaction() as session:
            yield session, self._actor(session, email)

    @contextmanager
    def rehearsal(self, email: str | None) -> Iterator[tuple[Session, Actor]]:
        """Open a session in which it is tried what would become of something; nothing is kept."""
        with self.container.database.rehearsal() as session:
            yield session, self._actor(session, email)

    @contextmanager
    def reading(self, email: str | None) -> Iterator[tuple[Session, Actor]]:
        """Open a session that only reads, with the person for whom it shows."""
        with self.container.database.reading() as session:
            yield session, self._actor(session, email)

    def _actor(self, session: Session, email: str | None) -> Actor:
        return operator() if email is None else find_actor(session, email, os_user(), self.clock.today())


def with_context(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its desk (behind what other decorators give it), and clear it away afterwards."""

    @wraps(command)
    def at_desk(*args: Any, **options: Any) -> None:
        log_words_to_stderr()
        settings = Settings.from_env()
        _check_is_made(settings)
        with closing(build_container(settings)) as container:
            check_current(container.database)
            command(*args, CommandContext(container), **options)

    return at_desk


def _check_is_made(settings: Settings) -> None:
    """Refuse an installation that is not there yet, before anything is made in its folder."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        raise Refused(
            "There is no installation in %(folder)s.",
            advice="Run `evidence-repo init` once.",
            folder=settings.var,
        )


def check_sight(actor: Actor, right: Right) -> None:
    """Raise `NotVisible` unless the person may see this at all."""
    if not allows(actor.roles, right):
        raise NotVisible


def cycle_of(session: Session, year: int | None) -> AssessmentCycle:
    """Return that year's cycle; raise `BadInput` with the years there are where none was named."""
    if year is not None:
        return find_cycle(session, year)
    years = ", ".join(str(cycle.year) for cycle in list_cycles(session))
    if not years:
        raise BadInput(
            "There is no assessment cycle yet.",
            field="year",
            code="no_cycle",
            advice="Import the year's plan first.",
        )
    raise BadInput(
        "Name the year with --year: there are %(years)s.", field="year", code="year_missing", years=years
    )


def criterion_for(session: Session, actor: Actor, year: int | None, name: str) -> Criterion:
    """Return the criterion that was named, in that year's cycle."""
    check_sight(actor, Right.SEE_CATALOGUE)
    return find_criterion(session, cycle_of(session, year), name)


def check_year(cycle: AssessmentCycle, criterion: Criterion) -> None:
    """Raise `BadInput` unless the criterion, and what stands in it, belongs to the year that was named."""
    if criterion.cycle_id != cycle.id:
        own = criterion.cycle.year
        raise BadInput("This belongs to %(own)s, not to %(year)s.", field="year", own=own, year=cycle.year)


def product_of(criterion: Criterion, ordinal: int) -> ExpectedProduct:
    """Return the criterion's expected product of that number."""
    found = {product.ordinal: product for product in criterion.products}
    if ordinal not in found:
        raise BadInput(
            "%(criterion)s has no product %(ordinal)s, only 1 to %(last)s.",
            field="product",
            criterion=criterion.label,
            ordinal=ordinal,
            last=len(found),
        )
    return found[ordinal]


def deadline_of(criterion: Criterion, ordinal: int) -> Deadline:
    """Return the criterion's deadline of that number, in the order in which they are listed."""
    found = {deadline.ordinal: deadline for deadline in criterion.deadlines}
    if ordinal not in found:
        raise BadInput(
            "%(criterion)s has no deadline %(ordinal)s, only 1 to %(last)s.",
            field="deadline",
            criterion=criterion.label,
            ordinal=ordinal,
            last=len(found),
        )
    return found[ordinal]
