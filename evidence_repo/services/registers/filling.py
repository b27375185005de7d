"""A register of units filled from the agencies' list, as it was on the list's day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, AgencyKind, AgencyName
from evidence_repo.services.people.agency_kinds import list_kinds
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.registers.keeping import RegisterKeeper, RegisterPlace
from evidence_repo.words import N_
from index.text import vietnamese_order
from workflows.agency_kinds import COMMUNE, DEPARTMENT, DISTRICT, is_in_force
from workflows.registers import FIRST_DAY, LAST_DAY, RegisterAction, RegisterKind

_MEANT = {"cấp tỉnh": DEPARTMENT, "cấp huyện": DISTRICT, "cấp xã": COMMUNE}
"""The plan's word of the kinds that a criterion's title means."""


def kinds_meant(session: Session, title: str) -> list[AgencyKind]:
    """Return the kinds of agencies of which a criterion's title speaks."""
    words = title.casefold()
    meant = {kind for part, kind in _MEANT.items() if part in words}
    return [kind for kind in list_kinds(session) if kind.plan_word in meant]


def units_on(session: Session, kinds: Collection[str], day: date) -> list[str]:
    """Return what the agencies of these kinds were called on that day, in Vietnamese order."""
    wanted = select(Agency).where(Agency.kind.in_(kinds), or_(Agency.is_active, Agency.ended_on.is_not(None)))
    agencies = session.scalars(wanted.order_by(Agency.id)).all()
    there = [each for each in agencies if is_in_force(day, each.began_on, each.ended_on)]
    former = _former_names(session, [agency.id for agency in there], day)
    return sorted((former.get(agency.id, agency.name) for agency in there), key=vietnamese_order)


def _former_names(session: Session, ids: Sequence[int], day: date) -> dict[int, str]:
    """Return the names that these agencies had on the day and have lost since."""
    rows = session.scalars(
        select(AgencyName)
        .where(AgencyName.agency_id.in_(ids), AgencyName.until.is_not(None))
        .order_by(AgencyName.until.desc())
    )
    return {row.agency_id: row.name for row in rows if is_in_force(day, row.since, row.until)}


def fill_units(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    kinds: Collection[str],
    day: date,
    *,
    late_reason: str | None = None,
    clock: Clock,
) -> int:
    """Add the agencies of these kinds that the register lacks, and note the list's day; return how many."""
    if place.kind is not RegisterKind.UNITS:
        raise BadInput(N_("Only a register of units is filled from the list of agencies."), code="not_units")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadInput(N_("Write a day such as 31/12/2017."), field="day", code="bad_cell")
    keeper = RegisterKeeper(session, actor, place, RegisterAction.ADD_ROW, clock, late_reason)
    found = units_on(session, kinds, day)
    if not found:
        raise BadInput(
            N_("There were no agencies of these kinds on that day."), field="kinds", code="no_units"
        )
    added = [keeper.add({"unit": name}) for name in found if not keeper.has_unit(name)]
    keeper.describe(day, keeper.register.total)
    keeper.finish()
    return len(added)
