"""The tag files of a BagIt 1.0 bag (RFC 8493), as bytes, and cells of tables that no spreadsheet executes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

BAGIT = "bagit.txt"
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
AUDIT_HEAD = "Audit-Head"
"""The label of bag-info.txt that carries the audit chain's head, COUNT:HASH, as at the snapshot."""

UTF8_BOM = b"\xef\xbb\xbf"
"""What a CSV starts with, so that spreadsheets read its Vietnamese."""

_DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A file of the bag: its path from the bag's folder and the SHA-256 of its bytes, in hexadecimal."""

    path: str
    sha256: str


def encode_path(path: str) -> str:
    """Return the path as a manifest writes it: only `%`, CR and LF are percent-encoded (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decode_path(written: str) -> str:
    """Return the path that a manifest's line means, either case of the digits accepted."""
    codes = {"%25": "%", "%0d": "\r", "%0a": "\n"}
    return re.sub("%(?:25|0[dDaA])", lambda match: codes[match.group().lower()], written)


def render_manifest(entries: Iterable[ManifestEntry]) -> bytes:
    """Return a payload or tag manifest, sorted by path, whatever order the entries came in."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    return "".join(f"{entry.sha256}  {encode_path(entry.path)}\n" for entry in ordered).encode()


def read_manifest(content: bytes) -> tuple[ManifestEntry, ...]:
    """Return the entries of a manifest; raise ValueError on a line that is none."""
    # Only LF, CR and CRLF end a line: `str.splitlines` would also cut at characters that a name may hold.
    lines = [line for line in re.split(r"\r\n|\r|\n", content.decode("utf-8")) if line]
    entries = []
    for line in lines:
        match = re.fullmatch(r"([0-9A-Fa-f]{64})[ \t]+\*?(.+)", line)
        if match is None:
            raise ValueError(f"not a manifest line: {line!r}")
        entries.append(ManifestEntry(decode_path(match[2]), match[1].lower()))
    return tuple(entries)


def render_bag_info(
    *,
    organization: str,
    bag: str,
    bagging_date: date,
    payload_bytes: int,
    payload_files: int,
    extra: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return bag-info.txt; `bagging_date` is the snapshot's, so that rendering again gives the same bytes."""
    fields = (
        ("Source-Organization", organization),
        ("External-Identifier", bag),
        ("Bagging-Date", bagging_date.isoformat()),
        ("Payload-Oxum", f"{payload_bytes}.{payload_files}"),
        *extra,
    )
    return "".join(f"{_one_line(label)}: {_one_line(value)}\n" for label, value in fields).encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def neutral_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before a dangerous start."""
    return f"'{text}" if text.startswith(_DANGEROUS_STARTS) else text
