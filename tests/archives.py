"""ZIP archives as people and attackers pack them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def packed_raw(name: bytes, data: bytes, *, flags: int = 0, claimed: int | None = None) -> bytes:
    """Return an archive of one stored file whose entry says whatever it is told to say."""
    size = len(data) if claimed is None else claimed
    local = _LOCAL.pack(b"PK\3\4", 20, flags, 0, 0, 33, zlib.crc32(data), len(data), size, len(name), 0)
    central = _CENTRAL.pack(
        b"PK\1\2", 20, 20, flags, 0, 0, 33, zlib.crc32(data), len(data), size, len(name), 0, 0, 0, 0, 0, 0
    )
    body = local + name + data
    end = _END.pack(b"PK\5\6", 0, 0, 1, 1, len(central) + len(name), len(body), 0)
    return body + central + name + end


def bomb(megabytes: int = 400) -> bytes:
    """Return a small archive that unpacks to so much."""
    return packed({"bom.txt": bytes(megabytes << 20)})


def endless_directory(path: Path, entries: int) -> Path:
    """Write an archive of one file whose directory names it so many times, and says that it has one entry."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    data = path.read_bytes()
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    directory = data[start:end] * entries
    tail = bytearray(data[end:])
    struct.pack_into("<L", tail, 12, len(directory))
    path.write_bytes(data[:start] + directory + tail)
    return path
