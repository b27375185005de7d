"""The tag files of a BagIt 1.0 bag (RFC 8493), as bytes, and cells of tables that no spreadsheet executes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from verifier.manifests import ManifestEntry

UTF8_BOM = b"\xef\xbb\xbf"
"""What a CSV starts with, so that spreadsheets read its Vietnamese."""

_DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r")


def encode_path(path: str) -> str:
    """Return the path as a manifest writes it: only `%`, CR and LF are percent-encoded (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def render_manifest(entries: Iterable[ManifestEntry]) -> bytes:
    """Return a payload or tag manifest, sorted by path, whatever order the entries came in."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    return "".join(f"{entry.sha256}  {encode_path(entry.path)}\n" for entry in ordered).encode()


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
