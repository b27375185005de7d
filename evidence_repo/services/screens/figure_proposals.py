"""Figures that stand in the pages cited for a criterion, near the words of a target: proposals with place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import Evidence, Target
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.workflow.cited_pages import page_numbers
from index.figures import FoundFigure, find_figures
from storage import BlobStore
from workflows.states import EvidenceState

MOST_PIECES = 20
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ProposedFromDocument:
    """A figure and the piece in whose pages it stands."""

    piece: Evidence
    found: FoundFigure


def pieces_of_criterion(session: Session, actor: Actor, criterion_id: int) -> Sequence[Evidence]:
    """Return the pieces of the criterion that this person sees and that can prove figures, latest first."""
    cited = select(Evidence).where(
        Evidence.criterion_id == criterion_id,
        Evidence.state != EvidenceState.WITHDRAWN,
        visible_evidence(actor),
    )
    newest = cited.options(joinedload(Evidence.version)).order_by(Evidence.id.desc())
    return session.scalars(newest.limit(MOST_PIECES)).all()


def propose_from_documents(
    store: BlobStore, target: Target, pieces: Iterable[Evidence]
) -> tuple[ProposedFromDocument, ...]:
    """Return figures near the target's words in the cited pages, the likeliest first."""
    found = [
        ProposedFromDocument(piece, each)
        for piece in pieces
        if piece.version.sha256
        for each in find_figures(_cited(store, piece), target.measure)
    ]
    return tuple(sorted(found, key=lambda each: -each.found.shared)[:_MOST_SHOWN])


def _cited(store: BlobStore, piece: Evidence) -> Iterator[tuple[int, str]]:
    texts = page_texts(store, piece.version)
    cited = page_numbers(piece.pages) or range(1, len(texts) + 1)
    yield from ((number, texts[number - 1]) for number in cited if number <= len(texts))
