"""What belongs to an agency: the one list of all that moves when it has a successor, and of all that stays.

Every reference to an agency in the tables stands here; a test walks them. What is open moves. What stands
in a sealed pack or a closed cycle stays, so that it keeps the old name, until its pack is reopened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, null, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from evidence_repo.models import (
    Agency,
    AgencyChange,
    AssessmentCycle,
    Assignment,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Register,
    User,
)
from evidence_repo.models.agencies import agency_change_successor
from evidence_repo.models.catalogue import criterion_coordinating
from workflows.cycle import CycleState
from workflows.packs import PackState


@dataclass(frozen=True, slots=True)
class Heirs:
    """Which successor gets what: `choices` by `criterion:ID` and `person:ID`, all else goes to the first."""

    first: int
    choices: Mapping[str, int]

    def of(self, criterion_id: int | None, person_id: int | None) -> int:
        """Return who gets a thing of this criterion and this person."""
        for key in (f"criterion:{criterion_id}", f"person:{person_id}"):
            if key in self.choices:
                return self.choices[key]
        return self.first


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows that belong to an agency by `column`; those under the condition move.

    `criterion` and `person` are by what a split chooses among successors; `label` is what a row is called.
    """

    word: str
    column: InstrumentedAttribute[Any]
    label: Callable[[Any], str]
    condition: Callable[[], ColumnElement[bool]] = true
    criterion: InstrumentedAttribute[Any] | ColumnElement[Any] | None = None
    person: InstrumentedAttribute[Any] | None = None

    @property
    def model(self) -> Any:
        """Return the table's model."""
        return self.column.class_

    def moving(self, agency_id: int) -> ColumnElement[bool]:
        """Return the condition of the rows that move when this agency has a successor."""
        return (self.column == agency_id) & self.condition()

    def rows(self, agency_id: int) -> Select[Any]:
        """Return the moving rows' ids, each with its criterion and person."""
        parts = [null() if part is None else part for part in (self.criterion, self.person)]
        return select(self.model.id, *parts).where(self.moving(agency_id)).order_by(self.model.id)


def in_open_pack(criterion_id: Any) -> ColumnElement[bool]:
    """Return the condition that a criterion's pack is open: not sealed, and its cycle not closed."""
    opened = (
        select(EvidencePack.criterion_id)
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .where(EvidencePack.state != PackState.SEALED, AssessmentCycle.state != CycleState.CLOSED)
    )
    condition: ColumnElement[bool] = criterion_id.in_(opened)
    return condition


def _cited_in() -> ColumnElement[Any]:
    """Return the criterion of a document's latest piece."""
    latest = (
        select(Evidence.criterion_id)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .where(DocumentVersion.document_id == Document.id)
        .order_by(Evidence.id.desc())
        .limit(1)
    )
    return latest.correlate(Document).scalar_subquery()


def _successor_is_asked() -> ColumnElement[bool]:
    """Return the condition that a successor has its own: two that are not both open stay (see `joining`)."""
    twin = aliased(Assignment)
    heirs = (
        select(agency_change_successor.c.agency_id)
        .join(AgencyChange, AgencyChange.id == agency_change_successor.c.change_id)
        .where(AgencyChange.agency_id == Assignment.agency_id, AgencyChange.cancelled_at.is_(None))
    )
    same = select(twin.id).where(
        twin.criterion_id == Assignment.criterion_id,
        twin.product_key == Assignment.product_key,
        twin.is_live.is_(True),
        twin.agency_id.in_(heirs.correlate(Assignment)),
    )
    return same.correlate(Assignment).exists()


def _successor_keeps_one() -> ColumnElement[bool]:
    """Return the condition that a successor keeps such a register already: then each stays as it is."""
    twin = aliased(Register)
    heirs = (
        select(agency_change_successor.c.agency_id)
        .join(AgencyChange, AgencyChange.id == agency_change_successor.c.change_id)
        .where(AgencyChange.agency_id == Register.agency_id, AgencyChange.cancelled_at.is_(None))
    )
    same = select(twin.id).where(
        twin.criterion_id == Register.criterion_id,
        twin.kind == Register.kind,
        twin.agency_id.in_(heirs.correlate(Register)),
    )
    return same.correlate(Register).exists()


def _is_receiving() -> ColumnElement[bool]:
    return AssessmentCycle.state.in_((CycleState.OPEN, CycleState.FROZEN))


ASSIGNMENTS = "assignments"

BELONGINGS = (
    Belonging("people", User.agency_id, lambda person: f"{person.name} ({person.email})", person=User.id),
    Belonging(
        "leads",
        Criterion.lead_agency_id,
        lambda criterion: f"{criterion.label}: {criterion.title}",
        lambda: in_open_pack(Criterion.id),
        criterion=Criterion.id,
    ),
    Belonging(
        "pieces",
        Evidence.agency_id,
        lambda piece: f"{piece.criterion.label}: {piece.version.title}",
        lambda: in_open_pack(Evidence.criterion_id),
        criterion=Evidence.criterion_id,
        person=Evidence.cited_by_id,
    ),
    Belonging(
        ASSIGNMENTS,
        Assignment.agency_id,
        lambda assignment: f"{assignment.criterion.label}: {assignment.words}",
        lambda: in_open_pack(Assignment.criterion_id) & Assignment.is_live.is_(True) & ~_successor_is_asked(),
        criterion=Assignment.criterion_id,
        person=Assignment.person_id,
    ),
    Belonging(
        "registers",
        Register.agency_id,
        lambda register: register.criterion.label,
        lambda: in_open_pack(Register.criterion_id) & ~_successor_keeps_one(),
        criterion=Register.criterion_id,
    ),
    Belonging(
        "documents",
        Document.owner_agency_id,
        lambda document: document.latest.title,
        criterion=_cited_in(),
        person=Document.created_by_id,
    ),
    Belonging("children", Agency.parent_id, lambda agency: agency.name),
    Belonging("cycles", AssessmentCycle.province_id, lambda cycle: str(cycle.year), _is_receiving),
)
"""In the order in which they move: people first, so that whoever works on waits for nothing else."""

CONTRIBUTING = "contributing"
"""The word of the criteria to which an agency contributes: each successor does from then on."""

CONTRIBUTING_COLUMN = criterion_coordinating.c.agency_id

STAYING: Mapping[str, str] = {
    "agency_name.agency_id": "a name stays the name of who bore it",
    "agency_change.agency_id": "what became of an agency is its own history",
    "agency_change_successor.agency_id": "who took over then took over",
    "point_loss.agency_id": "whose remedy it is stays said as it was; the criterion's lead moves",
    "follow_up_letter.agency_id": "a letter was to the agency that it names; its successor answers for it",
    "measurement.agency_id": "figures stay those of the agency that was measured",
    "proposed_figure.agency_id": "figures stay those of the agency that was measured",
    "scheme_exemption.agency_id": "a row that did not apply to an agency did not; its successor is told anew",
    "job.agency_id": "whose document work is about only orders the queue",
    "agency_turn.agency_id": "when an agency's work was last taken up only orders the queue",
}
"""References that keep the agency that they name, and why."""


def known_references() -> frozenset[str]:
    """Return every reference to an agency that is known to move or to stay, as `table.column`."""
    moving = [belonging.column.property.columns[0] for belonging in BELONGINGS] + [CONTRIBUTING_COLUMN]
    return frozenset(STAYING) | {f"{column.table.name}.{column.name}" for column in moving}
