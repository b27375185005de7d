"""Find the documents that a text names, in whatever spacing their numbers are typed.

Numbers and symbols are those of `index.text.symbols`; here it is decided which of them name a document: a
form (`Mẫu số 01/PLI`), a price (`1.000đ/m2`), a standard (`QCVN 01:2021/BXD`) or the document's own number do
not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from index.citations.citation import Citation, Place
from index.header.types import AMBIGUOUS, BEFORE_2020, FROM_2020, LEGAL, PARTY, type_of_symbol
from index.text import Symbol, find_symbols, fold, vietnamese

if TYPE_CHECKING:
    from index.extraction.extraction import ExtractedPage

_AROUND = 90  # characters that are kept on each side
_LOOK_BACK = 160  # characters in which the type's name may stand before the number
_HEADER = 2_000  # characters of page 1 in which the document's own number stands

_TYPE_NAMES = tuple(
    sorted(
        {name for table in (FROM_2020, BEFORE_2020, LEGAL, PARTY) for name in table.values()}
        | {"Bộ luật", "Kết luận", "Sắc lệnh", "Lệnh", "Hiệp định", "Văn bản hợp nhất"},
        key=len,
        reverse=True,
    )
)
_FOLDED_TYPES = {fold(name): name for name in _TYPE_NAMES}
_NAMED_TYPE = re.compile(rf"(?<![^\W_])(?:{'|'.join(_FOLDED_TYPES)})(?![^\W_])")
_INTRODUCED = re.compile(r"(?:so|cac|va|,|:|\(|“|\")?[\s:]*$")
_IS_FORM = re.compile(
    r"(?:mau(?: bieu| don| to khai)?|bieu(?: mau)?|phu luc|bang|so hieu|form)[\s:]*+(?:(?:so|no\.?)[\s:]*+)?$"
)
_OWN_LEAD = re.compile(r"so\s*[:.]?|(?:luat|lenh|phap lenh|nghi quyet)\s+so\s*:")
# What pdfium gives for a hyphen at the end of a line: `148/2025/NĐ￾` and `CP` on the next.
_BROKEN_LINE = re.compile("[\ufffe\x02\u00ad]\\s*")
_STUCK = re.compile(r"(?<=\b[Ss][ốô])(?=\d)")  # "số34/2016/NĐ-CP"
_DASHES = re.compile(r"[–‐‑]")
_BLANKS = re.compile(r"\s+")
_CODES = {fold(code) for table in (FROM_2020, BEFORE_2020, LEGAL, PARTY) for code in table} | {"vbhn", "kl"}
_TYPES_BY_CODE = {fold(code): name for code, name in FROM_2020.items() if code not in AMBIGUOUS} | {
    **{fold(code): name for code, name in LEGAL.items()},
    "kl": "Kết luận",
    "vbhn": "Văn bản hợp nhất",
}
# A blank filled in later (`Số … /2025/TT-BTC`), or the rest of a number that was cut (`181/202 5/NĐ-CP`).
_IS_REST = re.compile(r"/\d{0,3}\s?$")
_GOES_ON = re.compile(r"\s?/\s?\w")  # 06/KHCN/N: a form's number
_ACT = re.compile(r"QH\d")  # 80/2015/QH13 does not say whether it is a law or a resolution
_PARTY_CODES = {fold(code) for code in PARTY} | {"kl"}
_DAY = re.compile(
    r"[\s,(]*(?:ban hành\s+|ký\s+)?ngày\s+(?P<day>\d{1,2})\s*(?:tháng|[/.-])\s*(?P<month>\d{1,2})"
    r"\s*(?:năm|[/.-])\s*(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)


def number_key(number: str) -> str | None:
    """Return the form in which a document's number is compared; None if it is no number and symbol."""
    for symbol in find_symbols(vietnamese(number)):
        if _has_letters(symbol.whole):
            return _whole(symbol)
    return None


def find_citations(pages: Iterable[ExtractedPage], own_number: str | None = None) -> tuple[Citation, ...]:
    """Return the documents that the pages name, in the order in which they are first named.

    The document's own number is none of them: `own_number`, and what stands alone after "Số:" at the top of
    page 1.
    """
    own = {number_key(own_number)} if own_number else set()
    found: list[_Mention] = []
    for page in pages:
        mentions = list(_mentions(page))
        own |= {mention.key for mention in mentions if mention.is_own}
        found += mentions
    return tuple(_together([mention for mention in found if mention.key not in own]))


@dataclass(frozen=True, slots=True)
class _Mention:
    """One place where one number stands."""

    key: str
    doc_type: str | None
    issued_on: date | None
    place: Place
    is_own: bool = False


def _mentions(page: ExtractedPage) -> Iterator[_Mention]:
    text = _STUCK.sub(" ", _BROKEN_LINE.sub("-", vietnamese(page.text)))
    for symbol in find_symbols(text):
        if not _has_letters(symbol.whole):
            continue
        before = fold(text[max(0, symbol.start - _LOOK_BACK) : symbol.start])
        named = _type_before(before)
        if not _names_document(text, symbol, before, named):
            continue
        key = _whole(symbol)
        end = _end_of(text, symbol, key)
        yield _Mention(
            key=key,
            doc_type=_doc_type(text[symbol.start : end], named),
            issued_on=_day_after(text, end),
            place=_place(text, symbol.start, end, page.number),
            is_own=page.number == 1 and symbol.start < _HEADER and _stands_as_own(text, symbol.start),
        )


