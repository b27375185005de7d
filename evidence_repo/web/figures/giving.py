"""The agencies' side: give, change, answer for and remove figures, with what the documents propose."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import Agency, Assignment, Evidence, Measurement, Target
from evidence_repo.services.figures.last_year import last_years
from evidence_repo.services.figures.proposing import proposed_for
from evidence_repo.services.policy.assignments import find_assignment
from evidence_repo.services.policy.figures import find_measurement
from evidence_repo.services.screens.figure_proposals import pieces_of_criterion, propose_from_documents
from evidence_repo.services.workflow.measurements import (
    GivenFigures,
    give_figures,
    remove_figures,
    standing_figures,
)
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.figures import blueprint
from evidence_repo.web.figures.forms import FiguresForm, typed_number
from evidence_repo.web.figures.places import figures_of, measurement_at, target_in
from evidence_repo.web.numbers import number_in, numbers_in
from evidence_repo.web.places import next_address, sent_lock
from evidence_repo.web.sending import send
from workflows.cycle import needs_late_reason
from workflows.measurements import MeasurementAction, Period
from workflows.rights import Right


@blueprint.route("/criteria/<code>/targets/<int:ordinal>/figures", methods=["GET", "POST"])
@needs(Right.CITE)
def give(code: str, ordinal: int) -> ResponseReturnValue:
    """Give the figures of one's agency, or change them."""
    session = read_session()
    target = target_in(session, code, ordinal)
    assignment = _assignment(session, target, request.values.get("assignment"))
    agency = _agency(target, assignment)
    period = _period()
    there = standing_figures(session, target, agency, assignment, period)
    pieces = pieces_of_criterion(session, actor(), target.criterion_id)
    form = _form(session, target, agency, there, period)
    form.pieces.choices = [(str(piece.id), piece.version.title) for piece in pieces]
    back = (
        url_for("assignments.show", assignment_id=assignment.id)
        if assignment
        else figures_of(target.criterion)
    )

    def change(session: Session) -> None:
        wanted = target_in(session, code, ordinal)
        asked = _assignment(session, wanted, form.assignment.data)
        seen = pieces_of_criterion(session, actor(), wanted.criterion_id)
        give_figures(
            session,
            actor(),
            wanted,
            _given(form, seen),
            assignment=asked,
            seen_lock=form.seen(),
            late_reason=form.late_reason.data,
            clock=container().clock,
        )

    if answer := send(form, change, gettext("The figures are saved."), back):
        return answer
    return _show(code, ordinal, form, back)


def _assignment(session: Session, target: Target, chosen: str | None) -> Assignment | None:
    """Return the assignment under which figures are given; raise `NotVisible` for another criterion's."""
    number = number_in(chosen)
    if number is None:
        return None
    assignment = find_assignment(session, actor(), number)
    if assignment.criterion_id != target.criterion_id:
        raise NotVisible
    return assignment


def _agency(target: Target, assignment: Assignment | None) -> Agency:
    """Return whose figures they are; raise `NotVisible` for whom that is no business of."""
    agency = assignment.agency if assignment else target.criterion.lead_agency
    if not (actor().is_of(agency.id) or actor().is_of(target.criterion.lead_agency_id)):
        raise NotVisible
    return agency


def _period() -> Period:
    asked = request.values.get("period", "")[:20]
    return next((each for each in Period if each == asked), Period.YEAR)


def _form(
    session: Session, target: Target, agency: Agency, there: Measurement | None, period: Period
) -> FiguresForm:
    """Return the form with what stands there, else with what is proposed or chosen from a document."""
    proposed = proposed_for(session, target, agency, period)
    last = last_years(session, [target]).get(target.id)
    known = there or proposed
    typed = {name: typed_number(request.args.get(name, "")) for name in ("numerator", "denominator")}
    numerator: Decimal | None = known.numerator if known else None
    denominator = known.denominator if known else last.figure if last else None
    form = FiguresForm(
        numerator=numerator if typed["numerator"] is None else typed["numerator"],
        denominator=denominator if typed["denominator"] is None else typed["denominator"],
        as_of=known.as_of if known else container().clock.today(),
        period=period.value,
        pieces=[str(piece.id) for piece in there.pieces] if there else [],
        note=there.note if there else None,
        assignment=request.values.get("assignment", ""),
    )
    if not form.is_submitted():
        form.seen_lock.data = str(there.lock if there else 0)
    return form


def _given(form: FiguresForm, seen: Sequence[Evidence]) -> GivenFigures:
    chosen = numbers_in(form.pieces.data or [])
    return GivenFigures(
        form.numerator.data,
        form.as_of.data or container().clock.today(),
        form.denominator.data,
        [piece for piece in seen if piece.id in chosen],
        form.note.data,
        Period(form.period.data),
    )


def _show(code: str, ordinal: int, form: FiguresForm, back: str) -> ResponseReturnValue:
    session = read_session()
    target = target_in(session, code, ordinal)
    assignment = _assignment(session, target, request.values.get("assignment"))
    agency = _agency(target, assignment)
    pieces = pieces_of_criterion(session, actor(), target.criterion_id)
    state = target.criterion.cycle.state
    page = render_template(
        "figures/give.html",
        form=form,
        target=target,
        criterion=target.criterion,
        agency=agency,
        assignment=assignment,
        standing=standing_figures(session, target, agency, assignment, _period()),
        proposed=proposed_for(session, target, agency, _period()),
        last_year=last_years(session, [target]).get(target.id),
        from_documents=propose_from_documents(container().store, target, pieces),
        asks_late_reason=needs_late_reason(state, MeasurementAction.GIVE),
        back=back,
    )
    return page, form.status


@blueprint.post("/figures/<int:measurement_id>/remove")
@needs(Right.CITE)
def remove(measurement_id: int) -> ResponseReturnValue:
    """Take a draft away."""
    criterion = measurement_at(measurement_id).criterion
    back = next_address(figures_of(criterion))
    with transaction() as session:
        measurement = find_measurement(session, actor(), measurement_id)
        remove_figures(session, actor(), measurement, seen_lock=sent_lock(), clock=container().clock)
    flash(gettext("The figures are removed."), "ok")
    return redirect(back, 303)
