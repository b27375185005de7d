"""Office files: a damaged one is told as such, by the faults that the sandbox knows."""

from __future__ import annotations

import contextlib
import struct
import tempfile
from pathlib import Path

from index.extraction.faults import READER_FAULTS, Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.web_page import visible_text
from index.extraction.readers.word97 import OlderWord, word97_text
from tests.fuzz.target import Target, damaged

_LIMITS = Limits()
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_HTML = (
    "<html><head><title>Kế hoạch</title><style>p{}</style></head><body><p>Sở <b>Nội vụ</b><!-- x -->"
    "<table><tr><td>a</td><td>b</td></tr></table><script>1</script>&amp;&#7879;</body></html>"
).encode()


def word97_file(text: str = "Sở Nội vụ\r\rBáo cáo\x07quý\x07\x07\x13 HYPERLINK x \x14đường dẫn\x15") -> bytes:
    """Return a compound file with the least that a Word 97 document has: its text in one piece."""
    stream = bytearray(4096)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", stream, 0x0A, 0x0200)
    struct.pack_into("<I", stream, 0x4C, len(text))
    data = text.encode("utf-16-le")
    stream[1024 : 1024 + len(data)] = data
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 1024, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return _compound({"WordDocument": bytes(stream), "1Table": clx.ljust(4096, b"\0")})


def _compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file of streams that are whole sectors: allocation table, directory, then they."""
    fat, body = [_FAT, _END], b""
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        first, sectors = len(fat), len(data) // _SECTOR
        fat += [first + place + 1 for place in range(sectors - 1)] + [_END]
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, first, len(data), right=right))
        body += data
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", 0)
    return head.ljust(_SECTOR, b"\xff") + table + directory + body


def _entry(name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BBIII", kind, 1, _FREE, right, child)
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<H", len(encoded))
        + links
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def _check_word(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.doc"
        path.write_bytes(data)
        with contextlib.suppress(Unreadable, OlderWord, *READER_FAULTS):
            word97_text(path)


def _check_page(data: bytes) -> None:
    try:
        text = visible_text(data, None)
    except Unreadable:  # nothing of it is a page
        return
    assert "\r" not in text


WORD_97 = Target("Word 97", damaged(word97_file()), _check_word)
WEB_PAGES = Target("web pages", damaged(_HTML), _check_page)
