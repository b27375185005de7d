"""The issuing body: the top left lines, the parent's above its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import Wording, fold
from index.header.lines import Line
from index.header.names import begins_body, known_name, official_name
from index.header.numbers import read_symbol, regards
from index.header.places import CITIES, PLACES
from index.header.symbols import recognised_symbol, typed_symbol
from index.header.titles import is_capital, title_of
from index.header.words import box_around

_PLACE = re.compile(
    r"^(?:tỉnh|thành phố|tp\.?|huyện|thị xã|quận|phường|xã|thị trấn|đặc khu)\s", re.IGNORECASE
)
_LEVELS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "phường", "xã")
_LOCAL_COUNCIL = re.compile(r"^(?:Ủy ban nhân dân|UBND)\s+(?P<place>.+)$")
_OF_A_PLACE = ("Sở ", "Ban ", "Phòng ", "Văn phòng ", "Thanh tra")
_OF_A_PARENT = ("Thanh tra", "Văn phòng")
_OF_THE_PARTY = re.compile(r"^(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) ủy\b")
_ITS_ORGANS = (
    "Ban Tổ chức",
    "Ban Tuyên giáo",
    "Ban Dân vận",
    "Ban Nội chính",
    "Ủy ban Kiểm tra",
    "Văn phòng",
)
# Who acts for the body above: the document is that body's.
_ACTS_FOR = frozenset(
    (
        "Ban Thường trực",
        "Ban Thường vụ",
        "Ban Chấp hành",
        "Thường trực",
        "Chủ tịch",
        "Đoàn Chủ tịch",
        "Ban cán sự đảng",
    )
)
_JOINT = re.compile(r"^[A-ZĐ]{2,3}(?:LT|PH|LN)\b")  # TTLT, KHLT, QCPH, HDLN: of two bodies
# What stands above an issuer, and the titles of forms and standards, which have none.
_NO_ISSUER = Wording(
    r"(?:công báo|văn bản (?:quy phạm pháp luật|hợp nhất)|bản sao|hỏa tốc|dự thảo|sao y|đã ký)\b"
    r"|(?:(?:thượng )?khẩn|(?:tối |tuyệt )?mật)\W*$"
)
_FORM = Wording(
    r"(?:đơn|giấy|phiếu|tờ khai|bản|sơ yếu|lý lịch|bảng|biểu|mẫu|danh sách|danh mục|hồ sơ|thẻ|lời|thư"
    r"|hợp đồng|đề cương|sổ|phụ lục|quy chuẩn|tiêu chuẩn|quy trình|lịch|nội quy|bài|báo giá)\b"
)
_NOT_A_NAME = re.compile(r"[\d:/_*=]|[-–—.…]{3,}")
_STOP = re.compile(r"^\W*(?:[Ss][ốỐ]\s*[:.]?(?:\W|\d|$)|V/v|Về việc)", re.IGNORECASE)
_JOINING = (" -", " –", " VÀ")  # at the end of a line: the name goes on whatever follows
_FEWEST_LETTERS = 4  # of a recognised line that is not noise
_DATE_PLACE = re.compile(r"^\W{0,9}(?P<place>[^,.\d]{3,40})[,.]\s*ng\w{1,3}\b")
_HEAD_WITHOUT_MOTTO = 3  # lines at the top of a page that may name its issuer
_SPEAKS = re.compile(
    r"(?:^|[,;] )(?P<body>[A-ZĐỦ][^,;.:()]{2,70}?) (?:thông báo|báo cáo|đề nghị|kính mời|trân trọng)\b"
)
_SPEAKER_DEPTH = 8  # lines
_SPEAKING = 0.5
# How often a name is right: typed and beginning as bodies do; recognised and one of the known; anything else.
_TYPED, _KNOWN, _UNKNOWN, _COMPLETED = 0.92, 0.92, 0.6, 0.7


@dataclass(frozen=True, slots=True)
class _Name:
    """A body's name as official texts write it, whether it is beyond doubt, and its lines."""

    text: str
    is_known: bool
    lines: tuple[Line, ...]


