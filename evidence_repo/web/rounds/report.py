"""What the self-assessment report is made of: points, what lacks proof, difficulties, proposals."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import Criterion, CriterionField
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.rounds.report import Place, find_note, report_data, set_note
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.criteria.codes import code_of, criterion_at
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.forms import NoteForm
from evidence_repo.web.rounds.words import NOTE_WORDS, points
from evidence_repo.web.sending import send
from workflows.cycle import CycleState
from workflows.rights import Right, Scope, allows, scopes_of
from workflows.rounds import NoteKind


@blueprint.get("/rounds/report")
@needs(Right.SEE_QUESTIONS)
def report() -> ResponseReturnValue:
    """Show the report's data, with the places at which this person writes."""
    session = read_session()
    return render_template(
        "rounds/report.html",
        data=report_data(session, actor(), cycle()),
        places=_places(session),
        note_words=NOTE_WORDS,
        points=points,
    )


def _places(session: Session) -> list[tuple[str, str]]:
    """Return where this person may write: the name in addresses, and the words."""
    if cycle().state is CycleState.CLOSED or not allows(actor().roles, Right.RECORD_OUTCOME):
        return []
    of_cycle = select(Criterion).where(Criterion.cycle_id == cycle().id, Criterion.dropped_reason.is_(None))
    criteria = [
        each
        for each in sorted(session.scalars(of_cycle), key=plan_order)
        if allows(actor().roles, Right.RECORD_OUTCOME, relation_to_criterion(actor(), each))
    ]
    named = [(code_of(each), f"{each.label} · {each.title}") for each in criteria]
    if Scope.ALL not in scopes_of(actor().roles, Right.RECORD_OUTCOME):
        return named
    fields = select(CriterionField).where(CriterionField.cycle_id == cycle().id)
    in_order = session.scalars(fields.order_by(CriterionField.ordinal))
    return [*((f"field-{each.code}", f"{each.code}. {each.name}") for each in in_order), *named]


def _place(session: Session, name: str) -> Place:
    """Return the criterion or the field that an address names, as a row of this session."""
    if not name.startswith("field-"):
        return criterion_at(session, cycle_in(session), name)
    code = name.removeprefix("field-")
    wanted = select(CriterionField).where(
        CriterionField.cycle_id == cycle_in(session).id, CriterionField.code == code
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotVisible
    return found


@blueprint.route("/rounds/report/<note_kind>/<place>", methods=["GET", "POST"])
@needs(Right.RECORD_OUTCOME)
def note(note_kind: str, place: str) -> ResponseReturnValue:
    """Write difficulties or proposals of a criterion or a field."""
    wanted = next((each for each in NoteKind if each == note_kind), None)
    if wanted is None or place not in dict(_places(read_session())):
        raise NotVisible
    known = find_note(read_session(), _place(read_session(), place), wanted)
    form = NoteForm(text=known.text if known else None, seen_lock=known.lock if known else 0)

    def change(session: Session) -> None:
        at = _place(session, place)
        text, clock = form.text.data or "", container().clock
        set_note(session, actor(), at, wanted, text, seen_lock=form.seen(), clock=clock)

    message = gettext("The text is saved.")
    if answer := send(form, change, message, url_for("rounds.report")):
        return answer
    words = dict(_places(read_session()))[place]
    page = render_template(
        "rounds/note.html", form=form, place=place, words=words, kind=wanted, title=NOTE_WORDS[wanted]
    )
    return page, form.status
