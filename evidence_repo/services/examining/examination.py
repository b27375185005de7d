"""Examine bytes that are read: their signatures, the documents that their text names, texts nearly the same.

Everything is worked out from the kept text and the file outside any transaction, and replaces what an earlier
examination found. May be done again at any time.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence_repo.container import ReadingPorts
from evidence_repo.logs import get_logger
from evidence_repo.models import Blob, Examination, NamedDocument, NearDuplicate, TextSketch
from evidence_repo.services.examining.near_duplicates import keep_sketch, store_near_duplicates
from evidence_repo.services.outbox.examining_requests import EXAMINER_VERSION
from evidence_repo.services.reading.bounded_texts import affordable_texts
from evidence_repo.services.reading.kept import stored_extraction
from evidence_repo.services.reading.recognising import media_type_of
from index.citations import Citation, find_citations
from index.extraction import Extraction, Unreadable
from index.media import MediaType
from index.near_duplicates import sketch_of
from index.signatures import SignatureReport, overall_state

_LONGEST_NUMBER = 120
_LONGEST_TYPE = 40

log = get_logger()


def examine_document(ports: ReadingPorts, sha256: str) -> None:
    """Examine these bytes; nothing is done where no version has them any more. Raises `StorageError`.

    The sketch is kept in a transaction of its own before others are looked for, so that of two texts examined
    at once at least one sees the other.
    """
    media_type = media_type_of(ports.database, sha256)
    extraction = stored_extraction(ports.store, sha256) if media_type else None
    if media_type is None or extraction is None:
        return
    signatures = _signatures(ports, sha256, media_type)
    extraction = _bounded(ports, extraction)
    citations = find_citations(extraction.pages, extraction.header.own_number)
    sketch = sketch_of(page.text for page in extraction.pages)
    with ports.database.transaction() as session:
        # Serialises two examinations of the same bytes, and says that nobody has deleted them meanwhile.
        if session.scalar(select(Blob.sha256).where(Blob.sha256 == sha256).with_for_update()) is None:
            return
        _keep_examination(session, ports, sha256, signatures)
        _keep_citations(session, sha256, citations)
        keep_sketch(session, sha256, sketch)
    store_near_duplicates(ports, sha256, sketch, extraction)
    log.info("examination.done", sha256=sha256, citations=len(citations))


def forget_examination(session: Session, sha256: str) -> None:
    """Drop everything that was found out about these bytes, which are being deleted."""
    session.execute(delete(Examination).where(Examination.sha256 == sha256))
    session.execute(delete(NamedDocument).where(NamedDocument.sha256 == sha256))
    session.execute(delete(TextSketch).where(TextSketch.sha256 == sha256))
    session.execute(
        delete(NearDuplicate).where((NearDuplicate.first == sha256) | (NearDuplicate.second == sha256))
    )


def _bounded(ports: ReadingPorts, extraction: Extraction) -> Extraction:
    """Return what was read with as much text as is indexed."""
    texts, _ = affordable_texts([page.text for page in extraction.pages], ports.sandbox.can_index)
    pages = (replace(page, text=text) for page, text in zip(extraction.pages, texts, strict=True))
    return replace(extraction, pages=tuple(pages))


def _signatures(
    ports: ReadingPorts, sha256: str, media_type: MediaType
) -> tuple[SignatureReport, ...] | None:
    """Return what the signatures are worth, None where the file cannot be looked into."""
    with ports.store.local_path(sha256) as path:
        try:
            return ports.sandbox.check_signatures(path, media_type, ports.trust)
        except Unreadable as error:
            log.info("examination.signatures_unreadable", sha256=sha256, error=str(error))
            return None


def _keep_examination(
    session: Session, ports: ReadingPorts, sha256: str, signatures: tuple[SignatureReport, ...] | None
) -> None:
    session.merge(
        Examination(
            sha256=sha256,
            examiner=EXAMINER_VERSION,
            trust=ports.trust.fingerprint,
            signature_state=None if signatures is None else overall_state(signatures),
            signatures=[report.to_json() for report in signatures or ()],
            examined_at=ports.clock.now(),
        )
    )


def _keep_citations(session: Session, sha256: str, citations: tuple[Citation, ...]) -> None:
    session.execute(delete(NamedDocument).where(NamedDocument.sha256 == sha256))
    session.add_all(
        NamedDocument(
            sha256=sha256,
            ordinal=ordinal,
            number_key=citation.key[:_LONGEST_NUMBER],
            number=citation.number[:_LONGEST_NUMBER],
            doc_type=citation.doc_type and citation.doc_type[:_LONGEST_TYPE],
            issued_on=citation.issued_on,
            pages=list(citation.pages),
            times=citation.times,
            place=citation.to_json()["place"],
        )
        for ordinal, citation in enumerate(citations, start=1)
    )
