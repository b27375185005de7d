"""One criterion's own scores: what is proposed and why, what the agency and the reviewer give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.services.rounds.sheet import read_points
from evidence_repo.services.scores.proposing import ScorePage, give_score, score_page
from evidence_repo.services.scores.scheme_sheet import with_comma
from evidence_repo.services.scores.schemes import LONGEST_REASON
from evidence_repo.web.context import (
    actor,
    close_reading,
    container,
    cycle,
    cycle_in,
    needs,
    read_session,
    transaction,
)
from evidence_repo.web.criteria.codes import code_of, criterion_at
from evidence_repo.web.errors import message_of
from evidence_repo.web.forms import Form
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import next_address
from evidence_repo.web.scores import blueprint
from evidence_repo.web.scores.words import SCORE_WORDS, reasoning
from evidence_repo.words import N_
from workflows.rights import Right
from workflows.scoring import ScoreKind


class ScoreForm(Form):
    """Points, and why they are not those that were proposed."""

    points = StringField(
        _l("Points"),
        [DataRequired(), Length(max=20)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    reason = TextAreaField(_l("Reason"), [Length(max=LONGEST_REASON)], render_kw={"rows": 2})
    seen_lock = HiddenField()


def _form_of(kind: ScoreKind, **options: Any) -> ScoreForm:
    """Return a form whose names do not clash with the other score's; every POST's token is checked anyway."""
    return ScoreForm(prefix=f"{kind.value}-", meta={"csrf": False}, **options)


def score_form(page: ScorePage, kind: ScoreKind) -> ScoreForm:
    """Return the form of a score as it stands, else with what is proposed."""
    score = page.score(kind)
    points: Decimal | None = score.points if score else page.proposed(kind)
    shown = {
        "points": "" if points is None else with_comma(points),
        "reason": (score.reason or "") if score else "",
        "seen_lock": str(score.lock if score else 0),
    }
    return _form_of(kind, formdata=None, data=shown)


def shown_score(page: ScorePage, refused: dict[ScoreKind, ScoreForm] | None = None) -> dict[str, Any]:
    """Return what a page shows of a criterion's own scores."""
    may_see = {kind: page.refusals[kind] is None for kind in ScoreKind}
    return {
        "page": page,
        "forms": {kind: (refused or {}).get(kind) or score_form(page, kind) for kind in ScoreKind},
        "may_set": {kind: may_see[kind] and page.is_self_scored for kind in ScoreKind},
        "refusals": {kind: message_of(each) if each else "" for kind, each in page.refusals.items()},
        "reasoning": reasoning(page),
        "score_words": SCORE_WORDS,
        "kinds": list(ScoreKind),
    }


@blueprint.get("/criteria/<code>/score")
@needs(Right.SEE_CATALOGUE)
def edit(code: str) -> ResponseReturnValue:
    """Show the criterion's row of the scheme, its proposal and its own scores."""
    return _render(code)


@blueprint.post("/criteria/<code>/score/<score_kind>")
@needs(Right.SEE_CATALOGUE)
def give(code: str, score_kind: str) -> ResponseReturnValue:
    """Give the criterion its self-score or its internal score."""
    if score_kind not in set(ScoreKind):
        raise NotVisible
    of_kind = ScoreKind(score_kind)
    form = _form_of(of_kind)
    if form.is_sent():
        try:
            points = read_points(" ".join((form.points.data or "").split()))
            if points is None:
                raise BadInput(N_("Write the points."), field="points")
            close_reading()
            with transaction() as session:
                criterion = criterion_at(session, cycle_in(session), code)
                give_score(
                    session,
                    actor(),
                    criterion,
                    of_kind,
                    points,
                    form.reason.data,
                    seen_lock=number_in(form.seen_lock.data),
                    clock=container().clock,
                )
            flash(gettext("%(score)s saved.", score=SCORE_WORDS[of_kind]), "ok")
            return redirect(next_address(url_for("scores.edit", code=code)), 303)
        except NotVisible:
            raise
        except BadInput as error:
            error.field = error.field or "points"
            form.refuse(error)
        except EvidenceError as error:
            form.refuse(error)
    return _render(code, {of_kind: form})


def _render(code: str, refused: dict[ScoreKind, ScoreForm] | None = None) -> ResponseReturnValue:
    session = read_session()
    criterion = criterion_at(session, cycle(), code)
    page = score_page(session, actor(), criterion)
    status = next((form.status for form in (refused or {}).values()), 200)
    shown = shown_score(page, refused) if page else None
    return render_template(
        "scores/edit.html", criterion=criterion, score=shown, code=code_of(criterion)
    ), status
