"""The council's votes: the list, one vote with its answers, and its minutes."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import CouncilVote, EvidencePack
from evidence_repo.services.council.votes import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    cast_voice,
    close_vote,
    find_vote,
    open_vote,
)
from evidence_repo.services.screens.council_minutes import render_minutes
from evidence_repo.services.screens.council_page import council_page, vote_page
from evidence_repo.services.workflow.packs import packs_of_cycle
from evidence_repo.web.attachments import attachment
from evidence_repo.web.bulk.carrying import chosen_rows
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.council import blueprint
from evidence_repo.web.places import sent_lock
from evidence_repo.web.words import BASE_WORDS, VOICE_WORDS
from evidence_repo.words import N_
from index.media.kinds import MediaType
from workflows.council import Voice
from workflows.rights import Right


@blueprint.get("/council")
@needs(Right.SEE_COUNCIL)
def show() -> ResponseReturnValue:
    """Show whether the cycle has a council, its members and votes, and what it can be asked about."""
    page = council_page(read_session(), actor(), cycle())
    return render_template("council/show.html", page=page, base_words=BASE_WORDS, longest=LONGEST_TITLE)


@blueprint.post("/council/votes")
@needs(Right.HOLD_VOTES)
def open_new() -> ResponseReturnValue:
    """Open a vote on the ticked packs."""
    title = request.form.get("title", "")[: LONGEST_TITLE + 1]
    locks = chosen_rows("pack")
    with transaction() as session:
        packs = _chosen(session, locks)
        vote = open_vote(session, actor(), cycle_in(session), title, packs, container().clock)
        number = vote.number
    flash(gettext("The vote is open; the members can answer."), "ok")
    return redirect(url_for("council.vote", number=number), 303)


def _chosen(session: Session, locks: dict[int, int | None]) -> list[EvidencePack]:
    return [pack for pack in packs_of_cycle(session, cycle_in(session)) if pack.id in locks]


def _vote_in(session: Session, number: int) -> CouncilVote:
    return find_vote(session, actor(), cycle_in(session), number)


@blueprint.get("/council/votes/<int:number>")
@needs(Right.SEE_COUNCIL)
def vote(number: int) -> ResponseReturnValue:
    """Show one vote: what is asked, one's own answers, and once it is closed everybody's."""
    page = vote_page(read_session(), actor(), _vote_in(read_session(), number))
    return render_template(
        "council/vote.html", page=page, voices=VOICE_WORDS, base_words=BASE_WORDS, longest=LONGEST_WORDS
    )


@blueprint.post("/council/votes/<int:number>/voices")
@needs(Right.VOTE)
def cast(number: int) -> ResponseReturnValue:
    """Take a member's answers about the packs of a vote: all of them or none."""
    given = 0
    with transaction() as session:
        found = _vote_in(session, number)
        for voted in found.packs:
            said = request.form.get(f"voice-{voted.criterion_id}", "")[:20]
            if not said:
                continue
            words = request.form.get(f"words-{voted.criterion_id}", "")[:LONGEST_WORDS]
            cast_voice(
                session, actor(), found, voted.criterion_id, _voice(said), container().clock, words=words
            )
            given += 1
    if not given:
        raise BadInput(N_("Choose an answer for at least one pack."), field="voice", code="no_voice")
    flash(gettext("Your vote is saved; you can change it until the vote is closed."), "ok")
    return redirect(url_for("council.vote", number=number), 303)


def _voice(said: str) -> Voice:
    try:
        return Voice(said)
    except ValueError as error:
        raise BadInput(N_("Choose an answer from the list."), field="voice", code="no_voice") from error


@blueprint.post("/council/votes/<int:number>/close")
@needs(Right.HOLD_VOTES)
def close(number: int) -> ResponseReturnValue:
    """Close the vote and count."""
    with transaction() as session:
        close_vote(session, actor(), _vote_in(session, number), container().clock, seen_lock=sent_lock())
    flash(gettext("The vote is closed and counted."), "ok")
    return redirect(url_for("council.vote", number=number), 303)


@blueprint.get("/council/votes/<int:number>/minutes.docx")
@needs(Right.SEE_COUNCIL)
def minutes(number: int) -> ResponseReturnValue:
    """Return the minutes of a vote that is closed."""
    found = _vote_in(read_session(), number)
    answer = Response(render_minutes(found), mimetype=MediaType.DOCX)
    answer.headers["Content-Disposition"] = attachment(
        f"Biên bản biểu quyết số {number} năm {cycle().year}.docx"
    )
    return answer
