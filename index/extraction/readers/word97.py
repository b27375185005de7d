"""Word 97 to 2003: the text as the piece table of the binary file puts it together ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise

from xlrd.compdoc import CompDoc, CompDocError

from index.extraction.faults import Unreadable
from index.extraction.states import ExtractionState
from index.media.source import Source, content

_MARK, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COUNTS_AT, _CLX_AT = 0x4C, 0x01A2
_PROPERTIES, _PIECES = 1, 2
_COMPRESSED = 0x40000000
# Parts of a file in the order of its characters, and the order in which a person reads them.
_PARTS = ("text", "notes", "edges", "macros", "comments", "endnotes", "boxes", "boxes_at_edges")
_READ = ("text", "boxes", "notes", "endnotes", "edges", "boxes_at_edges")

_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_ROW_END, _CELL_END = re.compile(r"(?<!\s)\s*\x07\x07"), re.compile(r"(?<!\s)\s*\x07")
_DROPPED = dict.fromkeys([*range(0x09), *range(0x0E, 0x20)], "") | {
    0x0B: "\n",
    0x0C: "\n",
    0x0D: "\n",
    0x1E: "-",
    0x1F: "\u00ad",  # an optional hyphen, and the letter ư of TCVN3
}


class OlderWord(Exception):
    """The file is of Word 6 or 95, whose text stands in another way."""


def word97_text(source: Source) -> str:
    """Return the text; raise Unreadable for an encrypted or damaged file, OlderWord for one before 1997."""
    try:
        compound = CompDoc(content(source), logfile=_Silent())
        stream = _stream(compound, "WordDocument")
        mark, version = struct.unpack_from("<HH", stream)
        (flags,) = struct.unpack_from("<H", stream, 0x0A)
        if mark != _MARK or version < _WORD_97:
            raise OlderWord
        if flags & _ENCRYPTED:
            raise Unreadable(ExtractionState.ENCRYPTED)
        table = _stream(compound, "1Table" if flags & _SECOND_TABLE else "0Table")
        return _in_order(stream, "".join(_pieces(stream, table)))
    except (CompDocError, struct.error) as error:
        raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


class _Silent:
    """Where xlrd writes its complaints."""

    def write(self, _text: str) -> None:
        """Drop it."""


def _stream(compound: CompDoc, name: str) -> bytes:
    found, offset, size = compound.locate_named_stream(name)
    if not found:
        raise Unreadable(ExtractionState.DAMAGED, f"no stream {name}")
    return bytes(found[offset : offset + size])


def _pieces(stream: bytes, table: bytes) -> Iterator[str]:
    """Yield the pieces of text; each is in Windows' Western code page or in UTF-16."""
    plc = _piece_table(stream, table)
    count = (len(plc) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", plc)
    for index, (start, end) in enumerate(pairwise(places)):
        (at,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        if at & _COMPRESSED:
            begin = (at & ~_COMPRESSED) // 2
            yield stream[begin : begin + end - start].decode("cp1252", "replace")
        else:
            yield stream[at : at + 2 * (end - start)].decode("utf-16-le", "replace")


def _piece_table(stream: bytes, table: bytes) -> bytes:
    at, size = struct.unpack_from("<II", stream, _CLX_AT)
    clx = table[at : at + size]
    place = 0
    while clx[place : place + 1] == bytes([_PROPERTIES]):
        (length,) = struct.unpack_from("<H", clx, place + 1)
        place += 3 + length
    if clx[place : place + 1] != bytes([_PIECES]):
        raise Unreadable(ExtractionState.DAMAGED, "no piece table")
    (length,) = struct.unpack_from("<I", clx, place + 1)
    return clx[place + 5 : place + 5 + length]


def _in_order(stream: bytes, text: str) -> str:
    counts = struct.unpack_from(f"<{len(_PARTS)}I", stream, _COUNTS_AT)
    parts: dict[str, str] = {}
    place = 0
    for name, count in zip(_PARTS, counts, strict=True):
        parts[name] = text[place : place + count]
        place += count
    shown = (_shown(parts[name]) for name in _READ)
    return "\n".join(part for part in shown if part.strip())


def _shown(text: str) -> str:
    """Return the text without the codes of fields and other signs; a row is a line, or its cells are."""
    while text != (text := _FIELD_CODE.sub("", text)):
        pass
    rows = _ROW_END.split(text)
    lines = [*map(_row, rows[:-1]), rows[-1]]
    return "\n".join(lines).translate(_DROPPED)


def _row(row: str) -> str:
    """The paragraphs before a table stand before its first cell."""
    cells = _CELL_END.split(row)
    before, _, first = cells[0].rpartition("\r")
    if len(cells) == 1 or any("\r" in cell for cell in cells[1:]):
        return "\n".join(cells)
    return "\n".join(filter(None, (before, "\t".join((first, *cells[1:])))))
