"""Figures in a text near the words of what is measured: numbers, percentages, parts of a whole, with place.

A proposal to be confirmed by a person, never a value. Every page is cut to a length and walked once: tokens
are what stands between blanks, so nothing here backtracks. Vietnamese numbers: `1.234,5`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.text import fold

LONGEST_PAGE = 60_000
MOST_PAGES = 40
_MOST_DIGITS = 15
_BEFORE, _AFTER = 25, 12
_QUOTE_BEFORE, _QUOTE_AFTER = 12, 8
_PAIR_WITHIN = 14
_AROUND = "()[]{}\"'“”‘’;:…*"
_JOINING = frozenset({"tren", "tong", "trong"})
_COMMON = frozenset(
    fold(
        "số tỷ lệ các của trong và được năm theo tại có là mức độ đến từ về cho với hoặc một những đã phải"
    ).split()
)


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure with its place: page from 1, the words around it, how many of the asked words stand near.

    `whole` is what it is part of; of a percentage the figure is the percentage.
    """

    page: int
    figure: Decimal
    whole: Decimal | None
    is_percent: bool
    quote: str
    shared: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    number: Decimal | None
    whole: Decimal | None = None
    is_percent: bool = False


def find_figures(
    pages: Iterable[tuple[int, str]], measure: str, *, limit: int = 6
) -> tuple[FoundFigure, ...]:
    """Return the figures that stand nearest to the words of `measure`, the likeliest first.

    `pages` are numbers and texts; only the first of them, and the beginning of each, are looked at.
    """
    wanted = frozenset(word for word in fold(measure).split() if word not in _COMMON and len(word) > 1)
    if not wanted:
        return ()
    found: list[FoundFigure] = []
    for at, (number, text) in enumerate(pages):
        if at == MOST_PAGES:
            break
        found += _on_page(number, text[:LONGEST_PAGE], wanted)
    best = sorted(found, key=lambda each: (-each.shared, each.whole is None, not each.is_percent, each.page))
    return tuple({(each.figure, each.whole, each.is_percent): each for each in reversed(best)}.values())[
        ::-1
    ][:limit]


def _on_page(page: int, text: str, wanted: frozenset[str]) -> Iterable[FoundFigure]:
    tokens = _tokens(text)
    least = max(2, len(wanted) // 3)
    wholes = {place for place in (_whole_after(tokens, at) for at in range(len(tokens))) if place}
    for at, token in enumerate(tokens):
        if token.number is None or at in wholes:
            continue
        near = {each.folded for each in tokens[max(0, at - _BEFORE) : at + _AFTER]}
        shared = len(near & wanted)
        if shared < min(least, len(wanted)):
            continue
        joined = _whole_after(tokens, at)
        whole = tokens[joined].number if joined else token.whole
        quote = " ".join(each.text for each in tokens[max(0, at - _QUOTE_BEFORE) : at + _QUOTE_AFTER])
        yield FoundFigure(page, token.number, whole, token.is_percent, quote, shared)


def _whole_after(tokens: Sequence[_Token], at: int) -> int | None:
    """Return where that stands which "12 … trên tổng số 14" is part of."""
    if tokens[at].number is None or tokens[at].is_percent or tokens[at].whole is not None:
        return None
    following = tokens[at + 1 : at + _PAIR_WITHIN]
    for place, token in enumerate(following):
        if token.number is not None:
            joins = any(each.folded in _JOINING for each in following[:place])
            return at + 1 + place if joins and not token.is_percent else None
    return None


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for line in text.splitlines():
        words = line.split()
        for place, raw in enumerate(words):
            if raw == "%" and found and found[-1].number is not None:
                last = found.pop()
                found.append(_Token(f"{last.text} %", last.folded, last.number, None, is_percent=True))
            elif place == 0 and _numbers_a_row(words):
                found.append(_Token(raw, "", None))
            else:
                found.append(_token(raw, found[-1].folded if found else "", is_first=place == 0))
    return found


def _numbers_a_row(words: Sequence[str]) -> bool:
    """Return whether a line begins with the number of a table's row: "1 Sở Thông tin và Truyền thông"."""
    return len(words) > 1 and len(words[0]) < 4 and words[0].isdigit() and words[1][0].isupper()


def _token(raw: str, before: str, *, is_first: bool) -> _Token:
    bare = raw.strip(_AROUND)
    if is_first and bare.endswith((".", ")")) and bare[:-1].isdigit():
        return _Token(raw, "", None)  # the number of an item, not of things
    bare = bare.rstrip(".,")
    is_percent = bare.endswith("%")
    part, _, whole = bare.removesuffix("%").partition("/")
    number = vietnamese_number(part)
    if number is None or (whole and is_percent) or _is_year(number, before):
        return _Token(raw, fold(bare[:60]), None)
    if whole:
        of = vietnamese_number(whole)
        return _Token(raw, "", number if of is not None else None, of)
    return _Token(raw, "", number, None, is_percent)


def _is_year(number: Decimal, before: str) -> bool:
    return before in {"nam", "thang", "ngay", "quy"} and number == int(number)


def vietnamese_number(text: str) -> Decimal | None:
    """Return the number that stands there as Vietnamese writes it, `1.234,5`; None for anything else."""
    whole, _, decimals = text.partition(",")
    groups = whole.split(".")
    digits = "".join(groups)
    if not digits.isascii() or not digits.isdigit() or len(digits) + len(decimals) > _MOST_DIGITS:
        return None
    if len(groups) > 1 and (not groups[0] or any(len(group) != 3 for group in groups[1:])):
        return None
    if ("," in text and not decimals) or (decimals and not (decimals.isascii() and decimals.isdigit())):
        return None
    return Decimal(f"{digits}.{decimals}" if decimals else digits)
