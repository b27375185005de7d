"""The register of agencies: add, rename, set aside and take back, and find the one that a name means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.agencies import CatalogueAgency, slug_of
from evidence_repo.errors import BadInput, Refused
from evidence_repo.models import Agency, AgencyKind, AssessmentCycle, Criterion, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from index.text import compose, vietnamese_order
from workflows.cycle import CycleState
from workflows.events import AgencyEvent, AuditAction
from workflows.rights import Right

_CODE_LENGTH = 60
_NAME_LENGTH = 200


def canonical_name(name: str) -> str:
    """Return what an agency's name is matched by: SỞ NỘI  VỤ and Sở Nội vụ are the same."""
    return " ".join(compose(name).casefold().split())


class AgencyRegister:
    """The agencies by their canonical names, and by kind."""

    def __init__(self, session: Session) -> None:
        self.all = session.scalars(select(Agency).order_by(Agency.id)).all()
        self.by_name = {canonical_name(agency.name): agency for agency in self.all}

    def named(self, name: str) -> Agency:
        """Return the agency of this name; raise `BadInput` if a plan names one that is not registered."""
        found = self.by_name.get(canonical_name(name))
        if found is None:
            raise BadInput(
                N_("The plan names an agency that is not registered: %(name)s."),
                code="unknown_agency",
                advice=N_("Add the agency first."),
                name=name,
            )
        return found

    def expanded(self, wanted: Iterable[str], lead: Agency) -> list[Agency]:
        """Return the agencies meant by these kinds and names, without the lead agency."""
        kinds = {kind.value for kind in AgencyKind}
        found = {agency.id: agency for name in wanted if name not in kinds for agency in [self.named(name)]}
        chosen = set(wanted) & kinds
        found |= {a.id: a for a in self.all if a.kind.value in chosen and a.is_active}
        found.pop(lead.id, None)
        return [found[key] for key in sorted(found)]


def list_agencies(session: Session, *, with_inactive: bool = False) -> list[Agency]:
    """Return the agencies by kind and name; `with_inactive`: also those that were deactivated."""
    wanted = select(Agency) if with_inactive else select(Agency).where(Agency.is_active)
    order = {kind: place for place, kind in enumerate(AgencyKind)}
    found = session.scalars(wanted)
    return sorted(found, key=lambda agency: (order[agency.kind], vietnamese_order(agency.name)))


def find_agency(session: Session, name: str) -> Agency:
    """Return the agency called `so-noi-vu` or `Sở Nội vụ`; raise `BadInput` if there is none."""
    by_code = session.scalar(select(Agency).where(Agency.code == name.strip()))
    found = by_code or AgencyRegister(session).by_name.get(canonical_name(name))
    if found is None:
        raise BadInput(
            N_("There is no agency %(name)s."), field="agency", code="unknown_agency", name=name.strip()
        )
    return found


def add_agency(
    session: Session,
    actor: Actor,
    *,
    name: str,
    kind: AgencyKind,
    code: str | None = None,
    parent: Agency | None = None,
) -> Agency:
    """Add an agency; without a `code`, the slug of its name is taken (Sở Nội vụ is `so-noi-vu`)."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    name = _checked_name(session, name)
    agency = Agency(name=name, code=_checked_code(session, code or slug_of(name)), kind=kind)
    agency.parent = parent
    session.add(agency)
    session.flush()
    above = parent.code if parent else None
    event = AgencyEvent(
        action=AuditAction.ADD_AGENCY,
        subject=agency.id,
        code=agency.code,
        name=name,
        kind=kind,
        parent=above,
    )
    emit(session, actor, event)
    return agency


def rename_agency(session: Session, actor: Actor, agency: Agency, name: str) -> None:
    """Give the agency another name; its code stays, because objects in the store carry it."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    name = _checked_name(session, name, itself=agency)
    if name == agency.name:
        return
    before, agency.name = agency.name, name
    emit(
        session,
        actor,
        AgencyEvent(action=AuditAction.RENAME_AGENCY, subject=agency.id, before=before, after=name),
    )


def deactivate_agency(session: Session, actor: Actor, agency: Agency) -> None:
    """Set the agency aside: no new plan means it, nobody new joins it; what it did stays.

    Refused while people of it can sign in, or while it leads criteria of a cycle that is not closed.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    if not agency.is_active:
        return
    if session.scalar(select(exists().where(User.agency_id == agency.id, User.active))):
        raise Refused(
            N_("People of this agency still have active accounts."),
            code="agency_has_people",
            advice=N_("Move them to another agency or deactivate their accounts first."),
        )
    leads = exists().where(
        Criterion.lead_agency_id == agency.id,
        Criterion.cycle_id == AssessmentCycle.id,
        AssessmentCycle.state != CycleState.CLOSED,
    )
    if session.scalar(select(leads)):
        raise Refused(
            N_("This agency leads criteria of the current assessment cycle."),
            code="agency_leads",
            advice=N_("Import a plan that gives them to another agency first."),
        )
    agency.is_active = False
    emit(session, actor, AgencyEvent(action=AuditAction.DEACTIVATE_AGENCY, subject=agency.id))


def activate_agency(session: Session, actor: Actor, agency: Agency) -> None:
    """Let an agency that was set aside take part again."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    if not agency.is_active:
        agency.is_active = True
        emit(session, actor, AgencyEvent(action=AuditAction.ACTIVATE_AGENCY, subject=agency.id))


def load_agencies(session: Session, actor: Actor, planned: Sequence[CatalogueAgency]) -> list[Agency]:
    """Register those of a plan's agencies that are not registered yet; return the new ones.

    An agency is known by its code or its name; a known one stays as it is, so loading again changes nothing.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    registered = AgencyRegister(session)
    by_code = {agency.code: agency for agency in registered.all}
    added: list[Agency] = []
    for given in planned:
        known = by_code.get(given.code) or registered.by_name.get(canonical_name(given.name))
        if known is None:
            parent = by_code[given.parent] if given.parent else None
            kind = AgencyKind(given.kind)
            known = add_agency(session, actor, name=given.name, kind=kind, code=given.code, parent=parent)
            added.append(known)
        by_code[given.code] = known
    return added


def _checked_name(session: Session, name: str, itself: Agency | None = None) -> str:
    clean = " ".join(compose(name).split())
    if not clean:
        raise BadInput(N_("Give the agency's name."), field="name", code="name_missing")
    if len(clean) > _NAME_LENGTH:
        raise BadInput(
            N_("The name is too long: at most %(limit)s characters."),
            field="name",
            code="name_too_long",
            limit=_NAME_LENGTH,
        )
    taken = AgencyRegister(session).by_name.get(canonical_name(clean))
    if taken is not None and taken is not itself:
        raise BadInput(
            N_("There already is an agency called %(name)s."),
            field="name",
            code="name_taken",
            name=taken.name,
        )
    return clean


def _checked_code(session: Session, code: str) -> str:
    if not code or len(code) > _CODE_LENGTH or slug_of(code) != code:
        raise BadInput(
            N_("An agency's code is made of small letters a to z, digits and hyphens, like so-noi-vu."),
            field="code",
            code="bad_code",
        )
    if session.scalar(select(exists().where(Agency.code == code))):
        raise BadInput(
            N_("There already is an agency with the code %(taken)s."),
            field="code",
            code="code_taken",
            taken=code,
        )
    return code
