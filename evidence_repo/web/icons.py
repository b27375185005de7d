"""The icons of the pages as one small sprite, cut from the set that Bootstrap-Flask brings."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import flask_bootstrap

_SET = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/icons/bootstrap-icons.svg"
_SYMBOL = re.compile(r"<symbol [^>]*?id=\"([a-z0-9-]+)\">.*?</symbol>", re.DOTALL)

_NAMES = """
archive arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-repeat arrow-return-left
arrow-right arrow-up award bar-chart-line bell bookmark bookmark-fill bookmark-plus
box-arrow-right box-arrow-up-right building calendar-event calendar2-x
card-checklist chat-left-dots chat-left-text chat-left-text-fill check-circle-fill check2 check2-all
check-square-fill check2-circle check2-square chevron-down chevron-left chevron-right clock clock-history
cloud-arrow-up dash-circle database download envelope envelope-check exclamation-circle exclamation-triangle
exclamation-triangle-fill eye file-earmark file-earmark-arrow-up file-earmark-check
file-earmark-excel file-earmark-image file-earmark-pdf file-earmark-plus file-earmark-text
file-earmark-word file-earmark-zip files folder2 folder2-open funnel gear globe hash hourglass-split
house image info-circle journal-text key layout-text-sidebar link-45deg list list-check list-ul lock
lock-fill paperclip patch-check patch-check-fill pencil people person person-badge person-x pin-angle
pin-angle-fill plus-lg printer question-circle search send shield-check shield-lock slash-circle
snow sort-down square stars table translate trash type unlock upload x x-circle x-lg zoom-in zoom-out
"""
ICONS = frozenset(_NAMES.split())
"""Every icon that a template may name; a test holds the templates to it."""


@cache
def icon_sprite() -> str:
    """Return an SVG of symbols, one per icon, its id the icon's name."""
    text = _SET.read_text(encoding="utf-8")
    symbols = {match[1]: match[0] for match in _SYMBOL.finditer(text)}
    missing = ICONS - symbols.keys()
    if missing:
        raise RuntimeError(f"Bootstrap-Flask brings no icon {', '.join(sorted(missing))}")
    chosen = "".join(symbols[name] for name in sorted(ICONS))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{chosen}</svg>'
