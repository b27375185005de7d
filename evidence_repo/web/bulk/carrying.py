"""What every bulk act shares: which rows were chosen, one transaction for each, and what became of each.

Rows are chosen by boxes whose value is `id:lock`, the lock being that of the row as it was shown: what
somebody else changed in between is refused for that row alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.web.context import transaction
from evidence_repo.web.errors import advice_of, message_of
from evidence_repo.web.numbers import number_in
from evidence_repo.words import N_

MOST_AT_ONCE = 200
"""Rows that one bulk act takes."""


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One chosen row: its id, the lock it was shown with, what people call it and where it stands."""

    id: int
    seen_lock: int | None
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of one row; `message` says what was done, or why it was not."""

    item: BulkItem
    is_done: bool
    message: str
    advice: str | None = None


def chosen_rows(name: str, most: int = MOST_AT_ONCE) -> dict[int, int | None]:
    """Return the locks of the rows that the form's boxes of this name choose, by their ids.

    Raise `BadInput` where none is chosen, or more than `most`.
    """
    found: dict[int, int | None] = {}
    for value in request.form.getlist(name):
        row, _, lock = value[:30].partition(":")
        number = number_in(row)
        if number is not None:
            found.setdefault(number, number_in(lock))
    if not found:
        raise BadInput(
            N_("Nothing was chosen."),
            field=name,
            code="nothing_chosen",
            advice=N_("Go back and tick what you want to work on."),
        )
    if len(found) > most:
        raise BadInput(
            N_("%(count)s were chosen; at most %(limit)s can be worked on at once. Nothing was changed."),
            field=name,
            code="too_many_chosen",
            advice=N_("Choose fewer, and do the others after that."),
            count=len(found),
            limit=most,
        )
    return found


def carry_out_each(
    items: Iterable[BulkItem], act: Callable[[Session, BulkItem], object], done: str
) -> list[BulkOutcome]:
    """Do this to every row in a transaction of its own; what refuses one row stops no other."""
    outcomes = []
    for item in items:
        try:
            with transaction() as session:
                act(session, item)
        except EvidenceError as error:
            outcomes.append(BulkOutcome(item, False, message_of(error), advice_of(error)))
        else:
            outcomes.append(BulkOutcome(item, True, done))
    return outcomes


def show_outcomes(title: str, outcomes: Sequence[BulkOutcome], back: str) -> ResponseReturnValue:
    """Show for every row what became of it, the refused ones first."""
    in_order = sorted(outcomes, key=lambda outcome: outcome.is_done)
    return render_template("bulk/result.html", title=title, outcomes=in_order, back=back)
