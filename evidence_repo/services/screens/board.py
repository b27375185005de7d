"""The board (bảng theo dõi): how far the province and each lead agency are; pack states only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_repo.clock import Clock
from evidence_repo.models import Agency
from evidence_repo.services.packs.progress import DONE, PackProgress
from workflows.states import PackState


def rounded_percent(part: int, whole: int) -> int:
    """Return the percentage, rounded half up; 100 is all of them and 0 is none."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, (200 * part + whole) // (2 * whole)))


@dataclass(frozen=True, slots=True)
class AgencyProgress:
    """One lead agency's packs by state; sealed ones count as approved."""

    agency: Agency
    approved: int
    submitted: int
    returned: int
    open: int
    overdue: int

    @property
    def total(self) -> int:
        """Return how many packs the agency leads."""
        return self.approved + self.submitted + self.returned + self.open

    @property
    def percent(self) -> int:
        """Return the share of approved packs."""
        return rounded_percent(self.approved, self.total)


@dataclass(frozen=True, slots=True)
class Progress:
    """The tiles, and a row for each lead agency in the plan's order."""

    total: int
    approved: int
    submitted: int
    returned: int
    open: int
    overdue: int
    overdue_agencies: int
    longest_wait_days: int | None
    agencies: tuple[AgencyProgress, ...]

    @property
    def percent(self) -> int:
        """Return the share of approved packs."""
        return rounded_percent(self.approved, self.total)


def progress(rows: Sequence[PackProgress], clock: Clock) -> Progress:
    """Return the board's figures of a cycle's packs."""
    by_agency: dict[int, list[PackProgress]] = {}
    for row in rows:
        by_agency.setdefault(row.criterion.lead_agency_id, []).append(row)
    agencies = tuple(_agency_row(packs) for packs in by_agency.values())
    waits = [clock.now() - row.pack.state_since for row in rows if row.view.state is PackState.SUBMITTED]
    return Progress(
        total=len(rows),
        approved=sum(agency.approved for agency in agencies),
        submitted=sum(agency.submitted for agency in agencies),
        returned=sum(agency.returned for agency in agencies),
        open=sum(agency.open for agency in agencies),
        overdue=sum(agency.overdue for agency in agencies),
        overdue_agencies=sum(agency.overdue > 0 for agency in agencies),
        longest_wait_days=max(waits).days if waits else None,
        agencies=agencies,
    )


def _agency_row(packs: Sequence[PackProgress]) -> AgencyProgress:
    states = Counter(row.view.state for row in packs)
    return AgencyProgress(
        agency=packs[0].criterion.lead_agency,
        approved=sum(states[state] for state in DONE),
        submitted=states[PackState.SUBMITTED],
        returned=states[PackState.RETURNED],
        open=states[PackState.OPEN],
        overdue=sum(row.is_overdue for row in packs),
    )
