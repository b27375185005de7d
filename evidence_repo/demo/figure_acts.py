"""What the demonstration's people do with figures and registers: each call is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.demo.stage import Stage
from evidence_repo.models import Measurement
from evidence_repo.services.registers.filling import fill_units
from evidence_repo.services.registers.keeping import RegisterKeeper, RegisterPlace, add_row
from evidence_repo.services.registers.proving import cite_document
from evidence_repo.services.workflow.explanations import explain_figures
from evidence_repo.services.workflow.figure_reviews import decide_figures
from evidence_repo.services.workflow.measurements import GivenFigures, give_figures
from workflows.agency_kinds import DEPARTMENT, DISTRICT
from workflows.registers import RegisterAction, RegisterKind

Row = Mapping[str, str]


def give(
    stage: Stage,
    who: str,
    code: str,
    figure: int,
    whole: int,
    *,
    note: str | None = None,
    asked: bool = False,
) -> None:
    """Let the person give figures to a criterion's first target; `asked`: under their agency's assignment."""
    with stage.acting(who) as (session, actor):
        target = stage.criterion(session, code).targets[0]
        given = GivenFigures(Decimal(figure), stage.day, Decimal(whole), note=note)
        assignment = stage.assignment(session, code, actor.agency_id) if asked else None
        give_figures(session, actor, target, given, assignment=assignment, clock=stage.clock)


def confirm(stage: Stage, who: str, code: str) -> None:
    """Let the reviewer confirm the lead agency's figures."""
    with stage.acting(who) as (session, actor):
        decide_figures(session, actor, _figures(stage, session, code), True, clock=stage.clock)


def query(stage: Stage, who: str, code: str, comment: str) -> None:
    """Let the reviewer ask about the lead agency's figures."""
    with stage.acting(who) as (session, actor):
        decide_figures(session, actor, _figures(stage, session, code), False, comment, clock=stage.clock)


def explain(stage: Stage, who: str, code: str, text: str, basis: str) -> int:
    """Let the person explain why the figures do not meet their target; return the explanation's id."""
    with stage.acting(who) as (session, actor):
        figures = _figures(stage, session, code)
        said = explain_figures(session, actor, figures, text=text, legal_basis=basis, clock=stage.clock)
        session.flush()
        return said.id


def _figures(stage: Stage, session: Session, code: str) -> Measurement:
    own = select(Measurement).where(
        Measurement.criterion_id == stage.criterion(session, code).id, Measurement.assignment_id.is_(None)
    )
    return session.scalars(own).one()


def fill(
    stage: Stage, who: str, code: str, kind: RegisterKind, rows: Sequence[Row], proofs: Sequence[str] = ()
) -> None:
    """Let the person add rows to a register; `proofs` are papers for the first ones, in their order."""
    with stage.acting(who) as (session, actor):
        place = RegisterPlace(stage.criterion(session, code), kind)
        added = [add_row(session, actor, place, row, clock=stage.clock) for row in rows]
        for row, name in zip(added, proofs, strict=False):
            version = stage.version(session, name)
            cite_document(session, actor, place, row.number, version, clock=stage.clock)


def fill_with_units(stage: Stage, who: str, code: str, day: date, documents: Mapping[str, str]) -> None:
    """Let the person fill a register with all agencies of a day; those with a document are in order."""
    with stage.acting(who) as (session, actor):
        place = RegisterPlace(stage.criterion(session, code), RegisterKind.UNITS)
        fill_units(session, actor, place, (DEPARTMENT, DISTRICT), day, clock=stage.clock)
        keeper = RegisterKeeper(session, actor, place, RegisterAction.CHANGE_ROW, stage.clock)
        for row in keeper.rows.values():
            unit = row.cells["unit"]
            in_order = {"in_order": "yes", "document": documents[unit]} if unit in documents else _NOT
            keeper.change(row, keeper.read({"unit": unit, **in_order}))
        keeper.finish()


_NOT = {"in_order": "no"}
