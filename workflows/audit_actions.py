"""The words of the audit log: they stand in the hash chain, so that a member's value never changes."""

from __future__ import annotations

from enum import StrEnum


class AuditAction(StrEnum):
    """The actions of the audit log."""

    ACCEPT_CONTRIBUTION = "accept_contribution"
    ACTIVATE_AGENCY = "activate_agency"
    ACTIVATE_PERSON = "activate_person"
    ADD_AGENCY = "add_agency"
    ADD_DOCUMENT = "add_document"
    ADD_LINK = "add_link"
    ADD_PERSON = "add_person"
    ADD_VERSION = "add_version"
    APPROVE_PACK = "approve_pack"
    ASK_AGAIN = "ask_again"
    ASK_FOR_ACCOUNT = "ask_for_account"
    CHANGE_CYCLE_STATE = "change_cycle_state"
    CHANGE_PAGES = "change_pages"
    CHANGE_PERSON = "change_person"
    CHANGE_PRODUCT = "change_product"
    CHANGE_ROLES = "change_roles"
    CHANGE_SAVED_SEARCH = "change_saved_search"
    CITE_DOCUMENT = "cite_document"
    CONFIRM_ACCOUNT = "confirm_account"
    CONFIRM_HEADER = "confirm_header"
    DEACTIVATE_AGENCY = "deactivate_agency"
    DEACTIVATE_PERSON = "deactivate_person"
    DECLINE_ACCOUNT = "decline_account"
    DELETE_UNUSED_BLOB = "delete_unused_blob"
    DOWNLOAD_BUNDLE = "download_bundle"
    DOWNLOAD_DOCUMENT = "download_document"
    END_SESSION = "end_session"
    EXPLAIN = "explain"
    IMPORT_PLAN = "import_plan"
    JUDGE_EXPLANATION = "judge_explanation"
    MOVE_EVIDENCE = "move_evidence"
    NAME_DEADLINE = "name_deadline"
    RECALL_PACK = "recall_pack"
    RECORD_VERDICT = "record_verdict"
    REFUSE_CONTRIBUTION = "refuse_contribution"
    REMOVE_SAVED_SEARCH = "remove_saved_search"
    RENAME_AGENCY = "rename_agency"
    RENDER_BUNDLE = "render_bundle"
    REOPEN_PACK = "reopen_pack"
    REPLACE_EVIDENCE = "replace_evidence"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # a name, not a password
    RETRY_JOB = "retry_job"
    RETRY_READING = "retry_reading"
    RETURN_PACK = "return_pack"
    REVISE_EXPLANATION = "revise_explanation"
    SAVE_SEARCH = "save_search"
    SEAL_BUNDLE = "seal_bundle"
    SET_OWN_PASSWORD = "set_own_password"  # noqa: S105  # a name, not a password
    SUBMIT_PACK = "submit_pack"
    UNDO_EXPLANATION_VERDICT = "undo_explanation_verdict"
    UNDO_VERDICT = "undo_verdict"
    WITHDRAW_EVIDENCE = "withdraw_evidence"

    @property
    def is_change(self) -> bool:
        """Tell whether it changes what people can find; that somebody took bytes does not."""
        return self not in {AuditAction.DOWNLOAD_BUNDLE, AuditAction.DOWNLOAD_DOCUMENT}
