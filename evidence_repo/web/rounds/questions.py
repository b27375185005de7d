"""The Ministry's questions: the list, one with its answers, and what people do with it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import Evidence, Explanation, RoundQuestion
from evidence_repo.reports.table import Column
from evidence_repo.services.evidence.adding import documents_from_files
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.policy.visibility import find_evidence, visible_evidence, visible_explanations
from evidence_repo.services.rounds.questions import (
    QuestionRow,
    accept_question,
    add_piece,
    find_question,
    list_questions,
    remove_piece,
)
from evidence_repo.services.workflow.explanation_rounds import latest_round
from evidence_repo.services.workflow.explanations import explain_question
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, container, cycle, needs, read_session, transaction
from evidence_repo.web.evidence.sending import take_in_files
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import sent_lock
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.forms import AnswerForm
from evidence_repo.web.rounds.words import round_name
from evidence_repo.web.words import state_word
from workflows.explanations import ExplanationKind, ExplanationState
from workflows.rights import Right, allows
from workflows.rounds import QuestionStanding, QuestionState
from workflows.states import EDITABLE, EvidenceState

_ORDER = tuple(QuestionStanding)


def _columns() -> tuple[Column[QuestionRow], ...]:
    return (
        Column(
            "code",
            gettext("Code"),
            lambda row: row.criterion.label,
            14,
            order=lambda row: row.criterion.label,
        ),
        Column("text", gettext("Question"), lambda row: row.question.text, 60),
        Column("round", gettext("Result"), lambda row: round_name(row.question.round), 20),
        Column(
            "agency",
            gettext("Lead agency"),
            lambda row: row.criterion.lead_agency.name,
            30,
            order=lambda row: row.criterion.lead_agency.name,
        ),
        Column(
            "due",
            gettext("Last day"),
            lambda row: row.question.last_day,
            13,
            order=lambda row: row.question.last_day,
        ),
        Column(
            "state",
            gettext("State"),
            lambda row: str(state_word(row.standing).word),
            30,
            order=lambda row: _ORDER.index(row.standing),
        ),
    )


@blueprint.get("/rounds/questions")
@needs(Right.SEE_QUESTIONS)
def list_of_questions() -> ResponseReturnValue:
    """Show the questions that this person sees, the soonest due first: whose, and until when."""
    asked = request.args.get("state", "")
    standing = next((each for each in QuestionStanding if each == asked), None)
    today = container().clock.today()
    rows = list_questions(read_session(), actor(), today, cycle=cycle(), standing=standing)
    columns = _columns()
    if wants_workbook():
        return send_list(gettext("Questions of the Ministry"), columns, rows)
    return render_template(
        "rounds/questions.html",
        rows=sorted_rows(rows, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        round_name=round_name,
        states=[(each.value, state_word(each).word) for each in QuestionStanding],
    )


def _question_at(session: Session, question_id: int) -> RoundQuestion:
    question = find_question(session, actor(), question_id)
    check_year(question.criterion)
    return question


def _render(question_id: int, form: AnswerForm) -> ResponseReturnValue:
    session = read_session()
    question = _question_at(session, question_id)
    [row] = list_questions(
        session, actor(), container().clock.today(), cycle=cycle(), question_id=question_id
    )
    pack = find_pack(session, question.criterion)
    permissions = permissions_on_pack(actor(), pack)
    rounds = _rounds(session, question_id)
    is_accepted = question.state is QuestionState.ACCEPTED
    may_cite = allows(actor().roles, Right.CITE) and actor().is_of(question.criterion.lead_agency_id)
    under = {piece.id for piece in row.pieces}
    pieces = _pieces(session, question) if may_cite and is_accepted and pack.state in EDITABLE else []
    page = render_template(
        "rounds/question.html",
        row=row,
        question=question,
        pack=pack,
        rounds=rounds,
        draft=rounds[-1] if rounds and rounds[-1].state is ExplanationState.DRAFT else None,
        form=form,
        may_accept=allows(actor().roles, Right.ACCEPT_QUESTION) and not is_accepted,
        may_explain=is_accepted and permissions.may_explain(rounds),
        may_change_pieces=bool(pieces) or (may_cite and is_accepted and pack.state in EDITABLE),
        pieces=[piece for piece in pieces if piece.id not in under],
        seen_pieces=[piece for piece in row.pieces if _sees(session, piece)],
        round_name=round_name,
    )
    return page, form.status


def _rounds(session: Session, question_id: int) -> list[Explanation]:
    seen = select(Explanation).where(Explanation.question_id == question_id, visible_explanations(actor()))
    return list(session.scalars(seen.order_by(Explanation.round, Explanation.id)))


def _pieces(session: Session, question: RoundQuestion) -> list[Evidence]:
    of_criterion = select(Evidence).where(
        Evidence.criterion_id == question.criterion_id,
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
        visible_evidence(actor()),
    )
    return list(session.scalars(of_criterion.order_by(Evidence.id.desc()).limit(200)).unique())


def _sees(session: Session, piece: Evidence) -> bool:
    try:
        find_evidence(session, actor(), piece.id)
    except NotVisible:
        return False
    return True


@blueprint.route("/rounds/questions/<int:question_id>", methods=["GET", "POST"])
@needs(Right.SEE_QUESTIONS)
def question(question_id: int) -> ResponseReturnValue:
    """Show a question with its answers; take the agency's answer in words."""
    latest = latest_round(read_session(), question_id=question_id)
    draft = latest if latest is not None and latest.state is ExplanationState.DRAFT else None
    form = AnswerForm(
        text=draft.text if draft else None,
        legal_basis=draft.legal_basis if draft else None,
        kind=latest.kind.value if latest else ExplanationKind.PARTIAL.value,
        seen_lock=latest.lock if latest else None,
    )
    _question_at(read_session(), question_id)
    if form.is_sent():
        try:
            _answer(question_id, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The answer is saved; it is submitted with the pack."), "ok")
            return redirect(url_for("rounds.question", question_id=question_id), 303)
    return _render(question_id, form)


def _answer(question_id: int, form: AnswerForm) -> None:
    files = take_in_files(form)["documents"]
    parts = container()
    with transaction() as session:
        asked = _question_at(session, question_id)
        before = latest_round(session, question_id=question_id)
        kept = request.form.getlist("kept")
        is_draft = before is not None and before.state is ExplanationState.DRAFT
        known = [each for each in (before.documents if before and is_draft else ()) if str(each.id) in kept]
        added = documents_from_files(session, actor(), parts.store, list(files), parts.clock)
        explain_question(
            session,
            actor(),
            asked,
            text=form.text.data or "",
            kind=ExplanationKind(form.kind.data),
            legal_basis=form.legal_basis.data,
            documents=list(dict.fromkeys([*known, *added])),
            seen_lock=form.seen(),
            clock=parts.clock,
        )


@blueprint.post("/rounds/questions/<int:question_id>/accept")
@needs(Right.ACCEPT_QUESTION)
def accept(question_id: int) -> ResponseReturnValue:
    """Accept the question: an approved or sealed pack is opened again."""
    with transaction() as session:
        asked = _question_at(session, question_id)
        reopened = accept_question(session, actor(), asked, seen_lock=sent_lock(), clock=container().clock)
    message = (
        gettext("The question is accepted, and the pack is opened again.")
        if reopened
        else gettext("The question is accepted; the pack carries it.")
    )
    flash(message, "ok")
    return redirect(url_for("rounds.question", question_id=question_id), 303)


@blueprint.post("/rounds/questions/<int:question_id>/pieces")
@needs(Right.CITE)
def put_piece(question_id: int) -> ResponseReturnValue:
    """Put a piece of the criterion under the question."""
    with transaction() as session:
        asked = _question_at(session, question_id)
        add_piece(session, actor(), asked, _piece(session))
    flash(gettext("The document answers the question once it has passed."), "ok")
    return redirect(url_for("rounds.question", question_id=question_id), 303)


@blueprint.post("/rounds/questions/<int:question_id>/pieces/remove")
@needs(Right.CITE)
def take_piece(question_id: int) -> ResponseReturnValue:
    """Take a piece from under the question."""
    with transaction() as session:
        asked = _question_at(session, question_id)
        remove_piece(session, actor(), asked, _piece(session))
    flash(gettext("The document no longer stands under the question."), "ok")
    return redirect(url_for("rounds.question", question_id=question_id), 303)


def _piece(session: Session) -> Evidence:
    number = number_in(request.form.get("piece"))
    if number is None:
        raise NotVisible
    return find_evidence(session, actor(), number)
