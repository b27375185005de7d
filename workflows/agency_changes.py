"""Agencies that change (rules.md §17): merge, split, rename and end, each with a date, and what forbids them.

From its day on what is open belongs to the successor; history, verdicts, past bundles and whatever stands in
sealed packs keep the old name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.blockers import Blocker


class AgencyChangeKind(StrEnum):
    """What becomes of an agency."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    END = "end"


SUCCESSORS: dict[AgencyChangeKind, tuple[int, int]] = {
    AgencyChangeKind.MERGE: (1, 1),
    AgencyChangeKind.SPLIT: (2, 50),
    AgencyChangeKind.RENAME: (0, 0),
    AgencyChangeKind.END: (0, 0),
}
"""How many agencies take over, at least and at most; a new name makes its own successor."""

_FARTHEST = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What the rules ask about an agency: the day of its planned end, the packs it leads, its people."""

    id: int
    name: str
    is_active: bool
    has_ended: bool = False
    ends_on: date | None = None
    led_packs: int = 0
    people: int = 0


def change_blockers(
    kind: AgencyChangeKind,
    agency: AgencyFacts,
    successors: Sequence[AgencyFacts],
    on: date,
    today: date,
) -> Iterator[Blocker]:
    """Yield why this change cannot be decided today."""
    if abs(on - today) > _FARTHEST:
        yield Blocker("date_too_far")
    if agency.has_ended:
        yield Blocker("agency_has_ended", {"agency": agency.name})
    elif not agency.is_active:
        yield Blocker("agency_is_inactive", {"agency": agency.name})
    if agency.ends_on is not None:
        yield Blocker("change_waits", {"agency": agency.name, "day": f"{agency.ends_on:%d/%m/%Y}"})
    yield from _successor_blockers(kind, agency, successors, on)
    if kind is AgencyChangeKind.END and on <= today:
        yield from end_blockers(agency)


def _successor_blockers(
    kind: AgencyChangeKind, agency: AgencyFacts, successors: Sequence[AgencyFacts], on: date
) -> Iterator[Blocker]:
    fewest, most = SUCCESSORS[kind]
    if not fewest <= len({successor.id for successor in successors}) <= most:
        yield Blocker("wrong_successors", {"fewest": fewest, "most": most})
    for successor in successors:
        if successor.id == agency.id:
            yield Blocker("successor_is_itself", {"agency": agency.name})
        elif not successor.is_active:
            yield Blocker("successor_is_inactive", {"agency": successor.name})
        elif successor.ends_on is not None and successor.ends_on <= on:
            yield Blocker("successor_ends_first", {"agency": successor.name})


def end_blockers(agency: AgencyFacts) -> Iterator[Blocker]:
    """Yield why the agency cannot end without a successor: somebody has to go on with what is open."""
    if agency.led_packs:
        yield Blocker("agency_leads", {"agency": agency.name, "count": agency.led_packs})
    if agency.people:
        yield Blocker("agency_has_people", {"agency": agency.name, "count": agency.people})
