"""What the audit log's actions are called on the screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACTION_WORDS: dict[str, Any] = {
    "accept_contribution": _l("Contribution accepted"),
    "activate_agency": _l("Agency activated"),
    "activate_person": _l("Account opened again"),
    "add_agency": _l("Agency added"),
    "add_document": _l("Document uploaded"),
    "add_link": _l("Link added"),
    "add_person": _l("Account added"),
    "add_version": _l("New version uploaded"),
    "approve_pack": _l("Pack approved"),
    "ask_again": _l("Another review asked for"),
    "change_cycle_state": _l("Assessment cycle moved on"),
    "change_pages": _l("Cited pages changed"),
    "change_saved_search": _l("Saved search changed"),
    "save_search": _l("Search saved"),
    "remove_saved_search": _l("Saved search removed"),
    "change_product": _l("Piece put under another product"),
    "change_person": _l("Account changed"),
    "change_roles": _l("Roles changed"),
    "cite_document": _l("Document cited"),
    "confirm_header": _l("Document's fields confirmed"),
    "deactivate_agency": _l("Agency deactivated"),
    "deactivate_person": _l("Account closed"),
    "delete_unused_blob": _l("Unused file deleted"),
    "download_bundle": _l("Bundle downloaded"),
    "download_document": _l("File downloaded"),
    "explain": _l("Explanation written"),
    "import_plan": _l("Plan imported"),
    "judge_explanation": _l("Explanation judged"),
    "name_deadline": _l("Deadline named that a piece serves"),
    "move_evidence": _l("Piece of evidence moved"),
    "recall_pack": _l("Pack recalled"),
    "record_verdict": _l("Verdict given"),
    "refuse_contribution": _l("Contribution refused"),
    "rename_agency": _l("Agency renamed"),
    "render_bundle": _l("Bundle's file made"),
    "reopen_pack": _l("Pack reopened"),
    "replace_evidence": _l("Piece of evidence replaced"),
    "reset_password": _l("Password reset"),
    "retry_job": _l("Background job started again"),
    "retry_reading": _l("Reading started again"),
    "revise_explanation": _l("Explanation reworded"),
    "return_pack": _l("Pack returned"),
    "seal_bundle": _l("Bundle sealed"),
    "set_own_password": _l("Own password changed"),
    "sign_in": _l("Signed in"),
    "submit_pack": _l("Pack submitted"),
    "undo_explanation_verdict": _l("Verdict on an explanation undone"),
    "undo_verdict": _l("Verdict undone"),
    "withdraw_evidence": _l("Piece of evidence withdrawn"),
}

CHANNEL_WORDS = {"web": _l("web"), "cli": _l("command line"), "job": _l("system")}


def action_word(action: str) -> Any:
    """Return what the action is called; one that has no word is shown as the log names it."""
    return ACTION_WORDS.get(action, action)