def _has_letters(whole: str) -> bool:
    """Recognise a number with letters (`448/ubnd-nc`) from dates, chains of digits and letters alone."""
    return whole[:1].isdigit() and any(letter.isalpha() for letter in whole.partition("/")[2])


def _whole(symbol: Symbol) -> str:
    """Return the number up to a loose dash behind which something else begins: `225/QĐ-TTg - PHẦN I`.

    `NĐ- CP` goes on, and so do the many bodies of a joint circular.
    """
    if "ttlt" in symbol.whole:
        return symbol.whole
    complete = (shorter for shorter in symbol.shorter if "-" in shorter.rpartition("/")[2])
    return next(complete, symbol.whole)


def _end_of(text: str, symbol: Symbol, key: str) -> int:
    if key == symbol.whole:
        return symbol.end
    left = sum(letter.isalnum() for letter in symbol.whole) - sum(letter.isalnum() for letter in key)
    end = symbol.end
    while left or not text[end - 1].isalnum():
        end -= 1
        left -= text[end].isalnum()
    return end


def _names_document(text: str, symbol: Symbol, before: str, named: tuple[str, bool] | None) -> bool:
    if _IS_FORM.search(before) or _IS_REST.search(before) or _GOES_ON.match(text, symbol.end):
        return False
    number, _, rest = symbol.whole.partition("/")
    if "-" in number:  # a party document: 39-NQ/TW
        return number.partition("-")[2] in _PARTY_CODES and rest.isalpha()
    year, _, letters = rest.rpartition("/")
    codes = letters.split("-")
    if year or codes[0] in _CODES:
        return bool(year) or len(codes) > 1
    is_beside = named is not None and named[1]
    written = text[symbol.start : symbol.end].rpartition("/")[2]
    return is_beside or (len(codes) > 1 and written[:1].isupper() and all(map(str.isalnum, codes)))


def _type_before(before: str) -> tuple[str, bool] | None:
    """Return the type's name that stands before the number in its clause, and whether it is next to it."""
    clause = re.split(r"[;\n][^\S\n]*(?:can cu|theo|-)|;", before)[-1]
    named = list(_NAMED_TYPE.finditer(clause))
    if not named:
        return None
    last = named[-1]
    return _FOLDED_TYPES[last[0]], bool(_INTRODUCED.fullmatch(clause[last.end() :].lstrip()))


def _doc_type(written: str, named: tuple[str, bool] | None) -> str | None:
    if named is not None and named[1]:
        return named[0]
    tight = _tight(written)
    is_act = named is not None and _ACT.search(tight)
    return named[0] if named and is_act else type_of_symbol(tight) or _TYPES_BY_CODE.get(_code(tight))


def _code(number: str) -> str:
    """Return the folded code of a number typed without diacritics: `nd` of `34/2016/ND-CP`."""
    return re.sub(r"^\d+\w?/(?:\d{4}/)?", "", fold(number)).partition("-")[0]


def _day_after(text: str, end: int) -> date | None:
    day = _DAY.match(text, end)
    try:
        return date(int(day["year"]), int(day["month"]), int(day["day"])) if day else None
    except ValueError:  # ngày 31 tháng 2
        return None


def _stands_as_own(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return _OWN_LEAD.fullmatch(fold(line.strip())) is not None


def _place(text: str, start: int, end: int, page: int) -> Place:
    before = _BLANKS.sub(" ", text[max(0, start - _AROUND) : start])
    after = _BLANKS.sub(" ", text[end : end + _AROUND])
    if start > _AROUND:
        before = before.partition(" ")[2] or before
    if end + _AROUND < len(text):
        after = after.rpartition(" ")[0] or after
    return Place(page, before, _BLANKS.sub(" ", text[start:end]), after)


def _tight(written: str) -> str:
    return _DASHES.sub("-", _BLANKS.sub("", written))


def _together(mentions: list[_Mention]) -> list[Citation]:
    """Put the mentions of one document together: the same number, and no two different days beside it."""
    days: dict[str, set[date]] = {}
    for mention in mentions:
        if mention.issued_on:
            days.setdefault(mention.key, set()).add(mention.issued_on)
    found: dict[tuple[str, date | None], Citation] = {}
    for mention in mentions:
        said = days.get(mention.key, set())
        day = mention.issued_on or (next(iter(said)) if len(said) == 1 else None)
        known = found.get((mention.key, day))
        found[mention.key, day] = _counted(known, mention) if known else _first(mention, day)
    return list(found.values())


def _first(mention: _Mention, day: date | None) -> Citation:
    return Citation(
        key=mention.key,
        number=_tight(mention.place.written),
        place=mention.place,
        pages=(mention.place.page,),
        doc_type=mention.doc_type,
        issued_on=day,
    )


def _counted(known: Citation, mention: _Mention) -> Citation:
    pages = known.pages if mention.place.page in known.pages else (*known.pages, mention.place.page)
    return replace(known, pages=pages, times=known.times + 1, doc_type=known.doc_type or mention.doc_type)
