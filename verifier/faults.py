"""What can be wrong with a bundle: a rule, and its sentence as a msgid that the product translates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(msgid: str) -> str:
    """Mark a msgid for extraction."""
    return msgid


SENTENCES: dict[str, str] = {
    "not_a_zip": N_("This is not a whole ZIP file: %(what)s"),
    "directory_too_large": N_("The ZIP's directory is larger than any bundle's."),
    "empty": N_("The ZIP holds no files."),
    "several_folders": N_("The ZIP must hold one folder, the bag; it holds: %(what)s"),
    "bad_name": N_("A name in the ZIP is not allowed: %(what)s"),
    "twice": N_("The ZIP holds this name more than once: %(what)s"),
    "not_stored": N_("The file is compressed, encrypted or no plain file: %(what)s"),
    "not_utf8": N_("The file's name is not marked as UTF-8: %(what)s"),
    "lying_size": N_("The ZIP tells a wrong size for: %(what)s"),
    "lying_header": N_("The ZIP's directory and the file's own header differ: %(what)s"),
    "damaged": N_("The file is damaged in the ZIP: %(what)s"),
    "missing": N_("The file is missing: %(what)s"),
    "not_there": N_("The manifest lists a file that the ZIP does not hold: %(what)s"),
    "unlisted": N_("No manifest lists the file: %(what)s"),
    "wrong_hash": N_("The SHA-256 of the file is not the one in the manifest: %(what)s"),
    "bad_text": N_("The file cannot be read as what it should be: %(what)s"),
    "listed_twice": N_("The manifest lists the file more than once: %(what)s"),
    "bad_bagit": N_("bagit.txt does not declare a BagIt 1.0 bag in UTF-8."),
    "wrong_oxum": N_("Payload-Oxum says %(told)s, the bag holds %(found)s."),
    "wrong_identifier": N_("The bag's folder is not the one that bag-info.txt names: %(what)s"),
    "bad_audit_head": N_("bag-info.txt does not carry the audit log's head (Audit-Head: COUNT:HASH)."),
    "volume_missing": N_("A volume is missing: %(what)s"),
    "volume_damaged": N_("A volume is damaged; ask for it again: %(what)s"),
    "bad_volume_list": N_("The list of the volumes cannot be read: %(what)s"),
    "other_signature": N_("The signature beside the ZIP is of other contents: %(what)s"),
    "other_timestamp": N_("The time stamp beside the ZIP is of other contents: %(what)s"),
    "too_many": N_("There are more faults than are listed here."),
}
"""The sentence of every fault, a gettext msgid."""

_MOST_FAULTS = 200
_MOST_CHARACTERS = 200


@dataclass(frozen=True)
class BundleFault:
    """One thing wrong with a ZIP: `message` is a msgid that `params` fill."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the msgid of the sentence."""
        return SENTENCES[self.rule]

    @property
    def sentence(self) -> str:
        """Return the sentence in English."""
        return self.message % self.params


class Faults:
    """The faults that were found, as many as anybody reads."""

    def __init__(self) -> None:
        self.found: list[BundleFault] = []

    def add(self, rule: str, what: str = "", **params: str) -> None:
        """Note a fault; `what` comes from the file and is shown so that it cannot do harm."""
        if len(self.found) == _MOST_FAULTS:
            self.found.append(BundleFault("too_many"))
        elif len(self.found) < _MOST_FAULTS:
            self.found.append(BundleFault(rule, params or {"what": shown(what)}))


def shown(what: str) -> str:
    """Return a name from a hostile file so that it cannot play with the terminal or fill the screen."""
    start = what[:_MOST_CHARACTERS]
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in start)
    return text if len(what) <= _MOST_CHARACTERS else text + "…"
