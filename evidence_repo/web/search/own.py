"""A person's own searches: keep one, have its news mailed, remove it; what was asked for lately."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import BadInput
from evidence_repo.services.searching.saving import (
    alert_by_mail,
    find_saved,
    forget_recent,
    list_saved,
    note_recent,
    recent_searches,
    remove_saved,
    save_search,
)
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.errors import message_of
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import SearchPlace, clean_words, place_of
from workflows.rights import Right


@blueprint.get("/search/saved")
@needs(Right.SEE_PIECES)
def saved() -> ResponseReturnValue:
    """Show the searches that this person keeps, and what they asked for lately."""
    return render_template(
        "search/saved.html",
        saved=[(each, place_of(each.place)) for each in list_saved(read_session(), actor())],
        recent=[SearchPlace(words) for words in recent_searches(read_session(), actor())],
    )


@blueprint.post("/search/saved")
@needs(Right.SEE_PIECES)
def save() -> ResponseReturnValue:
    """Keep the search whose address came with the form."""
    place = place_of(request.form)
    try:
        with transaction() as session:
            save_search(
                session,
                container().engine,
                actor(),
                place.at(1).parts(),
                name=clean_words(request.form.get("name", "")),
                tells_by_mail=bool(request.form.get("mail")),
                clock=container().clock,
            )
    except BadInput as error:
        flash(message_of(error), "bad")
    else:
        flash(gettext("The search is saved."), "ok")
    return redirect(place.address(), 303)


@blueprint.post("/search/saved/<int:saved_id>/mail")
@needs(Right.SEE_PIECES)
def change_mail(saved_id: int) -> ResponseReturnValue:
    """Have the news of a saved search mailed, or stop that."""
    with transaction() as session:
        kept = find_saved(session, actor(), saved_id)
        alert_by_mail(session, container().engine, actor(), kept, bool(request.form.get("mail")))
    return redirect(_list_address(), 303)


@blueprint.post("/search/saved/<int:saved_id>/remove")
@needs(Right.SEE_PIECES)
def remove(saved_id: int) -> ResponseReturnValue:
    """Keep a saved search no longer."""
    with transaction() as session:
        remove_saved(session, actor(), find_saved(session, actor(), saved_id))
    flash(gettext("The saved search is removed."), "ok")
    return redirect(_list_address(), 303)


@blueprint.post("/search/recent")
@needs(Right.SEE_PIECES)
def remember() -> ResponseReturnValue:
    """Remember what was asked for; a page of results sends this once it is shown."""
    words = clean_words(request.form.get("q", ""))
    if words:
        with transaction() as session:
            note_recent(session, actor(), words, container().clock)
    return "", 204


@blueprint.post("/search/recent/forget")
@needs(Right.SEE_PIECES)
def forget() -> ResponseReturnValue:
    """Forget what was asked for lately."""
    with transaction() as session:
        forget_recent(session, actor())
    return redirect(_list_address(), 303)


def _list_address() -> str:
    return SearchPlace("").address("search.saved")
