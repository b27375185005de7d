"""The address of a search: everything that decides what is shown stands in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from evidence_repo.services.searching.facets import Facet
from evidence_repo.web.numbers import whole_number
from index.search import Sort

MAX_PAGE = 5_000
_NO_TEXT = frozenset({"Cc", "Cn", "Cs"})
"""Controls, surrogates and what is no character: HTML does not allow them."""


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """What an address of the search asks for."""

    text: str
    filters: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    like: int | None = None
    """The version that documents are to be like; the words count for nothing then."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked."""
        return not self.text and not self.filters and self.like is None

    def address(self, endpoint: str = "search.show", **more: str) -> str:
        """Return the address that asks for this."""
        parts: dict[str, Any] = {**self.parts(), **more}
        return url_for(endpoint, **parts)

    def parts(self) -> dict[str, str | list[str]]:
        """Return the parts of the address, those that say nothing left out."""
        parts: dict[str, str | list[str]] = {"q": self.text} if self.text else {}
        parts |= {facet.value: sorted(self.filters[facet]) for facet in Facet if facet in self.filters}
        if self.like is not None:
            parts["like"] = str(self.like)
        if self.sort is Sort.DATE:
            parts["sort"] = self.sort.value
        if self.page > 1:
            parts["page"] = str(self.page)
        return parts

    def toggled(self, facet: Facet, value: str) -> SearchPlace:
        """Return the place where this value is chosen, or is no more."""
        values = self.filters.get(facet, frozenset()) ^ {value}
        filters = {name: kept for name, kept in self.filters.items() if name is not facet}
        return replace(self, filters=filters | ({facet: values} if values else {}), page=1)

    def asking(self, text: str) -> SearchPlace:
        """Return the place that asks for other words."""
        return replace(self, text=text, page=1, like=None)

    def sorted_by(self, sort: str) -> SearchPlace:
        """Return the place in another order."""
        return replace(self, sort=Sort(sort), page=1)

    def at(self, page: int) -> SearchPlace:
        """Return another page of it."""
        return replace(self, page=page)

    def without_filters(self) -> SearchPlace:
        """Return the place where nothing is chosen."""
        return replace(self, filters={}, page=1)


def clean_words(text: str) -> str:
    """Return what was typed without characters that no page may show, blanks as single ones."""
    visible = (" " if unicodedata.category(letter) in _NO_TEXT else letter for letter in text)
    return " ".join("".join(visible).split())


def place_of(address: Mapping[str, Any]) -> SearchPlace:
    """Return what the parts of an address ask for; what makes no sense is left out."""
    parts: MultiDict[str, str] = MultiDict(address)
    chosen = {facet: frozenset(filter(None, map(clean_words, parts.getlist(facet.value)))) for facet in Facet}
    return SearchPlace(
        text=clean_words(parts.get("q", "")),
        filters={facet: values for facet, values in chosen.items() if values},
        sort=Sort.DATE if parts.get("sort") == Sort.DATE else Sort.RELEVANCE,
        page=min(max(1, parts.get("page", 1, type=whole_number)), MAX_PAGE),
        like=parts.get("like", type=whole_number),
    )


def asked_place() -> SearchPlace:
    """Return what this request's address asks for."""
    return place_of(request.args)
