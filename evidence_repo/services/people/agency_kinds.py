"""The kinds of agencies: which there are, which are in force, and where agencies of a kind stand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, AgencyKind
from evidence_repo.words import N_
from workflows.agency_kinds import Place, is_in_force, kinds_above


def list_kinds(session: Session, day: date | None = None) -> list[AgencyKind]:
    """Return the kinds in their order; with a `day`, those in force then."""
    kinds = session.scalars(select(AgencyKind).order_by(AgencyKind.ordinal)).all()
    return [kind for kind in kinds if day is None or is_in_force(day, kind.since, kind.until)]


def find_kind(session: Session, code: str) -> AgencyKind:
    """Return the kind of this code; raise `BadInput` if there is none."""
    kind = session.get(AgencyKind, code)
    if kind is None:
        raise BadInput(
            N_("There is no kind of agency %(kind)s."), field="kind", code="unknown_kind", kind=code
        )
    return kind


def check_place(kind: AgencyKind, parent: Agency | None, day: date) -> None:
    """Raise `BadInput` if agencies of this kind do not stand under such a parent on that day."""
    places = [Place(place.above, place.since, place.until) for place in kind.places]
    above = kinds_above(places, day)
    if parent is None or not places or parent.kind in above:
        return
    raise BadInput(
        N_("On %(day)s, agencies of this kind do not belong to %(parent)s."),
        field="parent",
        code="bad_parent",
        day=f"{day:%d/%m/%Y}",
        parent=parent.name,
    )
