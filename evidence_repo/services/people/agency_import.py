"""Agencies from a sheet: checked row by row, taken all or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from evidence_repo.catalogue.agencies import slug_of
from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.models import Agency, AgencyKind
from evidence_repo.services.people.agencies import check_code, store_agency, tidy_name
from evidence_repo.services.people.agency_kinds import check_place, list_kinds
from evidence_repo.services.people.agency_names import AgencyRegister, canonical_name
from evidence_repo.services.people.sheets import (
    ImportReport,
    Outcome,
    RowResult,
    SheetColumn,
    SheetRow,
    check_row,
    plain_words,
    read_day,
)
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.rights import Right

AGENCY_COLUMNS = (
    SheetColumn("name", ("Tên cơ quan, đơn vị", "Agency's name", "Tên", "Name"), 40),
    SheetColumn("kind", ("Loại", "Kind"), 26),
    SheetColumn("code", ("Mã", "Code"), 24, is_required=False),
    SheetColumn("parent", ("Trực thuộc", "Belongs to"), 40, is_required=False),
    SheetColumn("since", ("Từ ngày", "Since"), 16, is_required=False),
)


class _Register:
    """What is registered, and what the sheet has added so far."""

    def __init__(self, session: Session) -> None:
        self.names = AgencyRegister(session)
        self.codes = {agency.code: agency for agency in self.names.all}
        self.added: dict[str, Agency] = {}
        self.kinds: dict[str, AgencyKind] = {}
        for kind in list_kinds(session):
            for word in (kind.code, kind.name_vi, kind.name_en):
                self.kinds[plain_words(word)] = kind

    def find(self, words: str) -> Agency | None:
        """Return the agency of this code or name."""
        by_code = self.codes.get(words)
        return by_code or self.added.get(canonical_name(words)) or self.names.find(words)


def import_agencies(session: Session, actor: Actor, rows: Sequence[SheetRow], today: date) -> ImportReport:
    """Add the agencies that are not there yet; a parent may stand in any row. Problems add nothing more.

    Whoever calls takes the whole or rolls it back: `ImportReport.refuse_problems`.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    register = _Register(session)
    report, made = ImportReport(), []
    for row in rows:
        try:
            result = _take(session, actor, row, register)
        except EvidenceError as error:
            report.rows.append(RowResult(row.number, row["name"], Outcome.WRONG, error))
            continue
        outcome = Outcome.THERE if result is None else Outcome.NEW
        report.rows.append(RowResult(row.number, row["name"], outcome))
        if result is not None:
            made.append((len(report.rows) - 1, row, result))
    for place, row, agency in made:
        try:
            _set_parent(row, agency, register, today)
        except EvidenceError as error:
            report.rows[place] = RowResult(row.number, row["name"], Outcome.WRONG, error)
    for _, _, agency in made:
        store_agency(session, actor, agency)
    return report


def _take(session: Session, actor: Actor, row: SheetRow, register: _Register) -> Agency | None:
    """Return the new agency of this row, None where it is there already."""
    check_row(row)
    name = tidy_name(row["name"])
    if (key := canonical_name(name)) in register.added:
        raise BadInput(N_("%(name)s stands in the sheet twice."), code="row_twice", name=name)
    kind = _kind(row, register)
    there = register.find(name)
    if there is not None:
        _check_same(there, kind, row)
        return None
    code = check_code(row["code"] or slug_of(name)[:60], register.codes)
    agency = Agency(name=name, code=code, kind=kind.code, began_on=read_day(row["since"]))
    register.added[key] = register.codes[code] = agency
    return agency


def _kind(row: SheetRow, register: _Register) -> AgencyKind:
    kind = register.kinds.get(plain_words(row["kind"]))
    if kind is None:
        raise BadInput(N_("There is no kind of agency %(kind)s."), code="unknown_kind", kind=row["kind"])
    return kind


def _check_same(there: Agency, kind: AgencyKind, row: SheetRow) -> None:
    """Raise `BadInput` where the agency that is there is another one than the row says."""
    if there.kind != kind.code or row["code"] not in ("", there.code):
        raise BadInput(
            N_("%(name)s is registered already, with another kind or code."),
            code="agency_differs",
            name=there.name,
        )


def _set_parent(row: SheetRow, agency: Agency, register: _Register, today: date) -> None:
    if not row["parent"]:
        return
    parent = register.find(row["parent"])
    if parent is None or parent is agency:
        raise BadInput(N_("There is no agency %(name)s."), code="unknown_agency", name=row["parent"])
    kind = next(kind for kind in register.kinds.values() if kind.code == agency.kind)
    check_place(kind, parent, agency.began_on or today)
    agency.parent = parent
