"""Read the manifests of a bag (RFC 8493)."""

from __future__ import annotations

import re
from typing import NamedTuple


class ManifestEntry(NamedTuple):
    """A file of the bag: its path from the bag's folder and the SHA-256 of its bytes, in hexadecimal."""

    path: str
    sha256: str


def decode_path(written: str) -> str:
    """Return the path that a manifest's line means, either case of the digits accepted."""
    codes = {"%25": "%", "%0d": "\r", "%0a": "\n"}
    return re.sub("%(?:25|0[dDaA])", lambda match: codes[match.group().lower()], written)


def read_manifest(content: bytes) -> tuple[ManifestEntry, ...]:
    """Return the entries of a manifest; raise ValueError on a line that is none."""
    # Only LF, CR and CRLF end a line: `str.splitlines` would also cut at characters that a name may hold.
    lines = [line for line in re.split(r"\r\n|\r|\n", content.decode("utf-8")) if line]
    return tuple(_entry(line) for line in lines)


def _entry(line: str) -> ManifestEntry:
    match = re.fullmatch(r"([0-9A-Fa-f]{64})[ \t]+\*?(.+)", line)
    if match is None:
        raise ValueError(f"not a manifest line: {line[:200]!r}")
    return ManifestEntry(decode_path(match[2]), match[1].lower())