def read_issuer(block: HeaderBlock) -> FieldValue:
    """Return the issuing body; a department's name is completed by its province's, as people cite it."""
    names = _whole_names(block)
    if not names:
        return _speaker(block)
    name, parent = names[-1], names[-2] if len(names) > 1 else None
    full = _with_parent(name.text, parent.text if parent else "")
    box = box_around(tuple(word for line in name.lines for word in line.words))
    sure = (_KNOWN if block.is_recognised else _TYPED) if name.is_known else _UNKNOWN
    if full != name.text and parent is not None and not parent.is_known:
        sure = min(sure, _COMPLETED)
    if full == name.text and _lacks_place(full) and (place := _place_of_date(block)):
        level = "thành phố" if place in CITIES else "tỉnh"
        full, sure = _with_place(full, f"{level} {place}"), min(sure, _COMPLETED)
    return FieldValue(full, sure if block.has_motto else _UNKNOWN, block.page, box)


def _whole_names(block: HeaderBlock) -> list[_Name]:
    """Return the bodies of the head with two that issue together as one, without who acts for another."""
    names = _names(block)
    if len(names) > 1 and names[-1].text in _ACTS_FOR:
        names.pop()
    symbol = (read_symbol(block) or "").rpartition("/")[2]
    if len(names) > 1 and _JOINT.match(symbol):
        one, other = names[-2:]
        text = f"{one.text.strip(' -–')} - {other.text}"
        names[-2:] = [_Name(text, one.is_known and other.is_known, one.lines + other.lines)]
    return names


def _speaker(block: HeaderBlock) -> FieldValue:
    """Return the body that speaks first on a page without a motto: "…, Sở Nội vụ thông báo"."""
    if block.has_motto:
        return FieldValue()
    lines = block.below[:_SPEAKER_DEPTH]
    match = _SPEAKS.search(" ".join(line.text for line in lines))
    if match is None or not begins_body(match["body"]):
        return FieldValue()
    words = tuple(word for line in lines for word in line.words)
    return FieldValue(match["body"], _SPEAKING, block.page, box_around(words))


def _names(block: HeaderBlock) -> list[_Name]:
    """Return the bodies that stand above each other in the head, the issuer last."""
    if not block.has_motto:
        return [_typed(lines, block.is_recognised) for lines in _names_on_top(block)]
    if not block.is_recognised:
        return [_typed(lines) for lines in _bodies(_name_lines(block), block.is_recognised)]
    place = _place_of_date(block)
    read = [_recognised(line, block, place) for line in _name_lines(block)]
    named = {name.lines[0]: name for name in read}
    return [_recognised_name(lines, named, place) for lines in _bodies(list(named), block.is_recognised)]


def _name_lines(block: HeaderBlock) -> list[Line]:
    """Return the lines in capitals above the number."""
    found: list[Line] = []
    for line in block.left:
        if _ends_names(line.text, block.is_recognised, bool(found)):
            break
        if _NO_ISSUER.match(line.text, block.is_recognised):
            continue
        if _is_name_line(line.text, block.is_recognised):
            found.append(line)
    return found


def _bodies(lines: Sequence[Line], is_recognised: bool) -> list[list[Line]]:
    """Put the lines of each body's name together: a line that begins no body goes on with the one above."""
    names: list[list[Line]] = []
    for line in lines:
        if names and (not begins_body(line.text, is_recognised) or names[-1][-1].text.endswith(_JOINING)):
            names[-1].append(line)
        else:
            names.append([line])
    return names


def _typed(lines: Sequence[Line], is_recognised: bool = False) -> _Name:
    name = official_name(" ".join(line.text for line in lines).strip(" .,"), is_recognised)
    return _Name(name, begins_body(name, is_recognised), tuple(lines))


