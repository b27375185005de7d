"""The subject (trích yếu): under the title, or "V/v …" under the number of a công văn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import Wording, fold
from index.header.lines import Line, line_of
from index.header.motto import is_motto
from index.header.numbers import read_symbol, regards
from index.header.titles import Title, is_capital, title_of
from index.header.types import TITLES
from index.header.words import WordBox, box_around

_MOST_LINES = 10
_TITLE_DEPTH = 10  # lines between the columns and the title: an appendix number, a stamp
_REGARDING_DEPTH = 14
_REGARDING = re.compile(r"^[\W_]{0,4}V\s?[./#]{0,2}\s?[/v#4w]{1,2}\b[\W_]*", re.IGNORECASE)
# What begins the body, whatever stands above it; what begins it unless it goes on with a line of capitals.
_BODY = re.compile(
    r"^(?:kinh gui|can cu|noi nhan|hom nay|dieu \d|[ivx]+[.\s/)]|\d+[.)]|[a-z][.)]|[-+*_\u2022]|"
    r"\((?:ban hanh|kem|du thao|so)\b|.*: ?$)"
)
_END = Wording(
    r"(?:thực hiện|xét |theo |để |nhằm |trong |ngày |phần |chương |mục |qua |sau |tiếp |khóa [ivx]+\b|"
    r"(?:phó )?(?:giám đốc|chủ tịch|bộ trưởng|thủ tướng|chánh văn phòng|tổng giám đốc|hiệu trưởng|"
    r"cục trưởng|tổng cục trưởng|thống đốc|trưởng ban|"
    r"chánh thanh tra)\b)"
)
_GOES_ON = Wording(r"(?:theo|để|nhằm|trong|ngày|qua|sau|tiếp|thực hiện) ")
_PLACE = Wording(r"(?:tỉnh|thành phố|huyện|quận|thị xã|phường|xã|thị trấn) ")
_FOOTNOTE = re.compile(r"\s?(?:\(\*{1,3}\)|\*{1,3}|\[\d{1,3}\])$")
# How a consolidated text begins, under its title: with the name of what it consolidates.
_CONSOLIDATES = Wording(r"[^\d]{2,200} số:? ?\d")
_LONG, _FULL_STOP = 80, (".", ";")  # letters of a paragraph of the body, which ends so
_ADDRESSED = re.compile(r"^\W*kinh\b.{0,3}g[a-z]{1,3}\b")
_AUTHORITY = Wording(
    r"(?:ủy ban (?:nhân dân|thường vụ quốc hội)|hội đồng nhân dân|bộ |sở |chính phủ|quốc hội|hội đồng|ban )"
)
_UNDERLINE = re.compile(r"^[\W_]*$")
_WIDEST_GAP = 1.6  # of the line's height; a paragraph apart
_WIDER = 1.7  # times the gap between the lines above, and
_PARAGRAPH = 0.5  # of the line's height more than it: a paragraph apart, too
_OFF_CENTRE = 0.04  # of the page's width: a paragraph of the body, not a centred line
_STRAY = 0.03  # of the page's width: a stamp beside a recognised line
_NARROW = 0.6  # of the page's width: a line that ends here stands in the left column
_LONGEST_STAMP = 9  # letters: ĐẾN, HỎA TỐC
_SHORTEST = 4  # letters of a recognised line that is not dust
_TYPED, _RECOGNISED, _UNBOUNDED = 0.9, 0.8, 0.5


def title_index(block: HeaderBlock) -> tuple[int, Title] | None:
    """Return the title and its place among the lines below the columns; one alone on its line first.

    What an annex without a head of its own is called is said by the document that it belongs to.
    """
    if not block.has_motto and block.below and fold(block.below[0].text).startswith("phu luc"):
        return None
    found = [
        (index, title)
        for index, line in enumerate(block.below[:_TITLE_DEPTH])
        if (title := title_of(line.text, block.is_recognised)) is not None
    ]
    return next((each for each in found if each[1].is_whole), next(iter(found), None))


def read_subject(block: HeaderBlock) -> FieldValue:
    """Return the subject as it is written, its lines joined."""
    place = title_index(block)
    if place is not None:
        index, title = place
        is_below = title.is_whole or any(regards(line.text) for line in block.below[index + 1 : index + 2])
        lines = _under_title(block, index + 1) if is_below else _heading(block.below[index:])
    else:
        lines = regarding(block) or _heading_without_title(block)
    text = _FOOTNOTE.sub("", " ".join(line.text for line in lines).strip(" ./_")).strip(" ./_")
    if len(text) < 5:
        return FieldValue()
    box = box_around(tuple(word for line in lines for word in line.words))
    return FieldValue(text, _confidence(block, lines, place is None or place[1].is_whole), block.page, box)


def _confidence(block: HeaderBlock, lines: Sequence[Line], is_usual: bool) -> float:
    if not (block.has_motto and is_usual) or len(lines) >= _MOST_LINES:
        return _UNBOUNDED
    is_placed = all(line.box is not None for line in lines)
    return _TYPED if is_placed and not block.is_recognised else _RECOGNISED


def _under_title(block: HeaderBlock, start: int) -> list[Line]:
    title, lines = block.below[start - 1], block.below[start : start + _MOST_LINES + 1]
    is_consolidated = "VBHN" in (read_symbol(block) or "")
    found: list[Line] = []
    for line, after in pairwise((*lines, Line(""))):
        central = _central(line, title) if block.is_recognised else line
        if block.is_recognised and _is_stray(central, title):
            continue
        if not found and (_UNDERLINE.match(central.text) or _is_place_of_title(central)):
            continue
        if is_motto(central.text, is_typed=not block.is_recognised):
            if found:
                break
            continue
        if found and is_consolidated and _CONSOLIDATES.match(central.text, block.is_recognised):
            break
        if _UNDERLINE.match(central.text) or len(found) == _MOST_LINES:
            break
        if _ends_subject(central, found, block.is_recognised, after):
            break
        if found and _is_off_centre(central, title):
            break
        found.append(central)
    return found


def _is_place_of_title(line: Line) -> bool:
    """Return whether a line goes on with a title that says whose the document is, `QUYẾT ĐỊNH CỦA …`."""
    return line.text.isupper() and _PLACE.match(line.text) is not None


def _central(line: Line, title: Line) -> Line:
    """Return the part of a recognised line that stands under the title, without stamps and dust beside it."""
    if title.box is None or len(line.words) < 2:
        return line
    middle = (title.box[0] + title.box[2]) / 2
    best = min(_groups(line.words), key=lambda group: max(group[0].x0 - middle, middle - group[-1].x1))
    return line_of(best)


def _groups(words: Sequence[WordBox]) -> list[list[WordBox]]:
    """Part words where a gap says that they do not belong together."""
    groups = [[words[0]]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > _STRAY:
            groups.append([])
        groups[-1].append(word)
    return groups


def _is_stray(line: Line, title: Line) -> bool:
    """Recognise a stamp or dust from a line under the title."""
    if line.box is None or title.box is None:
        return False
    middle = (title.box[0] + title.box[2]) / 2
    return len(line.text) < _SHORTEST or not line.box[0] - _STRAY < middle < line.box[2] + _STRAY


def _is_off_centre(line: Line, title: Line) -> bool:
    if line.box is None or title.box is None:
        return False
    return abs(line.box[0] + line.box[2] - title.box[0] - title.box[2]) / 2 > _OFF_CENTRE


def _ends_subject(line: Line, before: Sequence[Line], is_recognised: bool, after: Line | None = None) -> bool:
    """Return whether the subject is over above `line`, which `after` follows."""
    folded = fold(line.text)
    goes_on = line.text[:1].islower()
    if _ADDRESSED.match(folded) or (not goes_on and _BODY.match(folded) and not regards(line.text)):
        return True
    if not before:
        return False
    if _is_apart(before, line) or (not goes_on and _is_sentence(line)):
        return True
    capital = is_capital(line.text, is_recognised)
    among_capitals = capital and is_capital(before[-1].text, is_recognised)
    is_end = not goes_on and _END.match(line.text, is_recognised)
    if is_end and not (among_capitals and _GOES_ON.match(line.text, is_recognised)):
        return True
    if capital and not among_capitals:
        return not line.text[:1].isdigit()
    is_authority = capital and _AUTHORITY.match(line.text, is_recognised) is not None
    return is_authority and not _goes_on_in_capitals(after, is_recognised)


def _is_sentence(line: Line) -> bool:
    """Recognise a paragraph of the body where nothing is known of places."""
    return line.box is None and len(line.text) > _LONG and line.text.endswith(_FULL_STOP)


def _goes_on_in_capitals(after: Line | None, is_recognised: bool) -> bool:
    """Return whether a body named at a line's beginning is part of the subject: more capitals follow.

    The authority that issues the document stands alone, with its place or its term below.
    """
    if after is None or not is_capital(after.text, is_recognised):
        return False
    begins = (_PLACE.match(after.text, is_recognised), _END.match(after.text, is_recognised))
    return not (any(begins) or _BODY.match(fold(after.text)))


def _is_apart(above: Sequence[Line], line: Line) -> bool:
    """Return whether a paragraph's distance lies between a line and those above it."""
    gap = _gap(above[-1], line)
    if gap is None or above[-1].box is None:
        return False
    height = above[-1].box[3] - above[-1].box[1]
    if gap > _WIDEST_GAP * height:
        return True
    usual = _gap(above[-2], above[-1]) if len(above) > 1 else None
    return usual is not None and gap > max(_WIDER * usual, usual + _PARAGRAPH * height)


