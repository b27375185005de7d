"""Digits out of what a line recogniser saw, step by step along the line, for each character (CTC)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.float32]  # a row for each step, a column for each character; column 0 is "nothing here"
DigitSteps = NDArray[np.float64]  # the same with eleven columns: nothing, 0, 1 … 9

_NOTHING = " .,_·-…:;'\"~*"  # dotted lines and dirt
_LOOK_ALIKES = {
    "0": "OoDQÔƠ@", "1": "lI|!iÍÌ", "2": "Zz", "4": "HuyY", "5": "Ss", "6": "bGé", "7": "?", "8": "B&",
    "9": "gq",
}  # fmt: skip
_LOOK_ALIKE_SHARE = 0.5
_RAISED_SHARE = 0.35  # "A" is a 4, or a 1 with a long upstroke
_FLOOR = 1e-6
_BEAMS = 12


class Token(NamedTuple):
    """A character of the likeliest text, the step at which it begins, and how likely it is."""

    text: str
    step: int
    probability: float


class Alphabet:
    """The characters that the columns of a recogniser's steps stand for."""

    def __init__(self, characters: Iterable[str]) -> None:
        self._characters = list(characters)
        columns = {character: index for index, character in reversed(list(enumerate(self._characters)))}
        self._nothing = [0, *(columns[each] for each in _NOTHING if each in columns)]
        self._digits = [columns[str(digit)] for digit in range(10)]
        self._alike = [
            [columns[each] for each in _LOOK_ALIKES.get(str(digit), "") if each in columns]
            for digit in range(10)
        ]
        self._raised = columns["A"]

    def likeliest_text(self, steps: Steps) -> list[Token]:
        """Return the likeliest character of every step, repetitions and nothings left out."""
        best = steps.argmax(axis=1)
        return [
            Token(self._characters[column], step, float(steps[step, column]))
            for step, column in enumerate(best)
            if column and (step == 0 or best[step - 1] != column)
        ]

    def digit_steps(self, steps: Steps) -> DigitSteps:
        """Return how likely each digit is at each step; letters count for the digits that they resemble."""
        found = np.full((len(steps), 11), _FLOOR)
        found[:, 0] += steps[:, self._nothing].sum(axis=1)
        for digit in range(10):
            alike = steps[:, self._alike[digit]].sum(axis=1)
            found[:, digit + 1] += steps[:, self._digits[digit]] + _LOOK_ALIKE_SHARE * alike
        for digit in (1, 4):
            found[:, digit + 1] += _RAISED_SHARE * steps[:, self._raised]
        return found


def probability_of(digits: str, steps: DigitSteps) -> float:
    """Return the probability that `steps` are `digits`: the sum over all ways to place them."""
    labels = [0]
    for digit in digits:
        labels += [int(digit) + 1, 0]
    between = [0 != digit != before for digit, before in zip(labels[2:], labels, strict=False)]
    can_skip = np.array(between, bool)  # a digit may follow another at once, but not itself
    ways = np.zeros(len(labels))
    ways[0] = 1.0
    for number, row in enumerate(steps):
        reached = ways.copy()
        if number:
            reached[1:] += ways[:-1]
            reached[2:] += np.where(can_skip, ways[:-2], 0.0)
        else:
            reached[1:2] = 1.0
        ways = reached * row[labels]
    return float(ways[-2:].sum())


def likely_numbers(steps: DigitSteps) -> dict[str, float]:
    """Return the likeliest strings of digits with their probabilities."""
    beams = {"": (1.0, 0.0)}  # how likely with nothing, and with a digit, at the last step
    for row in steps:
        longer: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for digits, (with_nothing, with_digit) in beams.items():
            both = with_nothing + with_digit
            longer[digits][0] += both * row[0]
            for digit in np.flatnonzero(row[1:] > _FLOOR * 10):
                is_repeated = digits[-1:] == str(digit)
                longer[digits][1] += with_digit * row[digit + 1] if is_repeated else 0.0
                longer[f"{digits}{digit}"][1] += (with_nothing if is_repeated else both) * row[digit + 1]
        ranked = sorted(longer.items(), key=lambda found: -sum(found[1]))[:_BEAMS]
        beams = {digits: (found[0], found[1]) for digits, found in ranked}
    return {digits: float(sum(found)) for digits, found in beams.items()}
