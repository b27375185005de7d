"""Who sees and does what: one table of role, right and scope.

Decisions where the rules leave room:

- "Submitted onward" is what a submission brought to the reviewers and nobody withdrew. "Everything but
  drafts" adds withdrawn pieces, but only those that a standing submission had moved out of draft
  (`was_submitted`): a draft that its agency withdraws stays as unseen as it was.
- A coordinating agency's people cite and explain their own pieces; correcting one's own draft is part of
  citing. Replacing and withdrawing are the lead agency's. A head in a coordinating agency is as an uploader.
- The Ministry's observer is not of the province: no catalogue, no pack states, only sealed bundles.
- Bundles hold evidence of every agency, so agencies' people do not get them. The audit log is for
  the coordinator, reviewers and approvers; the board for everyone of the province.
- An agency sees the assignments that it was given and those of the criteria that it leads (its "own criteria"
  and "own pieces"); whoever sees everything but drafts, or what was submitted, sees all of them.
- The coordinator sets the council up and sees its votes, approvers hold them, members answer; who is none of
  these does not see who voted how.
- The Ministry's points are for everyone of the province; its questions for the lead agency of the criterion
  and for whoever sees all work. What was lost, entered or reported is written by the lead agency's people
  for their criteria, by the coordinator for all.
- The roles add up, except that a coordinator's judging roles count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker
from workflows.evidence import EvidenceAction
from workflows.packs import PackAction
from workflows.roles import Role, acting_roles
from workflows.states import EDITABLE, EvidenceState, ExplanationState, PackState


class Right(StrEnum):
    """One thing that a person may see or do."""

    SEE_CATALOGUE = "see_catalogue"
    SEE_PACK_STATES = "see_pack_states"
    SEE_BOARD = "see_board"
    SEE_PIECES = "see_pieces"
    SEE_COMMENTS = "see_comments"
    SEE_INTERNAL_COMMENTS = "see_internal_comments"
    COMMENT = "comment"
    SEE_BUNDLES = "see_bundles"
    SEE_AUDIT = "see_audit"
    SEE_ASSIGNMENTS = "see_assignments"
    SEE_ROUNDS = "see_rounds"
    SEE_QUESTIONS = "see_questions"
    UPLOAD = "upload"
    CITE = "cite"
    EXPLAIN = "explain"
    REPLACE = "replace"
    REVISE_PASSED = "revise_passed"
    WITHDRAW = "withdraw"
    ACCEPT_CONTRIBUTION = "accept_contribution"
    SUBMIT_PACK = "submit_pack"
    RECALL_PACK = "recall_pack"
    JUDGE = "judge"
    UNDO = "undo"
    RETURN_PACK = "return_pack"
    ASK_AGAIN = "ask_again"
    SEE_COUNCIL = "see_council"
    HOLD_VOTES = "hold_votes"
    VOTE = "vote"
    APPROVE = "approve"
    REOPEN = "reopen"
    SEAL = "seal"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_CYCLE = "manage_cycle"
    MANAGE_AGENCIES = "manage_agencies"
    MANAGE_PEOPLE = "manage_people"
    CONFIRM_ACCOUNTS = "confirm_accounts"
    IMPORT_ROUND = "import_round"
    ACCEPT_QUESTION = "accept_question"
    RECORD_OUTCOME = "record_outcome"
    SEND_REMINDERS = "send_reminders"
    SEE_FOLLOW_UP = "see_follow_up"
    SEE_REPORTS = "see_reports"
    MANAGE_REPORTS = "manage_reports"
    SEE_HEALTH = "see_health"


class Scope(StrEnum):
    """On what a right is held."""

    ALL = "all"
    OWN_CRITERIA = "own_criteria"  # everything in the criteria that one's agency leads
    OWN_PIECES = "own_pieces"  # what one's agency cited, in whichever criterion
    ALL_BUT_DRAFTS = "all_but_drafts"
    SUBMITTED_ONWARD = "submitted_onward"
    SEALED_ONLY = "sealed_only"


class Relation(StrEnum):
    """What the person's agency is to a piece."""

    LEAD = "lead"  # it leads the criterion
    OWNER = "owner"  # it cited the piece, for a criterion that another agency leads
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Grant:
    """A right on a scope."""

    right: Right
    scope: Scope


def _grants(scope: Scope, *rights: Right) -> frozenset[Grant]:
    return frozenset(Grant(right, scope) for right in rights)


_OF_THE_PROVINCE = _grants(
    Scope.ALL, Right.SEE_CATALOGUE, Right.SEE_PACK_STATES, Right.SEE_BOARD, Right.SEE_ROUNDS
)

