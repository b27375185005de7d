"""Texts that are nearly the same: found by their sketches, compared word by word, shown within rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.container import ReadingPorts
from evidence_repo.models import DocumentVersion, NearDuplicate, SketchBand, TextSketch
from evidence_repo.services.documents.bytes_uses import BytesUse, uses_of_versions
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_versions
from evidence_repo.services.reading.bounded_texts import cut_texts
from evidence_repo.services.reading.kept import stored_extraction
from evidence_repo.services.workflow.headers import is_doubtful
from index.extraction import Extraction
from index.near_duplicates import CANDIDATE, DOUBLE, Sketch

_MOST_FILED = 500  # sketches that share a key are looked at, those with most keys in common first
_MOST_COMPARED = 40  # texts are compared word by word


@dataclass(frozen=True, slots=True)
class NearUse:
    """A document whose text is nearly the same, where it is in use, and how much is the same (0 to 1).

    `has_other_number`: both numbers are sure and differ, so that it is another document of one template.
    """

    likeness: float
    use: BytesUse
    has_other_number: bool


def keep_sketch(session: Session, sha256: str, sketch: Sketch | None) -> None:
    """File this sketch in place of an earlier one of the same bytes."""
    session.execute(delete(TextSketch).where(TextSketch.sha256 == sha256))
    if sketch is None:
        return
    row = TextSketch(sha256=sha256, minima=sketch.minima)
    session.add(row)
    session.flush()
    bands = [{"key": key, "sketch_id": row.id} for key in sketch.bands()]
    session.execute(insert(SketchBand), bands)


def store_near_duplicates(
    ports: ReadingPorts, sha256: str, sketch: Sketch | None, extraction: Extraction
) -> None:
    """Compare the text with those whose sketches are near, and note which are nearly the same."""
    found = _found_near_duplicates(ports, sha256, sketch, extraction) if sketch else {}
    with ports.database.transaction() as session:
        session.execute(delete(NearDuplicate).where(_has(sha256)))
        if found:
            _add(session, sha256, found)


def _found_near_duplicates(
    ports: ReadingPorts, sha256: str, sketch: Sketch, extraction: Extraction
) -> dict[str, float]:
    from index.near_duplicates.comparing import likeness  # the web server compares nothing

    own = [page.text for page in extraction.pages]
    found = {}
    for other in _candidates(ports, sha256, sketch):
        kept = stored_extraction(ports.store, other)
        value = likeness(own, cut_texts([page.text for page in kept.pages])) if kept else 0.0
        if value >= DOUBLE:
            found[other] = value
    return found


def _candidates(ports: ReadingPorts, sha256: str, sketch: Sketch) -> list[str]:
    shared = (
        select(SketchBand.sketch_id)
        .where(SketchBand.key.in_(sketch.bands()))
        .group_by(SketchBand.sketch_id)
        .order_by(func.count().desc())
        .limit(_MOST_FILED)
    )
    filed = select(TextSketch.sha256, TextSketch.minima).where(
        TextSketch.id.in_(shared), TextSketch.sha256 != sha256
    )
    with ports.database.reading() as session:
        estimates = {other: sketch.estimate(Sketch(minima)) for other, minima in session.execute(filed)}
    near = (other for other, estimate in estimates.items() if estimate >= CANDIDATE)
    return sorted(near, key=lambda other: -estimates[other])[:_MOST_COMPARED]


def _add(session: Session, sha256: str, found: Mapping[str, float]) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [
        {"first": min(sha256, other), "second": max(sha256, other), "likeness": value}
        for other, value in sorted(found.items())
    ]
    # The other text's examination may have noted the pair meanwhile.
    session.execute(dialect.insert(NearDuplicate).values(rows).on_conflict_do_nothing())


def _has(*digests: str) -> ColumnElement[bool]:
    return or_(NearDuplicate.first.in_(digests), NearDuplicate.second.in_(digests))


def near_uses(session: Session, actor: Actor, version: DocumentVersion) -> tuple[NearUse, ...]:
    """Return the other documents that are nearly the same, the nearest first, as far as this person may see.

    Of a document with several such versions the nearest counts.
    """
    return near_uses_of(session, actor, [version])[version.id]


def near_uses_of(
    session: Session, actor: Actor, versions: Sequence[DocumentVersion]
) -> dict[int, tuple[NearUse, ...]]:
    """Return the same for each of these versions, by its id: a page of many asks once."""
    near = _near_digests(session, {version.sha256 for version in versions})
    digests = {other for others in near.values() for other in others}
    seen = _seen_versions(session, actor, digests) if digests else []
    uses = {use.version_id: use for use in uses_of_versions(session, actor, seen)} if seen else {}
    return {version.id: _nearest(version, near[version.sha256], seen, uses) for version in versions}


def _near_digests(session: Session, digests: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return, by each of these bytes, which others are nearly the same, and how much."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for pair in session.scalars(select(NearDuplicate).where(_has(*digests))):
        found[pair.first][pair.second] = found[pair.second][pair.first] = pair.likeness
    return found


def _seen_versions(session: Session, actor: Actor, digests: Iterable[str]) -> list[DocumentVersion]:
    seen = (
        select(DocumentVersion)
        .where(DocumentVersion.sha256.in_(digests), visible_versions(actor))
        .order_by(DocumentVersion.number)
    )
    return list(session.scalars(seen))


def _nearest(
    version: DocumentVersion,
    near: Mapping[str, float],
    seen: Iterable[DocumentVersion],
    uses: Mapping[int, BytesUse],
) -> tuple[NearUse, ...]:
    others = [each for each in seen if each.sha256 in near and each.document_id != version.document_id]
    nearest = {each.document_id: each for each in sorted(others, key=lambda each: near[each.sha256])}
    found = [
        NearUse(near[each.sha256], uses[each.id], _have_other_numbers(version, each))
        for each in nearest.values()
    ]
    return tuple(sorted(found, key=lambda each: (-each.likeness, each.use.document_id)))


def _have_other_numbers(version: DocumentVersion, other: DocumentVersion) -> bool:
    are_known = not any(is_doubtful(each, "number") for each in (version, other))
    return are_known and version.number_key != other.number_key
