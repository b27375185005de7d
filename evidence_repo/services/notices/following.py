"""From the events of a transaction to notices: whom `workflows.notices` says they concern.

However many events there are, it takes a handful of statements: what they are about, who acts for the
agencies, one insert for every few hundred notices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import Assignment, Criterion, Evidence, Explanation, Measurement
from evidence_repo.services.notices.making import NewNotice, Subject, make_notices
from evidence_repo.services.notices.people import People, Ties
from workflows.events.base import Event
from workflows.notices import ObjectKind, Rule, Tie, rules_of

Happening = tuple[int | None, Event]
"""Who did it (None: the system), and what happened."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A rule that an event fits, and who brought the event about."""

    rule: Rule
    event: Event
    by: int | None

    @property
    def object_id(self) -> int:
        return int(self.event.subject)


def follow_events(session: Session, happened: Iterable[Happening], now: datetime) -> int:
    """Notify everybody whom these events concern, but for who did it; return how many notices are new."""
    matches = [_Match(rule, event, by) for by, event in happened for rule in rules_of(event)]
    if not matches:
        return 0
    objects = _Objects.of(session, matches)
    ties = [objects.ties(match) for match in matches]
    rules = [match.rule for match in matches]
    people = People(session, [(rule.audience, each) for rule, each in zip(rules, ties, strict=True)])
    day = day_in_hanoi(now)
    wanted = [
        NewNotice(person, match.rule.kind, objects.subject(match), day)
        for match, each in zip(matches, ties, strict=True)
        for person in people.of(match.rule.audience, each)
        if person != match.by
    ]
    return make_notices(session, wanted, now)


@dataclass(frozen=True, slots=True)
class _Objects:
    """What the events are about: criteria with lead agency and cycle, owners, who is asked."""

    criteria: dict[int, tuple[int, int]] = field(default_factory=dict)
    owners: dict[tuple[ObjectKind, int], int] = field(default_factory=dict)
    asked: dict[int, tuple[int, int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, matches: Sequence[_Match]) -> _Objects:
        """Read them, one statement for each kind of thing that there is."""
        found = cls()
        criteria = {each.event.criterion_id for each in matches if each.event.criterion_id is not None}
        ids = {kind: {each.object_id for each in matches if each.rule.about is kind} for kind in ObjectKind}
        if criteria:
            led = select(Criterion.id, Criterion.lead_agency_id, Criterion.cycle_id)
            rows = session.execute(led.where(Criterion.id.in_(criteria)))
            found.criteria.update({row[0]: (row[1], row[2]) for row in rows})
        for kind, owners in _OWNERS.items():
            if ids[kind]:
                rows_of_owners = session.execute(owners(ids[kind]))
                found.owners.update({(kind, row[0]): row[1] for row in rows_of_owners})
        if ids[ObjectKind.ASSIGNMENT]:
            asked = select(Assignment.id, Assignment.agency_id, Assignment.person_id)
            given = session.execute(asked.where(Assignment.id.in_(ids[ObjectKind.ASSIGNMENT])))
            found.asked.update({row[0]: (row[1], row[2]) for row in given})
        return found

    def ties(self, match: _Match) -> Ties:
        """Return which agencies and whom the event concerns."""
        agencies: dict[Tie, int] = {}
        lead = self.criteria.get(match.event.criterion_id or 0)
        if lead is not None:
            agencies[Tie.LEAD] = lead[0]
        owner = self.owners.get((match.rule.about, match.object_id))
        if owner is not None:
            agencies[Tie.OWNER] = owner
        if match.rule.about is not ObjectKind.ASSIGNMENT:
            return Ties(agencies)
        agencies[Tie.ASKED], named = self.asked[match.object_id]
        return Ties(agencies, named)

    def subject(self, match: _Match) -> Subject:
        """Return what the notice is about."""
        about, criterion_id = match.rule.about, match.event.criterion_id
        if about is ObjectKind.CYCLE:
            return Subject(about, match.object_id, cycle_id=match.object_id)
        cycle_id = self.criteria[criterion_id][1] if criterion_id in self.criteria else None
        return Subject(about, match.object_id, criterion_id, cycle_id)


def _owners_of_pieces(ids: Collection[int]) -> Select[int, int]:
    return select(Evidence.id, Evidence.agency_id).where(Evidence.id.in_(ids))


def _owners_of_figures(ids: Collection[int]) -> Select[int, int]:
    return (
        select(Explanation.id, Measurement.agency_id)
        .join(Measurement, Measurement.id == Explanation.measurement_id)
        .where(Explanation.id.in_(ids))
    )


_OWNERS = {ObjectKind.EVIDENCE: _owners_of_pieces, ObjectKind.EXPLANATION: _owners_of_figures}
