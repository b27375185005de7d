"""Search: what was found for this person, with the citations they may see and the passages that answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, Criterion, DocumentVersion, Evidence, Explanation
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.acting.visibility import visible_explanations
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.searching.scope import (
    SearchFilters,
    findable_version_ids,
    resolve_citations,
    standing_pieces,
)
from index.search import (
    IndexDamaged,
    Note,
    Passage,
    SearchAnswer,
    SearchEngine,
    Sort,
    find_passages,
    parse_query,
)
from storage import BlobStore
from workflows.evidence import EvidenceState

PASSAGES = 3
_NO_FILTERS = SearchFilters()


@dataclass(frozen=True, slots=True)
class CitedFor:
    """What a found version is cited for: by a piece, or attached to an explanation (no piece, no state)."""

    criterion_id: int
    criterion: str
    agency: str
    evidence_id: int | None = None
    state: EvidenceState | None = None
    pages: str | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found version, what this person may know of its citations, and where it answers, the best first."""

    version: DocumentVersion
    criteria: tuple[CitedFor, ...]
    passages: tuple[Passage, ...]
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits; `partial` says that some may be missing: time ran out, or the index is being made."""

    total: int
    took_ms: float
    partial: bool
    notes: tuple[Note, ...]
    hits: tuple[SearchHit, ...]


def search_documents(
    session: Session,
    engine: SearchEngine,
    store: BlobStore,
    actor: Actor,
    query: str,
    *,
    filters: SearchFilters = _NO_FILTERS,
    sort: Sort = Sort.RELEVANCE,
    offset: int = 0,
    limit: int = 20,
) -> SearchPage:
    """Return hits `offset` to `offset + limit` of what this person may find, one for each cited version.

    An index that cannot be read answers with nothing and `partial`: a worker makes it anew.
    """
    started = time.perf_counter()
    parsed = parse_query(query)
    findable = findable_version_ids(session, actor, filters)
    resolved = resolve_citations(session, actor, parsed)
    try:
        answer = engine.search(resolved, visible=findable, sort=sort, offset=offset, limit=limit)
    except IndexDamaged:
        answer = SearchAnswer(0, (), 0.0, partial=True)
    versions = _versions(session, [hit.id for hit in answer.hits])
    criteria = _criteria(session, actor, [version.id for version in versions])
    latest = _latest_numbers(session, {version.document_id for version in versions})
    hits = tuple(
        SearchHit(
            version,
            tuple(criteria.get(version.id, ())),
            find_passages(parsed, page_texts(store, version), PASSAGES),
            version.number < latest[version.document_id],
        )
        for version in versions
    )
    took = (time.perf_counter() - started) * 1000
    return SearchPage(answer.total, took, answer.partial, parsed.notes, hits)


def _versions(session: Session, ids: Sequence[int]) -> list[DocumentVersion]:
    found = {
        version.id: version
        for version in session.scalars(select(DocumentVersion).where(DocumentVersion.id.in_(ids)))
    }
    return [found[version_id] for version_id in ids]


def _latest_numbers(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    latest = (
        select(DocumentVersion.document_id, func.max(DocumentVersion.number))
        .where(DocumentVersion.document_id.in_(document_ids))
        .group_by(DocumentVersion.document_id)
    )
    return {row[0]: row[1] for row in session.execute(latest)}


def _criteria(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, list[CitedFor]]:
    """Return what the versions are cited for, as far as this person sees it, in the order of the plan."""
    named = (Criterion.id, Criterion.kind, Criterion.code, Agency.name)
    pieces = (
        select(Evidence.version_id, *named, Evidence.id, Evidence.state, Evidence.pages)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(Agency, Agency.id == Evidence.agency_id)
        .where(Evidence.version_id.in_(ids), standing_pieces(actor))
        .order_by(Criterion.id, Evidence.id)
    )
    attached = (
        select(explanation_document.c.version_id, *named)
        .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .join(Agency, Agency.id == Criterion.lead_agency_id)
        .where(explanation_document.c.version_id.in_(ids), visible_explanations(actor))
        .order_by(Criterion.id)
        .distinct()
    )
    found: dict[int, list[CitedFor]] = {}
    for statement in (pieces, attached):
        for version_id, criterion_id, kind, code, agency, *piece in session.execute(statement):
            cited = CitedFor(criterion_id, f"{kind} {code}", agency, *piece)
            found.setdefault(version_id, []).append(cited)
    return found
