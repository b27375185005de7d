"""How many entries a ZIP archive has, counted without reading its directory into memory."""

from __future__ import annotations

from index.media.source import Source, opened

MOST_ENTRIES = 20_000
"""Far more than any honest archive or office file has."""

_ENTRY = b"PK\x01\x02"
_PIECE = 1 << 20


def has_too_many_entries(source: Source, most: int = MOST_ENTRIES) -> bool:
    """Count what an entry of the directory begins with, wherever it stands, until there are too many.

    The number in the archive's own end is what whoever packed it chose to write there.
    """
    count, rest = 0, b""
    with opened(source) as file:
        while count <= most and (piece := file.read(_PIECE)):
            window = rest + piece
            count += window.count(_ENTRY)
            rest = window[-len(_ENTRY) + 1 :]
    return count > most
