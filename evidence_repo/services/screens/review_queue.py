"""The review queue: what waits for a verdict, first what this person may judge, the oldest first.

Only the items that are shown are loaded; `waiting` orders and counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, func, select, union_all
from sqlalchemy.orm import Session, joinedload, lazyload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
)
from evidence_repo.services.packs.views import at_work
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import (
    involvement_in_explained,
    involvement_in_pieces,
    involves_none_of,
    pieces_involving,
)
from evidence_repo.services.screens.waiting import (
    QueueFilters,
    explanation_waits,
    place_of,
    urgency,
    waiting_rows,
    waits_for_verdict,
)
from workflows.blockers import Blocker
from workflows.four_eyes import may_judge
from workflows.rights import Right, allows


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A piece, or a product's explanation, that waits; `blockers` say why this person may not judge it."""

    criterion: Criterion
    evidence: Evidence | None
    explanation: Explanation | None
    waiting_since: datetime
    blockers: tuple[Blocker, ...]

    @property
    def may_judge(self) -> bool:
        """Return whether this person may judge it."""
        return not self.blockers

    @property
    def evidence_id(self) -> int | None:
        """Return the piece's id, None for an explanation."""
        return self.evidence.id if self.evidence else None

    @property
    def explanation_id(self) -> int | None:
        """Return the explanation's id, None for a piece."""
        return self.explanation.id if self.explanation else None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much waits, how much of it for this person, and for which criteria."""

    total: int = 0
    own: int = 0
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueOrder:
    """What the queue is sorted by instead of by its urgency: one of these, and which way.

    `criterion` gives what a criterion is sorted by, `title` what the name of an item is: of a piece, or of a
    product's explanation (True).
    """

    column: str | None = None
    criterion: Callable[[Criterion], Any] | None = None
    title: Callable[[str, bool], Any] | None = None
    descending: bool = False


def review_queue(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle | None = None,
    filters: QueueFilters | None = None,
    order: QueueOrder | None = None,
    *,
    first: int = 0,
    most: int | None = None,
) -> tuple[QueueItem, ...]:
    """Return what waits in one cycle or in all, most urgent first or as asked: `most` from `first` on."""
    if not allows(actor.roles, Right.JUDGE):
        return ()
    rows = waiting_rows(session, actor, cycle, filters)
    if order is not None and order.title is not None:
        named = _by_title(session, rows, order.title, descending=order.descending)
        return _items(session, actor, named[first:][:most])
    sorted_by = _sorted_by(session, rows, order) if order else ()
    asked = select(rows).order_by(*sorted_by, *urgency(rows)).offset(first).limit(most)
    return _items(session, actor, session.execute(asked).all())


def count_queue(
    session: Session, actor: Actor, cycle: AssessmentCycle, filters: QueueFilters | None = None
) -> QueueCounts:
    """Count what waits."""
    if not allows(actor.roles, Right.JUDGE):
        return QueueCounts()
    rows = waiting_rows(session, actor, cycle, filters)
    counted = session.execute(
        select(rows.c.criterion_id, func.count(), func.sum(rows.c.is_own)).group_by(rows.c.criterion_id)
    ).all()
    criteria = select(Criterion).where(Criterion.id.in_([row[0] for row in counted])).options(lazyload("*"))
    shown = criteria.options(joinedload(Criterion.lead_agency), joinedload(Criterion.field))
    return QueueCounts(
        total=sum(row[1] for row in counted),
        own=sum(row[2] for row in counted),
        criteria=tuple(session.scalars(shown)) if counted else (),
    )


def _sorted_by(session: Session, rows: Subquery, order: QueueOrder) -> tuple[ColumnElement[Any], ...]:
    if order.criterion is not None:
        key: ColumnElement[Any] = place_of(rows.c.criterion_id, _places(session, rows, order.criterion))
    else:
        key = rows.c[order.column or "waiting_since"]
    return (key.desc() if order.descending else key,)


def _places(session: Session, rows: Subquery, order: Callable[[Criterion], Any]) -> dict[int, int]:
    """Return the places of the criteria; those that are equal share one."""
    waiting = select(Criterion).where(Criterion.id.in_(select(rows.c.criterion_id)))
    keys = {criterion.id: order(criterion) for criterion in session.scalars(waiting).unique()}
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    return {criterion_id: places[key] for criterion_id, key in keys.items()}


def _by_title(
    session: Session, rows: Subquery, title: Callable[[str, bool], Any], *, descending: bool
) -> list[Row[Any]]:
    """Return all rows sorted by their names: the order of Vietnamese words is not the database's."""
    found = session.execute(select(rows).order_by(*urgency(rows))).all()

    def name(row: Row[Any]) -> Any:
        return title(row.title, row.explanation_id is not None)

    return sorted(found, key=name, reverse=descending)


