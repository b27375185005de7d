"""What is found out about bytes once they are read: signatures, named documents, texts nearly the same.

All of it is derived and can be rebuilt from text and file, so it belongs to the bytes (by their hash,
whichever versions have them) and does not keep them from being collected: no foreign key to the blob.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from evidence_repo.models.base import Base, enum_of
from index.signatures.report import SignatureState


class Examination(Base):
    """That bytes were examined, by which examiner, and their signatures as judged by which trust roots.

    `signature_state` is None where the file could not be looked into; `trust` is the roots' fingerprint.
    """

    __tablename__ = "examination"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    examiner: Mapped[str] = mapped_column(String(40))
    trust: Mapped[str] = mapped_column(String(64))
    signature_state: Mapped[SignatureState | None] = mapped_column(
        enum_of(SignatureState, "signature_state"), index=True
    )
    signatures: Mapped[list[Any]] = mapped_column(default=list)
    examined_at: Mapped[datetime]


class NamedDocument(Base):
    """A document that the text of these bytes names, at its first place; `ordinal` is the order of naming."""

    __tablename__ = "named_document"
    __table_args__ = (Index("ix_named_document_number_key_sha256", "number_key", "sha256"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number_key: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(120))
    doc_type: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[date | None]
    pages: Mapped[list[Any]] = mapped_column(default=list)
    times: Mapped[int]
    place: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TextSketch(Base):
    """The sketch of a text (`index.near_duplicates`), by which nearly equal ones are found."""

    __tablename__ = "text_sketch"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    minima: Mapped[bytes] = mapped_column(LargeBinary)


class SketchBand(Base):
    """A key under which a sketch is filed: texts that share one may be nearly the same."""

    __tablename__ = "sketch_band"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sketch_id: Mapped[int] = mapped_column(
        ForeignKey("text_sketch.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class NearDuplicate(Base):
    """Two texts that are nearly the same, and how much of them is: `first` is the smaller hash."""

    __tablename__ = "near_double"

    first: Mapped[str] = mapped_column(String(64), primary_key=True)
    second: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    likeness: Mapped[float] = mapped_column(Float)
