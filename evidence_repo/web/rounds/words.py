"""Words of rounds, causes and notes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.models import AppraisalRound
from workflows.rounds import LossCause, NoteKind, RoundKind

ROUND_KIND_WORDS: dict[RoundKind, Any] = {
    RoundKind.PRELIMINARY: _l("Preliminary"),
    RoundKind.FINAL: _l("Final"),
}
CAUSE_WORDS: dict[LossCause, Any] = {
    LossCause.NO_EVIDENCE: _l("No evidence"),
    LossCause.PARTIAL_EVIDENCE: _l("Partial evidence"),
    LossCause.REQUIREMENT_NOT_MET: _l("Requirement not met"),
    LossCause.LATE: _l("Late"),
    LossCause.SURVEY: _l("Survey"),
    LossCause.OTHER: _l("Other cause"),
}
NOTE_WORDS: dict[NoteKind, Any] = {
    NoteKind.DIFFICULTY: _l("Difficulties"),
    NoteKind.PROPOSAL: _l("Proposals"),
}


def round_name(each: AppraisalRound) -> str:
    """Return what a round is called: its kind, and its number where there can be several."""
    if each.kind is RoundKind.FINAL and each.number == 1:
        return str(gettext("Final result"))
    if each.kind is RoundKind.FINAL:
        return str(gettext("Final result, %(number)d", number=each.number))
    return str(gettext("Preliminary result %(number)d", number=each.number))


def points(value: Decimal | None) -> str:
    """Return points as they are shown, nothing where they are not known."""
    return "" if value is None else str(format_decimal(value, format="#,##0.00"))