def _recognised(line: Line, block: HeaderBlock, place: str | None) -> _Name:
    """Return what a recognised line says: one of the known names by either reader, else what stands there."""
    text = _cleaned(line.text)
    known = known_name(text)
    if known is None:
        known = next(filter(None, (known_name(each) for each in block.second_texts(line))), None)
    known = known or known_name(text, place)
    shown = Line(known.text if known else text, line.words)
    return _Name(shown.text, known is not None and known.is_sure, (shown,))


def _recognised_name(lines: Sequence[Line], named: Mapping[Line, _Name], place: str | None) -> _Name:
    whole = " ".join(line.text for line in lines)
    if len(lines) > 1 and (known := known_name(whole, place)):
        return _Name(known.text, known.is_sure, tuple(lines))
    is_known = all(named[line].is_known for line in lines)
    text = " ".join(
        line.text if not line.text.isupper() else official_name(line.text, is_recognised=True)
        for line in lines
    )
    return _Name(text, is_known, tuple(lines))


def _names_on_top(block: HeaderBlock) -> list[list[Line]]:
    """Return bodies that stand above each other at the very top of a page without a motto."""
    names: list[list[Line]] = []
    for line in block.below[:_HEAD_WITHOUT_MOTTO]:
        is_name = is_capital(line.text, block.is_recognised) and begins_body(line.text, block.is_recognised)
        if not is_name or title_of(line.text, block.is_recognised):
            break
        names.append([line])
    return names


def _ends_names(text: str, is_recognised: bool, is_below_name: bool) -> bool:
    if _STOP.match(text):
        return is_recognised or is_below_name or typed_symbol(text) is not None  # a gazette's number is above
    if not is_recognised:
        return _FORM.match(text) is not None and not begins_body(text)
    symbol = recognised_symbol(text)
    return regards(text) or (symbol is not None and any(sign.isdigit() or sign == "/" for sign in text))


def _is_name_line(text: str, is_recognised: bool) -> bool:
    if is_recognised:
        letters = sum(letter.isalpha() for letter in _cleaned(text))
        return letters >= _FEWEST_LETTERS and is_capital(_cleaned(text), is_recognised=True)
    return not _NOT_A_NAME.search(text) and text.isupper() and len(text) >= 2


def _cleaned(text: str) -> str:
    """Remove what recognition made of lines, stamps and dust: words without letters, marks at their edges."""
    words = [word if word in ("-", "–", "&") else word.strip(".,:;'\"`“”‘’_|~*-") for word in text.split()]
    kept = [
        word for word in words if word in ("-", "–", "&") or (any(map(str.isalpha, word)) and len(word) > 0)
    ]
    return " ".join(kept).strip("-–& ")


def _with_parent(name: str, parent: str) -> str:
    """Complete `name` by its place or, where it says nothing but what kind of body it is, by its parent."""
    if _OF_THE_PARTY.match(parent) and name in _ITS_ORGANS:
        return f"{name} {parent}"
    council = _LOCAL_COUNCIL.match(parent)
    if council is not None and name.startswith(_OF_A_PLACE):
        place = council["place"]
        return _with_place(name, place) if _PLACE.match(place) and fold(place) not in fold(name) else name
    return f"{name} {parent}" if name in _OF_A_PARENT and parent else name


def _with_place(name: str, place: str) -> str:
    """Complete a name by its place, which it may begin to name: "Thanh tra tỉnh" and "tỉnh An Giang"."""
    level = next((level for level in _LEVELS if name.endswith(f" {level}") and place.startswith(level)), "")
    return f"{name.removesuffix(level).strip()} {place}"


def _lacks_place(name: str) -> bool:
    return name.startswith("Sở ") and not any(fold(place) in fold(name) for place in PLACES)


def _place_of_date(block: HeaderBlock) -> str | None:
    """Return the province that the date line names, where nothing else tells whose department it is."""
    for line in block.right:
        match = _DATE_PLACE.match(line.text)
        found = next((place for place in PLACES if match and fold(match["place"]) == fold(place)), None)
        if found:
            return found
    return None
