"""The head of a first page, taken apart into its left column, its right column and what stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.header.folding import fold
from index.header.lines import Line, line_of, lines_of_page, tidy
from index.header.motto import is_motto, motto_start
from index.header.titles import title_of
from index.header.words import PageWords, ReadLine, WordBox

_HEAD_LINES = 40  # no header is longer
_HEAD_PART = 0.62  # of the page's height
_MOTTO_LINES = 14  # above it only stamps, copies' marks and a signature's picture
_MOTTO_REACH = 3  # lines from the motto's first to its last, with what the left column says between
_COLUMN_GAP = 0.014  # of the page's width: wider than a blank between two words of one line
_MOTTO_START = re.compile(
    r"(?:CỘNG|CÔNG)\s+(?:HÒA|HOÀ)\s+XÃ|Độc\s+lập\s*[-–—]|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT"
    r"|ĐOÀN\s+(?:TNCS|THANH\s+NIÊN\s+CỘNG\s+SẢN)\s+HỒ",
    re.IGNORECASE,
)
_RIGHT_OF_TEXT = re.compile(
    r"(?:cong hoa xa hoi|doc lap.{1,4}tu do|dang cong san viet nam|doan (?:tncs|thanh nien cong san) ho)"
)
_WHOLE_DATE = re.compile(r"^[^:/]{2,45},?\s*ngày\b")
_ENDS_IN_DATE = re.compile(r"\bngày\b[^,;()]{4,40}\d{4}\W*$")
_DATE = re.compile(r"(?:,\s*|\s)ngày\b")
_IN_PLACE_NAMES = frozenset({"phố", "TP.", "TP", "xã", "huyện", "tỉnh"})
_OPENING = re.compile(r"^(kinh gui|can cu|thuc hien|xet|theo de nghi|phu luc|danh sach|danh muc)\b")
_CENTRE = 0.03  # of the page's width: how far the middle of a line under both columns may lie off the page's
_LEFT_COLUMN = 0.3  # of the page's width: the motto begins to the right of it
_ABOVE = 1.8  # heights of a line: how far above the motto the issuer's first line may stand
_NUMBER_LEAD = re.compile(r"^(?:\S+ ){0,2}[Ss]ố ?:$")
_NUMBER_PIECE = re.compile(r"^(?:\d[\d./]*|[\d/-][\w/-]*)$")
_NOISE = re.compile(r"^(?![-–/&]$)[\W_]+$")


@dataclass(slots=True)
class HeaderBlock:
    """The lines of a page's head; `has_motto` says whether the national motto was found on it.

    `is_recognised` says that the words come from a picture, and `second_lines` what a second reader saw.
    """

    page: int
    left: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    has_motto: bool = False
    is_recognised: bool = False
    second_lines: tuple[ReadLine, ...] = ()

    def second_texts(self, line: Line) -> list[str]:
        """Return what the second reader saw in the place of `line`."""
        if line.box is None:
            return []
        left, top, right, bottom = line.box
        return [
            each.text
            for each in self.second_lines
            if each.box[1] < (top + bottom) / 2 < each.box[3] and each.box[0] < right and each.box[2] > left
        ]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the right column begins and how far up the head begins."""

    edge: float
    top: float
    bottom: float


def header_block(page: PageWords | str, number: int = 1) -> HeaderBlock:
    """Take the head of `page` apart."""
    if isinstance(page, str):
        return _block_of_text(page, number)
    return _block_of_words(page)


def _block_of_words(page: PageWords) -> HeaderBlock:
    block = HeaderBlock(page.number, is_recognised=page.is_recognised, second_lines=page.second_lines)
    lines = lines_of_page(page, _head_words(page))[:_HEAD_LINES]
    columns = _columns(lines)
    block.has_motto = in_columns = columns is not None
    for line in lines:
        if columns is not None and line[0].y1 < columns.top:
            continue
        left, right = _split_at(line, columns.edge) if columns is not None else ([], line)
        whole = line_of(line)
        if columns is not None and in_columns:
            opens = _opens_body(whole.text, page.is_recognised)
            opens = opens or (not (left and right) and _is_centred(line, columns))
            in_columns = not opens and _fits_columns(left, right)
        if not in_columns:
            block.below.append(whole)
            continue
        block.left.extend([line_of(left)] if left else [])
        block.right.extend([line_of(right)] if right else [])
    return block


def _head_words(page: PageWords) -> list[WordBox]:
    words = [word for word in page.words if word.y1 < _HEAD_PART]
    if not page.is_recognised:
        return words
    return [word for word in words if not _NOISE.match(word.text)]


