"""Numbers and symbols of documents, dates and codes, whatever the spacing: `34/2016/NĐ- CP`, `1.1.3`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.figures import day_form, number_form
from index.text.folding import fold

_GROUP = r"[^\W\d_]{1,10}\d{0,2}"  # KH, UBND, QĐ, TTg, VP1
_UPPER_GROUP = r"(?-i:[A-ZĐƯƠ]{1,9}[a-zđ]?[A-ZĐ]{0,2})\d{0,2}"  # in capitals, but TTg, TTr, CTr, QyĐ
_DASH = r"[-–‐‑]"  # a hyphen, as word processors and OCR write it
_END = r"(?![^\W_])"
_START = r"(?<![^\W_])"
# After a loose dash only capitals go on with the symbol, or "683/KH-UBND - Kế hoạch" would swallow a word. No
# symbol has more than some groups: what goes on and on is no symbol, and each dash of it would be a term.
_MORE = rf"(?:{_DASH}{_GROUP}{_END}|\s?{_DASH}\s?{_UPPER_GROUP}{_END}){{0,6}}"
_GROUPS = rf"{_GROUP}{_END}{_MORE}"

_NUMBERED = rf"(?P<number>\d{{1,6}}[a-zđ]?)(?:\s?/\s?(?P<year>(?:19|20)\d\d))?\s?/\s?(?P<groups>{_GROUPS})"
_PARTY = rf"(?P<party>\d{{1,6}})\s?{_DASH}\s?(?P<body>{_GROUP}\s?/\s?{_GROUP}){_END}"
_SPOKEN = r"(?:ng[àa]y\s+)?(?P<day>\d{1,2})\s+th[áa]ng\s+(?P<month>\d{1,2})\s+n[ăa]m\s+(?P<in_year>\d{4})"
_CHAIN = r"(?P<chain>\d+[a-zđ]?(?:[./]\d+)+)"
_DATE = r"(?P<date>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|(?:19|20)\d\d-\d{1,2}-\d{1,2})"
# Thousands set apart, and numbers without that are no years; what is paid in may follow at once.
_SUM = r"(?P<sum>\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3}){2,})|(?!(?:19|20)\d\d(?!\d))[1-9]\d{3,14})(?:đ|vnđ|vnd)?"
_TWO_GROUPS = rf"(?:{_GROUP}{_END}{_DASH}{_GROUP}|{_UPPER_GROUP}{_END}\s?{_DASH}\s?{_UPPER_GROUP})"
_LETTERS = rf"(?P<letters>{_TWO_GROUPS}{_END}{_MORE})"
_FIGURE = rf"{_SPOKEN}|{_DATE}{_END}|{_SUM}{_END}(?![./]\d)|{_CHAIN}"
_SYMBOL = re.compile(rf"{_START}(?:{_NUMBERED}|{_PARTY}|{_FIGURE}|{_LETTERS}){_END}", re.IGNORECASE)

# Every symbol has a digit or a dash, and begins and ends near one: only there it is worth looking closely.
_HINT = re.compile(r"[\d–‐‑-]+")
_BEFORE, _AFTER = 24, 32

_BLANK = re.compile(r"\s+")
_DASHES = re.compile(_DASH)
_ZEROS = re.compile(r"(?<![\d])0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A number and symbol in the form in which it is compared, and where it stands in the text."""

    whole: str
    letters: str  # the part without the number ("kh-ubnd"), or ""
    shorter: tuple[str, ...]  # the wholes up to each loose dash, for it may not belong to the symbol
    start: int
    end: int


def find_symbols(text: str) -> Iterator[Symbol]:
    """Yield the numbers and symbols of an NFC text, in order and without overlap."""
    for start, end in _windows(text):
        for match in _SYMBOL.finditer(text, start, end):
            whole, letters, shorter = _forms(match)
            yield Symbol(whole, letters, shorter, match.start(), match.end())


def _windows(text: str) -> Iterator[tuple[int, int]]:
    start = end = 0
    for hint in _HINT.finditer(text):
        if hint.start() - _BEFORE > end:
            yield start, end
            start = hint.start() - _BEFORE
        end = hint.end() + _AFTER
    yield start, end


def _forms(match: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    if match["day"]:
        return f"{int(match['day'])}/{int(match['month'])}/{match['in_year']}", "", ()
    if match["date"]:
        written = _BLANK.sub("", match["date"])
        return day_form(written) or _tight(written), "", ()
    if match["sum"]:
        return number_form(match["sum"]) or match["sum"], "", ()
    if match["chain"]:
        return _tight(match["chain"]), "", ()
    if match["party"]:
        body = _tight(match["body"])
        return _tight(match["party"]) + "-" + body, body, ()
    if match["number"]:
        year = match["year"] + "/" if match["year"] else ""
        head = f"{_tight(match['number'])}/{year}"
        groups = _tight(match["groups"])
        return head + groups, _if_several(groups), tuple(head + part for part in _cuts(match["groups"]))
    return _tight(match["letters"]), "", tuple(_cuts(match["letters"]))


def _tight(piece: str) -> str:
    """Return the piece folded, without blanks and leading zeros, with plain hyphens."""
    return _ZEROS.sub("", _DASHES.sub("-", fold(_BLANK.sub("", piece))))


def _if_several(groups: str) -> str:
    return groups if "-" in groups else ""


def _cuts(groups: str) -> Iterator[str]:
    for dash in _DASHES.finditer(groups):
        if groups[dash.start() - 1].isspace() or groups[dash.end()].isspace():
            yield _tight(groups[: dash.start()])
