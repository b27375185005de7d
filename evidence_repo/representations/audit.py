"""The audit chain as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence_repo.representations.schema import (
    AUDIT_HEAD,
    COUNT,
    FLAG,
    SHA256,
    Published,
    many,
    thing,
    words,
)
from evidence_repo.services.audit.chain import ChainHead


def head_json(head: ChainHead) -> dict[str, Any]:
    """Return the chain's head."""
    return {"count": head.count, "hash": head.hash}


def chain_check_json(head: ChainHead, faults: Sequence[str]) -> dict[str, Any]:
    """Return what a check of the chain found."""
    return {"ok": not faults, "head": str(head), "events": head.count, "faults": list(faults)}


SCHEMAS = {
    "audit-head": Published(
        "evidence-repo audit head --json",
        "The chain's head, to be noted elsewhere.",
        thing(count=COUNT, hash=SHA256),
    ),
    "audit-verify": Published(
        "evidence-repo audit verify --json",
        "Exit code 1 if `ok` is false.",
        thing(ok=FLAG, head=AUDIT_HEAD, events=COUNT, faults=many(words())),
    ),
}
