"""Events of a transaction: noted where the change is made, dispatched as its last statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from evidence_repo.services.policy.actors import Actor
from workflows.events import Event, TextRead

_EMITTED = "emitted_events"


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event, whose change it is, and when."""

    actor: Actor
    event: Event | TextRead
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def emit(session: Session, actor: Actor, event: Event | TextRead) -> None:
    """Note that `actor` made this change; what follows takes effect exactly if the session commits."""
    if _EMITTED not in session.info:
        session.info[_EMITTED] = []
        listen(session, "after_rollback", take_emitted, once=True)
    session.info[_EMITTED].append(Emitted(actor, event))


def take_emitted(session: Session) -> list[Emitted]:
    """Return what was noted in this transaction, in its order, and forget it."""
    emitted: list[Emitted] = session.info.pop(_EMITTED, [])
    return emitted
