"""Why four eyes forbid a person to decide, what the machine checked, and what became of a piece."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from evidence_repo.services.screens.automatic_checks import CheckKind

PART_WORDS = {
    "uploader": _l("you uploaded the document"),
    "citer": _l("you cited it"),
    "explanation_author": _l("you wrote its explanation"),
    "submitter": _l("you submitted the pack"),
    "verdict_giver": _l("you gave a verdict in this pack"),
}

CHECK_WORDS = {
    CheckKind.ISSUED_IN_YEAR: (_l("Issued within the year"), _l("Issued outside the year of assessment")),
    CheckKind.NUMBER_AND_DAY: (
        _l("Number and day of issue are there"),
        _l("Number or day of issue is missing"),
    ),
    CheckKind.CONFIRMED: (_l("Fields confirmed by a person"), _l("Nobody has confirmed the fields yet")),
    CheckKind.TEXT: (_l("The text can be searched"), _l("The file has no text to search")),
}
"""By the kind of check: what it says if all is well, and if not."""
