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
        "An explanation is for one piece of evidence, one expected product, one question, or figures."
    ),
    "explanation_kind_not_wanted": N_("This kind of explanation does not fit what it is for."),
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
    "not_self_scored": N_("This row is not self-scored."),
    "row_does_not_apply": N_("This row does not apply here, so it has no score."),
    "question_unanswered": N_("A question of the Ministry is not answered."),
    "question_not_accepted": N_("The approver has not accepted this question yet."),
    "verdict_since_submission": N_("The review has begun, so the pack can no longer be recalled."),
    "nothing_to_return": N_("Nothing in the pack needs the agency, so it cannot be returned."),
    "pack_awaits_approval": N_("The pack waits for approval."),
    "pack_not_submitted": N_("The pack is not submitted."),
    "round_withdrawn": N_("This result was withdrawn already."),
    "question_accepted": N_("A question of this result was accepted, so it cannot be withdrawn."),
    "cycle_closed": N_("The assessment cycle is closed; it can only be read."),
    "pack_not_reopened": N_("The dossier was sent: only packs that the approver reopens can change."),
    "late_reason_missing": N_("The time for receiving evidence is over: give a reason for lateness."),
    "span_backwards": N_("The last day is before the first."),
    "span_past": N_("Nobody can be named for days that are past."),
    "span_too_long": N_("A deputy can be named for at most %(limit)s days."),
    "deputy_is_oneself": N_("Nobody stands in for themselves."),
    "nothing_to_delegate": N_("Only agency heads, reviewers and approvers name a deputy."),
    "deputy_does_not_suit": N_("This person cannot stand in for you."),
    "deputy_named_already": N_("You have named a deputy for some of these days already."),
    "delegation_chain": N_(
        "On some of these days one of you stands in for somebody else or is away: a deputy has no deputy."
    ),
    "day_out_of_range": N_("Only days of the years %(first)s to %(last)s can be listed."),
    "worked_on_weekday": N_("Only a Saturday or a Sunday can be worked instead of another day."),
    "header_approved": N_("The pack is approved, so the document's fields can no longer change."),
    "header_in_review": N_("The document is under review: only a reviewer can change its fields now."),
    "report_empty": N_("The report has no section."),
    "section_empty": N_("The section “%(section)s” says nothing yet: write it or take it out."),
    "section_asked": N_("Agencies were asked for this section: cancel these assignments first."),
    "report_draft_stands": N_("A draft of this report stands already: go on with it."),
    "letter_without_number": N_("Write the number of the letter."),
    "letter_without_day": N_("Write the day on which the letter was issued, at the latest today."),
    "delivery_missing": N_("Add a document, or answer in words."),
    "piece_not_of_assignment": N_(
        "Deliver a document that your agency cites for this criterion and product."
    ),
    "header_not_own": N_("Only the agency that owns the document can change its fields."),
    "date_too_far": N_("The day lies more than ten years from today."),
    "agency_has_ended": N_("%(agency)s has ended already."),
    "agency_is_inactive": N_("%(agency)s is inactive."),
    "change_waits": N_("A change of %(agency)s waits for %(day)s already."),
    "wrong_successors": N_("Choose the agencies that take over: at least %(fewest)s, at most %(most)s."),
    "successor_is_itself": N_("%(agency)s cannot be its own successor."),
    "successor_is_inactive": N_("%(agency)s no longer takes part, so it cannot take over."),
    "successor_ends_first": N_("%(agency)s itself ends by then, so it cannot take over."),
    "cell_missing": N_("Fill this cell in."),
    "day_in_future": N_("This day is in the future."),
    "open_and_settled": N_("An open finding has no day of handling."),
    "settled_day_missing": N_("Give the day on which it was handled or referred."),
    "settled_before_found": N_("It was handled before it was found."),
    "figure_alone": N_("Give both figures, or neither."),
    "more_than_whole": N_("This is more than all of them."),
    "figures_say_otherwise": N_("The two figures say otherwise."),
    "agency_leads": N_("%(agency)s leads %(count)s criteria that are being worked on."),
    "target_kind_unknown": N_("A target is a percentage, a count, an increase, or none at all."),
    "target_operator_unknown": N_("This comparison does not fit this kind of target."),
    "target_without_value": N_("State the figure of the target."),
    "target_value_unknown": N_("A target's figure is a number from 0, with at most four decimals."),
    "figure_missing": N_("Give the figure and, for a percentage, the whole that it is part of."),
    "denominator_not_wanted": N_("This target has one figure only."),
    "figure_out_of_range": N_("A figure is a number from 0, with at most 15 digits and four decimals."),
    "note_missing": N_("Say why the figures differ from the proposed ones."),
    "piece_of_other_criterion": N_("Only documents cited for this criterion prove its figures."),
    "measurement_was_submitted": N_("What has been submitted once cannot be removed."),
    "measurement_is_delivered": N_("The figures are delivered: the lead agency decides about them first."),
    "measurement_was_explained": N_("Figures that an explanation is about cannot be removed."),
    "target_is_not_unmet": N_("Only a target that is not met is explained or waived."),
    "waived_already": N_("The target is waived already."),
    "not_waived": N_("The target is not waived."),
    "measurement_submitted": N_("Figures have not been reviewed yet."),
    "measurement_queried": N_("A reviewer has a question about figures."),
    "target_not_met": N_("A target is not met, and neither explained nor waived."),
    "agency_has_people": N_("%(count)s people of %(agency)s have active accounts."),
    "claim_held": N_("%(name)s is reviewing this until %(until)s."),
    "claim_not_own": N_("You have not taken this in hand."),
    "second_not_waiting": N_("This second review does not wait for a verdict."),
    "second_of_other": N_("Another reviewer was drawn for this second review."),
    "second_review_waits": N_("You have not given your second review of a piece in this pack yet."),
    "share_out_of_range": N_("The share is a whole number from 0 to %(limit)s percent."),
    "comment_empty": N_("Write the comment."),
    "comment_too_long": N_("A comment has at most %(limit)s characters."),
    "comment_not_own": N_("Only who wrote a comment changes it or strikes it out."),
    "comment_struck": N_("This comment was struck out."),
    "comment_too_old": N_("A comment can be changed for ten minutes; after that it can only be struck out."),
    "too_many_mentioned": N_("A comment notifies at most %(limit)s people."),
    "comment_is_there": N_("This comment is there already."),
    "vote_not_open": N_("This vote is not open."),
    "quorum_out_of_range": N_("The quorum is a share over 0 and at most 1, such as 2/3."),
    "majority_out_of_range": N_("The majority is more than a share of at least 1/2 and less than 1."),
    "council_off": N_("This assessment cycle has no council."),
    "council_without_members": N_("The council has no members yet."),
    "not_a_member": N_("You are not a member of this cycle's council."),
    "member_without_role": N_("%(name)s does not hold the role of a council member."),
    "vote_without_packs": N_("Choose the packs that the council votes about."),
    "vote_title_missing": N_("Give the vote a title."),
    "vote_title_too_long": N_("A title has at most %(limit)s characters."),
    "pack_in_open_vote": N_("%(criterion)s stands in a vote that is open."),
    "pack_not_ready": N_("%(criterion)s does not wait for approval with everything reviewed."),
    "pack_not_in_vote": N_("This vote is not about that pack."),
    "council_vote_missing": N_("The council has not voted about this pack yet."),
    "council_vote_outdated": N_("The pack has changed since the council voted about it."),
    "council_vote_not_passed": N_("The council's vote about this pack did not pass."),
}
"""The sentence of every blocker, a gettext msgid."""

