"""Icons and states as the pages draw them: hundreds on a page, so in Python rather than as macros."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from markupsafe import Markup

from evidence_repo.web.assets import icon_address
from evidence_repo.web.words import state_word

_ICON = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>')
_STATE = Markup('<span class="{}">{}{}</span>')


@lru_cache(maxsize=512)
def _icon_at(address: str, name: str, classes: str) -> Markup:
    return _ICON.format(f"icon {classes}".strip(), address, name)


def draw_icon(name: str, classes: str = "") -> Markup:
    """Return an icon of the sprite; it says nothing to a screen reader, the word stands beside it."""
    return _icon_at(icon_address(), name, classes)


def draw_state(value: StrEnum) -> Markup:
    """Return a state with its icon, word and tint."""
    shown = state_word(value)
    return _STATE.format(f"state {shown.tone}".strip(), draw_icon(shown.icon), shown.word)
