"""Who owes what: packs in the agencies' hands and assignments that wait for them, as one person may see it.

The number of queries does not grow with what is owed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Document,
    DocumentVersion,
    Evidence,
    ExpectedProduct,
)
from evidence_repo.services.assignments.listing import AssignmentFilter, list_assignments
from evidence_repo.services.packs.progress import PackProgress, progress_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import unless_blind
from evidence_repo.services.policy.visibility import visible_evidence
from index.text import vietnamese_order
from workflows.assignments import WITH_AGENCY
from workflows.deadlines import last_good_day
from workflows.follow_up import DebtKind, DueChoice, days_late, is_wanted
from workflows.states import EDITABLE, EvidenceState, ExplanationState, PackState

MOST_NAMED = 20
"""Pieces of a criterion that are named one by one; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that an agency owes; `number` and `words` name the product, the piece or the assignment.

    `number` is 0 for a pack that is not handed in although nothing in it is missing. `more` counts further
    pieces of the criterion that need an explanation, which are not named.
    """

    agency_id: int
    agency_code: str
    agency_name: str
    kind: DebtKind
    criterion_id: int
    label: str
    title: str
    number: int
    words: str
    last_day: date | None
    days_late: int
    assignment_id: int | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class AgencyDebts:
    """What one agency owes, in the plan's order."""

    code: str
    name: str
    agency_id: int
    debts: tuple[Debt, ...]

    def count(self, kind: str) -> int:
        """Return how much of this kind is owed; templates name it by its word."""
        return sum(1 + debt.more for debt in self.debts if debt.kind == kind)

    @property
    def total(self) -> int:
        """Return how much is owed in all."""
        return sum(1 + debt.more for debt in self.debts)

    @property
    def late(self) -> int:
        """Return how much of it is late."""
        return sum(1 + debt.more for debt in self.debts if debt.days_late)

    @property
    def longest(self) -> int:
        """Return for how many days the oldest debt has been late."""
        return max((debt.days_late for debt in self.debts), default=0)


def debts_by_agency(
    session: Session, actor: Actor, cycle: AssessmentCycle, today: date, choice: DueChoice
) -> list[AgencyDebts]:
    """Return the agencies that owe something in this cycle, by name, with what it is."""
    found: dict[int, list[Debt]] = defaultdict(list)
    for debt in _debts(session, actor, cycle, today):
        if is_wanted(debt.kind, debt.last_day, today, choice):
            found[debt.agency_id].append(debt)
    owing = [
        AgencyDebts(own[0].agency_code, own[0].agency_name, agency_id, tuple(own))
        for agency_id, own in found.items()
    ]
    return sorted(owing, key=lambda each: vietnamese_order(each.name))


def _debts(session: Session, actor: Actor, cycle: AssessmentCycle, today: date) -> Iterator[Debt]:
    rows = progress_of_cycle(session, actor, cycle, today)
    in_hand = [row for row in rows if row.view.state in EDITABLE and row.is_at_work]
    products = _products(session, [row.criterion.id for row in in_hand])
    returned = _Returned(session, actor, [row.criterion.id for row in in_hand])
    for row in in_hand:
        yield from _of_pack(row, products, returned, today)
    for part in list_assignments(session, actor, cycle, today, AssignmentFilter()):
        if part.state in WITH_AGENCY:
            yield Debt(
                agency_id=part.agency_id,
                agency_code=part.agency_code,
                agency_name=part.agency_name,
                kind=DebtKind.ASSIGNMENT,
                criterion_id=part.criterion_id,
                label=part.label,
                title=part.criterion_title,
                number=part.product_ordinal or 0,
                words=part.words,
                last_day=part.last_day,
                days_late=days_late(part.last_day, today),
                assignment_id=part.id,
            )


def _of_pack(
    row: PackProgress, products: Mapping[int, Sequence[ExpectedProduct]], returned: _Returned, today: date
) -> Iterator[Debt]:
    make = _maker(row, today)
    missing = _missing(row, products[row.criterion.id]) if row.is_known else []
    for product in missing:
        yield make(DebtKind.MISSING, product.ordinal, product.text)
    if row.view.state is PackState.RETURNED:
        yield from _of_returned(row, returned, make)
    elif not missing:
        yield make(DebtKind.MISSING, 0, "")


def _of_returned(row: PackProgress, returned: _Returned, make: Callable[..., Debt]) -> Iterator[Debt]:
    named = returned.named[row.criterion.id]
    more = returned.counted[row.criterion.id] - len(named)
    for place, words in enumerate(named, 1):
        yield make(DebtKind.RETURNED, place, words, more=more if place == len(named) else 0)
    if not named:
        yield make(DebtKind.RETURNED, 0, "")


def _maker(row: PackProgress, today: date) -> Callable[..., Debt]:
    criterion, lead = row.criterion, row.criterion.lead_agency
    last_day = last_good_day(row.due.deadline.due_on) if row.due else None

    def make(kind: DebtKind, number: int, words: str, more: int = 0) -> Debt:
        return Debt(
            agency_id=lead.id,
            agency_code=lead.code,
            agency_name=lead.name,
            kind=kind,
            criterion_id=criterion.id,
            label=criterion.label,
            title=criterion.title,
            number=number,
            words=words,
            last_day=last_day,
            days_late=days_late(last_day, today),
            more=more,
        )

    return make


def _missing(row: PackProgress, products: Iterable[ExpectedProduct]) -> list[ExpectedProduct]:
    """Return the mandatory products that have neither a piece nor an explanation that stands."""
    mandatory = {product.id for product in row.view.products if product.is_mandatory}
    provided = {piece.product_id for piece in row.view.counted_pieces()}
    provided |= {
        each.product_id for each in row.view.explanations if each.state is not ExplanationState.REJECTED
    }
    return [product for product in products if product.id in mandatory - provided]


def _products(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[ExpectedProduct]]:
    found = defaultdict(list)
    listed = select(ExpectedProduct).where(ExpectedProduct.criterion_id.in_(ids))
    for product in session.scalars(listed.order_by(ExpectedProduct.ordinal)):
        found[product.criterion_id].append(product)
    return found


class _Returned:
    """The pieces that need an explanation, by the criterion: counted, and the first of them named."""

    def __init__(self, session: Session, actor: Actor, ids: Sequence[int]) -> None:
        self.counted: Counter[int] = Counter()
        self.named: dict[int, list[str]] = defaultdict(list)
        title = func.coalesce(DocumentVersion.header_subject, Document.link_title, DocumentVersion.file_name)
        asked = (
            select(Evidence.criterion_id, DocumentVersion.header_number, title)
            .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
            .join(Document, Document.id == DocumentVersion.document_id)
            .where(
                Evidence.criterion_id.in_(ids),
                Evidence.state == EvidenceState.NEEDS_EXPLANATION,
                Evidence.accepted_at.is_not(None),
                visible_evidence(actor),
                unless_blind(actor, true(), Evidence.id.expression),
            )
            .order_by(Evidence.id)
        )
        for criterion_id, number, name in session.execute(asked):
            self.counted[criterion_id] += 1
            if len(self.named[criterion_id]) < MOST_NAMED:
                self.named[criterion_id].append(f"{number} {name}" if number else name)
