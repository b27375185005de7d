"""What the name of a font tells about the encoding of the text that is set in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.encodings.tables import LegacyEncoding

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[,-](?:Bold|Italic|Oblique|Regular|Normal|MT|PSMT|,)*$", re.IGNORECASE)
_TCVN3 = re.compile(r"^\.?Vn(?=[A-Z3])")  # .VnTime, .VnArialH, VnTime; not "Vnu…"
_VNI = re.compile(r"^VNI[\s-]", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<=[a-zA-Z])H$")


@dataclass(frozen=True, slots=True)
class LegacyFont:
    """The encoding of a font, and whether it shows small letters as capitals."""

    encoding: LegacyEncoding
    capitals: bool = False


@lru_cache(maxsize=4096)
def legacy_font(name: str) -> LegacyFont | None:
    """Return what the name tells (`.VnTimeH`, in a PDF `ABCDEF+.VnTimeH,Bold`), None for a modern font."""
    family = _STYLE.sub("", _SUBSET.sub("", name.replace("#2E", ".").strip()))
    if _TCVN3.match(family):
        return LegacyFont(LegacyEncoding.TCVN3, bool(_CAPITALS.search(family)))
    if _VNI.match(family):
        return LegacyFont(LegacyEncoding.VNI)
    return None