_UPLOADER = (
    _OF_THE_PROVINCE
    | _grants(
        Scope.OWN_CRITERIA,
        *(Right.SEE_PIECES, Right.SEE_COMMENTS, Right.COMMENT, Right.UPLOAD, Right.CITE, Right.EXPLAIN),
        *(
            Right.REPLACE,
            Right.REVISE_PASSED,
            Right.WITHDRAW,
            Right.ACCEPT_CONTRIBUTION,
            Right.SEE_ASSIGNMENTS,
        ),
        *(Right.SEE_QUESTIONS, Right.RECORD_OUTCOME, Right.SEE_REPORTS),
    )
    | _grants(
        Scope.OWN_PIECES,
        *(Right.SEE_PIECES, Right.SEE_COMMENTS, Right.COMMENT, Right.UPLOAD, Right.CITE, Right.EXPLAIN),
        *(Right.REPLACE, Right.SEE_ASSIGNMENTS),
    )
)

_TALKS_TO_ALL = _grants(Scope.ALL, Right.COMMENT, Right.SEE_INTERNAL_COMMENTS)

_SEES_ALL_WORK = _grants(Scope.ALL, Right.SEE_ASSIGNMENTS, Right.SEE_QUESTIONS, Right.SEE_FOLLOW_UP)

_SEES_ALL_BUT_DRAFTS = (
    _OF_THE_PROVINCE
    | _SEES_ALL_WORK
    | _grants(Scope.ALL_BUT_DRAFTS, Right.SEE_PIECES, Right.SEE_COMMENTS, Right.SEE_BUNDLES, Right.SEE_AUDIT)
    | _grants(Scope.ALL_BUT_DRAFTS, Right.SEE_REPORTS)
)

GRANTS: dict[Role, frozenset[Grant]] = {
    Role.UPLOADER: _UPLOADER,
    Role.AGENCY_HEAD: _UPLOADER | _grants(Scope.OWN_CRITERIA, Right.SUBMIT_PACK, Right.RECALL_PACK),
    Role.REVIEWER: _SEES_ALL_BUT_DRAFTS
    | _TALKS_TO_ALL
    | _grants(Scope.ALL_BUT_DRAFTS, Right.JUDGE, Right.UNDO, Right.RETURN_PACK),
    Role.APPROVER: _SEES_ALL_BUT_DRAFTS
    | _TALKS_TO_ALL
    | _grants(Scope.ALL_BUT_DRAFTS, Right.ASK_AGAIN, Right.APPROVE, Right.REOPEN, Right.SEAL)
    | _grants(Scope.ALL, Right.CONFIRM_ACCOUNTS, Right.SEE_COUNCIL, Right.HOLD_VOTES, Right.ACCEPT_QUESTION),
    Role.COUNCIL_MEMBER: _SEES_ALL_BUT_DRAFTS | _grants(Scope.ALL, Right.SEE_COUNCIL, Right.VOTE),
    Role.COORDINATOR: _OF_THE_PROVINCE
    | _SEES_ALL_WORK
    | _TALKS_TO_ALL
    | _grants(
        Scope.ALL,
        *(Right.SEE_PIECES, Right.SEE_COMMENTS, Right.SEE_BUNDLES, Right.SEE_AUDIT, Right.SEE_HEALTH),
        *(Right.MANAGE_CATALOGUE, Right.MANAGE_CYCLE, Right.MANAGE_AGENCIES, Right.MANAGE_PEOPLE),
        *(Right.SEND_REMINDERS, Right.CONFIRM_ACCOUNTS, Right.SEE_COUNCIL),
        *(Right.IMPORT_ROUND, Right.RECORD_OUTCOME, Right.SEE_REPORTS, Right.MANAGE_REPORTS),
    ),
    Role.OBSERVER_PROVINCE: _OF_THE_PROVINCE
    | _SEES_ALL_WORK
    | _grants(Scope.SUBMITTED_ONWARD, Right.SEE_PIECES, Right.SEE_COMMENTS, Right.SEE_BUNDLES)
    | _grants(Scope.SUBMITTED_ONWARD, Right.SEE_REPORTS),
    Role.OBSERVER_MINISTRY: _grants(Scope.SEALED_ONLY, Right.SEE_PIECES, Right.SEE_BUNDLES),
}

EVIDENCE_RIGHTS: dict[EvidenceAction, Right] = {
    EvidenceAction.CITE: Right.CITE,
    EvidenceAction.MOVE: Right.CITE,
    EvidenceAction.REVISE: Right.CITE,
    EvidenceAction.ACCEPT_CONTRIBUTION: Right.ACCEPT_CONTRIBUTION,
    EvidenceAction.REFUSE_CONTRIBUTION: Right.ACCEPT_CONTRIBUTION,
    EvidenceAction.SUBMIT: Right.SUBMIT_PACK,
    EvidenceAction.RECALL: Right.RECALL_PACK,
    EvidenceAction.JUDGE_SUFFICIENT: Right.JUDGE,
    EvidenceAction.JUDGE_NEEDS_EXPLANATION: Right.JUDGE,
    EvidenceAction.JUDGE_ACCEPT: Right.JUDGE,
    EvidenceAction.EXPLAIN: Right.EXPLAIN,
    EvidenceAction.REPLACE: Right.REPLACE,
    EvidenceAction.UNDO: Right.UNDO,
    EvidenceAction.ASK_AGAIN: Right.ASK_AGAIN,
    EvidenceAction.WITHDRAW: Right.WITHDRAW,
}
"""The right that each action on a piece needs; revising a piece that has passed needs REVISE_PASSED."""

