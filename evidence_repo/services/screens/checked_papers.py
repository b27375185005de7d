"""What the automatic checks look at, as the database has it: alike pieces counted, those at fault named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import Document, DocumentVersion, Evidence
from evidence_repo.services.packs.paper_facts import ALIKE, FACTS, PaperFacts, facts_of_row
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from workflows.papers import identity, pieces_of_one_paper
from workflows.states import EvidenceState

_VERSION = DocumentVersion
MOST_NAMED = 10
"""Pieces that a check names; how many there are, it counts."""


@dataclass(frozen=True, slots=True)
class NamedPiece:
    """A piece by what people call it."""

    id: int
    number: str | None
    title: str


def in_pack(actor: Actor, criterion_id: int) -> ColumnElement[bool]:
    """Return the condition that a piece is in the pack, not withdrawn, and seen by this person."""
    is_counted = (Evidence.state != EvidenceState.WITHDRAWN) & Evidence.accepted_at.is_not(None)
    return and_(Evidence.criterion_id == criterion_id, is_counted, visible_evidence(actor))


def paper_facts(session: Session, pieces: ColumnElement[bool]) -> list[PaperFacts]:
    """Return what is known of these pieces' papers, alike ones together, the first cited first."""
    counted = (
        select(*ALIKE, *FACTS)
        .select_from(Evidence)
        .join(_VERSION, _VERSION.id == Evidence.version_id)
        .join(Document, Document.id == _VERSION.document_id)
        .where(pieces)
        .group_by(*ALIKE)
        .order_by(func.min(Evidence.id))
    )
    return [facts_of_row(row) for row in session.execute(counted)]


def name_pieces(
    session: Session, pieces: ColumnElement[bool], of: Sequence[PaperFacts]
) -> tuple[NamedPiece, ...]:
    """Return the first of the pieces with these facts."""
    wanted = or_(false(), *(facts.alike for facts in of))
    return _named(session, pieces, wanted)


def pieces_with_doubles(
    session: Session, pieces: ColumnElement[bool], only: int | None = None
) -> tuple[int, tuple[NamedPiece, ...]]:
    """Return how many of the pieces have a paper that another document is too, and the first of them.

    With `only` just this piece is asked about.
    """
    other, others_version = aliased(Evidence), aliased(DocumentVersion)
    known = (
        select(
            Evidence.id,
            _VERSION.number_key,
            _VERSION.header_issuer,
            _VERSION.header_issued_on,
            _VERSION.document_id,
        )
        .join(_VERSION, _VERSION.id == Evidence.version_id)
        .where(pieces, _VERSION.number_key.is_not(None), _VERSION.header_issued_on.is_not(None))
    )
    if only is None:
        same = known.with_only_columns(_VERSION.number_key, _VERSION.header_issued_on)
        several = func.count(_VERSION.document_id.distinct()) > 1
        doubled = same.group_by(_VERSION.number_key, _VERSION.header_issued_on).having(several).subquery()
        candidates = known.join(
            doubled,
            and_(
                doubled.c.number_key == _VERSION.number_key,
                doubled.c.header_issued_on == _VERSION.header_issued_on,
            ),
        )
    else:
        own = (
            select(others_version.number_key)
            .join(other, other.version_id == others_version.id)
            .where(other.id == only)
        )
        candidates = known.where(_VERSION.number_key == own.scalar_subquery())
    rows = session.execute(candidates.order_by(Evidence.id)).all()
    found = pieces_of_one_paper({row[0]: (identity(*row[1:4]), row[4]) for row in rows})
    ids = [piece for piece in found if only in (None, piece)]
    named = _named(session, Evidence.id.in_(ids[:MOST_NAMED])) if ids else ()
    return len(ids), named


def served_deadlines(session: Session, pieces: ColumnElement[bool]) -> frozenset[int | None]:
    """Return the deadlines that these pieces name."""
    return frozenset(session.scalars(select(Evidence.deadline_id).where(pieces).distinct()))


def _named(session: Session, *conditions: ColumnElement[bool]) -> tuple[NamedPiece, ...]:
    title = func.coalesce(_VERSION.header_subject, Document.link_title, _VERSION.file_name)
    found = (
        select(Evidence.id, _VERSION.header_number, title)
        .join(_VERSION, _VERSION.id == Evidence.version_id)
        .join(Document, Document.id == _VERSION.document_id)
        .where(*conditions)
        .order_by(Evidence.id)
        .limit(MOST_NAMED)
    )
    return tuple(NamedPiece(*row) for row in session.execute(found))


def first_in_states(
    session: Session, pieces: ColumnElement[bool], states: Sequence[EvidenceState], most: int
) -> dict[EvidenceState, list[NamedPiece]]:
    """Return the first of the pieces in each of these states."""
    title = func.coalesce(_VERSION.header_subject, Document.link_title, _VERSION.file_name)
    ranked = (
        select(
            Evidence.id,
            _VERSION.header_number,
            title.label("title"),
            Evidence.state,
            func.row_number().over(partition_by=Evidence.state, order_by=Evidence.id).label("place"),
        )
        .join(_VERSION, _VERSION.id == Evidence.version_id)
        .join(Document, Document.id == _VERSION.document_id)
        .where(pieces, Evidence.state.in_(states))
        .subquery()
    )
    found: dict[EvidenceState, list[NamedPiece]] = {state: [] for state in states}
    for row in session.execute(select(ranked).where(ranked.c.place <= most).order_by(ranked.c.id)):
        found[row.state].append(NamedPiece(row.id, row.header_number, row.title))
    return found
