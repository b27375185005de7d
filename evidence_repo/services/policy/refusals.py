"""From the rules' blockers to our errors: each code has one sentence, and advice where there is some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from evidence_repo.errors import BadInput, EvidenceError, NotAllowed, Refused
from evidence_repo.words import N_
from workflows.blockers import Blocker, InvalidTransition


class Blocked(Refused):
    """The rules forbid it for these reasons; the message names the first, `blockers` holds all."""

    def __init__(self, blockers: tuple[Blocker, ...]) -> None:
        first = blockers[0]
        super().__init__(message_of(first), code=first.code, advice=ADVICE.get(first.code), **first.params)
        self.blockers = blockers


SENTENCES: dict[str, str] = {
    "wrong_state": N_("This cannot be done in the present state."),
    "wrong_role": N_("Your role does not include this action."),
    "wrong_pack_state": N_("The pack's present state does not allow this."),
    "no_verdict": N_("There is no verdict to undo."),
    "not_own_verdict": N_("Only the person who gave the verdict can undo it."),
    "agency_has_acted": N_("The agency has acted since the verdict, so it can no longer be undone."),
    "reason_missing": N_("Give a reason."),
    "reason_not_wanted": N_("A reason belongs only to the verdict “Needs explanation”."),
    "reason_text_missing": N_("Describe the other reason in words."),
    "explanation_needs_one_target": N_(
        "An explanation is for one piece of evidence or for one expected product."
    ),
    "explanation_without_text": N_("Write the text of the explanation."),
    "no_occurrence_without_documents": N_("For this criterion, attach the documents of the latest round."),
    "four_eyes": N_("You had a part in this, so somebody else must decide."),
    "own_roles": N_("Nobody changes their own roles."),
    "coordinator_never_judges": N_("A coordinator has no judging role in the same cycle."),
    "pack_empty": N_("The pack holds neither a piece of evidence nor an explanation."),
    "piece_draft": N_("A piece of evidence is still a draft."),
    "piece_submitted": N_("A piece of evidence has no verdict yet."),
    "piece_needs_explanation": N_("A piece of evidence needs an explanation."),
    "piece_explained": N_("An explained piece of evidence has no verdict yet."),
    "explanation_draft": N_("An explanation is still a draft."),
    "explanation_submitted": N_("An explanation has no verdict yet."),
    "explanation_rejected": N_("An explanation was rejected and needs a new one."),
    "product_uncovered": N_("A mandatory product is not covered."),
    "verdict_since_submission": N_("The review has begun, so the pack can no longer be recalled."),
    "nothing_to_return": N_("Nothing in the pack needs the agency, so it cannot be returned."),
    "pack_awaits_approval": N_("The pack waits for approval."),
    "pack_not_submitted": N_("The pack is not submitted."),
    "cycle_closed": N_("The assessment cycle is closed; it can only be read."),
    "pack_not_reopened": N_("The dossier was sent: only packs that the approver reopens can change."),
    "late_reason_missing": N_("The time for receiving evidence is over: give a reason for lateness."),
    "header_approved": N_("The pack is approved, so the document's fields can no longer change."),
    "header_in_review": N_("The document is under review: only a reviewer can change its fields now."),
    "header_not_own": N_("Only the agency that owns the document can change its fields."),
}
"""The sentence of every blocker, a gettext msgid."""

ADVICE: dict[str, str] = {
    "wrong_pack_state": N_("Look at the pack's state: the agency works on it while it is open or returned."),
    "agency_has_acted": N_("An approver can ask for a new review of the piece."),
    "four_eyes": N_("Ask a colleague who had no part in it."),
    "pack_empty": N_("Cite a document or explain why there is none."),
    "piece_draft": N_("The agency head submits it with the pack."),
    "piece_submitted": N_("A reviewer decides about it first."),
    "piece_explained": N_("A reviewer decides about it first."),
    "explanation_submitted": N_("A reviewer decides about it first."),
    "piece_needs_explanation": N_("Explain it, replace it or withdraw it."),
    "explanation_rejected": N_("Write a new explanation."),
    "product_uncovered": N_("Cite a document for the product or explain why there is none."),
    "verdict_since_submission": N_("A reviewer can return the pack."),
    "pack_not_reopened": N_("Ask an approver to reopen the pack."),
}
"""What to do next, where something can be done; also msgids."""

_INPUT_FIELDS: dict[str, str] = {
    "reason_missing": "reason",
    "reason_not_wanted": "reason",
    "reason_text_missing": "comment",
    "explanation_needs_one_target": "product",
    "explanation_without_text": "text",
    "no_occurrence_without_documents": "documents",
    "late_reason_missing": "late_reason",
}
_FORBIDDEN = frozenset({"wrong_role", "four_eyes", "own_roles", "coordinator_never_judges"})


def message_of(blocker: Blocker) -> str:
    """Return the blocker's sentence (a msgid); every code that the rules know has one."""
    return SENTENCES[blocker.code]


def error_of(blockers: tuple[Blocker, ...], *, is_input: bool = True) -> EvidenceError:
    """Return the error for the first of these blockers; `is_input`: something sent can fix it."""
    first = blockers[0]
    message, advice = message_of(first), ADVICE.get(first.code)
    if first.code in _FORBIDDEN:
        return NotAllowed(message, code=first.code, advice=advice, **first.params)
    if is_input and first.code in _INPUT_FIELDS:
        return BadInput(
            message, field=_INPUT_FIELDS[first.code], code=first.code, advice=advice, **first.params
        )
    return Blocked(blockers)


def refuse_if(blockers: Iterable[Blocker], *, is_input: bool = True) -> None:
    """Raise the error that these blockers mean; do nothing if there are none."""
    found = tuple(blockers)
    if found:
        raise error_of(found, is_input=is_input)


@contextmanager
def translating_refusals() -> Iterator[None]:
    """Turn a missing row of a workflow table into our own error."""
    try:
        yield
    except InvalidTransition as refused:
        raise error_of((refused.blocker,)) from refused
