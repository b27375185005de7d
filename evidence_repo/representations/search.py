"""What a search finds as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.representations.schema import (
    CRITERION,
    ID,
    YEAR,
    Published,
    many,
    number,
    optional,
    text,
    thing,
    words,
)
from evidence_repo.services.searching.finding import SearchHit, SearchPage


def search_json(page: SearchPage) -> dict[str, Any]:
    """Return the page of hits."""
    hits = [hit_json(hit) for hit in page.hits]
    return {"total": page.total, "took_ms": round(page.took_ms, 1), "hits": hits}


def hit_json(hit: SearchHit) -> dict[str, Any]:
    """Return one hit with its best passage."""
    best = hit.passages[0] if hit.passages else None
    return {
        "document_id": hit.version.document_id,
        "number": hit.version.header_number,
        "subject": hit.version.title,
        "criteria": [
            {"year": year, "criterion": label}
            for year, label in dict.fromkeys((cited.year, cited.label) for cited in hit.criteria)
        ],
        "page": best.page if best else None,
        "snippet": best.text if best else "",
    }


SCHEMAS = {
    "search": Published(
        "evidence-repo search --json",
        "One page of what the person may find.",
        thing(
            total=number(0, description="Hits in all."),
            took_ms=number(0, "number"),
            hits=many(
                thing(
                    document_id=ID,
                    number=optional(text()),
                    subject=words(description="Else the link's title or the file's name."),
                    criteria=many(
                        thing(year=YEAR, criterion=CRITERION),
                        description="What it is cited for, as far as the person may see.",
                    ),
                    page=optional(
                        number(1), description="Page of the best passage; null if only the header answers."
                    ),
                    snippet=text(),
                )
            ),
        ),
    ),
}
