"""The kinds of files that are accepted as evidence: one table that everything else reads.

A new kind is a member here with its row, and a reader in `index/extraction/readers`; `detection` tells it
from others where libmagic's answer is not enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What people call a kind when they look for documents; the values are those of the search's facet."""

    PDF = "pdf"
    WORD = "word"
    SHEET = "sheet"
    PICTURE = "picture"
    TEXT = "txt"
    WEB = "web"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind.

    `reader` is its function, `module.function` under `index.extraction.readers`. `extensions` are the endings
    of its files' names, the usual one first; `names` are what people call them, in every language.
    `magic` are libmagic's names of it, where its bytes alone tell.
    `is_rendered` says that LibreOffice makes pages of it.
    """

    group: Group
    reader: str
    extensions: tuple[str, ...]
    names: tuple[str, ...]
    magic: tuple[str, ...] = ()
    is_rendered: bool = False


class MediaType(StrEnum):
    """An accepted kind of file; the value is its MIME type, as stored and sent."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    DOC = "application/msword"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    TXT = "text/plain"
    MHTML = "application/x-mimearchive"
    EML = "message/rfc822"

    @property
    def kind(self) -> Kind:
        """Return its row of the table."""
        return _KINDS[self]

    @property
    def extension(self) -> str:
        """Return the usual ending of a file's name, with its dot."""
        return self.kind.extensions[0]

    @property
    def is_picture(self) -> bool:
        """Return whether the file is a picture, or pictures, and nothing else."""
        return self.kind.group is Group.PICTURE

    @property
    def is_workbook(self) -> bool:
        """Return whether the file has sheets of cells."""
        return self.kind.group is Group.SHEET

    @property
    def has_pages(self) -> bool:
        """Return whether the file has pages that can be shown and cited by number."""
        return self is MediaType.PDF or self.is_picture


def kind_named(file_name: str) -> str | None:
    """Return what the ending of a file's name says it is, None if it says nothing that is accepted."""
    ending = f".{file_name.rpartition('.')[2].lower()}"
    return next((kind.kind.names[0] for kind in MediaType if ending in kind.kind.extensions), None)


_KINDS = {
    MediaType.PDF: Kind(Group.PDF, "pdf.read_pdf", (".pdf",), ("PDF",)),
    MediaType.DOCX: Kind(Group.WORD, "word.read_word", (".docx",), ("DOCX",), is_rendered=True),
    MediaType.DOC: Kind(  # offices save RTF and web pages under this name too
        Group.WORD,
        "old_word.read_old_word",
        (".doc", ".rtf", ".html", ".htm", ".xhtml"),
        ("DOC", "RTF", "HTML"),
        ("application/msword", "text/rtf", "application/rtf", "text/html"),
        is_rendered=True,
    ),
    MediaType.XLSX: Kind(Group.SHEET, "sheets.read_workbook", (".xlsx",), ("XLSX",), is_rendered=True),
    MediaType.XLS: Kind(
        Group.SHEET,
        "old_sheets.read_old_workbook",
        (".xls",),
        ("XLS",),
        ("application/vnd.ms-excel",),
        is_rendered=True,
    ),
    MediaType.ODT: Kind(
        Group.WORD, "open_document.read_open_document", (".odt",), ("ODT",), is_rendered=True
    ),
    MediaType.ODS: Kind(Group.SHEET, "open_sheets.read_open_workbook", (".ods",), ("ODS",), is_rendered=True),
    MediaType.JPEG: Kind(
        Group.PICTURE, "pictures.read_picture", (".jpg", ".jpeg"), ("JPEG",), ("image/jpeg",)
    ),
    MediaType.PNG: Kind(Group.PICTURE, "pictures.read_picture", (".png",), ("PNG",), ("image/png",)),
    MediaType.TIFF: Kind(
        Group.PICTURE, "pictures.read_picture", (".tiff", ".tif"), ("TIFF",), ("image/tiff",)
    ),
    MediaType.HEIC: Kind(
        Group.PICTURE,
        "pictures.read_picture",
        (".heic", ".heif"),
        ("HEIC",),
        ("image/heic", "image/heif", "image/heic-sequence"),
    ),
    MediaType.TXT: Kind(Group.TEXT, "text.read_text", (".txt",), ("TXT",)),
    MediaType.MHTML: Kind(Group.WEB, "mail.read_mail", (".mhtml", ".mht"), ("MHTML",)),
    MediaType.EML: Kind(Group.MAIL, "mail.read_mail", (".eml",), ("EML",)),
}

ARCHIVE_LABEL, ARCHIVE_EXTENSION = "ZIP", ".zip"
"""An archive is not a kind of evidence: it is unpacked, and each file in it is one."""

_NAMES = [kind.kind.names for kind in MediaType]
ACCEPTED_LABELS = ", ".join(
    [*(first for first, *_ in _NAMES), *(name for _, *others in _NAMES for name in others), ARCHIVE_LABEL]
)
"""What a person may hand in, as sentences name it."""

ACCEPTED_EXTENSIONS = ",".join(
    [*(ending for kind in MediaType for ending in kind.kind.extensions), ARCHIVE_EXTENSION]
)
"""What the browser offers to choose; what is accepted is judged by content."""
