"""The audit chain: a transaction's last statements append its events, and what was done to it is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import select
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
        details=event.details(),
        previous_hash=head.hash,
    )
    row.hash = hash_of(row)
    return row


def hash_of(event: AuditEvent) -> str:
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
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


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
    return tuple(_chain_faults(session, noted))


def _chain_faults(session: Session, noted: ChainHead | None) -> Iterator[ChainFault]:
    expected, previous, noted_hash = 1, FIRST_HASH, None
    for event in session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000)
    ):
        if event.sequence != expected:
            yield ChainFault(
                N_("event %(number)d is missing (found %(found)d in its place)"),
                number=expected,
                found=event.sequence,
            )
        if event.previous_hash != previous:
            yield ChainFault(N_("event %(number)d does not follow the one before it"), number=event.sequence)
        if hash_of(event) != event.hash:
            yield ChainFault(N_("event %(number)d was changed"), number=event.sequence)
        expected, previous = event.sequence + 1, event.hash
        if noted and event.sequence == noted.count:
            noted_hash = event.hash
    head = session.get(AuditHead, 1)
    if head is None:
        yield ChainFault(N_("the head row is missing"))
    elif (head.count, head.hash) != (expected - 1, previous):
        yield ChainFault(
            N_("the head row says %(counted)d events, the chain has %(found)d with another end"),
            counted=head.count,
            found=expected - 1,
        )
    if noted and noted.count and noted_hash != noted.hash:
        yield ChainFault(
            N_("event %(number)d is not the one whose hash was noted elsewhere"), number=noted.count
        )
