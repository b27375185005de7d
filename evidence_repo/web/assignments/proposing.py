"""From the plan's coordinating cell to assignments: the proposal, each agency of which can be struck out."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Agency
from evidence_repo.services.assignments.proposal import Candidate, Proposal, propose
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.web.agency_kinds import agency_kind_names
from evidence_repo.web.assignments import blueprint
from evidence_repo.web.assignments.forms import ProposalForm
from evidence_repo.web.context import actor, close_reading, container, needs, read_session, transaction
from evidence_repo.web.evidence.places import criterion_in, product_in
from evidence_repo.words import N_
from workflows.rights import Right


def _proposal(session: Session, code: str) -> Proposal:
    criterion = criterion_in(session, code)
    product = product_in(criterion, request.values.get("product"))
    return propose(session, actor(), criterion, product, container().clock.today())


@blueprint.route("/criteria/<code>/assignments/new", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def propose_all(code: str) -> ResponseReturnValue:
    """Show the proposal, and ask the agencies that are left in it."""
    shown = _proposal(read_session(), code)
    proposed = [candidate.agency.code for candidate in shown.proposed]
    form = ProposalForm(words=shown.words, last_day=shown.last_day, agencies=proposed)
    form.agencies.choices = [(each.agency.code, each.agency.name) for each in shown.candidates]
    if form.is_sent():
        try:
            with transaction() as session:
                made = _confirm(session, code, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(_message(made), "ok")
            return redirect(url_for("criteria.show", code=code) + "#assignments", 303)
    close_reading()
    return _show_proposal(code, form)


def _message(made: int) -> str:
    if not made:
        return str(gettext("Everybody had been asked already; nothing is asked twice."))
    return str(ngettext("%(num)d agency is asked.", "%(num)d agencies are asked.", made))


def _show_proposal(code: str, form: ProposalForm) -> ResponseReturnValue:
    proposal = _proposal(read_session(), code)
    by_kind: dict[str | None, list[Candidate]] = {}
    for candidate in proposal.candidates:
        by_kind.setdefault(None if candidate.is_lead else candidate.agency.kind, []).append(candidate)
    page = render_template(
        "assignments/propose.html",
        form=form,
        proposal=proposal,
        groups=by_kind,
        kind_names=agency_kind_names(),
        criterion=proposal.criterion,
        chosen=frozenset(form.agencies.data or ()),
    )
    return page, form.status


def _confirm(session: Session, code: str, form: ProposalForm) -> int:
    proposal = _proposal(session, code)
    wanted = _chosen(proposal.candidates, form.agencies.data or ())
    request = AssignmentRequest(
        proposal.criterion,
        wanted,
        form.words.data or "",
        form.last_day.data or proposal.last_day,
        product=proposal.product,
        asks_figures=bool(form.asks_figures.data),
    )
    return len(assign(session, actor(), [request], clock=container().clock))


def _chosen(candidates: Sequence[Candidate], codes: Sequence[str]) -> list[Agency]:
    wanted = set(codes)
    chosen = [candidate.agency for candidate in candidates if candidate.agency.code in wanted]
    if not chosen:
        raise BadInput(N_("Choose at least one agency."), field="agencies", code="no_agency")
    return chosen