def _items(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> tuple[QueueItem, ...]:
    pieces = _pieces(session, [row.evidence_id for row in rows if row.evidence_id is not None])
    explanations = _explanations(
        session, [row.explanation_id for row in rows if row.explanation_id is not None]
    )
    of_pieces = [row.evidence_id for row in rows if row.evidence_id is not None and not row.is_own]
    parts = involvement_in_pieces(session, of_pieces) if of_pieces else {}
    of_explained = involvement_in_explained(session, explanations.values())
    items = []
    for row in rows:
        evidence, explanation = pieces.get(row.evidence_id), explanations.get(row.explanation_id)
        found = parts.get(row.evidence_id) if evidence else of_explained.get(row.explanation_id)
        blockers = may_judge(actor.persons, found) if found and not row.is_own else ()
        shown = evidence or explanation
        assert shown is not None  # a row names a piece or an explanation
        items.append(QueueItem(shown.criterion, evidence, explanation, row.waiting_since, blockers))
    return tuple(items)


def _pieces(session: Session, ids: Sequence[int]) -> dict[int, Evidence]:
    if not ids:
        return {}
    document = joinedload(Evidence.version).joinedload(DocumentVersion.document)
    shown = (
        select(Evidence)
        .where(Evidence.id.in_(ids))
        .options(
            joinedload(Evidence.criterion),
            joinedload(Evidence.product),
            joinedload(Evidence.agency),
            document.lazyload(Document.owner_agency),
            document.lazyload(Document.versions),
            joinedload(Evidence.version).lazyload(DocumentVersion.blob),
        )
    )
    return {piece.id: piece for piece in session.scalars(shown).unique()}


def _explanations(session: Session, ids: Sequence[int]) -> dict[int, Explanation]:
    if not ids:
        return {}
    shown = (
        select(Explanation)
        .where(Explanation.id.in_(ids))
        .options(
            joinedload(Explanation.criterion),
            joinedload(Explanation.product),
            joinedload(Explanation.question),
        )
    )
    return {explanation.id: explanation for explanation in session.scalars(shown).unique()}


def count_waiting_for(session: Session, actor: Actor) -> Counter[int]:
    """Count, by the cycle's id, the items of the queue that this person may judge: what the header says."""
    if not allows(actor.roles, Right.JUDGE):
        return Counter()
    pieces = (
        select(Criterion.cycle_id, func.count(Evidence.id))
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(waits_for_verdict(), at_work())
        .where(Evidence.id.not_in(pieces_involving(actor.persons)))
    )
    explanations = (
        select(Criterion.cycle_id, func.count(Explanation.id))
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .where(explanation_waits(), at_work())
        .where(involves_none_of(actor.persons))
    )
    by_cycle = [counted.group_by(Criterion.cycle_id) for counted in (pieces, explanations)]
    found: Counter[int] = Counter()
    for cycle_id, count in session.execute(union_all(*by_cycle)):
        found[cycle_id] += count
    return found