ADVICE: dict[str, str] = {
    "wrong_pack_state": N_("Look at the pack's state: the agency works on it while it is open or returned."),
    "agency_has_acted": N_("An approver can ask for a new review of the piece."),
    "four_eyes": N_("Ask a colleague who had no part in it."),
    "deputy_does_not_suit": N_(
        "A head's deputy works in the same agency; a reviewer's or approver's is a reviewer or approver."
    ),
    "deputy_named_already": N_("End that delegation first, or choose other days."),
    "pack_empty": N_("Cite a document or explain why there is none."),
    "piece_draft": N_("The agency head submits it with the pack."),
    "piece_submitted": N_("A reviewer decides about it first."),
    "piece_explained": N_("A reviewer decides about it first."),
    "explanation_submitted": N_("A reviewer decides about it first."),
    "piece_needs_explanation": N_("Explain it, replace it or withdraw it."),
    "explanation_rejected": N_("Write a new explanation."),
    "product_uncovered": N_("Cite a document for the product or explain why there is none."),
    "not_self_scored": N_("This row is not self-scored."),
    "row_does_not_apply": N_("This row does not apply here, so it has no score."),
    "question_unanswered": N_("Answer it in words, or put a document under it."),
    "verdict_since_submission": N_("A reviewer can return the pack."),
    "pack_not_reopened": N_("Ask an approver to reopen the pack."),
    "change_waits": N_("Cancel it first."),
    "measurement_submitted": N_("A reviewer confirms or queries them first."),
    "measurement_queried": N_("Answer the question or change the figures."),
    "target_not_met": N_("Explain why it is not met; a reviewer accepts that or waives the target."),
    "agency_leads": N_("Merge or split the agency, so that others go on with them."),
    "agency_has_people": N_("Merge the agency, or move or close these accounts first."),
    "claim_held": N_("You may give your verdict all the same, or take it over after that time."),
    "second_review_waits": N_("Give your second review first; until then another reviewer returns the pack."),
    "council_vote_missing": N_("Open a vote on the council's page."),
    "council_vote_outdated": N_("Open another vote on the council's page."),
    "council_vote_not_passed": N_("Return the pack to the reviewers, or open another vote."),
    "council_without_members": N_("The coordinator names them on the council's page."),
    "member_without_role": N_("Give the person this role under Administration first."),
}
"""What to do next, where something can be done; also msgids."""

