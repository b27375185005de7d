"""The words that the screens show, found by the English that the code writes them in."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import evidence_repo

_CATALOGUE = Path(evidence_repo.__file__).parent / "translations" / "vi" / "LC_MESSAGES" / "messages.mo"


@cache
def _catalogue() -> GNUTranslations:
    with _CATALOGUE.open("rb") as file:
        return GNUTranslations(file)


def vi(message: str) -> str:
    """Return the Vietnamese of a message."""
    return _catalogue().gettext(message)


def vi_many(one: str, many: str, count: int) -> str:
    """Return the Vietnamese of a message that counts."""
    return _catalogue().ngettext(one, many, count) % {"num": count}
