"""The assessment cycles: what is known of each, moving it on, and one step back."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from evidence_repo.errors import BadInput
from evidence_repo.models import AssessmentCycle
from evidence_repo.services.workflow.cycles import CycleFacts, change_cycle, change_cycle_state
from evidence_repo.web.admin import blueprint
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, transaction
from evidence_repo.web.days import DayField
from evidence_repo.web.formats import figure
from evidence_repo.web.forms import Form
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from evidence_repo.words import N_
from workflows.cycle import CYCLE_TRANSITIONS, CycleAction, CycleState
from workflows.rights import Right

ACTION_WORDS = {
    CycleAction.FREEZE: _l("End the receiving of evidence"),
    CycleAction.SUBMIT: _l("Note that the dossier was sent to the Ministry"),
    CycleAction.APPRAISE: _l("Note that the Ministry has appraised it"),
    CycleAction.CLOSE: _l("Close the cycle"),
}

ACTION_MEANINGS = {
    CycleAction.FREEZE: _l(
        "Once receiving is over, agencies add or replace evidence only with a reason for lateness. "
        "Explaining, reviewing, approving and sealing go on."
    ),
    CycleAction.SUBMIT: _l("After that, only packs that the approver reopens can change."),
    CycleAction.APPRAISE: _l("After that, only packs that the approver reopens can change."),
    CycleAction.CLOSE: _l("After that, the cycle can only be read. This cannot be undone."),
}

_ON = {row.from_state: row.action for row in CYCLE_TRANSITIONS if row.action is not CycleAction.REOPEN}
_BACK = {row.from_state: row.to_state for row in CYCLE_TRANSITIONS if row.action is CycleAction.REOPEN}
_LONGEST_FIGURE = 10


class CycleForm(Form):
    """What is known of a cycle; `seen_lock` is the row as it was shown."""

    seen_lock = HiddenField()
    plan_number = StringField(_l("Number and symbol of the plan"), [Length(max=60)])
    plan_title = TextAreaField(_l("Title of the plan"), [Length(max=500)], render_kw={"rows": 2})
    plan_issued_on = DayField(_l("Day of issue"))
    tolerance_percent = StringField(
        _l("Tolerance of the self-score (%)"),
        [Length(max=_LONGEST_FIGURE)],
        render_kw={"inputmode": "decimal"},
    )

    @classmethod
    def of(cls, shown: AssessmentCycle) -> CycleForm:
        """Return the form, filled from what stands there unless it was sent."""
        return cls(
            seen_lock=shown.lock,
            plan_number=shown.plan_number,
            plan_title=shown.plan_title,
            plan_issued_on=shown.plan_issued_on,
            tolerance_percent=figure(shown.tolerance_percent, 2),
        )

    def facts(self) -> CycleFacts:
        """Return what was typed; raise `BadInput` for a tolerance that is no number."""
        return CycleFacts(
            plan_number=_words(self.plan_number.data),
            plan_title=_words(self.plan_title.data),
            plan_issued_on=self.plan_issued_on.data,
            tolerance_percent=_number(self.tolerance_percent.data),
        )


def _words(typed: str | None) -> str | None:
    return " ".join((typed or "").split()) or None


def _number(typed: str | None) -> Decimal:
    try:
        found = Decimal((typed or "").strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadInput(N_("Write a number."), field="tolerance_percent")
    return found


@blueprint.get("/cycles")
@needs(Right.MANAGE_CYCLE)
def cycle_list() -> ResponseReturnValue:
    """Show the cycles, the newest first."""
    return render_template("admin/cycles.html")


@blueprint.route("/cycles/<year:year>", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def show_cycle() -> ResponseReturnValue:
    """Show one cycle, how it moves on, and what is known of it, to be changed."""
    form = CycleForm.of(cycle())

    def change(session: Session) -> None:
        change_cycle(session, actor(), cycle_in(session), form.facts(), sent_lock())

    if answer := send(form, change, gettext("The cycle's data are saved."), url_for("admin.show_cycle")):
        return answer
    if request.method == "POST":
        form.seen_lock.data = str(cycle().lock)
    page = render_template(
        "admin/cycle.html",
        cycle=cycle(),
        form=form,
        next=_ON.get(cycle().state),
        back_to=_BACK.get(cycle().state),
        words=ACTION_WORDS,
        meanings=ACTION_MEANINGS,
        is_closed=cycle().state is CycleState.CLOSED,
    )
    return page, form.status


@blueprint.post("/cycles/<year:year>/<action>")
@needs(Right.MANAGE_CYCLE)
def move_cycle(action: str) -> ResponseReturnValue:
    """Move the cycle on."""
    if action not in set(CycleAction):
        raise BadInput(N_("There is no such step of a cycle."))
    with transaction() as session:
        step, clock = CycleAction(action), container().clock
        change_cycle_state(session, actor(), cycle_in(session), step, clock, seen_lock=sent_lock())
    flash(gettext("The assessment cycle has moved on."), "ok")
    return redirect(url_for("admin.show_cycle"), 303)


@blueprint.route("/cycles/<year:year>/reopen", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def reopen_cycle() -> ResponseReturnValue:
    """Put the cycle one step back, with a reason."""
    form = ReasonForm(seen_lock=cycle().lock)

    def change(session: Session) -> None:
        shown, clock, reason = cycle_in(session), container().clock, form.reason.data
        step = CycleAction.REOPEN
        change_cycle_state(session, actor(), shown, step, clock, reason=reason, seen_lock=sent_lock())

    message = gettext("The assessment cycle is one step back.")
    if answer := send(form, change, message, url_for("admin.show_cycle")):
        return answer
    form.seen_lock.data = str(cycle().lock)
    back_to = _BACK.get(cycle().state)
    page = render_template("admin/reopen_cycle.html", cycle=cycle(), form=form, back_to=back_to)
    return page, form.status
