"""What is known of the papers of many pieces, counted by the database: those alike to every rule as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, func

from evidence_repo.models import Document, DocumentVersion
from index.extraction.states import ExtractionState
from workflows.papers import LinkFacts

_VERSION = DocumentVersion
ALIKE: tuple[ColumnElement[Any], ...] = (
    extract("year", _VERSION.header_issued_on),
    _VERSION.header_number.is_(None),
    _VERSION.header_confirmed_at.is_(None),
    _VERSION.extraction_state.expression,
    Document.link_url.is_(None),
    Document.link_title.is_(None),
    Document.link_seen_on.is_(None),
)
"""By what papers are alike to every rule that looks at them."""

FACTS: tuple[ColumnElement[Any], ...] = (
    func.count(),
    func.min(_VERSION.header_number),
    func.min(_VERSION.header_issued_on),
    func.min(Document.link_url),
    func.min(Document.link_title),
    func.min(Document.link_seen_on),
    func.min(_VERSION.sha256),
)
"""How many they are, and one of each of their values."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is known of the papers of `count` alike pieces; `key` holds their values of `ALIKE`."""

    number: str | None
    issued_on: date | None
    is_confirmed: bool
    state: ExtractionState
    link: LinkFacts | None
    count: int
    key: tuple[Any, ...]

    @property
    def alike(self) -> ColumnElement[bool]:
        """Return the condition that finds these papers again."""
        pairs = zip(ALIKE, self.key, strict=True)
        return and_(*(column.is_not_distinct_from(value) for column, value in pairs))


def facts_of_row(row: Any) -> PaperFacts:
    """Return the facts of a row that holds `ALIKE`, then `FACTS`."""
    key = tuple(row[: len(ALIKE)])
    count, number, issued_on, url, title, seen_on, digest = row[len(ALIKE) :]
    link = LinkFacts(url, title, seen_on, has_capture=bool(digest)) if url is not None else None
    return PaperFacts(number, issued_on, not key[2], ExtractionState(key[3]), link, count, key)
