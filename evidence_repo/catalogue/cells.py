"""What stands in one cell of the plan's table: a criterion's name, products, agencies, deadlines."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

from evidence_repo.catalogue.agencies import canonical_agency
from evidence_repo.catalogue.plan import (
    CatalogueDeadline,
    CatalogueError,
    CatalogueProduct,
    Kind,
    SuppliedBy,
)

_NAME = re.compile(r"(TCTP|TC)\s*+(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s*[-–—:]\s*(\S.*)")
_MARK = re.compile(r"(?:^[-–+]\s*|(?<=\s)[-–+]\s+)(?=(\S))")
_MINISTRY_PART = re.compile(r"kết quả theo dõi,? kiểm tra của (?:các bộ|Bộ|Văn phòng Chính phủ)", re.I)
_LINK = re.compile(r"đường (?:link|dẫn)|liên kết", re.I)
_DEPARTMENTS = re.compile(r"sở,\s*ban,?\s*ngành", re.I)
_DISTRICTS = re.compile(r"UBND (?:các )?huyện,\s*(?:tx|thị xã),\s*(?:tp|thành phố)", re.I)
_COMMUNES = re.compile(r"(?:UBND )?(?:các )?xã,\s*phường,?\s*(?:và\s+)?(?:thị trấn|đặc khu)", re.I)
_BEFORE = re.compile(r"trước ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", re.I)
_WITHIN_YEAR = re.compile(r"trong năm\s+(\d{4})(?!\d)", re.I)
_LONGEST_LABEL = 200
_SHORT_WORDS = ((r"\bBC\b", "Báo cáo"), (r"\btk\b", "tổng kết"))


def split_items(text: str) -> list[str]:
    """Return the items of a list marked with dashes or plus signs; a text without marks is one item.

    Inside the text a mark follows a full stop or semicolon or stands before a capital or a digit, so that
    "kinh tế - xã hội" stays whole.
    """
    starts = [mark for mark in _MARK.finditer(text) if _parts_items(text, mark)]
    begins = [0, *(mark.end() for mark in starts)]
    ends = [*(mark.start() for mark in starts), len(text)]
    items = [text[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]
    return [item for item in items if item]


def _parts_items(text: str, mark: re.Match[str]) -> bool:
    before = text[: mark.start()].rstrip()
    return not before or before[-1] in ".;" or mark[1].isupper() or mark[1].isdigit()


def read_name(cell: str) -> tuple[Kind, str, str]:
    """Return kind, code and title of `TCTP 1.1.3 - Mức độ …`."""
    found = _NAME.fullmatch(cell)
    if found is None:
        raise CatalogueError("“%(cell)s” is not a criterion such as “TCTP 1.1.3 - Title”.", cell=cell)
    return cast(Kind, found[1]), found[2], found[3]


def read_products(cell: str) -> tuple[CatalogueProduct, ...]:
    """Return the products: several only where the cell is a list."""
    texts = [text.rstrip(" ;.-–") for text in (split_items(cell) if cell.startswith(("-", "–")) else [cell])]
    if not cell or not all(texts):
        raise CatalogueError("The product (kết quả, sản phẩm) is empty.")
    return tuple(_product(ordinal, text) for ordinal, text in enumerate(texts, 1))


def _product(ordinal: int, text: str) -> CatalogueProduct:
    return CatalogueProduct(
        ordinal=ordinal,
        text=text,
        is_optional="(nếu có)" in text.casefold(),
        supplied_by=_supplied_by(text),
        medium="link" if _LINK.search(text) else "file",
    )


def _supplied_by(text: str) -> SuppliedBy:
    part = _MINISTRY_PART.search(text)
    if part is None:
        return "agency"
    return "agency_and_ministry" if text[: part.start()].strip() else "ministry"


def read_coordinating(cell: str) -> tuple[str, ...]:
    """Return the kinds and the named agencies of the cell, kinds first."""
    kinds = []
    for kind, words in (("department", _DEPARTMENTS), ("district", _DISTRICTS), ("commune", _COMMUNES)):
        cell, count = words.subn(";", cell)
        kinds += [kind] if count else []
    parts = re.split(r"[,;]|(?<!\s)\s+và\s+(?=;|$)", cell)
    names = [canonical_agency(name) for part in parts if (name := part.strip(" .")) and name != "và"]
    if not kinds and not names:
        raise CatalogueError("The coordinating agencies are missing.")
    return (*kinds, *names)


def read_deadlines(cell: str) -> tuple[CatalogueDeadline, ...]:
    """Return the deadlines: "trước ngày" is exclusive, "trong năm" lasts until the next New Year's Day."""
    items = [item.rstrip("; ") for item in split_items(cell)]
    if not items:
        raise CatalogueError("The deadline (thời gian hoàn thành) is missing.")
    deadlines = tuple(_deadline(item) for item in items)
    if len({deadline.label for deadline in deadlines}) < len(deadlines):
        raise CatalogueError("Two deadlines have the same name.")
    return deadlines


def _deadline(item: str) -> CatalogueDeadline:
    before, within = _BEFORE.search(item), _WITHIN_YEAR.search(item)
    found = before or within
    if found is None or _BEFORE.search(item, found.end()):
        raise CatalogueError(
            "“%(item)s” is not one deadline such as “Trước ngày 01/12/2017”.",
            item=item,
        )
    try:
        if before is not None:
            due_on = date(int(before[3]), int(before[2]), int(before[1]))
        else:
            due_on = date(int(found[1]), 12, 31) + timedelta(days=1)
    except (ValueError, OverflowError) as wrong:
        raise CatalogueError("“%(item)s” holds a date that does not exist.", item=item) from wrong
    label = _label(item[: found.start()])
    if len(label) > _LONGEST_LABEL:
        raise CatalogueError("The deadline's name is too long.")
    return CatalogueDeadline(label, due_on, before is None, item)


def _label(words: str) -> str:
    for short, full in _SHORT_WORDS:
        words = re.sub(short, full, words)
    return words.strip(" :-–")
