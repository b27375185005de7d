"""What the versions say of the reading: state, counts, warnings and header, the same for equal bytes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.services.workflow.headers import prefilled
from index.extraction import Extraction, ExtractionState
from workflows.events import TextRead

_GROWTH = 1.25  # of the pages read, until what a long scan says so far is indexed anew


def as_under_way(extraction: Extraction) -> Extraction:
    """Return the extraction as versions show it while its pages are being recognised."""
    return replace(extraction, state=ExtractionState.READING, complete=False)


def note_extraction(session: Session, sha256: str, extraction: Extraction) -> None:
    """Write state, counts, warnings and header on every version with these bytes, and have the index follow.

    A first page that comes after the end changes nothing, nor do fewer pages after more. The row's `lock`
    counts up only where the header changes, so that reading does not disturb a person who fills in a form.
    """
    versions = session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.sha256 == sha256)
        .order_by(DocumentVersion.id)
        .with_for_update(of=DocumentVersion)
        .execution_options(populate_existing=True)
    )
    indexed = set()
    for version in versions.all():
        if _is_behind(extraction, version):
            continue
        if _shows_more(extraction, version):
            indexed.add(version.id)
        _write(session, version, extraction)
    event = TextRead(sha256=sha256, indexed=frozenset(indexed), is_final=extraction.state.is_final)
    emit(session, SYSTEM, event)


def _is_behind(extraction: Extraction, version: DocumentVersion) -> bool:
    if extraction.state.is_final or version.extractor != extraction.extractor_version:
        return False
    return version.extraction_state.is_final or extraction.pages_read < version.pages_read


def _shows_more(extraction: Extraction, version: DocumentVersion) -> bool:
    """Return whether the index should follow: at the ends, and whenever a good part was added."""
    if extraction.state.is_final or version.extraction_state is not ExtractionState.READING:
        return True
    return _step(extraction.pages_read) > _step(version.pages_read)


def _step(pages: int) -> int:
    return math.floor(math.log(pages, _GROWTH)) if pages else -1


def _write(session: Session, version: DocumentVersion, extraction: Extraction) -> None:
    values: dict[str, Any] = {
        "extraction_state": extraction.state,
        "extraction_warnings": [warning.to_json() for warning in extraction.warnings],
        "extractor": extraction.extractor_version,
        "page_count": extraction.total_pages,
        "pages_read": extraction.pages_read,
        "has_rendition": extraction.is_rendition,
    }
    filled = prefilled(version, extraction.header)
    if filled:
        values |= filled | {"lock": DocumentVersion.lock + 1}
    session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.id == version.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.expire(version)
