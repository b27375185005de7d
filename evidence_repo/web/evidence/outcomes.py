"""What became of the files that a person sent, for the page's script or on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from evidence_repo.errors import EvidenceError
from evidence_repo.web.errors import advice_of, message_of, status_of
from evidence_repo.web.evidence.fragments import piece_fragment

MOST_REFUSALS_SHOWN = 8
"""Refused files that one answer tells by name; the message travels in a cookie."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a piece, or the error that refused it."""

    name: str
    evidence_id: int | None = None
    is_new: bool = True
    also_at: tuple[str, ...] = ()
    error: EvidenceError | None = None


def reported_to_script(outcomes: Sequence[Outcome]) -> ResponseReturnValue:
    """Answer a script: a row for each file."""
    statuses = [status_of(outcome.error) for outcome in outcomes if outcome.error]
    return jsonify(files=[_row(outcome) for outcome in outcomes]), statuses[0] if statuses else 201


def _row(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is not None:
        error = {
            "code": outcome.error.code,
            "message": message_of(outcome.error),
            "advice": advice_of(outcome.error),
        }
        return {"name": outcome.name, "error": error}
    assert outcome.evidence_id is not None  # without an error there is a piece
    return {"name": outcome.name, "note": _note(outcome), **piece_fragment(outcome.evidence_id)}


def _note(outcome: Outcome) -> str | None:
    if not outcome.is_new:
        return str(gettext("This file is already here; it was not added a second time."))
    if outcome.also_at:
        places = ", ".join(outcome.also_at)
        return str(gettext("This document is already at %(places)s.", places=places))
    return None


def flash_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Have the next page tell it."""
    kept = [outcome for outcome in outcomes if outcome.error is None]
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    if kept:
        flash(ngettext("%(num)d file is stored.", "%(num)d files are stored.", len(kept)), "ok")
    for note in dict.fromkeys(filter(None, map(_note, kept[:MOST_REFUSALS_SHOWN]))):
        flash(note, "ok")
    for outcome in refused[:MOST_REFUSALS_SHOWN]:
        assert outcome.error is not None
        sentences = (message_of(outcome.error), advice_of(outcome.error))
        flash(" ".join(part for part in sentences if part), "bad")
    more = len(refused) - MOST_REFUSALS_SHOWN
    if more > 0:
        flash(
            ngettext("%(num)d further file was refused.", "%(num)d further files were refused.", more), "bad"
        )
