"""What the audit log's actions are called on the screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from workflows.audit_actions import AuditAction

ACTION_WORDS: dict[str, Any] = {
    AuditAction.ACCEPT_CONTRIBUTION: _l("Contribution accepted"),
    AuditAction.ACTIVATE_AGENCY: _l("Agency activated"),
    AuditAction.ACTIVATE_PERSON: _l("Account opened again"),
    AuditAction.ADD_AGENCY: _l("Agency added"),
    AuditAction.ADD_DOCUMENT: _l("Document uploaded"),
    AuditAction.ADD_LINK: _l("Link added"),
    AuditAction.ADD_PERSON: _l("Account added"),
    AuditAction.ADD_VERSION: _l("New version uploaded"),
    AuditAction.APPROVE_PACK: _l("Pack approved"),
    AuditAction.ASK_AGAIN: _l("Another review asked for"),
    AuditAction.ASK_FOR_ACCOUNT: _l("Change of an account asked for"),
    AuditAction.CONFIRM_ACCOUNT: _l("Change of an account confirmed"),
    AuditAction.DECLINE_ACCOUNT: _l("Change of an account declined"),
    AuditAction.CHANGE_CYCLE_STATE: _l("Assessment cycle moved on"),
    AuditAction.CHANGE_PAGES: _l("Cited pages changed"),
    AuditAction.CHANGE_SAVED_SEARCH: _l("Saved search changed"),
    AuditAction.SAVE_SEARCH: _l("Search saved"),
    AuditAction.REMOVE_SAVED_SEARCH: _l("Saved search removed"),
    AuditAction.CHANGE_PRODUCT: _l("Piece put under another product"),
    AuditAction.CHANGE_PERSON: _l("Account changed"),
    AuditAction.CHANGE_ROLES: _l("Roles changed"),
    AuditAction.CITE_DOCUMENT: _l("Document cited"),
    AuditAction.CONFIRM_HEADER: _l("Document's fields confirmed"),
    AuditAction.DEACTIVATE_AGENCY: _l("Agency deactivated"),
    AuditAction.DEACTIVATE_PERSON: _l("Account closed"),
    AuditAction.DELETE_UNUSED_BLOB: _l("Unused file deleted"),
    AuditAction.DOWNLOAD_BUNDLE: _l("Bundle downloaded"),
    AuditAction.DOWNLOAD_DOCUMENT: _l("File downloaded"),
    AuditAction.END_SESSION: _l("Session ended"),
    AuditAction.EXPLAIN: _l("Explanation written"),
    AuditAction.IMPORT_PLAN: _l("Plan imported"),
    AuditAction.JUDGE_EXPLANATION: _l("Explanation judged"),
    AuditAction.NAME_DEADLINE: _l("Deadline named that a piece serves"),
    AuditAction.MOVE_EVIDENCE: _l("Piece of evidence moved"),
    AuditAction.RECALL_PACK: _l("Pack recalled"),
    AuditAction.RECORD_VERDICT: _l("Verdict given"),
    AuditAction.REFUSE_CONTRIBUTION: _l("Contribution refused"),
    AuditAction.RENAME_AGENCY: _l("Agency renamed"),
    AuditAction.RENDER_BUNDLE: _l("Bundle's file made"),
    AuditAction.REOPEN_PACK: _l("Pack reopened"),
    AuditAction.REPLACE_EVIDENCE: _l("Piece of evidence replaced"),
    AuditAction.RESET_PASSWORD: _l("Password reset"),
    AuditAction.RETRY_JOB: _l("Background job started again"),
    AuditAction.RETRY_READING: _l("Reading requested again"),
    AuditAction.REVISE_EXPLANATION: _l("Explanation reworded"),
    AuditAction.RETURN_PACK: _l("Pack returned"),
    AuditAction.SEAL_BUNDLE: _l("Bundle sealed"),
    AuditAction.SET_OWN_PASSWORD: _l("Own password changed"),
    AuditAction.SUBMIT_PACK: _l("Pack submitted"),
    AuditAction.UNDO_EXPLANATION_VERDICT: _l("Verdict on an explanation undone"),
    AuditAction.UNDO_VERDICT: _l("Verdict undone"),
    AuditAction.WITHDRAW_EVIDENCE: _l("Piece of evidence withdrawn"),
}

CHANNEL_WORDS = {"web": _l("web"), "cli": _l("command line"), "job": _l("system")}


def action_word(action: str) -> Any:
    """Return what the action is called; one that has no word is shown as the log names it."""
    return ACTION_WORDS.get(action, action)
