"""Comments (trao đổi): on what, in which thread, who reads and writes them, how long they can be changed.

Decisions where the rules leave room:

- Every thing has a thread with the agency; beside it reviewers, approvers and the coordinator have one of
  their own (internal), which no agency, council, or observer reads.
- Whoever sees a thing, and comments at all, reads its thread; observers and council members do not write.
- A comment is its author's: for ten minutes they change it, later they strike it out. What stood before a
  change is kept, a struck comment stays where it was.
- A closed cycle is only read.
- What people say is their own, also while they stand in for somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.rights import Right, allows
from workflows.roles import Role

LONGEST_COMMENT = 4_000
"""Characters of one comment."""
MOST_MENTIONED = 20
EDITABLE_FOR = timedelta(minutes=10)


class ThingKind(StrEnum):
    """What people comment on; the value never changes."""

    EVIDENCE = "evidence"
    EXPLANATION = "explanation"
    PACK = "pack"
    ASSIGNMENT = "assignment"
    FIGURES = "figures"


class CommentAction(StrEnum):
    """What its author does with a comment that stands."""

    CHANGE = "change"
    STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """What the rules look at: whose comment it is, since when, and whether it was struck out."""

    is_own: bool
    made_at: datetime
    is_struck: bool


def reads_threads(roles: frozenset[Role], *, internal: bool) -> bool:
    """Return whether these roles read such threads of what they see at all."""
    return allows(roles, Right.SEE_INTERNAL_COMMENTS if internal else Right.SEE_COMMENTS)


def writes_threads(roles: frozenset[Role], *, internal: bool) -> bool:
    """Return whether these roles write in such threads of what they see at all."""
    return allows(roles, Right.COMMENT) and reads_threads(roles, internal=internal)


def writing_blockers(
    roles: frozenset[Role], cycle: CycleState, text: str, *, internal: bool
) -> tuple[Blocker, ...]:
    """Say why this cannot be written: by whom, in which state of the cycle, how long it is."""
    if not writes_threads(roles, internal=internal):
        return (Blocker("wrong_role", {"action": Right.COMMENT}),)
    if cycle is CycleState.CLOSED:
        return (Blocker("cycle_closed"),)
    if not text:
        return (Blocker("comment_empty"),)
    if len(text) > LONGEST_COMMENT:
        return (Blocker("comment_too_long", {"limit": LONGEST_COMMENT}),)
    return ()


def mention_blockers(people: int) -> tuple[Blocker, ...]:
    """Say why a comment cannot notify so many people."""
    return (Blocker("too_many_mentioned", {"limit": MOST_MENTIONED}),) if people > MOST_MENTIONED else ()


def changing_blockers(
    action: CommentAction, comment: CommentFacts, cycle: CycleState, now: datetime
) -> tuple[Blocker, ...]:
    """Say why this comment cannot be changed or struck out."""
    if not comment.is_own:
        return (Blocker("comment_not_own"),)
    if cycle is CycleState.CLOSED:
        return (Blocker("cycle_closed"),)
    if comment.is_struck:
        return (Blocker("comment_struck"),)
    if action is CommentAction.CHANGE and now - comment.made_at > EDITABLE_FOR:
        return (Blocker("comment_too_old"),)
    return ()
