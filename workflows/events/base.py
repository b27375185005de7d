"""What every event is: an action on a row, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.audit_actions import AuditAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change: what was done to which row; the fields of a subclass are the details that the log keeps.

    `indexed` are the versions that the index must follow, `tagged` the bytes whose tags must.
    """

    action: AuditAction
    subject_type: str
    subject: int | str
    criterion_id: int | None = None
    indexed: frozenset[int] = frozenset()
    tagged: frozenset[str] = frozenset()

    def details(self) -> dict[str, Any]:
        """Return the details as JSON values; an optional one that is not given is left out."""
        return {
            each.name: _json(getattr(self, each.name))
            for each in fields(self)
            if each.name not in _OF_EVERY_EVENT
            and not (each.default is None and getattr(self, each.name) is None)
        }


_OF_EVERY_EVENT = frozenset(each.name for each in fields(Event))


def _json(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
