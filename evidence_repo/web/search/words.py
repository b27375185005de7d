"""What the search says: facets, the values that the screens have words for, and what was not understood."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from evidence_repo.services.searching.facets import Facet, FacetValue
from evidence_repo.web.words import REASON_WORDS, state_word
from index.media.kinds import Group
from index.search import Ignored
from workflows.evidence import EvidenceState, Reason

FACET_TITLES = {
    Facet.TYPE: _l("Type of document"),
    Facet.AGENCY: _l("Agency"),
    Facet.ISSUER: _l("Issuer"),
    Facet.FIELD: _l("Field"),
    Facet.CRITERION: _l("Criterion"),
    Facet.STATE: _l("Verdict"),
    Facet.REASON: _l("Reason of the verdict"),
    Facet.YEAR: _l("Cycle"),
    Facet.FORMAT: _l("Kind of file"),
}

_FORMAT_WORDS: dict[str, Any] = {
    Group.PDF: "PDF",
    Group.WORD: "Word",
    Group.SHEET: "Excel",
    Group.PICTURE: _l("Picture"),
    Group.TEXT: _l("Plain text"),
    Group.WEB: _l("Web page"),
    Group.MAIL: _l("E-mail"),
}

NOTES: dict[Ignored, Any] = {
    Ignored.UNCLOSED_QUOTE: _l(
        "A quotation mark has no partner; the words were searched one by one: %(piece)s"
    ),
    Ignored.STRAY_PARENTHESIS: _l("A parenthesis has no partner and was ignored: %(piece)s"),
    Ignored.STRAY_OPERATOR: _l("This word connects nothing here and was ignored: %(piece)s"),
    Ignored.CAPITALS: _l("All is in capitals, so this was searched as a plain word: %(piece)s"),
    Ignored.BAD_DATE: _l("This date was not understood (write dd/mm/yyyy): %(piece)s"),
    Ignored.EMPTY_FIELD: _l("There is nothing behind this field name: %(piece)s"),
    Ignored.TOO_LONG: _l("The query is very long; what comes from here on was left out: %(piece)s"),
    Ignored.NO_WORDS: _l("There is no word to search for in: %(piece)s"),
}


def choice_word(facet: Facet, choice: FacetValue) -> Any:
    """Return how a choice is called on the screen; a value that nobody knows is shown as it is."""
    try:
        if facet is Facet.STATE:
            return state_word(EvidenceState(choice.value)).word
        if facet is Facet.REASON:
            return REASON_WORDS[Reason(choice.value)]
    except ValueError:
        return choice.value
    return _FORMAT_WORDS.get(choice.value, choice.name) if facet is Facet.FORMAT else choice.name
