"""What a view works with: the container, the person, one reading session, one writing transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from evidence_repo.container import Container
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import AssessmentCycle, User
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.web.numbers import asked_number
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
    if block is not None:
        block.__exit__(None, None, None)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one writing transaction of a request; redirect after it, so that nothing stale is shown."""
    with container().database.transaction() as session:
        yield session


def person() -> User | None:
    """Return who is signed in, None for nobody."""
    return cast("User | None", g.get("person"))


def actor() -> Actor:
    """Return the signed-in person as the services know them."""
    if "actor" not in g:
        who = person()
        assert who is not None  # nobody else comes this far
        g.actor = actor_of(who, "web")
    return cast(Actor, g.actor)


def cycle() -> AssessmentCycle:
    """Return the assessment cycle that this page is about: `?year=` or the current one.

    Raises `NotVisible` for a year that there is not, and `NoCycle` where no plan was loaded yet.
    """
    if "cycle" not in g:
        year = asked_number("year")
        try:
            g.cycle = find_cycle(read_session(), year)
        except BadInput as error:
            raise NotVisible(error.message, **error.params) from error
    return cast(AssessmentCycle, g.cycle)


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
