"""Blobs, documents and their versions, and the entry each version has in the search index."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from evidence_repo.models.agencies import Agency
from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.people import User
from index.extraction.states import ExtractionState
from index.media import MediaType


class DocumentKind(StrEnum):
    FILE = "file"
    LINK = "link"


class Blob(Base):
    """Bytes that exist in the store, once for each SHA-256."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    crc32: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    condemned_at: Mapped[datetime | None]


class Document(Base):
    """A document (văn bản) of one agency: an uploaded file, or a link with its captured copy."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_of(DocumentKind, "document_kind"))
    link_url: Mapped[str | None] = mapped_column(Text)
    link_title: Mapped[str | None] = mapped_column(Text)
    link_seen_on: Mapped[date | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    owner_agency: Mapped[Agency] = relationship(lazy="joined")
    versions: Mapped[list[DocumentVersion]] = relationship(
        order_by="DocumentVersion.number", back_populates="document", lazy="selectin"
    )

    @property
    def latest(self) -> DocumentVersion:
        """Return the newest version."""
        return self.versions[-1]


class DocumentVersion(Base):
    """One version: immutable bytes; header fields prefilled by the parser and confirmed by a person."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    media_type: Mapped[str] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(255))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    uploaded_at: Mapped[datetime]

    extraction_state: Mapped[ExtractionState] = mapped_column(
        enum_of(ExtractionState, "extraction_state"), default=ExtractionState.WAITING, index=True
    )
    extraction_warnings: Mapped[list[Any]] = mapped_column(default=list)
    extractor: Mapped[str | None] = mapped_column(String(40))
    page_count: Mapped[int | None]
    pages_read: Mapped[int] = mapped_column(default=0)
    has_rendition: Mapped[bool] = mapped_column(default=False, server_default=false())

    header_number: Mapped[str | None] = mapped_column(String(120), index=True)
    number_key: Mapped[str | None] = mapped_column(String(120), index=True)
    header_type: Mapped[str | None] = mapped_column(String(20))
    header_issued_on: Mapped[date | None]
    header_issuer: Mapped[str | None] = mapped_column(String(300))
    header_subject: Mapped[str | None] = mapped_column(Text)
    header_signatory: Mapped[str | None] = mapped_column(String(200))
    header_confidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    header_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    header_confirmed_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column(default=1)

    document: Mapped[Document] = relationship(back_populates="versions", lazy="joined")
    blob: Mapped[Blob] = relationship(lazy="joined")
    uploaded_by: Mapped[User] = relationship(foreign_keys=[uploaded_by_id])
    header_confirmed_by: Mapped[User | None] = relationship(foreign_keys=[header_confirmed_by_id])

    __mapper_args__ = {"version_id_col": lock}

    @validates("header_number")
    def _keep_number_key(self, _name: str, number: str | None) -> str | None:
        """Keep the form in which the number is compared beside the number."""
        from index.citations import number_key  # only where a header is written

        self.number_key = number_key(number) if number else None
        return number

    @property
    def has_pages(self) -> bool:
        """Return whether there are pages to show and to cite: the file's own, or those of its rendition."""
        return self.has_rendition or MediaType(self.media_type).has_pages

    @property
    def has_pictures(self) -> bool:
        """Return whether its pages can be drawn; those of a locked or a broken file cannot."""
        closed = (ExtractionState.ENCRYPTED, ExtractionState.DAMAGED)
        return self.has_pages and self.extraction_state not in closed

    @property
    def title(self) -> str:
        """Return what people call it: its subject, else the link's title, else the file's name."""
        return self.header_subject or self.document.link_title or self.file_name


class IndexEntry(Base):
    """What the search index should hold of a version: `wanted` counts changes, `written` what it holds.

    A row with `wanted` above `written` waits for the index writer; a version with no current citation is
    taken out of the index, and its row stays with both counts equal.
    """

    __tablename__ = "index_entry"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    wanted: Mapped[int] = mapped_column(default=1)
    written: Mapped[int] = mapped_column(default=0)
