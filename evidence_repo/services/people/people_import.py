"""People from a sheet: checked row by row, taken all or not at all, guarded roles asked for as ever."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.models import AccountRequest, Agency, User
from evidence_repo.services.people.account_requests import open_account
from evidence_repo.services.people.agency_names import AgencyRegister
from evidence_repo.services.people.sheets import (
    ImportReport,
    Outcome,
    RowResult,
    SheetColumn,
    SheetRow,
    check_row,
    plain_words,
)
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.rights import Right
from workflows.roles import Role

PEOPLE_COLUMNS = (
    SheetColumn("name", ("Họ và tên", "Full name"), 28),
    SheetColumn("email", ("Thư điện tử", "E-mail", "Email"), 34),
    SheetColumn("agency", ("Cơ quan, đơn vị", "Agency"), 40),
    SheetColumn("roles", ("Vai trò", "Roles"), 34),
)

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.UPLOADER: ("Chuyên viên", "Uploader"),
    Role.AGENCY_HEAD: ("Lãnh đạo đơn vị", "Agency head"),
    Role.REVIEWER: ("Người rà soát", "Reviewer"),
    Role.APPROVER: ("Người phê duyệt", "Approver"),
    Role.COUNCIL_MEMBER: ("Thành viên hội đồng", "Council member"),
    Role.COORDINATOR: ("Quản trị hệ thống", "Coordinator"),
    Role.OBSERVER_PROVINCE: ("Người theo dõi", "Observer"),
    Role.OBSERVER_MINISTRY: ("Người theo dõi (Bộ Nội vụ)", "Observer of the Ministry"),
}
"""What the roles are called in a sheet, besides their codes (rules.md §9)."""

_ROLES = {plain_words(word): role for role, words in ROLE_NAMES.items() for word in (role.value, *words)}


def import_people(
    session: Session, actor: Actor, rows: Sequence[SheetRow], clock: Clock, *, by_mail: bool = False
) -> ImportReport:
    """Open the accounts that are not there yet, or ask for those with guarded roles.

    Nobody gets a password here: it goes by mail, or is handed out one by one as a new one is. Whoever calls
    takes the whole or rolls it back: `ImportReport.refuse_problems`.
    """
    check_administers(actor, Right.MANAGE_PEOPLE)
    agencies = AgencyRegister(session)
    by_code = {agency.code: agency for agency in agencies.all}
    there = {user.email: user for user in session.scalars(select(User))}
    report, seen = ImportReport(), set[str]()
    for row in rows:
        try:
            check_row(row)
            agency = by_code.get(row["agency"]) or agencies.find(row["agency"])
            outcome = _take(session, actor, row, agency, there, seen, clock, by_mail)
            report.rows.append(RowResult(row.number, row["name"], outcome))
        except EvidenceError as error:
            report.rows.append(RowResult(row.number, row["name"], Outcome.WRONG, error))
    return report


def _take(
    session: Session,
    actor: Actor,
    row: SheetRow,
    agency: Agency | None,
    there: dict[str, User],
    seen: set[str],
    clock: Clock,
    by_mail: bool,
) -> Outcome:
    email, roles = row["email"].lower(), _roles(row["roles"])
    if agency is None:
        raise BadInput(N_("There is no agency %(name)s."), code="unknown_agency", name=row["agency"])
    if email in seen:
        raise BadInput(N_("%(name)s stands in the sheet twice."), code="row_twice", name=email)
    seen.add(email)
    if (known := there.get(email)) is not None:
        return _checked_same(known, row["name"], agency, roles)
    opened = open_account(
        session,
        actor,
        email=email,
        name=row["name"],
        agency=agency,
        roles=roles,
        clock=clock,
        by_mail=by_mail,
        with_password=False,
    )
    return Outcome.ASKS if isinstance(opened, AccountRequest) else Outcome.NEW


def _roles(words: str) -> frozenset[Role]:
    roles = set()
    for word in words.replace(";", ",").split(","):
        if not word.strip():
            continue
        role = _ROLES.get(plain_words(word))
        if role is None:
            raise BadInput(N_("There is no role %(role)s."), code="unknown_role", role=word.strip())
        roles.add(role)
    return frozenset(roles)


def _checked_same(known: User, name: str, agency: Agency, roles: frozenset[Role]) -> Outcome:
    """Raise `BadInput` where the account that is there is another one than the row says."""
    if (known.name, known.agency_id, known.role_set) != (name, agency.id, roles):
        raise BadInput(
            N_("The account %(email)s is there already, with another name, agency or roles."),
            code="account_differs",
            advice=N_("Change it on its own page."),
            email=known.email,
        )
    return Outcome.THERE
