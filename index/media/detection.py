"""Recognise a file's kind from its bytes: libmagic first, then a look inside what it cannot distinguish."""

from __future__ import annotations

import zipfile

import pylibmagic  # noqa: F401 - it points magic at the library it brings, so it must come first

# isort: split
import magic

from index.media.encodings import guess_encoding
from index.media.kinds import MediaType
from index.media.markup import kind_of_text
from index.media.source import Source, content, opened
from index.media.zip_entries import has_too_many_entries

_PDF_MARK = b"%PDF-"
_PDF_JUNK_LIMIT = 1024  # readers accept this much before the mark
_ENCRYPTED = "application/encrypted"
ARCHIVE, _OTHER_PACKAGE = "application/zip", "application/vnd.openxmlformats-package"
_PACKAGE_MARKS = frozenset(("[Content_Types].xml", "mimetype"))
_COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LARGEST_CONTENT_TYPES = 1_000_000
_CHUNK = 1 << 20
_HEAD = 8192
_HEAD_OF_TEXT = 65_536  # a captured page's mail head may be long

_BY_MAGIC = {name: kind for kind in MediaType for name in kind.kind.magic}
_OFFICE_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": MediaType.DOCX,
    b"spreadsheetml.sheet.main+xml": MediaType.XLSX,
}
_OPEN_DOCUMENTS = (MediaType.ODT, MediaType.ODS)
# The names of the streams in a compound file's directory, as they stand there (UTF-16).
_COMPOUND_STREAMS: dict[str, str] = {
    "EncryptedPackage": _ENCRYPTED,
    "WordDocument": MediaType.DOC,
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "Workbook": MediaType.XLS,
    "Book": MediaType.XLS,
}
_UNKNOWN_COMPOUND = "application/x-ole-storage"


class EmptyFile(ValueError):
    """The file has no bytes."""


class MediaTypeNotAllowed(ValueError):
    """The file is of a kind that is not accepted; `detected` says which kind it seems to be."""

    def __init__(self, detected: str) -> None:
        super().__init__(f"Files of kind {detected} are not accepted.")
        self.detected = detected

    @property
    def is_encrypted(self) -> bool:
        """Return whether it is an office file that opens with a password only."""
        return self.detected == _ENCRYPTED


def detect_media_type(source: Source) -> MediaType:
    """Return the kind of the file, judged by content only.

    Raise EmptyFile for a file without bytes and MediaTypeNotAllowed for any kind but the accepted ones.
    """
    head = content(source, _HEAD_OF_TEXT)
    if not head:
        raise EmptyFile
    if head.startswith(_ZIP_MARKS):
        return _inside_zip(source)
    if head.startswith(_COMPOUND_MARK):
        return _inside_compound_file(source)
    if is_pdf(head):
        return MediaType.PDF
    return _told_by_magic(source, head)


def is_pdf(head: bytes) -> bool:
    """Return whether a file that begins so is a PDF."""
    return _PDF_MARK in head[: _PDF_JUNK_LIMIT + len(_PDF_MARK)]


def _told_by_magic(source: Source, head: bytes) -> MediaType:
    detected = magic.Magic(mime=True).from_buffer(head[:_HEAD])
    found = _BY_MAGIC.get(detected)
    if found is not None and found.is_picture:
        return found
    recognised = kind_of_text(head) or found
    if recognised is None and guess_encoding(source, legacy=detected == "text/plain"):
        return MediaType.TXT
    if not isinstance(recognised, MediaType):
        raise MediaTypeNotAllowed(recognised or detected)
    return recognised


def is_archive(source: Source) -> bool:
    """Return whether the file is a ZIP archive, sound or damaged, and not the file of a program."""
    if not content(source, 4).startswith(_ZIP_MARKS):
        return False
    try:
        _inside_zip(source)
    except MediaTypeNotAllowed as error:
        return error.detected == ARCHIVE
    return False


def _inside_zip(source: Source) -> MediaType:
    if has_too_many_entries(source):
        raise MediaTypeNotAllowed(ARCHIVE)
    try:
        with opened(source) as file, zipfile.ZipFile(file) as archive:
            found = _office_kind(archive)
            is_package = not _PACKAGE_MARKS.isdisjoint(archive.namelist())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError) as error:
        raise MediaTypeNotAllowed(ARCHIVE) from error
    if found is None:
        raise MediaTypeNotAllowed(_OTHER_PACKAGE if is_package else ARCHIVE)
    return found


def _office_kind(archive: zipfile.ZipFile) -> MediaType | None:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        content_types = _read_member(archive, "[Content_Types].xml")
        return next((kind for mark, kind in _OFFICE_MAIN_PARTS.items() if mark in content_types), None)
    declared = _read_member(archive, "mimetype").strip() if "mimetype" in names else b""
    return next((kind for kind in _OPEN_DOCUMENTS if declared == kind.encode()), None)


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(_LARGEST_CONTENT_TYPES)
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an unknown compression
        raise ValueError(name) from error


def _inside_compound_file(source: Source) -> MediaType:
    """Find the directory entries, which tell Word from Excel, wherever in the file they stand."""
    wanted = {name.encode("utf-16-le") + b"\0\0": kind for name, kind in _COMPOUND_STREAMS.items()}
    seen: set[bytes] = set()
    with opened(source) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            window = rest + chunk
            seen.update(name for name in wanted if name in window)
            rest = window[-64:]
    found = next((kind for name, kind in wanted.items() if name in seen), _UNKNOWN_COMPOUND)
    if not isinstance(found, MediaType):
        raise MediaTypeNotAllowed(found)
    return found
