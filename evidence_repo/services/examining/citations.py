"""What a document names and by what it is named, as far as a person may see: "viện dẫn", "được viện dẫn bởi".

A number is not a name for ever: `12/BC-SNV` comes again every year. Where the text says a day beside the
number, only a document of that day is meant; where it says none, any with that number may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion, NamedDocument
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_versions
from index.citations import Place, number_key

_MOST_CITING = 100


@dataclass(frozen=True, slots=True)
class Named:
    """A document that the text names, where first, and which documents here it may be."""

    number: str
    doc_type: str | None
    issued_on: date | None
    pages: tuple[int, ...]
    place: Place
    targets: tuple[DocumentVersion, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """A version whose text names the document, and where first."""

    version: DocumentVersion
    place: Place


def named_documents(session: Session, actor: Actor, version: DocumentVersion) -> tuple[Named, ...]:
    """Return what the text of this version names, in the order of the text; never its own number.

    A document here is a target only if this person may see it.
    """
    rows = select(NamedDocument).where(NamedDocument.sha256 == version.sha256).order_by(NamedDocument.ordinal)
    named = [row for row in session.scalars(rows) if row.number_key != version.number_key]
    targets = _targets(session, actor, version, {row.number_key for row in named})
    return tuple(_named(row, targets.get(row.number_key, [])) for row in named)


def _targets(
    session: Session, actor: Actor, version: DocumentVersion, keys: set[str]
) -> dict[str, list[DocumentVersion]]:
    """Return the newest visible version of each document with one of these numbers, by number."""
    seen = (
        select(DocumentVersion)
        .where(
            DocumentVersion.number_key.in_(keys),
            DocumentVersion.document_id != version.document_id,
            visible_versions(actor),
        )
        .order_by(DocumentVersion.document_id, DocumentVersion.number)
    )
    newest = {(each.number_key, each.document_id): each for each in session.scalars(seen)}
    found: dict[str, list[DocumentVersion]] = {}
    for (key, _), each in newest.items():
        assert key is not None  # the query asked for these
        found.setdefault(key, []).append(each)
    return found


def _named(row: NamedDocument, targets: list[DocumentVersion]) -> Named:
    meant = [
        each
        for each in targets
        if not row.issued_on or not each.header_issued_on or row.issued_on == each.header_issued_on
    ]
    return Named(row.number, row.doc_type, row.issued_on, tuple(row.pages), Place(**row.place), tuple(meant))


def citing_documents(session: Session, actor: Actor, version: DocumentVersion) -> tuple[Citing, ...]:
    """Return the other documents that this person may see and whose text names this version's number."""
    if version.number_key is None:
        return ()
    is_meant = NamedDocument.number_key == version.number_key
    if version.header_issued_on is not None:
        day = NamedDocument.issued_on
        is_meant = and_(is_meant, or_(day.is_(None), day == version.header_issued_on))
    seen = (
        select(DocumentVersion, NamedDocument)
        .join(NamedDocument, NamedDocument.sha256 == DocumentVersion.sha256)
        .where(
            is_meant,
            DocumentVersion.document_id != version.document_id,
            visible_versions(actor),
        )
        .order_by(DocumentVersion.document_id, DocumentVersion.number, NamedDocument.ordinal.desc())
        .limit(_MOST_CITING)
    )
    newest = {each.document_id: Citing(each, Place(**row.place)) for each, row in session.execute(seen)}
    return tuple(newest.values())


def versions_naming(number: str) -> Select[int]:
    """Return the ids of the versions whose text names `34/2016/NĐ-CP`, or what begins with `34/2016`.

    The caller keeps to what the person may see.
    """
    tight = "".join(number.split())
    key, begins = number_key(tight), tight.strip("/")
    is_named = (
        NamedDocument.number_key == key
        if key
        else NamedDocument.number_key.startswith(begins + "/", autoescape=True)
    )
    return (
        select(DocumentVersion.id)
        .join(NamedDocument, NamedDocument.sha256 == DocumentVersion.sha256)
        .where(is_named)
    )
