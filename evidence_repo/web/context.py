"""What a view works with: the container, the person, one reading session, one writing transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from itertools import chain
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.container import Container
from evidence_repo.errors import NotVisible
from evidence_repo.models import Agency, AssessmentCycle, Criterion, User
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.policy.deputyships import deputyships_on
from evidence_repo.services.screens.waiting_counts import WaitingByCycle, waiting_by_cycle
from evidence_repo.services.workflow.cycles import list_cycles
from evidence_repo.words import N_
from workflows.cycle import CycleState
from workflows.rights import Right, allows

P = ParamSpec("P")
R = TypeVar("R")


def container() -> Container:
    """Return the parts that this process works with."""
    return cast(Container, current_app.extensions["container"])


def read_session() -> Session:
    """Return this request's reading session; it is rolled back when the answer is made."""
    if "reading" not in g:
        g.reading_block = container().database.reading()
        g.reading = g.reading_block.__enter__()
    return cast(Session, g.reading)


def close_reading(_error: BaseException | None = None) -> None:
    """End the reading session of this request, if there is one."""
    block = g.pop("reading_block", None)
    g.pop("reading", None)
    g.pop("cycles", None)
    if block is not None:
        block.__exit__(None, None, None)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one writing transaction of a request; redirect after it, so that nothing stale is shown.

    Which agency is theirs and for whom they stand in is asked again in it: both may just have changed.
    """
    with container().database.transaction() as session:
        _renew_actor(session)
        yield session


def _renew_actor(session: Session) -> None:
    """Let the person act for the agency and the people that are theirs now: a long upload may lie between."""
    who = person()
    if who is None:
        return
    g.actor = _acting(session)
    of_now = select(User.agency_id, Agency.answers_for).join(Agency, Agency.id == User.agency_id)
    row = session.execute(of_now.where(User.id == who.id)).one_or_none()
    if row is not None and row.agency_id != actor().agency_id:
        g.actor = replace(actor(), agency_id=row.agency_id, answers_for=frozenset(row.answers_for))


def person() -> User | None:
    """Return who is signed in, None for nobody."""
    return cast("User | None", g.get("person"))


def actor() -> Actor:
    """Return the signed-in person as the services know them."""
    if "actor" not in g:
        g.actor = _acting(read_session())
    return cast(Actor, g.actor)


def _acting(session: Session) -> Actor:
    who = person()
    assert who is not None  # nobody else comes this far
    return actor_of(who, "web", deputyships=deputyships_on(session, container().clock.today()))


def cycles() -> Sequence[AssessmentCycle]:
    """Return every cycle, the newest year first, read once for each request."""
    if "cycles" not in g:
        g.cycles = list_cycles(read_session())
    return cast(Sequence[AssessmentCycle], g.cycles)


def cycle() -> AssessmentCycle:
    """Return the assessment cycle that the address names; raise `NotVisible` where there is none."""
    assert g.year is not None  # the address of every page of a cycle names its year
    found = next((each for each in cycles() if each.year == g.year), None)
    if found is None:
        raise NotVisible(N_("There is no assessment cycle of %(year)s."), year=g.year)
    return found


def shown_cycle() -> AssessmentCycle | None:
    """Return the cycle that the address names, else the one that this person begins with; None without any.

    That is the one chosen last, else the newest in which something waits, else the newest that is open,
    else the newest.
    """
    who = person()
    wanted = (g.get("year"), who.chosen_year if who else None)
    by_year = {each.year: each for each in cycles()}
    named = (by_year[year] for year in wanted if year in by_year)
    waits = (each for each in cycles() if each.id in waiting())
    is_open = (each for each in cycles() if each.state is CycleState.OPEN)
    return next(chain(named, waits, is_open, cycles()), None)


def waiting() -> WaitingByCycle:
    """Return what waits for this person in each cycle, counted once for each request."""
    if "waiting" not in g:
        parts = container()
        g.waiting = waiting_by_cycle(read_session(), actor(), parts.clock.today(), parts.figures)
    return cast(WaitingByCycle, g.waiting)


def year_of(criterion: Criterion) -> int:
    """Return the year whose cycle the criterion belongs to."""
    return next(each.year for each in cycles() if each.id == criterion.cycle_id)


def cycle_in(session: Session) -> AssessmentCycle:
    """Return the page's cycle as a row of this session."""
    return session.get_one(AssessmentCycle, cycle().id)


def needs(right: Right) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view be found only by those who hold `right` on anything; to all others it is not there.

    What the right is held on is the services' question, asked again for the thing itself.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not allows(actor().roles, right):
                raise NotVisible
            return view(*args, **kwargs)

        return guarded

    return decorate
