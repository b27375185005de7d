"""The issuing body: the top left lines, the parent's above its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.header.block import HeaderBlock, Line
from index.header.bodies import BODIES, INSIDE
from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.words import box_around

_OFFICIAL = sorted({*BODIES, *INSIDE}, key=len, reverse=True)
_PLACE = re.compile(r"^(?:tỉnh|thành phố|tp\.?|huyện|thị xã|quận|phường|xã|thị trấn)\s", re.IGNORECASE)
_LOCAL_COUNCIL = re.compile(r"^(?:Ủy ban nhân dân|UBND)\s+(?P<place>.+)$")
_NOT_A_NAME = re.compile(r"[\d:/_*=]|[-–—.…]{3,}")
_STOP = re.compile(r"^\W*(?:[Ss][ốỐ]\s*[:.]?(?:\W|\d|$)|V/v|Về việc)", re.IGNORECASE)


def read_issuer(block: HeaderBlock) -> FieldValue:
    """Return the issuing body; a department's name is completed by its province's, as people cite it."""
    if not block.has_motto:
        return FieldValue()
    names = _names(block.left)
    if not names:
        return FieldValue()
    lines = names[-1]
    name = official_name(" ".join(line.text for line in lines))
    parent = official_name(" ".join(line.text for line in names[-2])) if len(names) > 1 else ""
    known = any(fold(name).startswith(fold(body)) for body in BODIES)
    box = box_around(tuple(word for line in lines for word in line.words))
    return FieldValue(_with_place(name, parent), 0.9 if known else 0.6, block.page, box)


def _names(lines: Sequence[Line]) -> list[list[Line]]:
    names: list[list[Line]] = []
    for line in lines:
        if _STOP.match(line.text):
            break
        if _NOT_A_NAME.search(line.text) or not line.text.isupper() or len(line.text) < 2:
            continue
        if names and not _begins_body(line.text):
            names[-1].append(line)
        else:
            names.append([line])
    return names


def _begins_body(text: str) -> bool:
    folded = fold(text)
    return any(re.match(rf"{re.escape(fold(body))}\b", folded) for body in BODIES)


def _with_place(name: str, parent: str) -> str:
    council = _LOCAL_COUNCIL.match(parent)
    if council is None or not name.startswith(("Sở ", "Ban ", "Phòng ", "Văn phòng", "Thanh tra")):
        return name
    place = council["place"]
    if not _PLACE.match(place) or fold(place) in fold(name):
        return name
    return f"{name} {place}"


def official_name(text: str) -> str:
    """Write a name in capitals as official texts do: `SỞ NỘI VỤ` becomes "Sở Nội vụ"."""
    rest, out = " ".join(unicodedata.normalize("NFC", text).split()), list[str]()
    while rest:
        phrase = next((each for each in _OFFICIAL if _starts_with(rest, each)), None)
        if phrase is None:
            word, _, rest = rest.partition(" ")
            out.append(word if word in ("UBND", "HĐND", "TP") else word.capitalize())
            continue
        out.append(phrase)
        rest = " ".join(rest.split()[len(phrase.split()) :])
    name = " ".join(out)
    return name[:1].upper() + name[1:]


def _starts_with(text: str, phrase: str) -> bool:
    words, wanted = text.split(), phrase.split()
    return fold(" ".join(words[: len(wanted)])) == fold(phrase)
