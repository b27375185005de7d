"""The audit chain: a transaction's last statements append its events, and what was done to it is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from evidence_repo.models import AuditEvent, AuditHead
from evidence_repo.services.audit.events import Emitted
from evidence_repo.words import N_
from workflows.events import Event

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How many events the chain has, and the hash of the last one."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


def event_count(session: Session) -> int:
    """Return how many events the chain has: it changes with every change of state."""
    return session.scalar(select(AuditHead.count)) or 0


def append_events(session: Session, emitted: Sequence[Emitted]) -> None:
    """Write the events behind the chain's head.

    Locks the one head row, so that writers on several connections take turns and the chain never forks.
    """
    kept = [(each, each.event) for each in emitted if isinstance(each.event, Event)]
    if not kept:
        return
    # Read again behind the lock: this session may have seen the head before others moved it.
    locked = select(AuditHead).where(AuditHead.id == 1).execution_options(populate_existing=True)
    head = session.scalar(locked.with_for_update())
    if head is None:
        raise RuntimeError("the audit chain has no head row: migrate the database")
    for each, event in kept:
        row = _row(each, event, head)
        session.add(row)
        head.count, head.hash = row.sequence, row.hash
        head.changes += event.action.is_change
    session.flush()


def _row(emitted: Emitted, event: Event, head: AuditHead) -> AuditEvent:
    row = AuditEvent(
        sequence=head.count + 1,
        at=emitted.at,
        actor_id=emitted.actor.user_id,
        actor_name=emitted.actor.name,
        channel=emitted.actor.channel,
        os_user=emitted.actor.os_user,
        action=event.action.value,
        subject_type=event.subject_type,
        subject_id=str(event.subject),
        criterion_id=event.criterion_id,
        details=event.details() | _on_behalf_of(emitted),
        previous_hash=head.hash,
    )
    row.hash = hash_of(row)
    return row


def _on_behalf_of(emitted: Emitted) -> dict[str, Any]:
    """Return on whose behalf it was done, for the log: it stands with what the hash covers."""
    event = emitted.event
    held = emitted.actor.deputyship_for(event.action) if isinstance(event, Event) else None
    return {"on_behalf_of": held.principal_email, "principal_id": held.principal_id} if held else {}


def hash_of(event: AuditEvent | Row[Any]) -> str:
    """Return the SHA-256 that this event must carry: over all its fields and the hash before it."""
    fields = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.channel,
        event.os_user,
        event.action,
        event.subject_type,
        event.subject_id,
        event.criterion_id,
        event.details,
        event.previous_hash,
    ]
    return hashlib.sha256(_CANONICAL.encode(fields).encode()).hexdigest()


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: making one for each event takes longer than what it writes."""


def read_head(session: Session) -> ChainHead:
    """Return the chain's head as the database has it."""
    head = session.get_one(AuditHead, 1)
    return ChainHead(head.count, head.hash)


class ChainFault(str):
    """One thing that differs, in English; `message` is its msgid, which `params` fill."""

    message: str
    params: Mapping[str, int]

    def __new__(cls, message: str, **params: int) -> ChainFault:
        fault = super().__new__(cls, message % params)
        fault.message, fault.params = message, params
        return fault


def verify_chain(session: Session, noted: ChainHead | None = None) -> tuple[ChainFault, ...]:
    """Compare chain, head row and a head noted elsewhere; return what differs, nothing if all is well.

    Finds a changed row (its hash), a removed or reordered one (sequence and previous hash), removed last rows
    (the head row or `noted` count more), and a chain rewritten as a whole (only against `noted`).
    """
    walk = _Walk(1, FIRST_HASH)
    faults = list(walk.faults(session.execute(_CHAIN.execution_options(yield_per=1000)), noted))
    return (*faults, *_end_faults(session, walk, noted))


AT_ONCE = 10_000
"""Events that a page compares: a tenth of a second of a core or two."""


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """What was found in the events from `first` to `last`; with `is_end` they are compared with the head."""

    first: int
    last: int
    is_end: bool
    faults: tuple[ChainFault, ...]


def verify_part(session: Session, first: int, most: int = AT_ONCE) -> ComparedPart:
    """Compare `most` events from the number `first` on: all parts together are what `verify_chain` does."""
    before = select(AuditEvent.sequence, AuditEvent.hash).where(AuditEvent.sequence < first)
    last = session.execute(before.order_by(AuditEvent.sequence.desc()).limit(1)).first()
    walk = _Walk(last.sequence + 1, last.hash) if last else _Walk(1, FIRST_HASH)
    events = session.execute(_CHAIN.where(AuditEvent.sequence >= walk.expected).limit(most)).all()
    faults = list(walk.faults(events))
    is_end = len(events) < most or walk.expected > event_count(session)
    if is_end:
        faults += _end_faults(session, walk)
    return ComparedPart(last.sequence + 1 if last else 1, walk.expected - 1, is_end, tuple(faults))


_CHAIN = select(*AuditEvent.__table__.columns).order_by(AuditEvent.sequence)


class _Walk:
    """A walk along the chain: the number that comes next, the hash before it, that of the noted event."""

    def __init__(self, expected: int, previous: str) -> None:
        self.expected, self.previous = expected, previous
        self.noted_hash: str | None = None

    def faults(self, events: Iterable[Row[Any]], noted: ChainHead | None = None) -> Iterator[ChainFault]:
        """Go along these events; yield what differs."""
        for event in events:
            yield from self._faults_of(event)
            self.expected, self.previous = event.sequence + 1, event.hash
            if noted and event.sequence == noted.count:
                self.noted_hash = event.hash

    def _faults_of(self, event: Row[Any]) -> Iterator[ChainFault]:
        if event.sequence != self.expected:
            yield ChainFault(
                N_("event %(number)d is missing (found %(found)d in its place)"),
                number=self.expected,
                found=event.sequence,
            )
        if event.previous_hash != self.previous:
            yield ChainFault(N_("event %(number)d does not follow the one before it"), number=event.sequence)
        if hash_of(event) != event.hash:
            yield ChainFault(N_("event %(number)d was changed"), number=event.sequence)


def _end_faults(session: Session, walk: _Walk, noted: ChainHead | None = None) -> Iterator[ChainFault]:
    head = session.get(AuditHead, 1)
    if head is None:
        yield ChainFault(N_("the head row is missing"))
    elif (head.count, head.hash) != (walk.expected - 1, walk.previous):
        yield ChainFault(
            N_("the head row says %(counted)d events, the chain has %(found)d with another end"),
            counted=head.count,
            found=walk.expected - 1,
        )
    if noted and noted.count and walk.noted_hash != noted.hash:
        yield ChainFault(
            N_("event %(number)d is not the one whose hash was noted elsewhere"), number=noted.count
        )
