"""People and agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """Something that happened to an account; `before` and `after` are roles, `changed` other parts."""

    subject_type: str = "user_account"
    email: str | None = None
    name: str | None = None
    agency: str | None = None
    before: list[str] | None = None
    after: list[str] | None = None
    changed: Mapping[str, list[str]] | None = None
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEvent(Event):
    """A deputy was named, or a delegation ended before its last day; people by their addresses."""

    subject_type: str = "delegation"
    principal: str
    deputy: str
    offices: list[str]
    first_day: date
    last_day: date
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRequestEvent(Event):
    """Somebody asked for a guarded change of an account, confirmed or declined it."""

    subject_type: str = "account_request"
    kind: str
    person_id: int | None
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEvent(Event):
    """An agency was added, renamed, set aside or taken back; `parent` is the code of the agency above it."""

    subject_type: str = "agency"
    code: str | None = None
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyKindEvent(Event):
    """A kind of agency was added or changed; each part that changed with both sides."""

    subject_type: str = "agency_kind"
    name: str
    changed: Mapping[str, list[str | None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChanged(Event):
    """A merger, split, renaming or end was decided, carried out or cancelled; `handed_over` counts."""

    subject_type: str = "agency"
    name: str
    change: str
    on: date
    successors: tuple[str, ...]
    new_name: str | None = None
    basis: str | None = None
    handed_over: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongingsHandedOver(Event):
    """What became open after an agency had ended went to its successors."""

    action: AuditAction = AuditAction.HAND_OVER_BELONGINGS
    subject_type: str = "agency"
    name: str
    successors: tuple[str, ...]
    handed_over: Mapping[str, int]
