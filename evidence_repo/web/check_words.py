"""What the automatic checks say, by kind and answer."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from evidence_repo.services.screens.automatic_checks import Answer, Check, CheckKind

_WORDS: dict[CheckKind, dict[Answer, Any]] = {
    CheckKind.ISSUED_IN_YEAR: {
        Answer.YES: _l("Issued within the year"),
        Answer.NO: _l("Issued outside the year of assessment"),
        Answer.NOT_YET: _l("Day of issue not known yet"),
    },
    CheckKind.NUMBER_AND_DAY: {
        Answer.YES: _l("Number and day of issue are there"),
        Answer.NO: _l("Number or day of issue is missing"),
        Answer.NOT_YET: _l("Number and day of issue not known yet"),
    },
    CheckKind.CONFIRMED: {
        Answer.YES: _l("Fields confirmed by a person"),
        Answer.NO: _l("Fields still to be confirmed"),
        Answer.NOT_YET: _l("Fields to be confirmed once they are read"),
    },
    CheckKind.TEXT: {
        Answer.YES: _l("The text can be searched"),
        Answer.NO: _l("The text could not be read"),
        Answer.NOT_YET: _l("The text is not read yet"),
    },
    CheckKind.ONE_EACH: {
        Answer.YES: _l("No document is here twice"),
        Answer.NO: _l("Same number, symbol, issuer and day of issue as another document here"),
    },
    CheckKind.DEADLINE: {
        Answer.YES: _l("Every deadline has a document"),
        Answer.NO: _l("No document for a deadline"),
    },
}
ANSWER_LOOKS = {
    Answer.YES: ("check2", "t-ok", _l("in order:")),
    Answer.NO: ("exclamation-triangle-fill", "t-ask", _l("to look at:")),
    Answer.NOT_YET: ("hourglass-split", "soft", _l("not known yet:")),
}
"""The icon, the tint and the spoken word of each answer."""


def check_words(check: Check) -> str:
    """Return what the check says, without the pieces it is about."""
    words = str(_WORDS[check.kind][check.answer])
    return f"{words}: {check.deadline.label}" if check.deadline else words
