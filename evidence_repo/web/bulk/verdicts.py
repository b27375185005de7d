"""One verdict for several pieces of one criterion, each by the same rules as alone."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Evidence
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.screens.piece_rows import pieces_as_shown
from evidence_repo.services.workflow.canned_comments import list_comments
from evidence_repo.services.workflow.verdicts import record_verdict
from evidence_repo.web.bulk import blueprint
from evidence_repo.web.bulk.carrying import BulkItem, carry_out_each, chosen_rows, show_outcomes
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.evidence.places import piece_in
from evidence_repo.web.places import next_address
from evidence_repo.web.review.forms import VerdictForm
from evidence_repo.words import N_
from workflows.evidence import VerdictKind, verdict_blockers
from workflows.rights import Right
from workflows.states import EvidenceState

ACT = "judge"
_ACTS = [(ACT, _l("Give them one verdict"), "check2-all")]


@blueprint.app_context_processor
def _acts() -> dict[str, object]:
    return {"verdict_acts": _ACTS}


@blueprint.route("/review/selected", methods=["GET", "POST"])
@needs(Right.JUDGE)
def selected_verdicts() -> ResponseReturnValue:
    """Ask for the verdict on the ticked pieces of one criterion; once sent, give it to each by itself."""
    if request.method == "GET":
        return redirect(url_for("review.queue"), 303)
    locks = chosen_rows("piece")
    pieces = _pieces(locks)
    form = VerdictForm() if request.form.get("confirmed") else VerdictForm(formdata=None)
    if request.form.get("confirmed") and form.validate():
        try:
            words = form.words(read_session())
            refuse_if(verdict_blockers(form.kind(), form.given_reason(), words))
        except EvidenceError as error:
            form.refuse(error)
        else:
            return _judge_each(form, pieces, locks)
    return _ask(form, pieces, locks)


def _pieces(locks: Mapping[int, int | None]) -> list[Evidence]:
    """Return the chosen pieces that this person sees; raise `BadInput` if they are of several criteria."""
    found = pieces_as_shown(read_session(), actor(), list(locks))
    pieces = [piece for piece in found if piece.criterion.cycle_id == cycle().id]
    if not pieces:
        raise NotVisible
    if len({piece.criterion_id for piece in pieces}) > 1:
        raise BadInput(
            N_("One verdict is for pieces of one criterion; these are of several."),
            field="piece",
            code="several_criteria",
            advice=N_("Go back and tick pieces of the same criterion."),
        )
    return pieces


def _judge_each(
    form: VerdictForm, pieces: list[Evidence], locks: Mapping[int, int | None]
) -> ResponseReturnValue:
    def judge(session: Session, item: BulkItem) -> None:
        record_verdict(
            session,
            actor(),
            piece_in(session, item.id),
            form.kind(),
            reason=form.given_reason(),
            comment=form.words(session),
            seen_lock=item.seen_lock,
            clock=container().clock,
        )

    items = [
        BulkItem(
            piece.id,
            locks[piece.id],
            f"{piece.criterion.label} · {piece.version.title}",
            url_for("review.desk", evidence_id=piece.id),
        )
        for piece in pieces
    ]
    outcomes = carry_out_each(items, judge, gettext("Your verdict is saved."))
    return show_outcomes(gettext("One verdict for several pieces"), outcomes, _back())


def _back() -> str:
    return next_address(url_for("review.queue"))


def _ask(form: VerdictForm, pieces: list[Evidence], locks: Mapping[int, int | None]) -> ResponseReturnValue:
    are_explained = all(piece.state is EvidenceState.EXPLAINED for piece in pieces)
    page = render_template(
        "bulk/ask_verdict.html",
        form=form.offering(list_comments(read_session())),
        pieces=pieces,
        locks=locks,
        act=ACT,
        back=_back(),
        may_accept=are_explained or form.verdict.data == VerdictKind.ACCEPTED_WITH_EXPLANATION,
    )
    return page, 400 if form.errors or form.form_errors else 200
