"""The head of a first page, taken apart into its left column, its right column and what stands below them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.header.folding import fold
from index.header.types import type_of_title
from index.header.words import Box, PageWords, WordBox, box_around

_HEAD_LINES = 40  # no header is longer
_HEAD_PART = 0.62  # of the page's height
_LEVEL = 0.28  # of the height of the lower word
_COLUMN_GAP = 0.014  # of the page's width: wider than a blank between two words of one line
_MOTTO = re.compile(r"cong ?hoa ?xa ?hoi ?chu ?nghia|doc ?lap.{1,4}tu ?do")
_MOTTO_START = re.compile(r"(?:CỘNG|CÔNG)\s+(?:HÒA|HOÀ)\s+XÃ|[ĐÐ]ộc\s+lập\s*[-–—]", re.IGNORECASE)
_DATE = re.compile(r"(?:,\s*|\s)ngày\b")
_IN_PLACE_NAMES = frozenset({"phố", "TP.", "TP", "xã", "huyện", "tỉnh"})
_SPACED_OUT = re.compile(r"(?<!\S)\w(?: \w)+(?!\S)")
_OPENING = re.compile(r"^(kinh gui|can cu|thuc hien|xet|theo de nghi)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with its words where their places are known."""

    text: str
    words: tuple[WordBox, ...] = ()

    @property
    def box(self) -> Box | None:
        """Return the line's box."""
        return box_around(self.words)


@dataclass(slots=True)
class HeaderBlock:
    """The lines of a page's head; `has_motto` tells whether the national motto was found on it."""

    page: int
    left: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    has_motto: bool = False


def line_of(words: Iterable[WordBox]) -> Line:
    """Return the line that `words` make."""
    kept = tuple(words)
    return Line(tidy(" ".join(word.text for word in kept)), kept)


def tidy(text: str) -> str:
    """Return `text` in NFC with single blanks; letters that a stamp spaced out (`2 8 5 8`) stand together."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), line)


def lines_of_words(words: Sequence[WordBox]) -> list[list[WordBox]]:
    """Group words that stand at one height into lines, top to bottom, each left to right."""
    lines: list[list[WordBox]] = []
    for word in sorted(words, key=lambda word: (word.y0 + word.y1, word.x0)):
        if lines and _is_level(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def _is_level(before: WordBox, word: WordBox) -> bool:
    """Tell whether both are on one line; a stamped line may lie a third of a line above the blank one."""
    height = min(before.y1 - before.y0, word.y1 - word.y0)
    return abs(word.y0 + word.y1 - before.y0 - before.y1) / 2 <= _LEVEL * height


def header_block(page: PageWords | str, number: int = 1) -> HeaderBlock:
    """Take the head of `page` apart."""
    if isinstance(page, str):
        return _block_of_text(page, number)
    return _block_of_words(page)


def _block_of_words(page: PageWords) -> HeaderBlock:
    block = HeaderBlock(page.number)
    head = [word for word in page.words if word.y1 < _HEAD_PART]
    lines = lines_of_words(head)[:_HEAD_LINES]
    motto = [line for line in lines if _MOTTO.search(fold(line_of(line).text))]
    block.has_motto = bool(motto)
    split = min((_motto_start(line) for line in motto), default=None)
    in_columns = split is not None
    for line in lines:
        left, right = _split_at(line, split) if split is not None else ([], line)
        whole = line_of(line)
        if in_columns and (_opens_body(whole.text) or not _fits_columns(left, right)):
            in_columns = False
        if not in_columns:
            block.below.append(whole)
            continue
        block.left.extend([line_of(left)] if left else [])
        block.right.extend([line_of(right)] if right else [])
    return block


def _motto_start(line: Sequence[WordBox]) -> float:
    """Return where the motto begins in a line that may begin with the issuer's name."""
    for index, word in enumerate(line):
        if _MOTTO.match(fold(" ".join(each.text for each in line[index:]))):
            return word.x0
    return line[0].x0


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


def _fits_columns(left: Sequence[WordBox], right: Sequence[WordBox]) -> bool:
    """Tell a line of two columns from one that runs over the whole page."""
    if left and right:
        return True
    line = left or right
    return bool(line) and line[-1].x1 - line[0].x0 < 0.55 and not (line[0].x0 < 0.3 and line[-1].x1 > 0.68)


def _opens_body(text: str) -> bool:
    return type_of_title(text) is not None or bool(_OPENING.match(fold(text)))


def _block_of_text(text: str, number: int) -> HeaderBlock:
    block = HeaderBlock(number)
    lines = [tidy(line) for line in text.splitlines() if line.strip()][:_HEAD_LINES]
    motto = [index for index, line in enumerate(lines) if _MOTTO.search(fold(line))]
    block.has_motto = bool(motto) and motto[0] < 8
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


def _ends_columns(before: str, line: str) -> bool:
    """Tell whether the columns are over: a long line that continues no "V/v"."""
    return (
        len(line) > 60 and not fold(line).startswith(("so", "v/v", "ve viec")) and "v/v" not in fold(before)
    )


def _columns_of_text(line: str) -> Iterator[tuple[bool, str]]:
    start = _start_of_right_column(line)
    if start is None:
        yield bool(_MOTTO.match(fold(line)) or re.match(r"^[^:/]{2,45},\s*ngày\b", line)), line
        return
    if left := line[:start].strip():
        yield False, left
    yield True, line[start:].strip()


def _start_of_right_column(line: str) -> int | None:
    """Return where the motto begins, or the place and date behind the number."""
    if motto := _MOTTO_START.search(line):
        return motto.start()
    date = _DATE.search(line)
    if date is None or not re.match(r"^\W*[Ss]ố\b", line):
        return None
    start = date.start()
    for word in reversed(line[:start].split()):
        if not (word in _IN_PLACE_NAMES or (word.istitle() and word.isalpha() and word != "Số")):
            break
        start = line.rindex(word, 0, start)
    return start
