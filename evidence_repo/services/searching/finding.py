"""Search: what was found for this person, with the citations they may see and the passages that answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    DocumentVersion,
    Evidence,
    Explanation,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_version, visible_explanations
from evidence_repo.services.reading.bounded_texts import SAFE_TEXT, cut_texts
from evidence_repo.services.reading.kept import stored_places
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.searching.citations import SeenCitations, seen_citations, standing_pieces
from evidence_repo.services.searching.facets import Facet, FacetValue, Filters
from evidence_repo.services.searching.resolving import resolve_citations, resolve_named
from evidence_repo.stamped_cache import StampedCache
from index.search import (
    IndexDamaged,
    Match,
    Note,
    Or,
    ParsedQuery,
    Passage,
    Places,
    SearchAnswer,
    SearchEngine,
    Sort,
    find_passages,
    likeness_query,
    parse_query,
)
from storage import BlobStore
from workflows.evidence import EvidenceState

PASSAGES = 3
_NO_FILTERS: Filters = {}


@dataclass(frozen=True, slots=True)
class CitedFor:
    """What a found version is cited for: by a piece, or attached to an explanation (no piece, no state)."""

    criterion_id: int
    year: int
    label: str
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
    """A page of hits; `partial` says that some may be missing: time ran out, or the index is being made.

    `has_all_words` is false where no document has all words and these have only some of them, the best first.
    """

    total: int
    took_ms: float
    partial: bool
    notes: tuple[Note, ...]
    hits: tuple[SearchHit, ...]
    has_all_words: bool = True
    facets: Mapping[Facet, Sequence[FacetValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, by whom: the query as it was understood, and what the person may find."""

    query: ParsedQuery
    citations: SeenCitations
    filters: Filters = field(default_factory=dict)

    def answer(
        self, engine: SearchEngine, *, sort: Sort, offset: int, limit: int, match: Match = "all"
    ) -> SearchAnswer:
        """Return what the engine finds; an index that cannot be read answers with nothing and `partial`."""
        rows = self.citations.rows
        try:
            return engine.search(
                resolve_citations(self.query, self.citations),
                visible=self.citations.versions,
                chosen=rows.chosen(self.filters) if self.filters else None,
                sort=sort,
                offset=offset,
                limit=limit,
                match=match,
            )
        except IndexDamaged:  # a worker rebuilds it
            return SearchAnswer(0, (), 0.0, partial=True)


def search_documents(
    session: Session,
    engine: SearchEngine,
    store: BlobStore,
    actor: Actor,
    query: str,
    *,
    filters: Filters = _NO_FILTERS,
    sort: Sort = Sort.RELEVANCE,
    offset: int = 0,
    limit: int = 20,
    or_some_words: bool = False,
    like: int | None = None,
    memory: StampedCache | None = None,
) -> SearchPage:
    """Return hits `offset` to `offset + limit` of what this person may find, one for each cited version.

    With `or_some_words`, documents that have only some of the words are the answer if none has them all.
    With `like`, the id of a version, `query` counts for nothing: other documents like that one are found.
    Raises `NotVisible` if the person may not open it.
    """
    started = time.perf_counter()
    wanted = Wanted(
        resolve_named(session, parse_query(query)), seen_citations(session, actor, memory), filters
    )
    if like is not None:
        wanted = _like(session, engine, store, wanted, find_version(session, actor, like))
    answer = wanted.answer(engine, sort=sort, offset=offset, limit=limit)
    has_all_words = len(answer.found) > 0 or not or_some_words
    if not has_all_words:
        answer = wanted.answer(engine, sort=sort, offset=offset, limit=limit, match="any")
        has_all_words = len(answer.found) == 0
    facets = wanted.citations.rows.counts(answer.found, filters)
    hits = describe_hits(session, store, actor, wanted.query, [hit.id for hit in answer.hits])
    took = (time.perf_counter() - started) * 1000
    return SearchPage(answer.total, took, answer.partial, wanted.query.notes, hits, has_all_words, facets)


def _like(
    session: Session, engine: SearchEngine, store: BlobStore, wanted: Wanted, version: DocumentVersion
) -> Wanted:
    """Return what asks for other documents like this version."""
    same = select(DocumentVersion.id).where(DocumentVersion.document_id == version.document_id)
    others = wanted.citations.without(frozenset(session.scalars(same)))
    query = likeness_query(
        engine, "\n".join((version.title, *cut_texts(page_texts(store, version), SAFE_TEXT)))
    )
    return Wanted(query or ParsedQuery(Or(())), others, wanted.filters)


def found_versions(
    session: Session, engine: SearchEngine, actor: Actor, query: str, filters: Filters
) -> tuple[frozenset[int], bool]:
    """Return every version that this person finds, and whether surely none is missing."""
    wanted = Wanted(parse_query(query), seen_citations(session, actor), filters)
    answer = wanted.answer(engine, sort=Sort.DATE, offset=0, limit=1)
    found = answer.found & wanted.citations.rows.chosen(filters) if filters else answer.found
    return frozenset(found), not answer.partial


def describe_hits(
    session: Session, store: BlobStore, actor: Actor, query: ParsedQuery, ids: Sequence[int]
) -> tuple[SearchHit, ...]:
    """Return what is shown of these versions, in this order."""
    versions = _versions(session, ids)
    criteria = cited_for(session, actor, ids)
    latest = _latest_numbers(session, {version.document_id for version in versions})
    return tuple(
        SearchHit(
            version,
            tuple(criteria.get(version.id, ())),
            find_passages(query, _places(store, version), PASSAGES),
            version.number < latest[version.document_id],
        )
        for version in versions
    )


def _places(store: BlobStore, version: DocumentVersion) -> Places:
    return stored_places(store, version.sha256) or Places.of(cut_texts(page_texts(store, version), SAFE_TEXT))


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


def cited_for(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, list[CitedFor]]:
    """Return what the versions are cited for, as far as this person sees it, in the order of the plan."""
    named = (Criterion.id, AssessmentCycle.year, Criterion.kind, Criterion.code, Agency.name)
    pieces = (
        select(Evidence.version_id, *named, Evidence.id, Evidence.state, Evidence.pages)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(Agency, Agency.id == Evidence.agency_id)
        .where(Evidence.version_id.in_(ids), standing_pieces(actor))
        .order_by(Criterion.id, Evidence.id)
    )
    attached = (
        select(explanation_document.c.version_id, *named)
        .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(Agency, Agency.id == Criterion.lead_agency_id)
        .where(explanation_document.c.version_id.in_(ids), visible_explanations(actor))
        .order_by(Criterion.id)
        .distinct()
    )
    found: dict[int, list[CitedFor]] = {}
    for statement in (pieces, attached):
        for version_id, criterion_id, year, kind, code, agency, *piece in session.execute(statement):
            cited = CitedFor(criterion_id, year, f"{kind} {code}", agency, *piece)
            found.setdefault(version_id, []).append(cited)
    return found
