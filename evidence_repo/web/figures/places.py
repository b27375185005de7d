"""Where figures are shown, and the figures that an address names."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, Measurement, Target
from evidence_repo.services.policy.figures import find_measurement, find_target
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, cycle_in, read_session
from evidence_repo.web.criteria.codes import code_of, criterion_at
from evidence_repo.web.places import next_address


def figures_of(criterion: Criterion) -> str:
    """Return the address of the criterion's figures, or where the form came from."""
    return next_address(url_for("criteria.show", code=code_of(criterion)) + "#figures")


def measurement_at(measurement_id: int) -> Measurement:
    """Return the figures for reading; raise `NotVisible` if this person may not know of them."""
    measurement = find_measurement(read_session(), actor(), measurement_id)
    check_year(measurement.criterion)
    return measurement


def target_in(session: Session, code: str, ordinal: int) -> Target:
    """Return the target of this number of the criterion; raise `NotVisible` if there is none."""
    return find_target(session, criterion_at(session, cycle_in(session), code), ordinal)
