"""The thread of one thing, its comments written, changed and struck out; all comments of a year."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import Comment
from evidence_repo.services.comments.reading import (
    LONGEST_WORDS,
    find_comment,
    find_comments,
    thread_lines,
)
from evidence_repo.services.comments.threads import Thing, find_thing, people_of_thread, title_of
from evidence_repo.services.comments.writing import add_comment, change_comment, check_may, strike_comment
from evidence_repo.web.addresses import check_year
from evidence_repo.web.comments import blueprint
from evidence_repo.web.comments.forms import CommentForm
from evidence_repo.web.context import actor, container, cycle, needs, read_session, transaction
from evidence_repo.web.numbers import numbers_in
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.places import sent_lock
from evidence_repo.web.words import THING_WORDS
from workflows.comments import CommentAction, ThingKind, writes_threads
from workflows.cycle import CycleState
from workflows.rights import Right, allows

PAGE_SIZE = 50
_THREADS = {"shared": False, "internal": True}


def _thing(session: Session, thing_kind: str, thing_id: int) -> Thing:
    if thing_kind not in set(ThingKind):
        raise NotVisible
    thing = find_thing(session, actor(), ThingKind(thing_kind), thing_id)
    check_year(thing.criterion)
    return thing


def _thing_of(session: Session, comment: Comment) -> Thing:
    return _thing(session, comment.thing_kind, comment.thing_id)


@blueprint.get("/comments")
@needs(Right.SEE_COMMENTS)
def list_all() -> ResponseReturnValue:
    """Show the year's comments that this person may read, the newest first; `words` narrows them."""
    words = request.args.get("words", "")[:LONGEST_WORDS]
    found = find_comments(read_session(), actor(), cycle(), words)
    return render_template(
        "comments/list.html",
        page=page_of(found, PAGE_SIZE),
        page_address=page_address,
        count=len(found),
        words=words,
        thing_words=THING_WORDS,
    )


@blueprint.get("/comments/<thing_kind>/<int:thing_id>")
@needs(Right.SEE_COMMENTS)
def show(thing_kind: str, thing_id: int) -> ResponseReturnValue:
    """Show the threads of one thing."""
    return _page(_thing(read_session(), thing_kind, thing_id), CommentForm(formdata=None), "shared")


@blueprint.post("/comments/<thing_kind>/<int:thing_id>")
@needs(Right.COMMENT)
def add(thing_kind: str, thing_id: int) -> ResponseReturnValue:
    """Write a comment in one of the threads."""
    form = CommentForm()
    thread = request.form.get("thread", "shared")
    if form.is_sent():
        try:
            with transaction() as session:
                comment = add_comment(
                    session,
                    actor(),
                    _thing(session, thing_kind, thing_id),
                    form.text.data,
                    internal=_THREADS.get(thread, False),
                    people=numbers_in(request.form.getlist("people")),
                    clock=container().clock,
                )
                written = comment.id
        except EvidenceError as error:
            if isinstance(error, NotVisible):
                raise
            form.refuse(error)
        else:
            flash(gettext("The comment is in the thread."), "ok")
            here = url_for(
                "comments.show", thing_kind=thing_kind, thing_id=thing_id, _anchor=f"comment-{written}"
            )
            return redirect(here, 303)
    return _page(_thing(read_session(), thing_kind, thing_id), form, thread)


@blueprint.route("/comments/<int:comment_id>/change", methods=["GET", "POST"])
@needs(Right.COMMENT)
def change(comment_id: int) -> ResponseReturnValue:
    """Let the author say something else."""
    comment = find_comment(read_session(), actor(), comment_id)
    thing = _thing_of(read_session(), comment)
    check_may(actor(), comment, thing, CommentAction.CHANGE, container().clock.now())
    form = CommentForm(text=comment.text, seen_lock=str(comment.lock))
    if form.is_sent():
        try:
            with transaction() as session:
                own = find_comment(session, actor(), comment_id)
                change_comment(
                    session,
                    actor(),
                    own,
                    _thing_of(session, own),
                    form.text.data,
                    seen_lock=sent_lock(),
                    clock=container().clock,
                )
        except EvidenceError as error:
            form.refuse(error)
        else:
            return redirect(_place_of(comment), 303)
    shown = render_template(
        "comments/change.html", comment=comment, thing=thing, form=form, thing_words=THING_WORDS
    )
    return shown, form.status


@blueprint.post("/comments/<int:comment_id>/strike")
@needs(Right.COMMENT)
def strike(comment_id: int) -> ResponseReturnValue:
    """Strike the author's comment out."""
    with transaction() as session:
        comment = find_comment(session, actor(), comment_id)
        strike_comment(
            session,
            actor(),
            comment,
            _thing_of(session, comment),
            seen_lock=sent_lock(),
            clock=container().clock,
        )
    flash(gettext("The comment is struck out; it stays readable where it was."), "ok")
    return redirect(_place_of(comment), 303)


def _place_of(comment: Comment) -> str:
    return url_for(
        "comments.show",
        thing_kind=comment.thing_kind.value,
        thing_id=comment.thing_id,
        _anchor=f"comment-{comment.id}",
    )


def _page(thing: Thing, form: CommentForm, thread: str) -> ResponseReturnValue:
    session, roles, today = read_session(), actor().roles, container().clock.today()
    sees_internal = allows(roles, Right.SEE_INTERNAL_COMMENTS)
    may_write = thing.criterion.cycle.state is not CycleState.CLOSED
    threads = [
        {
            "name": name,
            "lines": thread_lines(session, actor(), thing, container().clock, internal=internal),
            "may_write": may_write and writes_threads(roles, internal=internal),
            "people": [
                person
                for person in people_of_thread(session, thing, today, internal=internal)
                if person.id != actor().user_id
            ],
            "form": form if thread == name else CommentForm(formdata=None),
        }
        for name, internal in _THREADS.items()
        if not internal or sees_internal
    ]
    shown = render_template(
        "comments/show.html",
        thing=thing,
        title=title_of(session, thing),
        threads=threads,
        thing_words=THING_WORDS,
        sent_people=numbers_in(request.form.getlist("people")),
        sent_thread=thread,
    )
    return shown, form.status
