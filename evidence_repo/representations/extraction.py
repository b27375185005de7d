"""What was read from a file as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from evidence_repo.representations.schema import (
    DAY,
    FLAG,
    ID,
    Published,
    many,
    number,
    one_of,
    optional,
    text,
    thing,
    words,
)
from index.citations import Citation
from index.extraction import Extraction, ExtractionState, ReadingWarning, WarningKind
from index.header import Header
from index.media import MediaType
from index.signatures import SignatureReport, SignatureState

_NAMING_FILES = (WarningKind.FILES_INSIDE, WarningKind.FILES_INSIDE_UNREAD)
_REFUSED = "refused"


def extraction_json(
    file: str,
    extraction: Extraction,
    citations: Sequence[Citation],
    signatures: Sequence[SignatureReport],
) -> dict[str, Any]:
    """Return the file's text and all that was found in it."""
    return {
        "file": file,
        "media_type": extraction.media_type.value,
        "state": extraction.state.value,
        "reason": None,
        "pages": [
            {
                "number": page.number,
                "text": page.text,
                "source": page.source,
                "legibility": page.legibility,
                "reader": page.reader,
            }
            for page in extraction.pages
        ],
        "header": header_json(extraction.header),
        "citations": [citation.to_json() for citation in citations],
        "signatures": [report.to_json() for report in signatures],
        "warnings": [_warning(each) for each in extraction.warnings],
        "seconds": extraction.seconds,
    }


def refused_json(file: str, media_type: MediaType | None, reason: str, *, is_locked: bool) -> dict[str, Any]:
    """Return the same members for a file that would be refused at the door, with nothing in them."""
    return {
        "file": file,
        "media_type": media_type,
        "state": ExtractionState.ENCRYPTED.value if is_locked else _REFUSED,
        "reason": reason,
        "pages": [],
        "header": header_json(Header()),
        "citations": [],
        "signatures": [],
        "warnings": [],
        "seconds": 0.0,
    }


def _warning(warning: ReadingWarning) -> dict[str, Any]:
    names = warning.detail.splitlines() if warning.kind in _NAMING_FILES else []
    return {"kind": warning.kind.value, "pages": list(warning.pages), "files": names}


def header_json(header: Header) -> dict[str, dict[str, Any]]:
    """Return the header's fields, each with how sure it is."""
    found = {field.name: getattr(header, field.name) for field in fields(header)}
    return {
        name: {"value": field.value, "confidence": field.confidence, "of_parent": field.of_parent}
        for name, field in found.items()
    }


_FIELD = thing(value=optional(text()), confidence=number(0, "number"), of_parent=FLAG)
_NOT_FINAL = {ExtractionState.WAITING, ExtractionState.READING}
_STATES = [state for state in ExtractionState if state not in _NOT_FINAL]
_PAGE = thing(
    number=ID,
    text=text(),
    source=one_of(("text", "ocr", "mixed")),
    legibility=optional(number(0, "number"), description="Of a recognised page, 0 to 1."),
    reader=optional(text(), description="pdfium, pdfplumber or tesseract; null for other kinds of files."),
)
_CITATION = thing(
    key=words(description="The form in which numbers are compared."),
    number=words(),
    doc_type=optional(text()),
    issued_on=optional(DAY),
    pages=many(ID, minItems=1),
    times=number(1),
    place=thing(page=ID, before=text(), written=text(), after=text())
    | {"description": "Where it is first named."},
)
_SIGNATURE = thing(
    field=text(),
    state=one_of([state for state in SignatureState if state != "none"]),
    problem=text(),
    signer=text(),
    agency=text(),
    issuer=text(),
    signed_at=optional(text()),
    is_timestamped=FLAG,
    is_last_word=FLAG,
)

SCHEMAS = {
    "extract": Published(
        "evidence-repo extract --json",
        "What was read from each file, a row for every file that was given.",
        many(
            thing(
                file=text(),
                media_type=optional(
                    text(), description="The kind that the content shows; null for an empty file."
                ),
                state=one_of([*_STATES, _REFUSED], description="How the reading ended."),
                reason=optional(
                    text(), description="Why the file was not read at all; null for one that was."
                ),
                pages=many(_PAGE),
                header=thing(**{field.name: _FIELD for field in fields(Header)}),
                citations=many(_CITATION),
                signatures=many(
                    _SIGNATURE, description="In the order of signing; a picture of a stamp is none."
                ),
                warnings=many(
                    thing(
                        kind=text(),
                        pages=many(ID),
                        files=many(
                            text(),
                            description="Names of the files inside the file that the warning is about.",
                        ),
                    )
                ),
                seconds=number(0, "number"),
            )
        ),
    ),
}
