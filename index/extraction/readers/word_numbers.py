"""The numbers that Word computes: "Điều 1." before a paragraph that has none in its text (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

from index.encodings.runs import Run

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LONGEST_CHAIN = 20
_NO_LIST = "0"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 3999


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    pattern: str = ""
    form: str = "decimal"
    start: int = 1
    font: str = ""
    is_legal: bool = False

    @classmethod
    def of(cls, element: _Element) -> _Level:
        fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        font = (fonts.get(qn("w:hAnsi")) or fonts.get(qn("w:ascii")) or "") if fonts is not None else ""
        start = _value(element, "w:start")
        return cls(
            _value(element, "w:lvlText"),
            _value(element, "w:numFmt") or "decimal",
            int(start) if start.isdigit() else 1,
            font,
            element.find(qn("w:isLgl")) is not None,
        )


class WordNumbers:
    """Counts the paragraphs of each list, in the order in which they are asked for."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        found = numbering if numbering is not None else ()
        self._lists = {
            each.get(qn("w:abstractNumId"), ""): each for each in found if each.tag == _tag("abstractNum")
        }
        self._nums = {each.get(qn("w:numId"), ""): each for each in found if each.tag == _tag("num")}
        of_styles = styles.iterchildren(qn("w:style")) if styles is not None and self._nums else ()
        self._styles = {each.get(qn("w:styleId"), ""): each for each in of_styles}
        self._counts: dict[str, list[int | None]] = {}
        self._levels: dict[tuple[str, int], _Level] = {}
        self._begun: set[str] = set()

    def number_of(self, paragraph: _Element, font: str) -> Run | None:
        """Return the number before a paragraph whose font is `font`, and count on; None if it has none."""
        if not self._nums:
            return None
        number, level = self._place_of(paragraph.find(qn("w:pPr")))
        num = self._nums.get(number)
        if num is None or not 0 <= level < _LEVELS:
            return None
        abstract = _value(num, "w:abstractNumId")
        counts = self._counted(number, abstract, level)
        own = self._level(number, level)
        if own.form in ("bullet", "none") or not own.pattern:
            return None
        text = _PLACE.sub(lambda place: self._shown(number, counts, int(place[1]) - 1, own), own.pattern)
        return Run(f"{text.strip()} ", own.font or font) if text.strip() else None

    def is_bulleted(self, paragraph: _Element) -> bool:
        """Tell whether the paragraph stands in a list whose mark is no number."""
        properties = paragraph.find(qn("w:pPr"))
        number, level = self._place_of(properties)
        if number in self._nums and 0 <= level < _LEVELS:
            return self._level(number, level).form == "bullet"
        is_marked = properties is not None and properties.find(qn("w:numPr")) is not None
        return is_marked and number != _NO_LIST

    def _place_of(self, properties: _Element | None) -> tuple[str, int]:
        """Return list and level of a paragraph: its own, or those of its style."""
        own = properties.find(qn("w:numPr")) if properties is not None else None
        number, level = (_value(own, "w:numId"), _value(own, "w:ilvl")) if own is not None else ("", "")
        name = _value(properties, "w:pStyle") if properties is not None else ""
        for _ in range(_LONGEST_CHAIN):  # styles may be based on one another in a ring
            style = self._styles.get(name)
            if number or style is None:
                break
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                number = _value(found, "w:numId")
                level = level or _value(found, "w:ilvl") or self._level_of_style(number, name)
            name = _value(style, "w:basedOn")
        return number, int(level) if level.isdigit() else 0

    def _level_of_style(self, number: str, style: str) -> str:
        num = self._nums.get(number)
        levels = self._lists.get(_value(num, "w:abstractNumId"), ()) if num is not None else ()
        found = (each for each in levels if each.tag == _tag("lvl") and _value(each, "w:pStyle") == style)
        return next((each.get(qn("w:ilvl"), "") for each in found), "")

    def _counted(self, number: str, abstract: str, level: int) -> list[int | None]:
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            self._start_over(number, counts)
        before = counts[level]
        counts[level] = self._level(number, level).start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return counts

    def _start_over(self, number: str, counts: list[int | None]) -> None:
        for override in self._nums[number].iterchildren(qn("w:lvlOverride")):
            level = override.get(qn("w:ilvl"), "")
            if override.find(qn("w:startOverride")) is not None and level.isdigit() and int(level) < _LEVELS:
                counts[int(level)] = None

    def _level(self, number: str, level: int) -> _Level:
        if (number, level) not in self._levels:
            self._levels[number, level] = self._read_level(self._nums[number], level)
        return self._levels[number, level]

    def _read_level(self, num: _Element, level: int) -> _Level:
        found = _Level()
        abstract = self._lists.get(_value(num, "w:abstractNumId"), ())
        override = [
            each for each in num.iterchildren(qn("w:lvlOverride")) if each.get(qn("w:ilvl")) == str(level)
        ]
        for element in (*abstract, *(inner for each in override for inner in each)):
            if element.tag == _tag("lvl") and element.get(qn("w:ilvl")) == str(level):
                found = _Level.of(element)
        start = next((_value(each, "w:startOverride") for each in override), "")
        if not start.isdigit():
            return found
        return _Level(found.pattern, found.form, int(start), found.font, found.is_legal)

    def _shown(self, number: str, counts: list[int | None], level: int, own: _Level) -> str:
        rule = self._level(number, level)
        count = counts[level]
        return _written(rule.start if count is None else count, "decimal" if own.is_legal else rule.form)


def _written(count: int, form: str) -> str:
    if form in ("lowerRoman", "upperRoman"):
        text = _roman(count)
    elif form in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 9)
    else:
        return f"{count:02d}" if form == "decimalZero" else str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    left = count if 0 < count <= _MOST else 0
    for value, letters in _ROMAN:
        text += letters * (left // value)
        left %= value
    return text or str(count)


def _value(parent: _Element | None, name: str) -> str:
    child = parent.find(qn(name)) if parent is not None else None
    return str(child.get(qn("w:val"), "")) if child is not None else ""


def _tag(name: str) -> str:
    return str(qn(f"w:{name}"))
