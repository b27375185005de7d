"""Read comments: a thread, those of a cycle by words, and how many there are on each thing of a criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import AssessmentCycle, Comment, Criterion
from evidence_repo.services.comments.threads import Thing
from evidence_repo.services.comments.writing import facts_of
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.comments import visible_comments
from index.text import fold
from workflows.comments import CommentAction, ThingKind, changing_blockers

LONGEST_WORDS = 200
"""Characters of what comments are searched for."""
MOST_SHOWN = 500
"""Comments of one thread or search that are read at once, the newest."""

CommentCounts = Mapping[tuple[ThingKind, int], int]


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment as it is shown, and what its reader can do with it now."""

    comment: Comment
    may_change: bool
    may_strike: bool


def thread_lines(
    session: Session, actor: Actor, thing: Thing, clock: Clock, *, internal: bool
) -> list[CommentLine]:
    """Return the thread's comments, the oldest first."""
    wanted = (
        select(Comment)
        .where(
            Comment.thing_kind == thing.kind,
            Comment.thing_id == thing.id,
            Comment.is_internal.is_(internal),
            visible_comments(actor),
        )
        .order_by(Comment.id.desc())
        .limit(MOST_SHOWN)
    )
    comments = reversed(session.scalars(wanted).all())
    return [_line(actor, each, thing.criterion, clock) for each in comments]


def _line(actor: Actor, comment: Comment, criterion: Criterion, clock: Clock) -> CommentLine:
    facts, state = facts_of(actor, comment), criterion.cycle.state
    may = {action: not changing_blockers(action, facts, state, clock.now()) for action in CommentAction}
    return CommentLine(comment, may[CommentAction.CHANGE], may[CommentAction.STRIKE])


def find_comments(
    session: Session, actor: Actor, cycle: AssessmentCycle, words: str = ""
) -> Sequence[Comment]:
    """Return the cycle's comments that this person may read and that have these words, the newest first."""
    wanted = (
        select(Comment)
        .join(Criterion, Criterion.id == Comment.criterion_id)
        .where(Criterion.cycle_id == cycle.id, visible_comments(actor))
        .order_by(Comment.made_at.desc(), Comment.id.desc())
        .limit(MOST_SHOWN)
    )
    for word in fold(words[:LONGEST_WORDS]).split():
        wanted = wanted.where(Comment.folded.contains(word, autoescape=True))
    return session.scalars(wanted).all()


def find_comment(session: Session, actor: Actor, comment_id: int) -> Comment:
    """Return the comment; raise `NotVisible` if there is none or this person may not read it."""
    found = session.scalar(select(Comment).where(Comment.id == comment_id, visible_comments(actor)))
    if found is None:
        raise NotVisible
    return found


def comment_counts(session: Session, actor: Actor, criterion_id: int) -> CommentCounts:
    """Return how many comments that stand this person may read on each thing of the criterion."""
    counted = (
        select(Comment.thing_kind, Comment.thing_id, func.count())
        .where(Comment.criterion_id == criterion_id, Comment.struck_at.is_(None), visible_comments(actor))
        .group_by(Comment.thing_kind, Comment.thing_id)
    )
    return {(kind, thing_id): count for kind, thing_id, count in session.execute(counted)}
