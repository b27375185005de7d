"""Ready comments for verdicts: those of each reason, kept by the coordinator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import CannedComment
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.events import AuditAction, CannedCommentChanged
from workflows.evidence import Reason
from workflows.rights import Right

LONGEST = 1000
"""Characters of one comment."""

CommentsByReason = Mapping[Reason, list[CannedComment]]


def list_comments(session: Session) -> CommentsByReason:
    """Return the comments of each reason, in the order of the reasons, then the oldest first."""
    found: dict[Reason, list[CannedComment]] = defaultdict(list)
    for comment in session.scalars(select(CannedComment).order_by(CannedComment.id)):
        found[comment.reason].append(comment)
    return {reason: found[reason] for reason in Reason if reason in found}


def find_comment(session: Session, comment_id: int) -> CannedComment:
    """Return the comment; raise `BadInput` if there is none."""
    found = session.get(CannedComment, comment_id)
    if found is None:
        raise BadInput(N_("There is no such comment."), field="comment", code="no_such_comment")
    return found


def add_comment(session: Session, actor: Actor, reason: Reason, text: str) -> CannedComment:
    """Add a comment that fits this reason."""
    check_administers(actor, Right.MANAGE_CYCLE)
    words = _checked(session, reason, text)
    comment = CannedComment(reason=reason, text=words)
    session.add(comment)
    session.flush()
    _emit(session, actor, AuditAction.ADD_CANNED_COMMENT, comment)
    return comment


def change_comment(
    session: Session, actor: Actor, comment: CannedComment, text: str, seen_lock: int | None = None
) -> None:
    """Reword a comment; verdicts that were given with it keep their words."""
    check_administers(actor, Right.MANAGE_CYCLE)
    if seen_lock is not None and comment.lock != seen_lock:
        raise ChangedMeanwhile
    before = comment.text
    if before == " ".join(text.split()):
        return
    comment.text = _checked(session, comment.reason, text)
    _emit(session, actor, AuditAction.CHANGE_CANNED_COMMENT, comment, before)


def remove_comment(session: Session, actor: Actor, comment: CannedComment) -> None:
    """Take a comment off the desk."""
    check_administers(actor, Right.MANAGE_CYCLE)
    _emit(session, actor, AuditAction.REMOVE_CANNED_COMMENT, comment)
    session.delete(comment)


def _checked(session: Session, reason: Reason, text: str) -> str:
    words = " ".join(text.split())
    if not words:
        refuse_if([Blocker("comment_empty")])
    if len(words) > LONGEST:
        refuse_if([Blocker("comment_too_long", {"limit": LONGEST})])
    same = select(CannedComment.id).where(CannedComment.reason == reason, CannedComment.text == words)
    if session.scalar(same) is not None:
        refuse_if([Blocker("comment_is_there")])
    return words


def _emit(
    session: Session, actor: Actor, action: AuditAction, comment: CannedComment, before: str | None = None
) -> None:
    event = CannedCommentChanged(
        action=action, subject=comment.id, reason=comment.reason, text=comment.text, before=before
    )
    emit(session, actor, event)
