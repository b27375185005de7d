"""What a split shares out one by one: the criteria that the agency leads, and its people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, Criterion, User
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.reorganising.belongings import in_open_pack
from index.text import vietnamese_order


@dataclass(frozen=True, slots=True)
class Share:
    """One thing for which a successor is chosen; `key` is that of a decision's choices."""

    key: str
    word: str
    label: str


def things_to_share(session: Session, agency: Agency) -> list[Share]:
    """Return the agency's criteria in open packs, in the plan's order, and its people by name.

    Pieces, documents and what else hangs on them follow.
    """
    led = select(Criterion).where(Criterion.lead_agency_id == agency.id, in_open_pack(Criterion.id))
    criteria = sorted(session.scalars(led), key=lambda each: (each.cycle_id, plan_order(each)))
    everybody = session.scalars(select(User).where(User.agency_id == agency.id))
    people = sorted(everybody, key=lambda person: vietnamese_order(person.name))
    return [
        *(Share(f"criterion:{each.id}", "leads", f"{each.label}: {each.title}") for each in criteria),
        *(Share(f"person:{each.id}", "people", f"{each.name} ({each.email})") for each in people),
    ]
