"""What agencies owe, and letters, as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import FollowUpLetter
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    DAY,
    ID,
    Published,
    many,
    one_of,
    optional,
    text,
    thing,
    words,
)
from evidence_repo.services.follow_up.debts import AgencyDebts
from workflows.follow_up import DebtKind, LetterState


def debts_json(owing: AgencyDebts) -> dict[str, Any]:
    """Return an agency with what it owes."""
    return {
        "agency": owing.code,
        "name": owing.name,
        "total": owing.total,
        "late": owing.late,
        "debts": [
            {
                "kind": debt.kind.value,
                "criterion": debt.label,
                "number": debt.number,
                "words": debt.words,
                "last_day": debt.last_day.isoformat() if debt.last_day else None,
                "days_late": debt.days_late,
                "more": debt.more,
            }
            for debt in owing.debts
        ],
    }


def letter_json(letter: FollowUpLetter) -> dict[str, Any]:
    """Return a letter."""
    return {
        "id": letter.id,
        "agency": letter.agency.code,
        "state": letter.state.value,
        "items": len(letter.items),
        "reply_by": letter.reply_by.isoformat(),
        "number": letter.number,
        "issued_on": letter.issued_on.isoformat() if letter.issued_on else None,
    }


SCHEMAS = {
    "follow-up": Published(
        "evidence-repo follow-up list --json",
        "The agencies that owe something, with what it is; `more` counts pieces that are not named.",
        many(
            thing(
                agency=words(),
                name=words(),
                total=COUNT,
                late=COUNT,
                debts=many(
                    thing(
                        kind=one_of(tuple(DebtKind)),
                        criterion=CRITERION,
                        number=COUNT,
                        words=text(),
                        last_day=optional(DAY),
                        days_late=COUNT,
                        more=COUNT,
                    )
                ),
            )
        ),
    ),
    "follow-up-letters": Published(
        "evidence-repo follow-up letters --json",
        "The letters that were made.",
        many(
            thing(
                id=ID,
                agency=words(),
                state=one_of(tuple(LetterState)),
                items=COUNT,
                reply_by=DAY,
                number=optional(words()),
                issued_on=optional(DAY),
            )
        ),
    ),
}
