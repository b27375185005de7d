"""The type of a document: by its title, by its symbol, or công văn by how it is written."""

from __future__ import annotations

import re

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.numbers import read_number, read_symbol
from index.header.subjects import begins_with_type, is_addressed, regarding, title_index
from index.header.types import CONSOLIDATED, OFFICIAL_LETTER, TITLES, names_a_type, type_of_symbol

# How sure a type is: title and symbol agreeing, the title alone, against the symbol, part of a line.
_TITLE, _TITLE_ALONE, _AGAINST_SYMBOL, _PART_OF_LINE = 0.95, 0.92, 0.7, 0.7
_SYMBOL, _LETTER, _LETTER_WITHOUT_NUMBER, _HEADING = 0.8, 0.92, 0.8, 0.5
# In a law's own words; another law is named with its number.
_NAMES_ITSELF = re.compile(
    r"(?<![^\W_])(?P<type>Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định"
    r"|Quy chế|Quy định|Chỉ thị|Điều lệ) này"
    r"(?= quy định| hướng dẫn| điều chỉnh| áp dụng| có hiệu lực|[.,;:]| được| và)"
)


def read_type(block: HeaderBlock) -> FieldValue:
    """Return the document's type by its title, else by its symbol, else công văn if it is one."""
    by_symbol = type_of_symbol(read_symbol(block) or "")
    if by_symbol == CONSOLIDATED:  # its title is the one of the text that it consolidates
        return FieldValue(by_symbol, _SYMBOL, block.page, read_number(block).box)
    place = title_index(block)
    if place is not None:
        index, title = place
        sure = _titled(block, title.doc_type, by_symbol, title.is_exact)
        return FieldValue(title.doc_type, sure, block.page, block.below[index].box)
    if by_symbol is not None and not regarding(block):
        return FieldValue(by_symbol, _SYMBOL, block.page, read_number(block).box)
    return _official_letter(block) or _of_heading(block)


def type_of_body(block: HeaderBlock) -> FieldValue:
    """Return the type that a text without a head names itself by: "Luật này", "Nghị định này quy định"."""
    if block.has_motto:
        return FieldValue()
    for line in block.below:
        if (found := _NAMES_ITSELF.search(line.text)) is not None:
            return FieldValue(TITLES[fold(found["type"])], _HEADING, block.page, line.box)
    return FieldValue()


def _titled(block: HeaderBlock, title: str, by_symbol: str | None, is_exact: bool) -> float:
    if not block.has_motto or by_symbol not in (None, title):
        return _AGAINST_SYMBOL
    if by_symbol == title:
        return _TITLE
    return _TITLE_ALONE if is_exact else _PART_OF_LINE


def _official_letter(block: HeaderBlock) -> FieldValue | None:
    """Recognise a công văn: no title, a symbol without a type, "V/v" or an addressee."""
    symbol = read_symbol(block)
    lines = regarding(block)
    if not (lines or (symbol and is_addressed(block))):
        return None
    box = lines[0].box if lines else None
    sure = _LETTER if symbol and not names_a_type(symbol) else _LETTER_WITHOUT_NUMBER
    return FieldValue(OFFICIAL_LETTER, sure, block.page, box)


def _of_heading(block: HeaderBlock) -> FieldValue:
    if block.has_motto or not block.below:
        return FieldValue()
    first = block.below[0]
    name = begins_with_type(first.text) if first.box is not None else None
    return FieldValue(name, _HEADING, block.page, first.box) if name else FieldValue()
