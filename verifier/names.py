"""What the files of a bag are called, and which paths a bag may hold."""

from __future__ import annotations

import re

BAGIT = "bagit.txt"
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_FILES = (BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST)
AUDIT_HEAD = "Audit-Head"
"""The label of bag-info.txt that carries the audit chain's head, COUNT:HASH, as at the snapshot."""

INDEX_XLSX = "data/00_Danh-muc-TLKC.xlsx"
INDEX_CSV = "data/00_Danh-muc-TLKC.csv"
INDEX_HTML = "data/index.html"
INDEXES = (INDEX_XLSX, INDEX_CSV, INDEX_HTML)

SIGNATURE_ENDING = ".p7s"
TIMESTAMP_ENDING = ".tsr"
"""Beside the ZIP: a detached CMS signature and an RFC 3161 answer, both of the tag manifest."""

LIST_ENDING = ".sha256"
"""Beside volumes: their hashes, as `sha256sum` writes and reads them."""

MAX_PATH = 199
"""The whole path stays under 200 characters."""

RESERVED_NAMES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(10)}
)
"""Names that Windows refuses, with or without an extension."""


def path_faults(bag: str, path: str) -> tuple[str, ...]:
    """Return what is wrong with a path inside a bag (codes); every path of a bundle has none."""
    if len(bag) + len(path) >= MAX_PATH:
        return ("too_long",)
    names = path.split("/")
    checks = {
        "not_ascii": not re.fullmatch(r"[A-Za-z0-9._/-]+", path),
        "absolute_or_climbing": any(name in {"", ".", ".."} for name in names),
        "reserved": any(name.split(".")[0].lower() in RESERVED_NAMES for name in names),
        "bad_ending": any(name.endswith((".", " ")) for name in names),
    }
    return tuple(code for code, is_wrong in checks.items() if is_wrong)
