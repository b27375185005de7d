"""The viewer of a document's pages, on its own page and on the desk: all of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from evidence_repo.models import DocumentVersion
from evidence_repo.web.numbers import asked_number

ZOOMS = ("fit", "100", "200")
"""The page as wide as its place in the window, as large as on paper, twice as large."""

TURNS = (0, 90, 180, 270)
_NEIGHBOURS = 12
_NAMES = ("page", "zoom", "turn", "view")
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Pin:
    """A passage that a reviewer has marked on the page: boxes as fractions of it, and its words."""

    quote: str
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page that is looked at: a picture where there are pages, else the text of a part."""

    number: int
    last: int
    cited: tuple[int, ...]
    has_picture: bool
    is_text: bool
    texts: Sequence[str]
    zoom: str
    turn: int

    @property
    def text(self) -> str:
        """Return the text of the page as far as it was read."""
        return self.texts[self.number - 1] if self.number <= len(self.texts) else ""

    @property
    def strip(self) -> list[int]:
        """Return the pages with a thumbnail: those around this one, the first, the last and the cited."""
        around = range(self.number - _NEIGHBOURS, self.number + _NEIGHBOURS + 1)
        wanted = {1, self.last, *around, *self.cited[: 2 * _NEIGHBOURS]}
        return sorted(page for page in wanted if 1 <= page <= self.last)

    @property
    def next_turn(self) -> int | None:
        """Return how the page lies after one more quarter turn; None is upright."""
        return TURNS[(TURNS.index(self.turn) + 1) % len(TURNS)] or None

    def zoom_beside(self, step: int) -> str | None:
        """Return the next larger or smaller size, None where there is none."""
        at = ZOOMS.index(self.zoom) + step
        return ZOOMS[at] if 0 <= at < len(ZOOMS) else None


def shown_page(version: DocumentVersion, texts: Sequence[str], cited: tuple[int, ...] = ()) -> ShownPage:
    """Return the page that the address asks for, the first cited one where it asks for none."""
    last = max(version.page_count or 0, len(texts), 1)
    wanted = asked_number("page") or (cited[0] if cited else 1)
    zoom, turn = request.args.get("zoom", ""), asked_number("turn") or 0
    return ShownPage(
        number=min(max(wanted, 1), last),
        last=last,
        cited=cited,
        has_picture=version.has_pictures,
        is_text=not version.has_pictures or request.args.get("view") == "text",
        texts=texts,
        zoom=zoom if zoom in ZOOMS else ZOOMS[0],
        turn=turn if turn in TURNS else 0,
    )


@dataclass(frozen=True, slots=True)
class ViewerAddress:
    """The address of a viewer: called with what is to change, it answers the address that shows it so."""

    endpoint: str
    path: Mapping[str, Any]
    kept: Mapping[str, Any] = field(default_factory=dict)

    def _standing(self) -> dict[str, Any]:
        asked = {name: request.args.get(name, "") for name in _NAMES}
        kept = {name: value for name, value in self.kept.items() if value is not None}
        return kept | {name: value for name, value in asked.items() if 0 < len(value) <= _LONGEST}

    def __call__(self, **changes: Any) -> str:
        parts = {**self._standing(), **changes}
        wanted = {name: value for name, value in parts.items() if value is not None}
        return url_for(self.endpoint, **self.path, **wanted)

    @property
    def action(self) -> str:
        """Return where the form with the number of a page is sent."""
        return url_for(self.endpoint, **self.path)

    @property
    def fields(self) -> list[tuple[str, Any]]:
        """Return what that form carries besides."""
        return [(name, value) for name, value in self._standing().items() if name != "page"]
