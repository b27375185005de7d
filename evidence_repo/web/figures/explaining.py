"""Explain why a target is not met."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import Explanation
from evidence_repo.services.evidence.adding import documents_from_files
from evidence_repo.services.policy.figures import find_measurement, relation_to_figures
from evidence_repo.services.workflow.explanation_rounds import latest_round
from evidence_repo.services.workflow.explanations import explain_figures
from evidence_repo.services.workflow.transitions import check_right
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.evidence.sending import take_in_files
from evidence_repo.web.figures import blueprint
from evidence_repo.web.figures.forms import ExplainFiguresForm
from evidence_repo.web.figures.places import figures_of, measurement_at
from workflows.rights import Right
from workflows.states import ExplanationState


@blueprint.route("/figures/<int:measurement_id>/explain", methods=["GET", "POST"])
@needs(Right.EXPLAIN)
def explain(measurement_id: int) -> ResponseReturnValue:
    """Explain why these figures do not meet their target; a draft is reworded."""
    shown = measurement_at(measurement_id)
    check_right(actor(), Right.EXPLAIN, relation_to_figures(actor(), shown))
    latest = latest_round(read_session(), measurement_id=measurement_id)
    draft = latest if latest is not None and latest.state is ExplanationState.DRAFT else None
    form = ExplainFiguresForm(
        text=draft.text if draft else None,
        legal_basis=draft.legal_basis if draft else None,
        seen_lock=latest.lock if latest else None,
    )
    back = figures_of(shown.criterion)
    if form.is_sent():
        try:
            _explain(measurement_id, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The explanation is saved."), "ok")
            return redirect(back, 303)
    return _show(measurement_id, form, draft, back)


def _explain(measurement_id: int, form: ExplainFiguresForm) -> None:
    files = take_in_files(form)["documents"]
    parts = container()
    with transaction() as session:
        measurement = find_measurement(session, actor(), measurement_id)
        before = latest_round(session, measurement_id=measurement_id)
        is_draft = before is not None and before.state is ExplanationState.DRAFT
        kept = request.form.getlist("kept")
        documents = [each for each in before.documents if str(each.id) in kept] if before and is_draft else []
        documents += documents_from_files(session, actor(), parts.store, list(files), parts.clock)
        explain_figures(
            session,
            actor(),
            measurement,
            text=form.text.data or "",
            legal_basis=form.legal_basis.data,
            documents=documents,
            seen_lock=form.seen(),
            clock=parts.clock,
        )


def _show(
    measurement_id: int, form: ExplainFiguresForm, draft: Explanation | None, back: str
) -> ResponseReturnValue:
    shown = measurement_at(measurement_id)
    page = render_template(
        "figures/explain.html",
        form=form,
        measurement=shown,
        target=shown.target,
        criterion=shown.criterion,
        draft=draft,
        back=back,
    )
    return page, form.status
