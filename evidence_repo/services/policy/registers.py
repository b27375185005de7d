"""Who sees which registers, and whose register a person keeps for a criterion."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from evidence_repo.models import (
    Agency,
    Criterion,
    EvidencePack,
    PackSubmission,
    Register,
    RegisterProof,
    RegisterRow,
)
from evidence_repo.services.policy.actors import Actor
from workflows.rights import Right, Scope, scopes_of


def visible_registers(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Register` that holds for what this person may see.

    Rows have no state of their own: "but drafts" is what stands in a pack that a submission brought to the
    reviewers and nobody recalled. The Ministry finds them in the bundles.
    """
    conditions = [_in_scope(scope, actor) for scope in sorted(scopes_of(actor.roles, Right.SEE_PIECES))]
    return or_(*conditions) if conditions else false()


def _in_scope(scope: Scope, actor: Actor) -> ColumnElement[bool]:
    match scope:
        case Scope.ALL:
            return true()
        case Scope.OWN_CRITERIA:
            led = select(Criterion.id).where(Criterion.lead_agency_id.in_(actor.agencies))
            return Register.criterion_id.in_(led)
        case Scope.OWN_PIECES:
            return Register.agency_id.in_(actor.agencies)
        case Scope.ALL_BUT_DRAFTS | Scope.SUBMITTED_ONWARD:
            submitted = (
                select(EvidencePack.criterion_id)
                .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
                .where(PackSubmission.recalled_at.is_(None))
            )
            return Register.criterion_id.in_(submitted)
        case Scope.SEALED_ONLY:
            return false()


def versions_in_registers(actor: Actor) -> Select[int | None]:
    """Return the ids of the versions that prove a row which this person may see."""
    return (
        select(RegisterProof.version_id)
        .join(RegisterRow, RegisterRow.id == RegisterProof.row_id)
        .join(Register, Register.id == RegisterRow.register_id)
        .where(RegisterProof.version_id.is_not(None), visible_registers(actor))
    )


def keeping_agency(actor: Actor, criterion: Criterion) -> Agency | None:
    """Return the agency whose register this person keeps here: the lead, or a coordinating one."""
    taking_part = (criterion.lead_agency, *criterion.coordinating)
    return next((agency for agency in taking_part if actor.is_of(agency.id)), None)
