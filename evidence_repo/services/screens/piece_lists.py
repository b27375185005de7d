"""Which of a criterion's pieces a page shows: 50 at a time, found by words, state or the piece itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, Document, DocumentVersion, Evidence
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from index.text import fold
from workflows.states import EvidenceState

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PieceFilter:
    """What is asked for: a page, or the page on which a piece stands; words in title, number, file name."""

    page: int = 1
    piece: int | None = None
    words: str = ""
    state: EvidenceState | None = None

    @property
    def is_on(self) -> bool:
        """Return whether anything is left out."""
        return bool(self.words or self.state)


@dataclass(frozen=True, slots=True)
class PieceList:
    """The ids of one page's pieces in the order of the sheets; `found` counts all that the filter finds."""

    shown: tuple[int, ...]
    number: int
    last: int
    found: int

    @property
    def first(self) -> int:
        """Return the place of the page's first piece among those that were found."""
        return (self.number - 1) * PAGE_SIZE + 1


def list_pieces(session: Session, actor: Actor, criterion: Criterion, wanted: PieceFilter) -> PieceList:
    """Return the page of the criterion's pieces that is wanted; what the filter leaves out has no page."""
    pieces = _in_order(actor, criterion, wanted.state)
    if words := fold(wanted.words).split():
        return _of_words(session, pieces, words, wanted)
    numbered = pieces.subquery()
    found = session.scalar(select(func.count()).select_from(numbered)) or 0
    place = session.scalar(select(numbered.c.place).where(numbered.c.id == wanted.piece))
    number, last = _page(wanted, found, place)
    page = pieces.order_by("place").limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return PieceList(tuple(session.scalars(page)), number, last, found)


def _page(wanted: PieceFilter, found: int, place: int | None) -> tuple[int, int]:
    last = max(1, -(-found // PAGE_SIZE))
    asked = (place - 1) // PAGE_SIZE + 1 if place else wanted.page
    return min(max(asked, 1), last), last


def _in_order(actor: Actor, criterion: Criterion, state: EvidenceState | None) -> Select[Any]:
    """Number as the sheets stand: by product, those without one last, withdrawn ones at a sheet's end."""
    places = {product.id: place for place, product in enumerate(criterion.products)}
    product = case(places, value=Evidence.product_id, else_=len(places)) if places else literal(0)
    is_withdrawn = case((Evidence.state == EvidenceState.WITHDRAWN, 1), else_=0)
    place = func.row_number().over(order_by=(product, is_withdrawn, Evidence.id)).label("place")
    pieces = select(Evidence.id, place).where(Evidence.criterion_id == criterion.id, visible_evidence(actor))
    return pieces if state is None else pieces.where(Evidence.state == state)


def _of_words(session: Session, pieces: Select[Any], words: Sequence[str], wanted: PieceFilter) -> PieceList:
    version = DocumentVersion
    title = func.coalesce(version.header_subject, Document.link_title, version.file_name)
    named = (
        pieces.add_columns(title, version.header_number, version.file_name)
        .join(version, version.id == Evidence.version_id)
        .join(Document, Document.id == version.document_id)
        .order_by("place")
    )
    ids = [row[0] for row in session.execute(named) if _has_words(row[2:], words)]
    place = ids.index(wanted.piece) + 1 if wanted.piece in ids else None
    number, last = _page(wanted, len(ids), place)
    return PieceList(tuple(ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, last, len(ids))


def _has_words(names: Sequence[str | None], words: Sequence[str]) -> bool:
    text = fold(" ".join(name or "" for name in names))
    return all(word in text for word in words)
