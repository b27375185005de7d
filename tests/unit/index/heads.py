"""Heads of documents set on a page as positioned words, typed or as a scan is recognised."""

from __future__ import annotations

from dataclasses import dataclass

from index.header import PageWords, WordBox
from index.header.words import Box
from tests.documents import MOTTO

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, MIDDLE = 0.28, 0.68, 0.5
_LETTER = 0.0095  # width of a letter
_LINE = 0.022  # from one line to the next
_TALL = 0.014


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as the second reader sees it."""

    text: str
    box: Box
    confidence: float = 0.97


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the head: names, number, date, lines under the number and under the columns."""

    issuer: tuple[str, ...] = ("ỦY BAN NHÂN DÂN", "TỈNH AN GIANG")
    number: str = "Số: 416/KH-UBND"
    day: str = "An Giang, ngày 14 tháng 7 năm 2017"
    regarding: tuple[str, ...] = ()
    below: tuple[str, ...] = ("KẾ HOẠCH", "Nâng cao Chỉ số cải cách hành chính năm 2017")
    body: tuple[str, ...] = ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",)
    motto: tuple[str, ...] = MOTTO

    def typed(self) -> PageWords:
        """Return the page as its text layer says it."""
        return PageWords(1, tuple(self._words(0.0)), WIDTH, HEIGHT)

    def recognised(self, *seen: str, slope: float = 0.0, confidence: float = 0.97) -> PageWords:
        """Return the page as Tesseract sees it, with the second reader's number and date lines."""
        words = tuple(self._words(slope))
        top = 0.08 + _LINE * max(len(self.issuer), 2)
        lines = [
            SeenLine(text, (middle - 0.15, top, middle + 0.15, top + _TALL), confidence)
            for text, middle in zip(seen, (LEFT, RIGHT), strict=False)
        ]
        return PageWords(1, words, WIDTH, HEIGHT, (0.9,) * len(words), tuple(lines))

    def _words(self, slope: float) -> list[WordBox]:
        words: list[WordBox] = []
        top = 0.08
        columns = max(len(self.issuer), len(self.motto))
        for index in range(columns):
            for lines, middle in ((self.issuer, LEFT), (self.motto, RIGHT)):
                words += set_line(lines[index], middle, top, slope) if index < len(lines) else []
            top += _LINE
        words += set_line(self.number, LEFT, top, slope) + set_line(self.day, RIGHT, top, slope)
        for text in self.regarding:
            top += _LINE
            words += set_line(text, LEFT, top, slope)
        top += _LINE
        for text in self.below:
            top += _LINE
            words += set_line(text, MIDDLE, top, slope)
        top += _LINE
        for text in self.body:
            top += _LINE
            words += set_line(text, MIDDLE, top, slope)
        return words


def set_line(text: str, middle: float, top: float, slope: float = 0.0) -> list[WordBox]:
    """Return the words of a line centred at `middle`; `slope` is how far it falls over the page's width."""
    pitch = min(_LETTER, 0.9 / max(len(text), 1))
    start = middle - len(text) * pitch / 2
    words, place = [], 0
    for word in text.split():
        place = text.index(word, place)
        x0 = round(start + place * pitch, 5)
        y0 = round(top + slope * x0, 5)
        words.append(WordBox(word, x0, y0, round(x0 + len(word) * pitch, 5), round(y0 + _TALL, 5)))
        place += len(word)
    return words
