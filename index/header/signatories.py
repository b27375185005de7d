"""The signatory: the name at the bottom right, under the authority and the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.lines import Line, line_of, lines_of_page, tidy
from index.header.words import PageWords, WordBox

_RIGHT_HALF = 0.45
_AUTHORITY = re.compile(
    r"^(?:(?:tm|kt|tl|tuq|q)\s*[.,/]|(?:pho |quyen )?(?:chu tich|giam doc|bo truong|thu truong|cuc truong|"
    r"hieu truong|chanh van phong|truong phong|truong ban|vien truong|chi cuc truong|chanh thanh tra|"
    r"thu tuong|bi thu|tong giam doc)\b)"
)
_RANK = r"(?:(?:PGS|GS|TS|ThS|BS|CKI+|KS|LS|CN|TTND|TTƯT)[.\s,]*)*"
_NAME = re.compile(rf"^{_RANK}(?P<name>[^\W\d_a-z]\w*(?:\s+[^\W\d_a-z]\w*){{1,4}})$")
_RECIPIENTS = "noi nhan"


def has_signature_block(text: str) -> bool:
    """Tell whether a page carries the list of recipients, which stands beside the signature."""
    return _RECIPIENTS in fold(text)


def read_signatory(page: PageWords | str, number: int) -> FieldValue:
    """Return the signatory's name from the page that carries the signature block."""
    lines = (
        _right_column(page)
        if isinstance(page, PageWords)
        else [Line(tidy(line)) for line in page.splitlines()]
    )
    start = next((index for index, line in enumerate(lines) if _is_authority(line.text)), None)
    if start is None:
        return FieldValue()
    for line in lines[start + 1 : start + 16]:
        match = _NAME.match(line.text)
        if match and _is_name(match["name"]):
            return FieldValue(match["name"], 0.85 if line.words else 0.7, number, line.box)
    return FieldValue()


def _right_column(page: PageWords) -> list[Line]:
    lines = lines_of_page(page, page.words)
    top = next((line[0].y0 for line in lines if _RECIPIENTS in fold(line_of(line).text)), None)
    if top is None:
        return []
    rows: Sequence[list[WordBox]] = [
        [word for word in line if word.x0 > _RIGHT_HALF] for line in lines if line[0].y1 > top - 0.06
    ]
    return [line_of(row) for row in rows if row]


def _is_authority(text: str) -> bool:
    return text.isupper() and bool(_AUTHORITY.match(fold(text)))


def _is_name(text: str) -> bool:
    return not text.isupper() and all(word[:1].isupper() for word in text.split())