_INPUT_FIELDS: dict[str, str] = {
    "reason_missing": "reason",
    "reason_not_wanted": "reason",
    "reason_text_missing": "comment",
    "explanation_needs_one_target": "product",
    "explanation_kind_not_wanted": "kind",
    "explanation_without_text": "text",
    "no_occurrence_without_documents": "documents",
    "late_reason_missing": "late_reason",
    "delivery_missing": "answer",
    "piece_not_of_assignment": "piece",
    "span_backwards": "last_day",
    "span_past": "first_day",
    "span_too_long": "last_day",
    "deputy_is_oneself": "deputy",
    "deputy_does_not_suit": "deputy",
    "deputy_named_already": "first_day",
    "delegation_chain": "deputy",
    "day_out_of_range": "day",
    "worked_on_weekday": "kind",
    "date_too_far": "on",
    "target_kind_unknown": "kind",
    "target_operator_unknown": "operator",
    "target_without_value": "value",
    "target_value_unknown": "value",
    "figure_missing": "numerator",
    "denominator_not_wanted": "denominator",
    "figure_out_of_range": "numerator",
    "note_missing": "note",
    "piece_of_other_criterion": "pieces",
    "wrong_successors": "successors",
    "successor_is_itself": "successors",
    "successor_is_inactive": "successors",
    "successor_ends_first": "successors",
    "share_out_of_range": "share",
    "comment_empty": "text",
    "comment_too_long": "text",
    "too_many_mentioned": "people",
    "comment_is_there": "text",
    "quorum_out_of_range": "quorum",
    "majority_out_of_range": "majority",
    "member_without_role": "members",
    "vote_without_packs": "packs",
    "vote_title_missing": "title",
    "vote_title_too_long": "title",
    "pack_in_open_vote": "packs",
    "pack_not_ready": "packs",
    "pack_not_in_vote": "packs",
}
_FORBIDDEN = frozenset(
    {
        *("wrong_role", "four_eyes", "own_roles", "coordinator_never_judges", "nothing_to_delegate"),
        *("second_of_other", "not_a_member", "comment_not_own"),
    }
)


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
