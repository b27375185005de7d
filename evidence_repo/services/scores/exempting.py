"""Rows that do not apply, as a scheme's workbook says it: for whom, and why.

In the province's scheme the cell holds the reason; in a scheme of several agencies `Agency: reason; …`.
A workbook without the column leaves what stands; an empty cell says that the row applies to everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import SchemeExemption, SchemeRow, ScoringScheme
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.scores.scheme_sheet import SchemeLine
from evidence_repo.services.scores.schemes import LONGEST_REASON
from evidence_repo.words import N_
from workflows.scoring import SchemeGroup


def written_exemptions(group: SchemeGroup, reasons: Mapping[str, str]) -> str:
    """Return the reasons by agency as a cell of the workbook has them."""
    if group is SchemeGroup.PROVINCE:
        return " ".join(" ".join(reasons.values()).split())
    return "; ".join(f"{name}: {' '.join(reason.split())}" for name, reason in reasons.items())


def _checked(reason: str) -> str:
    if len(reason) > LONGEST_REASON:
        raise BadInput(N_("At most %(limit)s characters."), code="cell_too_long", limit=LONGEST_REASON)
    return reason


class Exemptions:
    """To whom the rows of a scheme do not apply, as it stands and as a workbook wants it."""

    def __init__(self, session: Session, scheme: ScoringScheme) -> None:
        self._session, self._scheme = session, scheme
        self._there: dict[int, dict[int, str]] = defaultdict(dict)
        of_scheme = select(SchemeExemption).join(SchemeRow).where(SchemeRow.scheme_id == scheme.id)
        for each in session.scalars(of_scheme):
            self._there[each.row_id][each.agency_id] = each.reason
        self._agency = cache(lambda name: find_agency(session, name).id)

    def differ(self, row: SchemeRow, line: SchemeLine) -> bool:
        """Return whether the workbook says something else than what stands."""
        there = {agency: " ".join(reason.split()) for agency, reason in self._there[row.id].items()}
        return self.wanted(line, there) != there

    def wanted(self, line: SchemeLine, there: Mapping[int, str]) -> dict[int, str]:
        """Return the reasons by agency that the row will have; raise `BadInput` for what cannot be read."""
        if line.scorer is None:
            return {}
        if line.exempt is None:
            return dict(there)
        if not line.exempt:
            return {}
        if self._scheme.agency_group is SchemeGroup.PROVINCE:
            return {self._scheme.cycle.province_id: _checked(line.exempt)}
        return self._by_agency(line.exempt)

    def _by_agency(self, text: str) -> dict[int, str]:
        found = {}
        for part in filter(str.strip, text.split(";")):
            name, _, reason = part.partition(":")
            if not reason.strip():
                raise BadInput(
                    N_("Write “Agency: reason; Agency: reason” and not “%(text)s”."),
                    code="bad_exemption",
                    text=part.strip()[:40],
                )
            found[self._agency(name[:200].strip())] = _checked(reason.strip())
        return found

    def write(self, row: SchemeRow, line: SchemeLine) -> None:
        """Make what the workbook says stand."""
        if not self.differ(row, line):
            return
        wanted = self.wanted(line, self._there[row.id])
        self._session.execute(delete(SchemeExemption).where(SchemeExemption.row_id == row.id))
        self._session.add_all(
            SchemeExemption(row_id=row.id, agency_id=agency_id, reason=reason)
            for agency_id, reason in wanted.items()
        )
