"""Which of a criterion's pieces a page shows: 50 at a time, found by words, state or the piece itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence_repo.models import Criterion, Evidence
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
    """The pieces of one page in the order of the sheets; `found` is how many the filter finds in all."""

    shown: tuple[Evidence, ...]
    number: int
    last: int
    found: int

    @property
    def first(self) -> int:
        """Return the place of the page's first piece among those that were found."""
        return (self.number - 1) * PAGE_SIZE + 1


def list_pieces(criterion: Criterion, pieces: Sequence[Evidence], wanted: PieceFilter) -> PieceList:
    """Return the page of these pieces that is wanted; a piece that the filter leaves out has no page."""
    words = fold(wanted.words).split()
    found = [piece for piece in _in_order(criterion, pieces) if _fits(piece, words, wanted.state)]
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(wanted.page, 1), last)
    ids = [piece.id for piece in found]
    if wanted.piece in ids:
        number = ids.index(wanted.piece) // PAGE_SIZE + 1
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return PieceList(tuple(shown), number, last, len(found))


def _in_order(criterion: Criterion, pieces: Sequence[Evidence]) -> list[Evidence]:
    """Order as the sheets stand: by product, those without one last, withdrawn ones at a sheet's end."""
    places = {product.id: place for place, product in enumerate(criterion.products)}

    def place(piece: Evidence) -> tuple[int, bool, int]:
        return places.get(piece.product_id or 0, len(places)), is_withdrawn(piece), piece.id

    return sorted(pieces, key=place)


def is_withdrawn(piece: Evidence) -> bool:
    """Return whether the piece counts for nothing any more."""
    return piece.state is EvidenceState.WITHDRAWN


def _fits(piece: Evidence, words: Sequence[str], state: EvidenceState | None) -> bool:
    if state is not None and piece.state is not state:
        return False
    version = piece.version
    text = fold(f"{version.title} {version.header_number or ''} {version.file_name}") if words else ""
    return all(word in text for word in words)
