"""Parts of a cycle that a partial bundle can be made of: what one agency leads, what belongs to one field."""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import AssessmentCycle, EvidencePack
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.words import N_
from workflows.packs import PackState

SEALABLE = (PackState.APPROVED, PackState.SEALED)


def packs_of_part(
    session: Session, cycle: AssessmentCycle, *, agency: str | None = None, field: str | None = None
) -> list[EvidencePack]:
    """Return the packs that can be sealed of this agency, this field (their codes), or both."""
    if not agency and not field:
        raise BadInput(N_("Choose an agency, a field, or both."), field="agency", code="no_part")
    found = [
        pack
        for pack in packs_of_cycle(session, cycle)
        if pack.state in SEALABLE
        and (not agency or pack.criterion.lead_agency.code == agency)
        and (not field or pack.criterion.field.code == field)
    ]
    if not found:
        raise BadInput(
            N_("No pack of this agency and field is approved."), field="agency", code="nothing_to_seal"
        )
    return found
