"""What a register shows: its rows with where they stand, their sums, and the figures that they propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    Agency,
    Criterion,
    DocumentVersion,
    Evidence,
    Register,
    RegisterProof,
    RegisterRow,
    Target,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import cycle_permits
from evidence_repo.services.policy.registers import keeping_agency, visible_registers
from evidence_repo.services.registers.choosing import Planned, PlannedRegister, planned_registers
from evidence_repo.services.registers.feeding import feeding_kind, figures_for
from evidence_repo.services.registers.keeping import RegisterPlace
from evidence_repo.services.workflow.packs import find_pack
from workflows.cycle import needs_late_reason
from workflows.register_figures import (
    ComputedFigure,
    CountedRow,
    Standing,
    Tally,
    counted_row,
    tally,
)
from workflows.registers import RegisterAction, RegisterKind, may_do
from workflows.rights import Right, Scope, scopes_of
from workflows.states import EvidenceState


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as it stands on a day; `age` is for how many days a finding has been open."""

    row: RegisterRow
    counted: CountedRow
    age: int | None

    @property
    def standing(self) -> Standing:
        """Return where the row stands."""
        return self.counted.standing

    @property
    def cells(self) -> Mapping[str, str]:
        """Return the row's values."""
        return self.row.cells


@dataclass(frozen=True, slots=True)
class RegisterView:
    """One agency's register on a day; `register` is None where it has no row yet."""

    place: RegisterPlace
    planned: PlannedRegister
    agency: Agency
    register: Register | None
    rows: Sequence[RowView]
    tally: Tally


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """What the registers of a criterion propose for one of its targets."""

    target: Target
    figure: ComputedFigure


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register that is shown, what all agencies' registers of its kind say together, what may be done."""

    shown: RegisterView
    everything: Sequence[RegisterView]
    together: Tally
    figures: Sequence[RegisterFigure]
    may_keep: bool
    asks_late_reason: bool


def view_rows(kind: RegisterKind, rows: Iterable[RegisterRow], on: date) -> list[RowView]:
    """Return the rows as they stand on that day."""
    return [_row_view(kind, row, on) for row in rows]


def _row_view(kind: RegisterKind, row: RegisterRow, on: date) -> RowView:
    counted = counted_row(kind, row.cells, on, has_document=_has_document(row))
    is_open = counted.standing is Standing.OPEN
    return RowView(row, counted, (on - date.fromisoformat(row.cells["found_on"])).days if is_open else None)


def _has_document(row: RegisterRow) -> bool:
    return any(
        proof.evidence is None or proof.evidence.state is not EvidenceState.WITHDRAWN for proof in row.proofs
    )


def view_register(
    place: RegisterPlace, planned: PlannedRegister, agency: Agency, register: Register | None, on: date
) -> RegisterView:
    """Return one agency's register as it stands on that day."""
    rows = view_rows(place.kind, register.rows if register else (), on)
    counted = tally(place.kind, (row.counted for row in rows), register.total if register else None)
    return RegisterView(place, planned, agency, register, rows, counted)


_CHANGED_BY = selectinload(RegisterRow.changed_by).lazyload("*")
_TITLED = joinedload(DocumentVersion.document).lazyload("*"), lazyload("*")
_PROOFS = selectinload(RegisterRow.proofs).options(
    selectinload(RegisterProof.version).options(*_TITLED),
    selectinload(RegisterProof.evidence).options(
        joinedload(Evidence.version).options(*_TITLED), lazyload("*")
    ),
)
"""What proves a row, with no more than its title and its state: a register may have thousands of rows."""


def registers_of(
    session: Session, criterion: Criterion, kind: RegisterKind, condition: ColumnElement[bool]
) -> Sequence[Register]:
    """Return the criterion's registers of a kind that fulfil the condition, with rows and proofs."""
    wanted = select(Register).where(Register.criterion_id == criterion.id, Register.kind == kind, condition)
    loaded = wanted.options(selectinload(Register.rows).options(lazyload("*"), _CHANGED_BY, _PROOFS))
    return session.scalars(loaded.order_by(Register.id)).unique().all()


def register_page(
    session: Session, actor: Actor, place: RegisterPlace, on: date, agency_code: str | None = None
) -> RegisterPage:
    """Return the page of a register; raise `NotVisible` if the person neither sees nor keeps one here."""
    planned_all = planned_registers(session, place.criterion)
    planned = planned_all.get(place.kind)
    own = keeping_agency(actor, place.criterion)
    found = registers_of(session, place.criterion, place.kind, visible_registers(actor))
    if planned is None or (own is None and not found and not _sees_others(actor)):
        raise NotVisible
    by_agency = {register.agency_id: register for register in found}
    shown_first = own or place.criterion.lead_agency
    agencies = {agency.id: agency for agency in (shown_first, *(register.agency for register in found))}
    everything = [
        view_register(place, planned, agency, by_agency.get(agency.id), on) for agency in agencies.values()
    ]
    shown = _shown(everything, agency_code)
    together = reduce(add, [view.tally for view in everything if view.rows or view is shown])
    return RegisterPage(
        shown,
        everything,
        together,
        figures_of(session, place, planned_all, together),
        *_permissions(session, actor, place, own, shown),
    )


_WIDE = frozenset({Scope.ALL, Scope.ALL_BUT_DRAFTS, Scope.SUBMITTED_ONWARD})


def _sees_others(actor: Actor) -> bool:
    """Return whether they see what other agencies submit, so that an empty register is no secret."""
    return bool(scopes_of(actor.roles, Right.SEE_PIECES) & _WIDE)


def _shown(everything: Sequence[RegisterView], code: str | None) -> RegisterView:
    if code:
        for view in everything:
            if view.agency.code == code:
                return view
        raise NotVisible
    return everything[0]


def _permissions(
    session: Session, actor: Actor, place: RegisterPlace, own: Agency | None, shown: RegisterView
) -> tuple[bool, bool]:
    pack = find_pack(session, place.criterion)
    is_own = own is not None and shown.agency.id == own.id
    may = may_do(RegisterAction.ADD_ROW, pack.state, actor.roles, is_keeper=is_own)
    late = needs_late_reason(place.criterion.cycle.state, RegisterAction.ADD_ROW)
    return may and cycle_permits(pack, RegisterAction.ADD_ROW), late


def figures_of(
    session: Session, place: RegisterPlace, planned: Planned, together: Tally
) -> list[RegisterFigure]:
    """Return what these registers propose together for the criterion's targets."""
    if feeding_kind(planned) is not place.kind:
        return []
    found = figures_for(session, place.criterion.targets, together)
    return [RegisterFigure(target, figure) for target, figure in found]
