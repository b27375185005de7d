"""What the rules ask about agencies that change, read behind their locked rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, AgencyChange, Criterion, User
from evidence_repo.services.reorganising.belongings import in_open_pack
from workflows.agency_changes import AgencyFacts


def lock_agencies(session: Session, agencies: Iterable[Agency]) -> None:
    """Lock these agencies' rows in the order of their ids, and read them again.

    Their keys stay free: whoever writes a row that refers to one waits for the packs alone.
    """
    session.flush()
    wanted = select(Agency).where(Agency.id.in_({agency.id for agency in agencies})).order_by(Agency.id)
    session.scalars(wanted.with_for_update(key_share=True).execution_options(populate_existing=True)).all()


def waiting_change(session: Session, agency: Agency) -> AgencyChange | None:
    """Return what is decided about the agency and still to come."""
    return session.scalar(
        select(AgencyChange)
        .where(
            AgencyChange.agency_id == agency.id,
            AgencyChange.carried_out_at.is_(None),
            AgencyChange.cancelled_at.is_(None),
        )
        .order_by(AgencyChange.id)
        .limit(1)
    )


def facts_of(session: Session, agency: Agency, apart_from: AgencyChange | None = None) -> AgencyFacts:
    """Return what the rules ask about the agency; `apart_from` is the change that is carried out itself."""
    waiting = waiting_change(session, agency)
    led = select(func.count(Criterion.id)).where(
        Criterion.lead_agency_id == agency.id, in_open_pack(Criterion.id)
    )
    people = select(func.count(User.id)).where(User.agency_id == agency.id, User.active)
    return AgencyFacts(
        id=agency.id,
        name=agency.name,
        is_active=agency.is_active,
        has_ended=agency.ended_on is not None,
        ends_on=waiting.on if waiting is not None and waiting is not apart_from else None,
        led_packs=session.scalar(led) or 0,
        people=session.scalar(people) or 0,
    )