def _gap(above: Line, line: Line) -> float | None:
    if above.box is None or line.box is None:
        return None
    return line.box[1] - above.box[3]


def regarding(block: HeaderBlock) -> list[Line]:
    """Return the "V/v" lines: in the left column, or below it before the addressee."""
    for lines in (block.left, _before_address(block)) if block.has_motto else ():
        start = next((i for i, line in enumerate(lines[:_REGARDING_DEPTH]) if _regards(line, block)), None)
        if start is None:
            continue
        found = [_fixed(lines[start])]
        for line in lines[start + 1 : start + _MOST_LINES]:
            if block.is_recognised and len(line.text) < _SHORTEST and _UNDERLINE.match(line.text):
                continue  # dust
            is_narrow = line.box[2] <= _NARROW if line.box else lines is block.left
            if _UNDERLINE.match(line.text) or _ends_regarding(line, found, is_narrow, block.is_recognised):
                break
            found.append(line)
        return found
    return []


def _regards(line: Line, block: HeaderBlock) -> bool:
    """Return whether a line begins with "V/v", as either reader saw it."""
    return regards(line.text) or any(map(regards, block.second_texts(line)))


def _before_address(block: HeaderBlock) -> list[Line]:
    """Return the lines below the columns down to the addressee or to a title, whatever it names."""
    found: list[Line] = []
    for line in block.below:
        if _ADDRESSED.match(fold(line.text)) or (len(line.text) > _LONGEST_STAMP and line.text.isupper()):
            break
        found.append(line)
    return found


