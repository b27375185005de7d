"""The words of registers in the reader's language, and how their rows' standings look."""

from __future__ import annotations

from typing import Any

from flask_babel.speaklater import LazyString

from evidence_repo.services.registers.words import CHOICE_WORDS, Words
from evidence_repo.web.language import chosen_language
from workflows.register_figures import Standing

STANDING_LOOKS: dict[Standing, tuple[str, str]] = {
    Standing.DONE: ("check-circle-fill", "ok"),
    Standing.LATE: ("hourglass-split", "ask"),
    Standing.OVERDUE: ("exclamation-triangle-fill", "bad"),
    Standing.AHEAD: ("dash-circle", ""),
    Standing.HANDLED: ("check-circle-fill", "ok"),
    Standing.REFERRED: ("send", "sent"),
    Standing.OPEN: ("exclamation-triangle-fill", "bad"),
    Standing.IN_ORDER: ("check-circle-fill", "ok"),
    Standing.NOT_IN_ORDER: ("x-circle", "bad"),
    Standing.NOT_SAID: ("question-circle", "ask"),
    Standing.PROVED: ("check-circle-fill", "ok"),
    Standing.NOT_PROVED: ("question-circle", "ask"),
}
"""Icon and tint of each standing."""


def in_language(words: Words) -> str:
    """Return the words in the language of this request."""
    return words.vi if chosen_language() == "vi" else words.en


def shown_words(words: Words) -> Any:
    """Return the words in the language of whichever request shows them."""
    return LazyString(in_language, words)


def choice_words(value: str) -> str:
    """Return what a choice is called."""
    return in_language(CHOICE_WORDS[value])
