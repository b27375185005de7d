"""Make the next cycle from this one, and say which criteria of the year before each criterion continues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import IntegerField
from wtforms.validators import DataRequired, NumberRange

from evidence_repo.errors import BadInput
from evidence_repo.models import AssessmentCycle, Criterion
from evidence_repo.services.plan.copying import YEARS, copy_cycle
from evidence_repo.services.plan.crosswalk import (
    change_crosswalk,
    criteria_by_label,
    cycle_before,
    propose_crosswalk,
    read_crosswalk,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.next_year import blueprint
from evidence_repo.web.next_year.words import ORIGIN_WORDS, RELATION_WORDS
from evidence_repo.web.sending import send
from evidence_repo.words import N_
from workflows.rights import Right

LONGEST_CELL = 400
"""Characters of the codes that one row names."""


class CopyForm(Form):
    """The year of the new cycle."""

    new_year = IntegerField(_l("Year of the new cycle"), [DataRequired(), NumberRange(YEARS[0], YEARS[-1])])


@blueprint.route("/next-year", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def copy() -> ResponseReturnValue:
    """Make a new cycle with this one's catalogue, its days moved on; then show what it continues."""
    form = CopyForm(new_year=cycle().year + 1)

    def change(session: Session) -> None:
        copy_cycle(session, actor(), cycle_in(session), int(form.new_year.data), container().clock)

    made = gettext("The cycle is made; now look at what its criteria continue.")
    onward = url_for("next_year.crosswalk", year=_typed_year(form))
    if answer := send(form, change, made, onward):
        return answer
    return render_template("next_year/copy.html", form=form, source=cycle()), form.status


def _typed_year(form: CopyForm) -> int:
    return form.new_year.data if isinstance(form.new_year.data, int) else cycle().year


@blueprint.get("/crosswalk")
@needs(Right.MANAGE_CATALOGUE)
def crosswalk() -> ResponseReturnValue:
    """Show what every criterion of the cycle continues, to be confirmed or changed."""
    session = read_session()
    found = read_crosswalk(session, cycle())
    return render_template(
        "next_year/crosswalk.html",
        found=found,
        earlier=criteria_by_label(session, found.before).values() if found.before else (),
        relation_words=RELATION_WORDS,
        origin_words=ORIGIN_WORDS,
        written=written,
    )


def written(criteria: Iterable[Criterion]) -> str:
    """Return these criteria as a row of the form writes them."""
    return ", ".join(criterion.label for criterion in criteria)


@blueprint.post("/crosswalk")
@needs(Right.MANAGE_CATALOGUE)
def change() -> ResponseReturnValue:
    """Save the rows that were changed or confirmed."""
    with transaction() as session:
        here = cycle_in(session)
        wanted, seen = _sent_rows(session, here)
        count = change_crosswalk(session, actor(), here, wanted, seen=seen, clock=container().clock)
    flash(ngettext("%(num)d row is confirmed.", "%(num)d rows are confirmed.", count), "ok")
    return redirect(url_for("next_year.crosswalk"), 303)


def _sent_rows(session: Session, here: AssessmentCycle) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return what the form asks for, and what it had shown, of the rows that are changed or confirmed."""
    before = cycle_before(session, here)
    earlier = criteria_by_label(session, before) if before else {}
    wanted: dict[int, list[int]] = {}
    seen: dict[int, list[int]] = {}
    for criterion in criteria_by_label(session, here).values():
        cell = request.form.get(f"earlier-{criterion.id}")
        if cell is None:
            continue
        shown = request.form.get(f"shown-{criterion.id}", "")
        ids, ids_shown = (_ids(criterion, text, earlier) for text in (cell, shown))
        if ids != ids_shown or "all" in request.form or f"confirm-{criterion.id}" in request.form:
            wanted[criterion.id], seen[criterion.id] = ids, ids_shown
    return wanted, seen


def _ids(criterion: Criterion, text: str, earlier: Mapping[str, Criterion]) -> list[int]:
    found = []
    for label in filter(None, (part.strip() for part in text[:LONGEST_CELL].replace(";", ",").split(","))):
        there = earlier.get(label.upper().replace("-", " "))
        if there is None:
            raise BadInput(
                N_("%(criterion)s: there is no criterion “%(name)s” in the year before."),
                field="earlier",
                code="no_such_criterion",
                advice=N_("Write codes as TCTP 1.1.3, several with commas; nothing means that it is new."),
                criterion=criterion.label,
                name=label,
            )
        found.append(there.id)
    return sorted(set(found))


@blueprint.post("/crosswalk/propose")
@needs(Right.MANAGE_CATALOGUE)
def propose() -> ResponseReturnValue:
    """Propose again what nobody has confirmed."""
    with transaction() as session:
        propose_crosswalk(session, actor(), cycle_in(session), container().clock)
    flash(gettext("What nobody had confirmed is proposed again."), "ok")
    return redirect(url_for("next_year.crosswalk"), 303)
