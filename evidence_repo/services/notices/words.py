"""What notices say, for screens and mails alike."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_repo.words import N_
from workflows.notices import NoticeKind

_DUE_SOON = N_("Due soon")

NOTICE_WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.ASSIGNMENT_GIVEN: N_("New assignment"),
    NoticeKind.ASSIGNMENT_RETURNED: N_("The result of an assignment is returned"),
    NoticeKind.ASSIGNMENT_ACCEPTED: N_("The result of an assignment is accepted"),
    NoticeKind.PACK_RETURNED: N_("The pack is returned for completion"),
    NoticeKind.PACK_APPROVED: N_("The pack is approved"),
    NoticeKind.PACK_REOPENED: N_("The pack is opened again"),
    NoticeKind.EXPLANATION_ASKED: N_("A document needs an explanation"),
    NoticeKind.EXPLANATION_REJECTED: N_("An explanation is not accepted"),
    NoticeKind.VERDICT_UNDONE: N_("A reviewer has taken a verdict back"),
    NoticeKind.CONTRIBUTION_WAITING: N_("A contribution waits to be accepted"),
    NoticeKind.MENTION: N_("You are mentioned in a comment"),
    NoticeKind.MINISTRY_QUESTION: N_("The Ministry asks for an explanation"),
    NoticeKind.DUE_IN_14: _DUE_SOON,
    NoticeKind.DUE_IN_7: _DUE_SOON,
    NoticeKind.DUE_IN_3: _DUE_SOON,
    NoticeKind.DUE_IN_1: _DUE_SOON,
    NoticeKind.OVERDUE: N_("The last day is past"),
    NoticeKind.CYCLE_FROZEN: N_("The time for handing in evidence is over"),
    NoticeKind.WORK_FAILED: N_("Background work failed and needs a person"),
    NoticeKind.SEARCH_FOUND: N_("New documents for a saved search"),
}
