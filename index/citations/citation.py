"""A document that a text names, and where it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is named: the page, and the words around as `before`, `written`, `after`."""

    page: int
    before: str
    written: str
    after: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A named document: `key` is compared (`34/2016/nd-cp`), `number` is shown (`34/2016/NĐ-CP`).

    `doc_type` and `issued_on` are what the text says beside the number, if it does. Several documents may
    carry one number in different years or agencies; those that the text dates differently are kept apart.
    """

    key: str
    number: str
    place: Place
    pages: tuple[int, ...]
    times: int = 1
    doc_type: str | None = None
    issued_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the citation as plain JSON values."""
        return {
            "key": self.key,
            "number": self.number,
            "doc_type": self.doc_type,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "pages": list(self.pages),
            "times": self.times,
            "place": {name: getattr(self.place, name) for name in Place.__slots__},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the citation that `to_json` wrote."""
        return cls(
            key=data["key"],
            number=data["number"],
            place=Place(**data["place"]),
            pages=tuple(data["pages"]),
            times=data["times"],
            doc_type=data["doc_type"],
            issued_on=date.fromisoformat(data["issued_on"]) if data["issued_on"] else None,
        )
