"""Who had a part in figures: who gave them, ever, and who submitted their pack. Four eyes ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from evidence_repo.models import EvidencePack, Measurement, MeasurementStep, PackSubmission, Target
from workflows.four_eyes import Involvement
from workflows.measurements import GIVING


def involvement_in_figures(session: Session, ids: Collection[int]) -> dict[int, Involvement]:
    """Return who had a part in each of these measurements, in a number of queries that does not grow."""
    givers, submitters = _persons(session, Measurement.id.in_(ids))
    return {each: Involvement(citers=givers[each], submitters=submitters[each]) for each in ids}


def involvement_in_target(session: Session, target: Target) -> Involvement:
    """Return who had a part in any figures of this target."""
    givers, submitters = _persons(session, Measurement.target_id == target.id)
    return Involvement(
        citers=frozenset().union(*givers.values()), submitters=frozenset().union(*submitters.values())
    )


_Persons = defaultdict[int, frozenset[int]]


def _persons(session: Session, condition: ColumnElement[bool]) -> tuple[_Persons, _Persons]:
    given = (
        select(Measurement.id, MeasurementStep.person_id)
        .join(MeasurementStep, MeasurementStep.measurement_id == Measurement.id)
        .where(condition, MeasurementStep.action.in_(GIVING))
    )
    submitted = (
        select(Measurement.id, PackSubmission.submitted_by_id, PackSubmission.on_behalf_of_id)
        .join(EvidencePack, EvidencePack.criterion_id == Measurement.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(condition)
    )
    found: list[_Persons] = []
    for query in (given, submitted):
        by_id: _Persons = defaultdict(frozenset)
        for measurement_id, *persons in session.execute(query):
            by_id[measurement_id] |= {person for person in persons if person is not None}
        found.append(by_id)
    return found[0], found[1]
