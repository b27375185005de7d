"""What a paper must show of itself, and when two papers of a pack look like one.

A file is known by its number and symbol and its day of issue; a link by its address, its title, the day on
which it was seen and the captured copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Identity = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What is known of a link."""

    address: str | None
    title: str | None
    seen_on: date | None
    has_capture: bool

    @property
    def is_complete(self) -> bool:
        """Return whether nothing is missing that makes a link a proof."""
        return bool(self.address and self.title and self.seen_on and self.has_capture)


def missing_facts(number: str | None, issued_on: date | None, link: LinkFacts | None) -> tuple[str, ...]:
    """Return what is missing, as the gate's rules; a link is judged by what a link has."""
    if link is not None:
        return () if link.is_complete else ("link_incomplete",)
    found = {"number_missing": number, "issue_date_missing": issued_on}
    return tuple(rule for rule, value in found.items() if value is None)


def identity(number_key: str | None, issuer: str | None, issued_on: date | None) -> Identity | None:
    """Return number and symbol, issuer and day, by which a paper is known; None without number or day."""
    if not number_key or issued_on is None:
        return None
    return number_key, " ".join((issuer or "").casefold().split()), issued_on


def pieces_of_one_paper(pieces: Mapping[int, tuple[Identity | None, int]]) -> tuple[int, ...]:
    """Return the pieces of a pack whose identity another document has; values: identity and document.

    The same document cited twice, for two products, is no finding.
    """
    documents: dict[Identity, set[int]] = defaultdict(set)
    for known, document in pieces.values():
        if known is not None:
            documents[known].add(document)
    return tuple(piece for piece, (known, _) in pieces.items() if known and len(documents[known]) > 1)
