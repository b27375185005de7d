"""Write a comment, change it for ten minutes, strike it out; who is named in it is notified."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock, day_in_hanoi
from evidence_repo.errors import ChangedMeanwhile
from evidence_repo.models import Comment, CommentBefore, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.comments.threads import Thing, people_of_thread
from evidence_repo.services.notices.making import NewNotice, Subject, make_notices
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from index.text import compose, cut_marks, fold
from workflows.comments import (
    LONGEST_COMMENT,
    CommentAction,
    CommentFacts,
    changing_blockers,
    mention_blockers,
    writing_blockers,
)
from workflows.events import AuditAction, CommentEvent
from workflows.notices import NoticeKind, ObjectKind


def add_comment(
    session: Session,
    actor: Actor,
    thing: Thing,
    text: str,
    *,
    internal: bool = False,
    people: Collection[int] = (),
    clock: Clock,
) -> Comment:
    """Write a comment on the thing; `people` and whoever the text names as @Name are notified.

    Who may not read it is not named by it, whatever was sent.
    """
    words = _checked(actor, thing, text, internal=internal)
    allowed = people_of_thread(session, thing, clock.today(), internal=internal)
    named = _named(words, allowed, people, actor)
    refuse_if(mention_blockers(len(named)))
    now = clock.now()
    comment = Comment(
        criterion_id=thing.criterion.id,
        thing_kind=thing.kind,
        thing_id=thing.id,
        is_internal=internal,
        author_id=actor.person_id,
        text=words,
        folded=fold(words),
        made_at=now,
        mentioned=named,
    )
    session.add(comment)
    session.flush()
    _emit(session, actor, AuditAction.ADD_COMMENT, comment)
    _notify(session, comment, thing, named, now)
    return comment


def change_comment(
    session: Session,
    actor: Actor,
    comment: Comment,
    thing: Thing,
    text: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> None:
    """Say something else; what stood before is kept, and who is named now is notified."""
    check_may(actor, comment, thing, CommentAction.CHANGE, clock.now(), seen_lock)
    words = _checked(actor, thing, text, internal=comment.is_internal)
    allowed = people_of_thread(session, thing, clock.today(), internal=comment.is_internal)
    known = {person.id for person in comment.mentioned}
    named = [each for each in _named(words, allowed, (), actor) if each.id not in known]
    refuse_if(mention_blockers(len(named) + len(known)))
    if words == comment.text:
        return
    now = clock.now()
    comment.before.append(CommentBefore(text=comment.text, replaced_at=now))
    comment.text, comment.folded, comment.changed_at = words, fold(words), now
    comment.mentioned.extend(named)
    session.flush()
    _emit(session, actor, AuditAction.CHANGE_COMMENT, comment)
    _notify(session, comment, thing, named, now)


def strike_comment(
    session: Session,
    actor: Actor,
    comment: Comment,
    thing: Thing,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> None:
    """Strike it out: it stays where it is, and can be read still."""
    check_may(actor, comment, thing, CommentAction.STRIKE, clock.now(), seen_lock)
    comment.struck_at = clock.now()
    session.flush()
    _emit(session, actor, AuditAction.STRIKE_COMMENT, comment)


def facts_of(actor: Actor, comment: Comment) -> CommentFacts:
    """Return what the rules look at."""
    return CommentFacts(comment.author_id == actor.user_id, comment.made_at, comment.struck_at is not None)


def check_may(
    actor: Actor,
    comment: Comment,
    thing: Thing,
    action: CommentAction,
    now: datetime,
    seen_lock: int | None = None,
) -> None:
    """Raise our own error unless the person can do this with the comment now."""
    if seen_lock is not None and comment.lock != seen_lock:
        raise ChangedMeanwhile
    refuse_if(changing_blockers(action, facts_of(actor, comment), thing.criterion.cycle.state, now))


def _checked(actor: Actor, thing: Thing, text: str, *, internal: bool) -> str:
    """Return the words as they are kept; its length comes before anything else looks at the text."""
    state = thing.criterion.cycle.state
    refuse_if(writing_blockers(actor.roles, state, text[: 2 * LONGEST_COMMENT].strip(), internal=internal))
    lines = compose(cut_marks(text)).replace("\r\n", "\n").split("\n")
    words = "\n".join(line.rstrip() for line in lines).strip()
    refuse_if(writing_blockers(actor.roles, state, words, internal=internal))
    return words


def _named(text: str, allowed: Sequence[User], people: Iterable[int], actor: Actor) -> list[User]:
    """Return whom a comment names: by their ids, or by @ and a name that only one of them has."""
    wanted = set(people)
    names = [person.name for person in allowed]
    for person in sorted(allowed, key=lambda each: len(each.name), reverse=True):
        mark = f"@{person.name}"
        if mark in text and names.count(person.name) == 1:
            wanted.add(person.id)
            text = text.replace(mark, "")  # the longest first: who is called Lan is not meant by @Lan Anh
    return [person for person in allowed if person.id in wanted and person.id != actor.user_id]


def _notify(session: Session, comment: Comment, thing: Thing, named: Sequence[User], now: datetime) -> None:
    about = Subject(ObjectKind.COMMENT, comment.id, thing.criterion.id, thing.criterion.cycle_id)
    day = day_in_hanoi(now)
    make_notices(session, [NewNotice(each.id, NoticeKind.MENTION, about, day) for each in named], now)


def _emit(session: Session, actor: Actor, action: AuditAction, comment: Comment) -> None:
    event = CommentEvent(
        action=action,
        subject=comment.id,
        criterion_id=comment.criterion_id,
        commented=comment.thing_kind.value,
        internal=comment.is_internal,
        mentioned=len(comment.mentioned) or None,
    )
    emit(session, actor, event)
