"""Which agency a name means: names are understood as they were on a day, and lead on to successors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, AgencyChange, AgencyName
from evidence_repo.services.people.agency_kinds import list_kinds
from evidence_repo.words import N_
from index.text import compose
from workflows.agency_kinds import is_in_force


def canonical_name(name: str) -> str:
    """Return what an agency's name is matched by: SỞ NỘI  VỤ and Sở Nội vụ are the same."""
    return " ".join(compose(name).casefold().split())


def note_former_name(session: Session, agency: Agency, name: str, until: date | None = None) -> None:
    """Keep that the agency was called so until that day; None: it is misspelt so now and then."""
    row = AgencyName(agency_id=agency.id, name=name, key=canonical_name(name), until=until)
    session.add(row)


@dataclass(frozen=True, slots=True)
class _Naming:
    """That an agency is called so, from when until when; `is_own`: it is its proper name."""

    agency: Agency
    since: date | None
    until: date | None
    is_own: bool


class AgencyRegister:
    """The agencies by the names that they had on a day, by default by those that they have."""

    def __init__(self, session: Session, day: date | None = None) -> None:
        self._day = day
        self.all = session.scalars(select(Agency).order_by(Agency.id)).all()
        self._names: dict[str, list[_Naming]] = {}
        for agency in self.all:
            naming = _Naming(agency, agency.began_on, agency.ended_on, is_own=True)
            self._names.setdefault(canonical_name(agency.name), []).append(naming)
        by_id = {agency.id: agency for agency in self.all}
        for row in session.scalars(select(AgencyName).order_by(AgencyName.id)):
            naming = _Naming(by_id[row.agency_id], row.since, row.until, is_own=False)
            self._names.setdefault(row.key, []).append(naming)

    def find(self, name: str) -> Agency | None:
        """Return the agency that has, had or will have this name: rather the one that has it on the day."""
        namings = self._names.get(canonical_name(name))
        return max(namings, key=self._rank).agency if namings else None

    def _rank(self, naming: _Naming) -> tuple[bool, bool, date]:
        until = naming.until
        is_current = until is None if self._day is None else is_in_force(self._day, naming.since, until)
        return is_current, naming.is_own, until or date.max


def who_goes_on(session: Session, agency: Agency) -> Agency:
    """Return the agency itself, or the first of its successors that has not ended."""
    done = select(AgencyChange).where(AgencyChange.carried_out_at.is_not(None))
    while agency.ended_on is not None:
        change = session.scalar(done.where(AgencyChange.agency_id == agency.id))
        if change is None or not change.successors:
            break
        agency = change.successors[0]
    return agency


class PlanAgencies(AgencyRegister):
    """The agencies that a year's plan means: by the names of its day, and those who go on with their work.

    What a stored criterion has stands: its agency is meant by the name of any that it succeeded. Elsewhere
    successors count that took over by the end of the year.
    """

    def __init__(self, session: Session, day: date, year: int) -> None:
        super().__init__(session, day)
        self._end = date(year, 12, 31)
        self._kinds = {kind.code: kind for kind in list_kinds(session)}
        done = select(AgencyChange).where(AgencyChange.carried_out_at.is_not(None))
        changes = session.scalars(done.options(selectinload(AgencyChange.successors)))
        self._changes = {change.agency_id: change for change in changes}

    def lead(self, name: str, stored: Agency | None) -> Agency:
        """Return the agency that this name makes the lead; raise `BadInput` if it is none, or several."""
        found = self._meant(self._named(name), [stored] if stored else [])
        if len(found) > 1:
            raise BadInput(
                N_("%(name)s was split, so the plan does not say which agency is meant: %(successors)s."),
                code="agency_was_split",
                advice=N_("Name one of them in the plan."),
                name=name,
                successors=", ".join(agency.name for agency in found),
            )
        return found[0]

    def expanded(self, wanted: Iterable[str], lead: Agency, stored: Collection[Agency] = ()) -> list[Agency]:
        """Return the agencies meant by these kinds and names, without the lead agency."""
        words = {kind.plan_word for kind in self._kinds.values()}
        named = [self._named(name) for name in wanted if name not in words]
        chosen = set(wanted) & words
        of_kinds = [a for a in self.all if self._kinds[a.kind].plan_word in chosen and self._is_there(a)]
        found = {each.id: each for agency in (*named, *of_kinds) for each in self._meant(agency, stored)}
        found.pop(lead.id, None)
        return [found[key] for key in sorted(found)]

    def _named(self, name: str) -> Agency:
        found = self.find(name)
        if found is None:
            raise BadInput(
                N_("The plan names an agency that is not registered: %(name)s."),
                code="unknown_agency",
                advice=N_("Add the agency first."),
                name=name,
            )
        return found

    def _is_there(self, agency: Agency) -> bool:
        kind = self._kinds[agency.kind]
        if not is_in_force(self._end, kind.since, kind.until):
            return False
        is_lasting = agency.is_active or agency.ended_on is not None
        return is_lasting and is_in_force(self._end, agency.began_on, agency.ended_on)

    def _meant(self, agency: Agency, stored: Collection[Agency]) -> list[Agency]:
        standing = [each for each in stored if each.id == agency.id or agency.id in each.answers_for]
        return standing or self.successors(agency)

    def successors(self, agency: Agency) -> list[Agency]:
        """Return who goes on with its work by the end of the year: the agency itself where it lasts."""
        change = self._changes.get(agency.id)
        if change is None or change.on > self._end or not change.successors:
            return [agency]
        return [each for successor in change.successors for each in self.successors(successor)]