PACK_RIGHTS: dict[PackAction, Right] = {
    PackAction.SUBMIT: Right.SUBMIT_PACK,
    PackAction.RECALL: Right.RECALL_PACK,
    PackAction.RETURN: Right.RETURN_PACK,
    PackAction.APPROVE: Right.APPROVE,
    PackAction.REOPEN: Right.REOPEN,
    PackAction.SEAL: Right.SEAL,
}
"""The right that each action on a pack needs."""

SUBMITTED_ONWARD = frozenset(EvidenceState) - {EvidenceState.DRAFT, EvidenceState.WITHDRAWN}


def rights_of(roles: frozenset[Role]) -> frozenset[Grant]:
    """Return everything that these roles grant together."""
    return frozenset(grant for role in acting_roles(roles) for grant in GRANTS[role])


def scopes_of(roles: frozenset[Role], right: Right) -> frozenset[Scope]:
    """Return the scopes on which these roles hold `right`; empty if they do not hold it."""
    return frozenset(grant.scope for grant in rights_of(roles) if grant.right is right)


def allows(roles: frozenset[Role], right: Right, relation: Relation | None = None) -> bool:
    """Return whether these roles hold `right` at all or, with `relation`, on what that relation is to."""
    scopes = scopes_of(roles, right)
    if relation is None or relation is Relation.LEAD:
        return bool(scopes)
    if relation is Relation.OWNER:
        return bool(scopes - {Scope.OWN_CRITERIA})
    return bool(scopes - {Scope.OWN_CRITERIA, Scope.OWN_PIECES})


def right_for(action: EvidenceAction, state: EvidenceState | None) -> Right:
    """Return the right that `action` needs on a piece in `state`."""
    if action is EvidenceAction.REVISE and state is not EvidenceState.DRAFT:
        return Right.REVISE_PASSED
    return EVIDENCE_RIGHTS[action]


def _visible_in(
    scope: Scope, relation: Relation, state: EvidenceState, *, was_submitted: bool, sealed: bool
) -> bool:
    match scope:
        case Scope.ALL:
            return True
        case Scope.OWN_CRITERIA:
            return relation is Relation.LEAD
        case Scope.OWN_PIECES:
            return relation is not Relation.NONE
        case Scope.ALL_BUT_DRAFTS:
            return was_submitted and state is not EvidenceState.DRAFT
        case Scope.SUBMITTED_ONWARD:
            return state in SUBMITTED_ONWARD
        case Scope.SEALED_ONLY:
            return sealed


def visible_evidence(
    roles: frozenset[Role],
    relation: Relation,
    state: EvidenceState,
    *,
    was_submitted: bool,
    sealed: bool,
) -> bool:
    """Return whether a piece is visible: the specification that every query of the database must equal.

    `was_submitted`: a submission that was not recalled moved it out of draft; `sealed`: in a sealed bundle.
    """
    return any(
        _visible_in(scope, relation, state, was_submitted=was_submitted, sealed=sealed)
        for scope in scopes_of(roles, Right.SEE_PIECES)
    )


def visible_explanation(
    roles: frozenset[Role], relation: Relation, state: ExplanationState, *, sealed: bool
) -> bool:
    """Return whether an explanation is visible; `relation` is to its piece or its product's criterion."""
    as_evidence = EvidenceState.DRAFT if state is ExplanationState.DRAFT else EvidenceState.SUBMITTED
    was_submitted = state is not ExplanationState.DRAFT
    return visible_evidence(roles, relation, as_evidence, was_submitted=was_submitted, sealed=sealed)


def header_blockers(
    roles: frozenset[Role], *, is_own: bool, citing_packs: frozenset[PackState]
) -> tuple[Blocker, ...]:
    """Say why a version's header cannot be changed; `citing_packs` leaves out withdrawn citations."""
    if citing_packs & {PackState.APPROVED, PackState.SEALED}:
        return (Blocker("header_approved"),)
    if is_own and allows(roles, Right.UPLOAD) and citing_packs <= EDITABLE:
        return ()
    if allows(roles, Right.JUDGE) and PackState.SUBMITTED in citing_packs:
        return ()
    if PackState.SUBMITTED in citing_packs:
        return (Blocker("header_in_review"),)
    return (Blocker("header_not_own"),)