def _columns(lines: Sequence[Sequence[WordBox]]) -> _Columns | None:
    """Find the motto, and with it the columns."""
    motto = [line[motto_start(line) :] for line in lines[:_MOTTO_LINES] if is_motto(line_of(line).text)]
    motto = [line for line in motto if line[0].x0 > _LEFT_COLUMN]
    if not motto:
        return None
    first = motto[0][0]
    top = first.y0 - _ABOVE * (first.y1 - first.y0)
    return _Columns(min(line[0].x0 for line in motto), top, motto[-1][-1].y1)


def _split_at(line: Sequence[WordBox], split: float) -> tuple[list[WordBox], list[WordBox]]:
    """Split at the widest gap near the column's edge; the right column may begin before the motto."""
    gaps = [
        (after.x0 - before.x1, index + 1)
        for index, (before, after) in enumerate(pairwise(line))
        if before.x1 < split + 0.12 and after.x0 > split - 0.12
    ]
    gap, index = max(gaps, default=(0.0, 0))
    if gap >= _COLUMN_GAP:
        return list(line[:index]), list(line[index:])
    middle = (line[0].x0 + line[-1].x1) / 2
    return (list(line), []) if middle < split else ([], list(line))


def _is_centred(line: Sequence[WordBox], columns: _Columns) -> bool:
    """Recognise a line in capitals under the motto that stands in the middle of the page: any title."""
    middle = (line[0].x0 + line[-1].x1) / 2
    return abs(middle - 0.5) < _CENTRE and line[0].y0 > columns.bottom and line_of(line).text.isupper()


def _fits_columns(left: Sequence[WordBox], right: Sequence[WordBox]) -> bool:
    """Recognise a line of two columns from one that runs over the whole page."""
    if left and right:
        return True
    line = left or right
    return bool(line) and line[-1].x1 - line[0].x0 < 0.55 and not (line[0].x0 < 0.3 and line[-1].x1 > 0.68)


def _opens_body(text: str, is_recognised: bool = False) -> bool:
    return title_of(text, is_recognised) is not None or bool(_OPENING.match(fold(text)))


def _block_of_text(text: str, number: int) -> HeaderBlock:
    block = HeaderBlock(number)
    lines = list(_whole_lines(text))[:_HEAD_LINES]
    motto = _motto_of_text(lines)
    block.has_motto = bool(motto) and motto[0] < _MOTTO_LINES
    in_columns = block.has_motto
    for index, line in enumerate(lines):
        if in_columns and (
            _opens_body(line) or (index > motto[-1] and _ends_columns(lines[index - 1], line))
        ):
            in_columns = False
        if not in_columns:
            block.below.append(Line(line))
            continue
        for is_right, part in _columns_of_text(line):
            (block.right if is_right else block.left).append(Line(part))
    return block


def _motto_of_text(lines: Sequence[str]) -> list[int]:
    """Return where the motto stands: near its first line, above the date."""
    date = next((index for index, line in enumerate(lines) if _ENDS_IN_DATE.search(line)), len(lines))
    found = [index for index, line in enumerate(lines) if is_motto(line, is_typed=True)]
    return [each for each in found if each <= found[0] + _MOTTO_REACH and (each == found[0] or each < date)]


def _whole_lines(text: str) -> Iterator[str]:
    """Give the lines with words; a number that was broken behind "Số:" stands on one line again."""
    broken: str | None = None
    for line in (tidy(line) for line in text.splitlines() if line.strip()):
        if broken is not None and _NUMBER_PIECE.match(line):
            broken += line
            continue
        if broken is not None:
            yield broken
            broken = None
        if _NUMBER_LEAD.match(line):
            broken = line
        else:
            yield line
    if broken is not None:
        yield broken


def _ends_columns(before: str, line: str) -> bool:
    """Return whether the columns are over: capitals under the date, or a long line that is not of "V/v"."""
    if _ENDS_IN_DATE.search(before) and line.isupper():
        return True
    return (
        len(line) > 60 and not fold(line).startswith(("so", "v/v", "ve viec")) and "v/v" not in fold(before)
    )


def _columns_of_text(line: str) -> Iterator[tuple[bool, str]]:
    start = _start_of_right_column(line)
    if start is None:
        yield bool(_RIGHT_OF_TEXT.match(fold(line)) or _WHOLE_DATE.match(line)), line
        return
    if left := line[:start].strip():
        yield False, left
    yield True, line[start:].strip()


def _start_of_right_column(line: str) -> int | None:
    """Return where the motto begins, or the place and date behind the number."""
    if motto := _MOTTO_START.search(line):
        return motto.start()
    date = _DATE.search(line)
    if date is None or not re.match(r"^\W*(?:Số|SỐ)\b", line):
        return None
    start = date.start()
    for word in reversed(line[:start].split()):
        if not (word in _IN_PLACE_NAMES or (word.isalpha() and word[1:].islower() and word != "Số")):
            break
        start = line.rindex(word, 0, start)
    return start
