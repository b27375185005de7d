"""Annexes: the line "(Kèm theo Quyết định số … ngày … của …)" names the document that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.header.block import HeaderBlock
from index.header.dates import day_in
from index.header.fields import FieldValue
from index.header.folding import Wording
from index.header.lines import Line
from index.header.names import begins_body
from index.header.subjects import title_index
from index.header.symbols import typed_symbol
from index.header.titles import title_of
from index.header.words import box_around

ANNEX = "Phụ lục"

_DEPTH = 14  # lines below which no annex says whose it is
_LINES = 4  # over which what it says may run
_OPENS = Wording(r"(?:phụ lục|danh mục|biểu (?:số|tổng hợp)\b|bảng\b|danh sách)")
# What a decision puts into force: it has a title, but number and date are the decision's.
_PUT_INTO_FORCE = frozenset(
    [
        "Quy chế",
        "Quy định",
        "Điều lệ",
        "Nội quy",
        "Quy trình",
        "Chương trình",
        "Kế hoạch",
        "Đề án",
        "Phương án",
    ]
)
_PARENT = re.compile(
    r"k[eè]m theo (?P<type>[^\d():;]{2,80}?)\s?s[oốổ]\s?[:.]?\s?(?P<rest>[\d….].{2,300})", re.IGNORECASE
)
_OF = re.compile(r"\bc[uủ]a (?P<issuer>[^()]{2,200}?)\s*(?:[);.]|$)")
_LEADER = re.compile(
    r"(?:Ban [Gg]iám đốc|Tổng [Gg]iám đốc|Giám đốc|Bộ trưởng|Chủ tịch|Hiệu trưởng|Cục trưởng"
    r"|Tổng [Cc]ục trưởng|Thống đốc|Viện trưởng|Trưởng ban|Chánh Thanh tra|Chánh án)\s"
)
_NAMED, _UNNAMED = 0.9, 0.8  # how sure an annex is that calls itself so, and one that does not
_SAID = 0.75  # how sure what it says of its parent is: a number typed by hand, in another document


@dataclass(frozen=True, slots=True)
class Annex:
    """What an annex says of its parent, and its own type and title where the parent alone tells them."""

    doc_type: FieldValue
    number: FieldValue
    issued_on: FieldValue
    issuer: FieldValue
    subject: FieldValue


def read_annex(block: HeaderBlock) -> Annex | None:
    """Return the fields of an annex without a number of its own, None if the page is none."""
    lines = [*block.left, *block.below][:_DEPTH]
    starts = [index for index, line in enumerate(lines) if "theo" in line.text.lower()]
    first = next((index for index, line in enumerate(lines) if _opens(line, block)), None)
    if first is None and starts and _stands_alone(lines[: starts[0] + 1], block):
        first = 0
    if first is None:
        return None
    for start in [start for start in starts if start >= first]:
        said = lines[start : start + _LINES]
        found = _PARENT.search(" ".join(line.text for line in said))
        if found is not None:
            return _annex(block, lines[first:start], said, found["rest"].partition(")")[0])
    return None


def _opens(line: Line, block: HeaderBlock) -> bool:
    if _OPENS.match(line.text, block.is_recognised):
        return True
    title = None if block.has_motto else title_of(line.text, block.is_recognised)
    return title is not None and title.doc_type in _PUT_INTO_FORCE


def _stands_alone(lines: Sequence[Line], block: HeaderBlock) -> bool:
    """Recognise a page that begins with a title of its own and then, in brackets, what it belongs to."""
    *title, said = lines
    is_titled = bool(title) and title_index(block) is None and all(line.text.isupper() for line in title)
    return not block.has_motto and is_titled and len(title) <= _LINES and said.text.startswith("(")


def _annex(block: HeaderBlock, above: Sequence[Line], said: Sequence[Line], rest: str) -> Annex:
    box = box_around(tuple(word for line in said for word in line.words))

    def of_parent(value: str | None) -> FieldValue:
        return FieldValue(value, _SAID, block.page, box, of_parent=True) if value else FieldValue()

    symbol, issuer = typed_symbol(f"Số: {rest}"), _OF.search(rest)
    is_numbered = symbol is not None and symbol.is_numbered
    is_annex = title_index(block) is None
    sure = _NAMED if above and _OPENS.match(above[0].text, block.is_recognised) else _UNNAMED
    return Annex(
        doc_type=FieldValue(ANNEX, sure, block.page, above[0].box) if is_annex else FieldValue(),
        number=of_parent(symbol.text if symbol is not None and is_numbered else None),
        issued_on=of_parent(day_in(rest)),
        issuer=of_parent(_body_of(issuer["issuer"]) if issuer else None),
        subject=_title(block, above) if is_annex else FieldValue(),
    )


def _body_of(issuer: str) -> str:
    """Return the body of which a leader is named: "Chủ tịch Ủy ban nhân dân tỉnh" signs for it."""
    issuer = issuer.strip(" ,")
    leader = _LEADER.match(issuer)
    body = issuer[leader.end() :] if leader else ""
    return body if body and begins_body(body) else issuer


def _title(block: HeaderBlock, above: Sequence[Line]) -> FieldValue:
    """Return the lines between "Phụ lục" and what it says of its parent."""
    is_named = len(above) > 1 and Wording("phụ lục").match(above[0].text, block.is_recognised)
    lines = list(takewhile(lambda line: any(map(str.isalpha, line.text)), above[1 if is_named else 0 :]))
    text = " ".join(line.text for line in lines).strip(" .*_-")
    if not text:
        return FieldValue()
    return FieldValue(text, 0.7, block.page, box_around(tuple(word for line in lines for word in line.words)))
