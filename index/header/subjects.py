"""The title, and the subject (trích yếu) under it, or "V/v …" under the number of a công văn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.header.block import HeaderBlock, Line
from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.numbers import read_number, read_symbol
from index.header.types import OFFICIAL_LETTER, type_of_symbol, type_of_title
from index.header.words import box_around

_MOST_LINES = 8
_TITLE_DEPTH = 8  # lines between the columns and the title: an appendix number, a stamp
_REGARDING = re.compile(r"^\W{0,3}(?:V/v|Về việc)\b", re.IGNORECASE)
_END = re.compile(
    r"^(?:kinh gui|can cu|thuc hien|xet |theo |de |nham |trong |ngay |phan |chuong |dieu \d|muc |hom nay|"
    r"qua |sau |tiep |[ivx]+[.\s/)]|\d+[.)]|[a-z][.)]|[-+*_\u2022]|\((?:ban hanh|kem|du thao|so)\b|"
    r"(?:pho )?(?:giam doc|chu tich|bo truong|thu tuong|chanh van phong|tong giam doc|hieu truong|"
    r"cuc truong|tong cuc truong|thong doc|truong ban|"
    r"chanh thanh tra)\b|.*: ?$)"
)
_AUTHORITY = re.compile(r"^(?:uy ban nhan dan|hoi dong nhan dan|bo |so |chinh phu|quoc hoi|hoi dong|ban )")
_UNDERLINE = re.compile(r"^[\W_]*$")
_WIDEST_GAP = 1.6  # of the line's height; a paragraph apart


def read_type(block: HeaderBlock) -> FieldValue:
    """Return the document's type by its title, else by its symbol, else công văn if it says "V/v"."""
    title = _title_index(block)
    symbol = read_symbol(block) or ""
    by_symbol = type_of_symbol(symbol)
    if title is not None:
        line = block.below[title]
        name = type_of_title(line.text)
        agrees = by_symbol in (None, name)
        return FieldValue(name, 0.95 if agrees and block.has_motto else 0.7, block.page, line.box)
    if by_symbol is not None:
        return FieldValue(by_symbol, 0.8, block.page, read_number(block).box)
    if symbol and (_regarding(block) or _is_addressed(block)):
        return FieldValue(OFFICIAL_LETTER, 0.9, block.page, None)
    return FieldValue()


def read_subject(block: HeaderBlock) -> FieldValue:
    """Return the subject as it is written, its lines joined."""
    title = _title_index(block)
    lines = _under_title(block.below[title + 1 :]) if title is not None else _regarding(block)
    text = " ".join(line.text for line in lines).strip(" ./_")
    if len(text) < 5:
        return FieldValue()
    box = box_around(tuple(word for line in lines for word in line.words))
    sure = 0.85 if block.has_motto and len(lines) < _MOST_LINES else 0.5
    return FieldValue(text, sure, block.page, box)


def _title_index(block: HeaderBlock) -> int | None:
    for index, line in enumerate(block.below[:_TITLE_DEPTH]):
        if type_of_title(line.text) and line.text.isupper():
            return index
    return None


def _under_title(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for line in lines[:_MOST_LINES]:
        if _UNDERLINE.match(line.text):
            if found:
                break
            continue
        if _ends_subject(line, found):
            break
        found.append(line)
    return found


def _ends_subject(line: Line, before: Sequence[Line]) -> bool:
    folded = fold(line.text)
    if before and (_END.match(folded) or _is_apart(before[-1], line)):
        return True
    is_capital = line.text.isupper()
    if before and is_capital and not before[-1].text.isupper():
        return True
    return is_capital and bool(_AUTHORITY.match(folded)) and bool(before)


def _is_apart(above: Line, line: Line) -> bool:
    if above.box is None or line.box is None:
        return False
    return line.box[1] - above.box[3] > _WIDEST_GAP * (above.box[3] - above.box[1])


def _regarding(block: HeaderBlock) -> list[Line]:
    """Return the "V/v" lines: in the left column, or below it before the addressee."""
    for lines in (block.left, block.below) if block.has_motto else ():
        start = next((index for index, line in enumerate(lines[:14]) if _REGARDING.match(line.text)), None)
        if start is not None:
            found = [lines[start]]
            for line in lines[start + 1 : start + _MOST_LINES]:
                if _UNDERLINE.match(line.text) or _ends_subject(line, found):
                    break
                found.append(line)
            return found
    return []


def _is_addressed(block: HeaderBlock) -> bool:
    return any(fold(line.text).startswith("kinh gui") for line in block.below[:10])
