"""The digits of a number line and of a date line, read several times under the laws of numbers and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from index.ocr.digit_decoding import DigitSteps, Steps, Token, likely_numbers, probability_of
from index.ocr.digit_recogniser import STEP, Colours, PixelBox, alphabet, read_line

SURE = 0.8  # from here on corrected digits were right on all real scans tried; the surest wrong ones had 0.72
_MUTE_READING = 0.1  # what a reading without any likely digits says
_PADDINGS = (0.0, 0.12, -0.1)  # of the line's height, about the line: three views of the same digits
_LINE_HEIGHT = 48
_MARGIN = 0.7  # steps beside a slot that is cut out and read alone
_MARGIN_BEFORE_SLASH = -0.5  # or else a part of it is read as one more 1
_DIGIT_LIKE = re.compile(r"[0-9AMOlI|&]")
_NUMBER = re.compile(
    r"^[Ss$][^\W\d_]?6? ?[:.]?(?P<number>[\dAHMOZSBGlIbgqz|&%?!#.,_ ·]{1,14}?)\s*[/-](?=.*[A-ZĐ])"
)
_DATE = re.compile(
    r"ng[^\d\s]{0,2}y?(?P<day>.{0,6}?)t?h[áaàãâ]?n?g(?P<month>.{0,5}?)n[ăaǎâãā]?m", re.IGNORECASE
)
_DAYS, _MONTHS = range(1, 32), range(1, 13)


@dataclass(frozen=True, slots=True)
class MendedLine:
    """A line's text, and how likely its digits are, if they were corrected, or else its letters."""

    text: str
    confidence: float
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class _View:
    """A line as it was read once."""

    colours: Colours
    steps: Steps
    tokens: list[Token]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)


def fix_line(page: Colours, box: PixelBox) -> MendedLine:
    """Read the line in `box`; where it is a number's or a date's, read its digits with all care."""
    first = _view(_cut(page, box, 0.0))
    for pattern in (_NUMBER, _DATE):
        if pattern.search(first.text):
            views = [first, *(_view(_cut(page, box, padding)) for padding in _PADDINGS[1:])]
            return _fixed(first, views, pattern)
    letters = [token.probability for token in first.tokens]
    return MendedLine(first.text, sum(letters) / len(letters) if letters else 0.0, False)


def _fixed(first: _View, views: list[_View], pattern: re.Pattern[str]) -> MendedLine:
    text, sure = first.text, 1.0
    found = pattern.search(text)
    assert found is not None
    for slot in reversed(list(found.groupdict())):
        digits, probability = _digits_of(views, pattern, slot)
        start, end = found.span(slot)
        text = f"{text[:start]} {digits} {text[end:]}" if digits else text
        sure = min(sure, probability)
    return MendedLine(" ".join(text.split()), sure, True)


def _digits_of(views: list[_View], pattern: re.Pattern[str], slot: str) -> tuple[str, float]:
    """Return the likeliest digits of the slot over all readings, and how far the readings agree on them.

    A reading in which no allowed digits are likely says little, but not nothing: it counts a tenth.
    """
    votes: Counter[str] = Counter()
    readings = 0
    for steps in chain.from_iterable(_readings(view, pattern, slot) for view in views):
        readings += 1
        votes.update(_allowed(steps, slot))
    digits, weight = max(votes.items(), key=lambda vote: vote[1], default=("", 0.0))
    return digits, weight / (votes.total() + _MUTE_READING * readings) if readings else 0.0


def _allowed(steps: DigitSteps, slot: str) -> Mapping[str, float]:
    """Return the numbers that the slot may hold with their probabilities; `06` and `6` are one day."""
    if slot == "number":
        return {digits: each for digits, each in likely_numbers(steps).items() if digits.strip("0")}
    return {
        str(value): sum(probability_of(written, steps) for written in {str(value), f"{value:02d}"})
        for value in (_DAYS if slot == "day" else _MONTHS)
    }


def _readings(view: _View, pattern: re.Pattern[str], slot: str) -> Iterator[DigitSteps]:
    """Yield what the slot holds as a part of its line, and read alone, where digits come out larger."""
    found = pattern.search(view.text)
    if found is None:
        return
    start, end = found.span(slot)
    first = view.tokens[start - 1].step + 1
    last = view.tokens[end].step if end < len(view.tokens) else len(view.steps)
    if last > first:
        yield alphabet().digit_steps(view.steps[first:last])
    pixels = STEP * view.colours.shape[0] / _LINE_HEIGHT
    margin = _MARGIN_BEFORE_SLASH if slot == "number" else _MARGIN
    left, right = (first - _MARGIN) * pixels, (last + margin) * pixels
    alone = view.colours[:, max(0, round(left)) : round(right)]
    if alone.shape[1] >= view.colours.shape[0] / 4:
        yield from _digits_alone(alone)


def _digits_alone(colours: Colours) -> Iterator[DigitSteps]:
    """Yield the digits of a slot that was cut out, without the letters that were cut off beside it."""
    view = _view(colours)
    inside = [index for index, token in enumerate(view.tokens) if _DIGIT_LIKE.match(token.text)]
    if not inside:
        return
    first, last = inside[0], inside[-1] + 1
    end = view.tokens[last].step if last < len(view.tokens) else len(view.steps)
    yield alphabet().digit_steps(view.steps[view.tokens[first].step : end])


def _view(colours: Colours) -> _View:
    steps = read_line(colours)
    return _View(colours, steps, alphabet().likeliest_text(steps))


def _cut(page: Colours, box: PixelBox, padding: float) -> Colours:
    left, top, right, bottom = box
    down = round(padding * (bottom - top))
    aside = abs(down)
    return page[max(0, top - down) : bottom + down, max(0, left - aside) : right + aside]
