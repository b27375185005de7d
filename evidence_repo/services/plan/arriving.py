"""Plans whose pages a worker reads: a scan takes a second a page, so nobody waits for it before a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.clock import Clock
from evidence_repo.container import ReadingPorts
from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.plan.drafts import is_key, keep_draft, read_draft
from storage import BlobMissing, BlobStore

_FOLDER = "plan-uploads"


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a plan that was sent: its draft, or why it could not be read; else it waits."""

    draft: str | None = None
    fault: CatalogueError | None = None


def keep_plan(store: BlobStore, data: bytes, year: int) -> str:
    """Keep the file until a worker has read it; return the key under which its reading is found."""
    key = sha256(f"{year} ".encode() + data).hexdigest()
    store.delete_derived(_answer(key))
    store.write_derived(_file(key), data)
    return key


def ask_for_reading(session: Session, key: str, *, called: str, year: int, clock: Clock) -> None:
    """Queue the reading of a kept plan."""
    payload = {"key": key, "called": called, "year": year}
    enqueue_job(session, JobKind.READ_PLAN, payload, now=clock.now())


def read_plan(ports: ReadingPorts, key: str, called: str, year: int) -> None:
    """Read a kept plan and keep what it says, or why it cannot be read."""
    try:
        data = ports.store.read_derived(_file(key))
    except BlobMissing:  # it was read before
        return
    try:
        draft = read_draft(ports.sandbox, data, called=called, year=year)
        answer: dict[str, Any] = {"draft": keep_draft(ports.store, draft)}
    except CatalogueError as fault:
        answer = {"fault": _told(fault)}
    ports.store.write_derived(_answer(key), json.dumps(answer, default=str).encode())
    ports.store.delete_derived(_file(key))


def reading_of(store: BlobStore, key: str) -> Reading:
    """Return what became of the plan; raise `NotVisible` if none was sent under this key."""
    try:
        answer = json.loads(_kept(store, _answer(key)))
    except NotVisible:
        _kept(store, _file(key))
        return Reading()
    return Reading(answer.get("draft"), _fault(answer["fault"]) if "fault" in answer else None)


def _kept(store: BlobStore, name: str) -> bytes:
    try:
        return store.read_derived(name)
    except BlobMissing as error:
        raise NotVisible from error


def _told(fault: EvidenceError) -> dict[str, Any]:
    params = {
        name: {"fault": _told(value)} if isinstance(value, EvidenceError) else value
        for name, value in fault.params.items()
    }
    return {"message": fault.message, "advice": fault.advice, "params": params}


def _fault(told: dict[str, Any]) -> CatalogueError:
    params = {
        name: _fault(value["fault"]) if isinstance(value, dict) else value
        for name, value in told["params"].items()
    }
    return CatalogueError(told["message"], advice=told["advice"], **params)


def _file(key: str) -> str:
    return f"{_FOLDER}/{_checked(key)}.file"


def _answer(key: str) -> str:
    return f"{_FOLDER}/{_checked(key)}.json"


def _checked(key: str) -> str:
    if not is_key(key):
        raise NotVisible
    return key
