"""The signatory: the name under the authority and the title, at the bottom right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.header.fields import FieldValue
from index.header.folding import Wording
from index.header.lines import Line, line_of, lines_of_page, tidy
from index.header.people import person_name
from index.header.words import PageWords, WordBox

_RIGHT_HALF = 0.45
_ABOVE_RECIPIENTS = 0.06  # of the page's height: the authority may stand a little higher
_LONGEST_LINE = 120  # letters: what is longer is no line of a signature
_REACH, _LOOSE_REACH = 12, 15  # lines from the authority to the name
_RECIPIENTS = re.compile(
    r"\W{0,3}n[oơ]i nh[aậ]n\s?(?:[:;.]|$)|\W{0,3}N[oơ]i nh[aậ]n (?-i:[A-ZĐ]{2})", re.IGNORECASE
)
_RANKS = (
    "chủ tịch|giám đốc|bộ trưởng|thứ trưởng|thủ trưởng|cục trưởng|vụ trưởng|hiệu trưởng|chánh văn phòng|"
    "trưởng phòng|trưởng ban|viện trưởng|chi cục trưởng|chánh thanh tra|chánh án|thủ tướng|bí thư|"
    "tổng giám đốc|tổng cục trưởng|tổng thanh tra|tổng kiểm toán|thống đốc|trưởng đoàn|tổ trưởng|đội trưởng|"
    "trạm trưởng|hạt trưởng|chủ tọa|chủ trì|chủ nhiệm|tổng biên tập|chỉ huy trưởng|tư lệnh|ủy viên|đại diện|"
    "người chủ trì|kiểm sát viên|thẩm phán|chánh"
)
_AUTHORITY = Wording(
    rf"(?:(?:t\s?[./]?\s?m|k\s?[./]?\s?t|t\s?[./]?\s?l|t\.?u\.?q|t\.?u\.?n|q)\s?[.,/]"
    rf"|(?:(?:phó|quyền|q\.)\s)?(?:{_RANKS}|trưởng)\b)"
)
# Who signs beside the one who is responsible.
_MINOR = Wording(r"(?:thư ký|người (?:lập|ghi|viết|soạn)|kế toán|thủ quỹ|cán bộ|ghi biên bản)")
_MARK = Wording(
    r"\W{0,4}(?:(?:đã\s)?(?:ký|kí)\b|người ký|ký bởi|email|cơ quan\s?:|thời gian ký|chữ ký số|signature"
    r"|digitally|date\b|lưu\s?:|như trên|nơi nhận|các |\d|$)"
)
_TYPED, _PLAIN_TEXT = 0.85, 0.7


def has_signature_block(text: str) -> bool:
    """Return whether a page carries the signature: the list of recipients, or a name under a title."""
    if any(_RECIPIENTS.match(tidy(line)) for line in text.splitlines() if len(line) <= _LONGEST_LINE):
        return True
    return _signed([Line(_ending(line.text)) for line in _last_cells(text)]) is not None


def read_signatory(page: PageWords | str, number: int) -> FieldValue:
    """Return the signatory's name from the page that carries the signature."""
    is_recognised = isinstance(page, PageWords) and page.is_recognised
    lines, has_recipients = _right_column(page) if isinstance(page, PageWords) else (_last_cells(page), False)
    found = _signed(lines, is_recognised)
    if found is None and (has_recipients or is_recognised):
        found = _signed_among_noise(lines, is_recognised)
    if found is None:
        return FieldValue()
    line, name = found
    return FieldValue(name, _TYPED if line.words else _PLAIN_TEXT, number, line.box)


def _ending(line: str) -> str:
    """Return what stands right in a line of two columns: from its first word in capitals on."""
    words = line.split()
    if not words or not words[-1].isupper():
        return line
    start = next((index for index, word in enumerate(words) if word.isupper() and len(word) > 1), 0)
    return " ".join(words[start:])


def _last_cells(page: str) -> list[Line]:
    """Return what stands right on each line, from the end of the body on where "./." marks it."""
    rows = page.splitlines()
    ends = (index for index, row in enumerate(rows) if row.rstrip().endswith("./.") or "./.\t" in row)
    return [Line(tidy(row.rpartition("\t")[2][-_LONGEST_LINE:])) for row in rows[next(ends, 0) :]]


def _right_column(page: PageWords) -> tuple[list[Line], bool]:
    """Return the lines of the right half, from the list of recipients on if there is one."""
    lines = lines_of_page(page, page.words)
    tops = [line[0].y0 for line in lines if _RECIPIENTS.match(line_of(line).text)]
    top = tops[0] - _ABOVE_RECIPIENTS if tops else 0.0
    rows: Sequence[list[WordBox]] = [
        [word for word in line if word.x0 > _RIGHT_HALF] for line in lines if line[0].y1 > top
    ]
    return [line_of(row) for row in rows if row], bool(tops)


def _signed(lines: Sequence[Line], is_recognised: bool = False) -> tuple[Line, str] | None:
    """Return the line and the name that stands under an authority, with no more than marks between."""
    minor: tuple[Line, str] | None = None
    for index, line in enumerate(lines):
        is_minor = _is_title(_MINOR, line, is_recognised)
        if not is_minor and not _is_title(_AUTHORITY, line, is_recognised):
            continue
        found = _name_below(lines[index + 1 : index + 1 + _REACH], is_recognised)
        if found is not None and not is_minor:
            return found
        minor = minor or found
    return minor


def _name_below(lines: Sequence[Line], is_recognised: bool) -> tuple[Line, str] | None:
    for line in lines:
        if _is_title(_AUTHORITY, line, is_recognised):
            continue
        if (name := person_name(line.text)) is not None:
            return line, name
        if _MINOR.match(line.text) or not (line.text.isupper() or _MARK.match(line.text, is_recognised)):
            return None
    return None


def _signed_among_noise(lines: Sequence[Line], is_recognised: bool) -> tuple[Line, str] | None:
    """Return the first name under the first authority, whatever a stamp or a column left between them."""
    titles = [index for index, line in enumerate(lines) if _is_title(_AUTHORITY, line, is_recognised)]
    if not titles:
        return None
    below = range(titles[0] + 1, min(titles[0] + 1 + _LOOSE_REACH, len(lines)))
    names = ((lines[index], person_name(lines[index].text)) for index in below if index not in titles)
    return next(((line, name) for line, name in names if name is not None), None)


def _is_title(wording: Wording, line: Line, is_recognised: bool) -> bool:
    return line.text.isupper() and wording.match(line.text, is_recognised) is not None
