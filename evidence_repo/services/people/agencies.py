"""The register of agencies: add, rename, set aside and take back, and find the one that a name means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.agencies import CatalogueAgency, slug_of
from evidence_repo.errors import BadInput, Refused
from evidence_repo.models import Agency, AssessmentCycle, Criterion, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.agency_kinds import check_place, find_kind, list_kinds
from evidence_repo.services.people.agency_names import AgencyRegister, canonical_name, note_former_name
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from index.text import plain_line, vietnamese_order
from workflows.cycle import CycleState
from workflows.events import AgencyEvent, AuditAction
from workflows.rights import Right

_CODE_LENGTH = 60
_NAME_LENGTH = 200


def list_agencies(session: Session, *, with_inactive: bool = False) -> list[Agency]:
    """Return the agencies by kind and name; `with_inactive`: also those that were deactivated."""
    wanted = select(Agency) if with_inactive else select(Agency).where(Agency.is_active)
    order = {kind.code: kind.ordinal for kind in list_kinds(session)}
    found = session.scalars(wanted)
    return sorted(found, key=lambda agency: (order[agency.kind], vietnamese_order(agency.name)))


def find_agency(session: Session, name: str) -> Agency:
    """Return the agency called `so-noi-vu` or `Sở Nội vụ`; raise `BadInput` if there is none."""
    by_code = session.scalar(select(Agency).where(Agency.code == name.strip()))
    found = by_code or AgencyRegister(session).find(name)
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
    kind: str,
    code: str | None = None,
    parent: Agency | None = None,
    day: date | None = None,
    since: date | None = None,
) -> Agency:
    """Add an agency; without a `code`, the slug of its name is taken (Sở Nội vụ is `so-noi-vu`).

    With a `day` the parent must be one under which agencies of this kind stand then; it began `since`.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    name = check_agency_name(session, name)
    found = find_kind(session, kind)
    if day is not None:
        check_place(found, parent, day)
    code = check_code(code or slug_of(name), session.scalars(select(Agency.code)).all())
    agency = Agency(name=name, code=code, kind=kind, began_on=since)
    agency.parent = parent
    store_agency(session, actor, agency)
    return agency


def store_agency(session: Session, actor: Actor, agency: Agency) -> None:
    """Put an agency whose parts are checked into the register."""
    session.add(agency)
    session.flush()
    event = AgencyEvent(
        action=AuditAction.ADD_AGENCY,
        subject=agency.id,
        code=agency.code,
        name=agency.name,
        kind=agency.kind,
        parent=agency.parent.code if agency.parent else None,
    )
    emit(session, actor, event)


def rename_agency(session: Session, actor: Actor, agency: Agency, name: str) -> None:
    """Correct the agency's name; the code stays, since objects in the store carry it.

    The old name is still understood. Another name from a day on is another agency: `reorganising`.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    if agency.ended_on is not None:
        raise Refused(
            N_("%(agency)s has ended; the past keeps its name."), code="agency_has_ended", agency=agency.name
        )
    name = check_agency_name(session, name, itself=agency)
    if name == agency.name:
        return
    before, agency.name = agency.name, name
    note_former_name(session, agency, before)
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
    if agency.ended_on is not None:
        raise Refused(
            N_("%(agency)s ended on %(day)s; its work belongs to its successors."),
            code="agency_has_ended",
            agency=agency.name,
            day=f"{agency.ended_on:%d/%m/%Y}",
        )
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
        known = by_code.get(given.code) or registered.find(given.name)
        if known is None:
            parent = by_code[given.parent] if given.parent else None
            known = add_agency(
                session, actor, name=given.name, kind=given.kind, code=given.code, parent=parent
            )
            added.append(known)
        by_code[given.code] = known
    return added


def check_agency_name(session: Session, name: str, itself: Agency | None = None) -> str:
    """Return the name tidied up; raise `BadInput` unless an agency can have it."""
    clean = tidy_name(name)
    key = canonical_name(clean)
    others = (other for other in AgencyRegister(session).all if other is not itself)
    taken = next((other for other in others if canonical_name(other.name) == key), None)
    if taken is not None:
        raise BadInput(
            N_("There already is an agency called %(name)s."),
            field="name",
            code="name_taken",
            name=taken.name,
        )
    return clean


def tidy_name(name: str) -> str:
    """Return the name with single spaces; raise `BadInput` for none, or one that is too long."""
    clean = plain_line(name)
    if not clean:
        raise BadInput(N_("Give the agency's name."), field="name", code="name_missing")
    if len(clean) > _NAME_LENGTH:
        raise BadInput(
            N_("The name is too long: at most %(limit)s characters."),
            field="name",
            code="name_too_long",
            limit=_NAME_LENGTH,
        )
    return clean


def free_code(session: Session, name: str) -> str:
    """Return the slug of the name, with a number behind it where an agency has that code already."""
    slug = slug_of(name)[: _CODE_LENGTH - 3].strip("-")
    taken = set(session.scalars(select(Agency.code).where(Agency.code.startswith(slug))))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 2))
    return next(code for code in (slug, *numbered) if code not in taken)


def check_code(code: str, taken: Collection[str]) -> str:
    """Return the code; raise `BadInput` unless an agency can have it beside those that are taken."""
    if not code or len(code) > _CODE_LENGTH or slug_of(code) != code:
        raise BadInput(
            N_("An agency's code is made of small letters a to z, digits and hyphens, like so-noi-vu."),
            field="code",
            code="bad_code",
        )
    if code in taken:
        raise BadInput(
            N_("There already is an agency with the code %(taken)s."),
            field="code",
            code="code_taken",
            taken=code,
        )
    return code
