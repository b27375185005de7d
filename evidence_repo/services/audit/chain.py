"""The audit log: every state change notes its event, and a transaction's last statements extend the chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AuditEvent, AuditHead, Base
from evidence_repo.services.policy.actors import Actor

FIRST_HASH = "0" * 64
_PENDING = "pending_audit_events"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How many events the chain has, and the hash of the last one."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


@dataclass(slots=True)
class _Pending:
    actor: Actor
    action: str
    subject: Base | tuple[str, str]
    criterion_id: int | None
    details: Mapping[str, Any]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def record_event(
    session: Session,
    actor: Actor,
    action: str,
    subject: Base | tuple[str, str],
    *,
    criterion_id: int | None = None,
    **details: Any,
) -> None:
    """Note that `actor` did `action` to `subject` (a row, or a type and a name); `details` are JSON values.

    The event joins the chain when the transaction commits, so it exists exactly if the change does. A new
    row's id is read then.
    """
    session.info.setdefault(_PENDING, []).append(_Pending(actor, action, subject, criterion_id, details))


def event_count(session: Session) -> int:
    """Return how many events the chain has: it changes with every change of state."""
    return session.scalar(select(AuditHead.count)) or 0


def append_pending_events(session: Session) -> None:
    """Write the noted events behind the chain's head; for `Database(before_commit=…)`.

    Locks the one head row, so that writers on several connections take turns and the chain never forks.
    """
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    # Read anew behind the lock: this session may have seen the head before others moved it.
    anew = select(AuditHead).where(AuditHead.id == 1).execution_options(populate_existing=True)
    head = session.scalar(anew.with_for_update())
    if head is None:
        raise RuntimeError("the audit chain has no head row: migrate the database")
    for note in pending:
        event = _event(note, head)
        session.add(event)
        head.count, head.hash = event.sequence, event.hash
    session.flush()


def _event(note: _Pending, head: AuditHead) -> AuditEvent:
    kind, identifier = note.subject if isinstance(note.subject, tuple) else _name_of(note.subject)
    event = AuditEvent(
        sequence=head.count + 1,
        at=note.at,
        actor_id=note.actor.user_id,
        actor_name=note.actor.name,
        channel=note.actor.channel,
        os_user=note.actor.os_user,
        action=note.action,
        subject_type=kind,
        subject_id=identifier,
        criterion_id=note.criterion_id,
        details=dict(note.details),
        previous_hash=head.hash,
    )
    event.hash = hash_of(event)
    return event


def _name_of(row: Base) -> tuple[str, str]:
    table = row.__tablename__
    keys = [str(getattr(row, column.key)) for column in row.__table__.primary_key]
    return table, "/".join(keys)


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
    """Return the chain's head as the database tells it."""
    head = session.get_one(AuditHead, 1)
    return ChainHead(head.count, head.hash)


def verify_chain(session: Session, noted: ChainHead | None = None) -> tuple[str, ...]:
    """Compare chain, head row and a head noted elsewhere; return what differs, nothing if all is well.

    Finds a changed row (its hash), a removed or reordered one (sequence and previous hash), removed last rows
    (the head row or `noted` count more), and a chain rewritten as a whole (only against `noted`).
    """
    return tuple(_chain_faults(session, noted))


def _chain_faults(session: Session, noted: ChainHead | None) -> Iterator[str]:
    expected, previous, noted_hash = 1, FIRST_HASH, None
    for event in session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000)
    ):
        if event.sequence != expected:
            yield f"event {expected} is missing (found {event.sequence} in its place)"
        if event.previous_hash != previous:
            yield f"event {event.sequence} does not follow the one before it"
        if hash_of(event) != event.hash:
            yield f"event {event.sequence} was changed"
        expected, previous = event.sequence + 1, event.hash
        if noted and event.sequence == noted.count:
            noted_hash = event.hash
    head = session.get(AuditHead, 1)
    if head is None:
        yield "the head row is missing"
    elif (head.count, head.hash) != (expected - 1, previous):
        yield f"the head row says {head.count} events, the chain has {expected - 1} with another end"
    if noted and noted.count and noted_hash != noted.hash:
        yield f"event {noted.count} is not the one whose hash was noted elsewhere"
