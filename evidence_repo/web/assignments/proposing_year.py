"""The proposal over the whole year: every coordinating cell at once, and one confirmation for all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Agency
from evidence_repo.services.assignments.proposal import Proposal, propose_year
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.web.agency_kinds import agency_kind_names
from evidence_repo.web.assignments import blueprint
from evidence_repo.web.assignments.forms import YearForm
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
from evidence_repo.words import N_
from index.text import vietnamese_order
from workflows.rights import Right


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked: criteria, agencies for all of them, and pairs `criterion-agency`; all as ids."""

    criteria: frozenset[str]
    agencies: frozenset[str]
    pairs: frozenset[str]

    def has(self, criterion_id: int, agency_id: int) -> bool:
        """Return whether this agency is asked for this criterion."""
        return (
            str(criterion_id) in self.criteria
            and str(agency_id) in self.agencies
            and f"{criterion_id}-{agency_id}" in self.pairs
        )


def _sent_ticks() -> Ticks:
    return Ticks(*(frozenset(request.form.getlist(name)) for name in ("criterion", "agency", "ask")))


def _all_ticks(proposals: Sequence[Proposal]) -> Ticks:
    proposed = [(each.criterion.id, one.agency.id) for each in proposals for one in each.proposed]
    return Ticks(
        frozenset(str(criterion) for criterion, _ in proposed),
        frozenset(str(agency) for _, agency in proposed),
        frozenset(f"{criterion}-{agency}" for criterion, agency in proposed),
    )


@blueprint.route("/assignments/new", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def propose_all_year() -> ResponseReturnValue:
    """Show whom the plan means at each criterion, and ask all that are left."""
    proposals = propose_year(read_session(), actor(), cycle(), container().clock.today())
    form = YearForm()
    ticks = _all_ticks(proposals)
    if form.is_sent():
        ticks = _sent_ticks()
        try:
            with transaction() as session:
                made = _confirm(session, form, ticks)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(_message(made), "ok")
            return redirect(url_for("assignments.list_all"), 303)
    close_reading()
    return _show(form, ticks)


def _message(made: int) -> str:
    if not made:
        return str(gettext("Everybody had been asked already; nothing is asked twice."))
    return str(ngettext("%(num)d assignment is made.", "%(num)d assignments are made.", made))


def _confirm(session: Session, form: YearForm, ticks: Ticks) -> int:
    proposals = propose_year(session, actor(), cycle_in(session), container().clock.today())
    requests = list(_requests(proposals, form, ticks))
    if not requests:
        raise BadInput(N_("Choose at least one agency."), code="no_agency")
    return len(assign(session, actor(), requests, clock=container().clock))


def _requests(proposals: Sequence[Proposal], form: YearForm, ticks: Ticks) -> Iterator[AssignmentRequest]:
    for proposal in proposals:
        criterion = proposal.criterion
        asked = [one.agency for one in proposal.coordinating if ticks.has(criterion.id, one.agency.id)]
        if asked:
            last_day = form.last_day.data or proposal.last_day
            yield AssignmentRequest(criterion, asked, proposal.words, last_day)


def _show(form: YearForm, ticks: Ticks) -> ResponseReturnValue:
    proposals = propose_year(read_session(), actor(), cycle(), container().clock.today())
    page = render_template(
        "assignments/propose_year.html",
        form=form,
        proposals=proposals,
        ticks=ticks,
        groups=_by_kind(proposals),
        kind_names=agency_kind_names(),
        count=sum(len(proposal.proposed) for proposal in proposals),
    )
    return page, form.status


def _by_kind(proposals: Sequence[Proposal]) -> dict[str, list[Agency]]:
    """Return the agencies that somebody still proposes to ask, each once, by their kind."""
    agencies = {one.agency.id: one.agency for proposal in proposals for one in proposal.proposed}
    groups: dict[str, list[Agency]] = {}
    for agency in sorted(agencies.values(), key=lambda each: (each.kind, vietnamese_order(each.name))):
        groups.setdefault(agency.kind, []).append(agency)
    return groups
