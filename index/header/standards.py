"""Standards and technical regulations, whose numbers are of another kind: `QCVN 32:2026/BXD`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import Wording
from index.header.lines import Line
from index.header.motto import is_motto
from index.header.words import box_around

REGULATION, STANDARD = "Quy chuẩn kỹ thuật", "Tiêu chuẩn quốc gia"

_DEPTH, _MOST_LINES = 16, 6
_NUMBER = re.compile(
    r"\W{0,3}(?P<kind>QCVN|QCĐP|QCDP|TCVN|TCXDVN|TCXD|TCN)\s?(?P<number>\d{1,5}(?:[-.]\d{1,3})?)\s?[:-]\s?"
    r"(?P<year>\d{4})(?:\s?/\s?(?P<body>[A-ZĐ]{2,12}))?\W{0,3}"
)
_HEADING = Wording(r"(?:bộ |quy chuẩn kỹ thuật|tiêu chuẩn (?:quốc gia|việt nam)|cộng hòa|độc lập)")
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Standard:
    """The fields of a standard's first page."""

    doc_type: FieldValue
    number: FieldValue
    subject: FieldValue


def read_standard(block: HeaderBlock) -> Standard | None:
    """Return the fields of a standard whose number stands alone on a line, None if the page is of none."""
    lines = [*block.left, *block.right, *block.below][:_DEPTH]
    found = next(((i, m) for i, line in enumerate(lines) if (m := _NUMBER.fullmatch(line.text))), None)
    if found is None:
        return None
    index, match = found
    box, body = lines[index].box, f"/{match['body']}" if match["body"] else ""
    number = f"{match['kind']} {match['number']}:{match['year']}{body}"
    kind = REGULATION if match["kind"].startswith("QC") else STANDARD
    return Standard(
        doc_type=FieldValue(kind, _SURE, block.page, box),
        number=FieldValue(number, _SURE, block.page, box),
        subject=_subject(block, lines[index + 1 :]),
    )


def _subject(block: HeaderBlock, lines: list[Line]) -> FieldValue:
    """Return the lines in capitals below the number, without what kind of standard it is."""
    found: list[Line] = []
    for line in lines:
        if _NUMBER.fullmatch(line.text) or (
            not found and (_HEADING.match(line.text) or not line.text.isupper())
        ):
            continue
        if not line.text.isupper() or is_motto(line.text) or len(found) == _MOST_LINES:
            break
        found.append(line)
    text = " ".join(line.text for line in found).strip(" .*-–")
    box = box_around(tuple(word for line in found for word in line.words))
    return FieldValue(text, _SURE - 0.1, block.page, box) if text else FieldValue()