def _ends_regarding(line: Line, before: Sequence[Line], is_narrow: bool, is_recognised: bool) -> bool:
    """Return whether "V/v" is over; in a narrow column its lines may begin with anything."""
    if not is_narrow:
        return _ends_subject(line, before, is_recognised)
    return bool(_ADDRESSED.match(fold(line.text))) or _is_apart(before, line)


def _fixed(line: Line) -> Line:
    """Write "V/v" as it is written, however it was recognised."""
    match = _REGARDING.match(line.text)
    if match:
        return replace(line, text=f"V/v {line.text[match.end() :]}")
    return line if regards(line.text) else replace(line, text=f"V/v {line.text.partition(' ')[2]}")


def is_addressed(block: HeaderBlock) -> bool:
    """Return whether "Kính gửi" stands under the columns."""
    return any(_ADDRESSED.match(fold(line.text)) for line in (*block.below[:10], *block.left[-3:]))


def _heading(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one paragraph."""
    found: list[Line] = []
    for line in lines[:_MOST_LINES]:
        if _UNDERLINE.match(line.text) or (found and _is_apart(found, line)):
            break
        if found and line.text.isupper() != found[-1].text.isupper():
            break
        found.append(line)
    return found


def _heading_without_title(block: HeaderBlock) -> list[Line]:
    """Return the paragraph that a page without a motto begins with, if it is a heading."""
    if block.has_motto or not block.below:
        return []
    first = block.below[0]
    is_heading = first.box is not None and (first.text.isupper() or begins_with_type(first.text) is not None)
    return _heading(block.below) if is_heading else []


def begins_with_type(text: str) -> str | None:
    """Return the type that a heading in small letters begins with: `Thông báo xét tuyển …`."""
    folded = fold(text)
    name = next((name for name in TITLES if len(name) > 4 and folded.startswith(f"{name} ")), None)
    return TITLES[name] if name and text[:1].isupper() else None
