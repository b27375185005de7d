"""Who sees which figures: as with pieces, an agency its own, a lead agency all, others what was submitted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    BundleState,
    Criterion,
    EvidencePack,
    Measurement,
    SubmissionBundle,
    Target,
)
from evidence_repo.models.bundles import bundle_pack
from evidence_repo.services.policy.actors import Actor
from workflows.rights import Relation, Right, Scope, scopes_of
from workflows.states import MeasurementState


def relation_to_figures(actor: Actor, measurement: Measurement) -> Relation:
    """Return what the person's agency is to a measurement."""
    if actor.is_of(measurement.criterion.lead_agency_id):
        return Relation.LEAD
    return Relation.OWNER if actor.is_of(measurement.agency_id) else Relation.NONE


def _in_scope(scope: Scope, actor: Actor) -> ColumnElement[bool]:
    led = Measurement.criterion_id.in_(
        select(Criterion.id).where(Criterion.lead_agency_id.in_(actor.agencies))
    )
    match scope:
        case Scope.ALL:
            return true()
        case Scope.OWN_CRITERIA:
            return led
        case Scope.OWN_PIECES:
            return or_(Measurement.agency_id.in_(actor.agencies), led)
        case Scope.ALL_BUT_DRAFTS | Scope.SUBMITTED_ONWARD:
            return Measurement.state != MeasurementState.DRAFT
        case Scope.SEALED_ONLY:
            return and_(Measurement.state == MeasurementState.CONFIRMED, _is_sealed())


def _is_sealed() -> ColumnElement[bool]:
    sealed = (
        select(SubmissionBundle.id)
        .join(bundle_pack, bundle_pack.c.bundle_id == SubmissionBundle.id)
        .join(EvidencePack, EvidencePack.id == bundle_pack.c.pack_id)
        .where(
            SubmissionBundle.state == BundleState.SEALED,
            EvidencePack.criterion_id == Measurement.criterion_id,
            SubmissionBundle.sealed_at >= Measurement.state_since,
        )
    )
    return exists(sealed.correlate(Measurement))


def visible_figures(actor: Actor | None) -> ColumnElement[bool]:
    """Return the condition on `Measurement` that this person sees it; nobody named sees everything."""
    if actor is None:
        return true()
    scopes = sorted(scopes_of(actor.roles, Right.SEE_PIECES))
    return or_(*(_in_scope(scope, actor) for scope in scopes)) if scopes else false()


def find_measurement(session: Session, actor: Actor, measurement_id: int) -> Measurement:
    """Return the measurement; raise `NotVisible` if there is none or this person may not know of it."""
    seen = select(Measurement).where(Measurement.id == measurement_id, visible_figures(actor))
    found = session.scalar(seen)
    if found is None:
        raise NotVisible
    return found


def find_target(session: Session, criterion: Criterion, ordinal: int) -> Target:
    """Return the criterion's target of this number; raise `NotVisible` if there is none."""
    found = session.scalar(
        select(Target).where(Target.criterion_id == criterion.id, Target.ordinal == ordinal)
    )
    if found is None:
        raise NotVisible
    return found
