"""The program's words, in Vietnamese where it has them: `vi.json` stands beside the code in `verify.pyz`."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping

from verifier.faults import N_, SENTENCES

CATALOGUE = "vi.json"
LANGUAGES = ("vi", "en")

WORDS: dict[str, str] = {
    "purpose": N_("Check bundles of the PAR Index evidence repository by themselves."),
    "file": N_("the ZIP, its first volume (.001) or the list of its volumes; without one, all that lie here"),
    "language": N_("the language of what is written"),
    "json": N_("write one JSON object a bundle"),
    "join": N_("join the volumes into this ZIP once they are found sound"),
    "nothing": N_("There is no bundle in this folder. Name a file."),
    "unreadable": N_("%(file)s cannot be read: %(why)s"),
    "sound": N_("%(file)s is sound: %(files)s files, %(bytes)s bytes of payload."),
    "unsound": N_("%(file)s is NOT sound:"),
    "head": N_("Head of the audit log at the sealing: %(head)s"),
    "has_signature": N_(
        "The signature names this bundle. This program cannot check whether it is valid; to check it:"
    ),
    "has_timestamp": N_(
        "The time stamp names this bundle. This program cannot check whether it is valid; to check it:"
    ),
    "joined": N_("Joined into %(file)s."),
    "is_there": N_("%(file)s is there already and stays as it is."),
}
"""What the program writes beside the faults' sentences."""


class Translator:
    """Says a msgid in the language that was chosen, in English where the catalogue does not have it."""

    def __init__(self, language: str) -> None:
        found = pkgutil.get_data("verifier", CATALOGUE) if language == "vi" and _has_catalogue() else None
        self._catalogue: Mapping[str, str] = json.loads(found.decode()) if found else {}

    def __call__(self, key: str, params: Mapping[str, object] | None = None) -> str:
        """Return the sentence of a rule or of one of the program's own words, filled in."""
        message = WORDS.get(key) or SENTENCES[key]
        return self._catalogue.get(message, message) % (params or {})


def _has_catalogue() -> bool:
    try:
        return pkgutil.get_data("verifier", CATALOGUE) is not None
    except OSError:
        return False


def every_message() -> list[str]:
    """Return every msgid that the program can write, in a fixed order."""
    return sorted({*WORDS.values(), *SENTENCES.values()})
