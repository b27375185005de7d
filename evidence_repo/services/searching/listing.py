"""The list of hits as rows, for a spreadsheet: the same rights, the same order, whole instead of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.searching.citations import seen_citations
from evidence_repo.services.searching.facets import Filters
from evidence_repo.services.searching.finding import CitedFor, Wanted, cited_for
from index.search import SearchEngine, Sort, parse_query

MAX_ROWS = 10_000
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ListedHit:
    """One hit as a row."""

    document_id: int
    version: int
    number: str
    doc_type: str
    issued_on: date | None
    issuer: str
    subject: str
    signatory: str
    pages: int | None
    owner: str
    file_name: str
    criteria: Sequence[CitedFor]


def list_hits(
    session: Session, engine: SearchEngine, actor: Actor, query: str, filters: Filters, sort: Sort
) -> Iterator[ListedHit]:
    """Yield the hits in their order, some hundred read at once; no more than 10,000."""
    wanted = Wanted(parse_query(query), seen_citations(session, actor), filters)
    answer = wanted.answer(engine, sort=sort, offset=0, limit=MAX_ROWS)
    ids = [hit.id for hit in answer.hits]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        criteria = cited_for(session, actor, some)
        versions = session.scalars(select(DocumentVersion).where(DocumentVersion.id.in_(some)))
        by_id = {version.id: version for version in versions.unique()}
        for id_ in some:
            yield _listed(by_id[id_], criteria.get(id_, ()))
        session.expunge_all()


def _listed(version: DocumentVersion, criteria: Sequence[CitedFor]) -> ListedHit:
    return ListedHit(
        document_id=version.document_id,
        version=version.number,
        number=version.header_number or "",
        doc_type=version.header_type or "",
        issued_on=version.header_issued_on,
        issuer=version.header_issuer or "",
        subject=version.title,
        signatory=version.header_signatory or "",
        pages=version.page_count,
        owner=version.document.owner_agency.name,
        file_name=version.file_name,
        criteria=criteria,
    )
