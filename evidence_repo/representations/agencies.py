"""Agencies as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from evidence_repo.models import Agency, AgencyChange, AgencyKind
from evidence_repo.representations.schema import (
    COUNT,
    DAY,
    FLAG,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.reorganising.deciding import Decision
from evidence_repo.services.reorganising.moving import Heap
from workflows.agency_changes import AgencyChangeKind


def agency_json(agency: Agency) -> dict[str, Any]:
    """Return the agency."""
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind,
        "parent": agency.parent.code if agency.parent else None,
        "active": agency.is_active,
    }


def kind_json(kind: AgencyKind) -> dict[str, Any]:
    """Return the kind; `until` is exclusive."""
    return {
        "code": kind.code,
        "name_vi": kind.name_vi,
        "name_en": kind.name_en,
        "plan_word": kind.plan_word,
        "since": _day(kind.since),
        "until": _day(kind.until),
        "places": [
            {"above": place.above, "since": _day(place.since), "until": _day(place.until)}
            for place in kind.places
        ],
    }


def change_json(
    agency: Agency, decision: Decision, change: AgencyChange | None, heaps: Sequence[Heap]
) -> dict[str, Any]:
    """Return what becomes of the agency, decided already or only shown, with what moves."""
    return {
        "agency": agency.name,
        "kind": decision.kind.value,
        "on": decision.on.isoformat(),
        "successors": [successor.name for successor in decision.successors],
        "new_name": decision.new_name,
        "basis": decision.basis,
        "state": _state_of(change),
        "moves": [
            {"what": heap.word, "count": heap.count, "labels": list(heap.labels), "left": heap.left}
            for heap in heaps
        ],
    }


def _state_of(change: AgencyChange | None) -> str:
    if change is None:
        return "shown"
    if change.cancelled_at is not None:
        return "cancelled"
    return "waits" if change.is_waiting else "done"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


_KIND = text("^[a-z_]+$")
_SINCE = optional(DAY)
_UNTIL = optional(DAY, description="Exclusive: the first day without.")

SCHEMAS = {
    "agency-change": Published(
        "; ".join(
            f"evidence-repo agencies {act} --json" for act in ("merge", "split", "rename", "end", "cancel")
        ),
        "What becomes of an agency: only shown, waiting for its day, done or cancelled; with what moves.",
        thing(
            agency=words(),
            kind=one_of(tuple(AgencyChangeKind)),
            on=DAY,
            successors=many(words()),
            new_name=optional(text()),
            basis=optional(text()),
            state=one_of(("shown", "waits", "done", "cancelled")),
            moves=many(
                thing(
                    what=text("^[a-z]+$"),
                    count=number(1),
                    labels=many(text(), description="The first of them."),
                    left=COUNT,
                )
            ),
        ),
    ),
    "agency": Published(
        "evidence-repo agencies add --json",
        "An agency.",
        thing(
            code=text("^[a-z0-9-]+$"),
            name=words(),
            kind=_KIND,
            parent=optional(text(), description="Code of the agency that it belongs to."),
            active=FLAG,
        ),
    ),
    "agencies": Published(
        "evidence-repo agencies list --json; evidence-repo agencies load --json",
        "Agencies; those just registered for `load`.",
        many(same_as("agency")),
    ),
    "agency-kind": Published(
        "; ".join(f"evidence-repo agencies kind {act} --json" for act in ("add", "change")),
        "A kind of agencies, and under which kinds those of it stand.",
        thing(
            code=_KIND,
            name_vi=words(),
            name_en=words(),
            plan_word=words(description="Plans that name this word mean the kind."),
            since=_SINCE,
            until=_UNTIL,
            places=many(thing(above=_KIND, since=_SINCE, until=_UNTIL)),
        ),
    ),
    "agency-kinds": Published(
        "evidence-repo agencies kinds --json",
        "The kinds of agencies, in their order.",
        many(same_as("agency-kind")),
    ),
}
