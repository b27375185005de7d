"""How what is open changes hands: counted, moved in a few statements, and followed by tags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, Assignment, Criterion, DocumentVersion, Evidence, EvidencePack
from evidence_repo.models.catalogue import criterion_coordinating
from evidence_repo.services.reorganising.belongings import (
    BELONGINGS,
    CONTRIBUTING,
    Belonging,
    Heirs,
    in_open_pack,
)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Heap:
    """What of one sort moves: how much of it, and what the first of it is called."""

    word: str
    count: int
    labels: tuple[str, ...]

    @property
    def left(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.labels)


def what_moves(session: Session, agency: Agency, most: int) -> list[Heap]:
    """Return what would move now if the agency had a successor, at most `most` of each sort by name."""
    heaps = [_heap(session, belonging, agency, most) for belonging in BELONGINGS]
    criteria = _contributed(agency.id)
    found = session.scalars(select(Criterion).where(Criterion.id.in_(criteria)).order_by(Criterion.id)).all()
    labels = tuple(f"{criterion.label}: {criterion.title}" for criterion in found[:most])
    return [heap for heap in (*heaps, Heap(CONTRIBUTING, len(found), labels)) if heap.count]


def _heap(session: Session, belonging: Belonging, agency: Agency, most: int) -> Heap:
    moving, model = belonging.moving(agency.id), belonging.model
    count = session.scalar(select(func.count(model.id)).where(moving)) or 0
    rows = session.scalars(select(model).where(moving).order_by(model.id).limit(most)).unique()
    return Heap(belonging.word, count, tuple(belonging.label(row) for row in rows))


def lock_open_packs(session: Session, agency: Agency) -> None:
    """Lock every open pack that the agency leads, has pieces in or is asked for, by their ids."""
    session.flush()
    pieces = select(Evidence.criterion_id).where(Evidence.agency_id == agency.id)
    leads = select(Criterion.id).where(Criterion.lead_agency_id == agency.id)
    asked = select(Assignment.criterion_id).where(
        Assignment.agency_id == agency.id, Assignment.is_live.is_(True)
    )
    of_agency = EvidencePack.criterion_id.in_(leads.union(pieces, asked))
    packs = select(EvidencePack.id).where(of_agency, in_open_pack(EvidencePack.criterion_id))
    session.execute(packs.order_by(EvidencePack.id).with_for_update(of=EvidencePack))


def move_belongings(
    session: Session, agency: Agency, heirs: Heirs, successors: Iterable[int]
) -> dict[str, int]:
    """Give everything open to the successors; return how much of each sort."""
    moved = {each.word: _move(session, each, agency.id, heirs) for each in BELONGINGS}
    moved[CONTRIBUTING] = _move_contributing(session, agency.id, tuple(successors))
    return {word: count for word, count in moved.items() if count}


def bytes_of_open_pieces(session: Session, agency: Agency) -> frozenset[str]:
    """Return the bytes that the agency's pieces in open packs pin: their tags name the agency."""
    pinned = select(DocumentVersion.sha256).join(Evidence, Evidence.version_id == DocumentVersion.id)
    own = pinned.where(Evidence.agency_id == agency.id, in_open_pack(Evidence.criterion_id))
    return frozenset(session.scalars(own))


def _move(session: Session, belonging: Belonging, agency_id: int, heirs: Heirs) -> int:
    rows = session.execute(belonging.rows(agency_id)).all()
    shares: dict[int, list[int]] = {}
    for row_id, criterion_id, person_id in rows:
        shares.setdefault(heirs.of(criterion_id, person_id), []).append(row_id)
    model: Any = belonging.model
    for heir, ids in shares.items():
        for begin in range(0, len(ids), _AT_ONCE):
            some = model.id.in_(ids[begin : begin + _AT_ONCE])
            session.execute(update(model).where(some).values({belonging.column.key: heir}))
    return len(rows)


def _contributed(agency_id: int) -> Any:
    links = criterion_coordinating.c
    own = select(links.criterion_id).where(links.agency_id == agency_id)
    return own.where(in_open_pack(links.criterion_id))


def _move_contributing(session: Session, agency_id: int, successors: tuple[int, ...]) -> int:
    """Let the successors contribute where the agency did, but none where it leads or contributes already."""
    links = criterion_coordinating.c
    criteria = list(session.scalars(_contributed(agency_id)))
    session.execute(
        delete(criterion_coordinating).where(links.agency_id == agency_id, links.criterion_id.in_(criteria))
    )
    standing = {(row[0], row[1]) for row in session.execute(select(links.criterion_id, links.agency_id))}
    leads = {(row[0], row[1]) for row in session.execute(select(Criterion.id, Criterion.lead_agency_id))}
    wanted = {(criterion, heir) for criterion in criteria for heir in successors}
    rows = [
        {"criterion_id": criterion, "agency_id": heir}
        for criterion, heir in sorted(wanted - standing - leads)
    ]
    if rows:
        session.execute(insert(criterion_coordinating), rows)
    _let_leads_not_contribute(session, standing & leads, successors)
    return len(criteria)


def _let_leads_not_contribute(
    session: Session, both: set[tuple[int, int]], successors: tuple[int, ...]
) -> None:
    links = criterion_coordinating.c
    for criterion, heir in sorted(both):
        if heir in successors:
            own = (links.criterion_id == criterion) & (links.agency_id == heir)
            session.execute(delete(criterion_coordinating).where(own))
