"""Many assignments at once: accepted, returned or taken back by the lead agency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import Assignment
from evidence_repo.services.assignments.listing import AssignmentRow, list_assignments
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import find_assignment
from evidence_repo.services.workflow.assignments import accept, cancel, return_assignment
from evidence_repo.web.bulk import blueprint
from evidence_repo.web.bulk.carrying import BulkItem, carry_out_each, chosen_rows, show_outcomes
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.places import next_address
from evidence_repo.words import N_
from workflows.assignments import NEEDS_REASON, AssignmentAction, Party, allowed_actions
from workflows.rights import Right

LONGEST_REASON = 4000


@dataclass(frozen=True, slots=True)
class AssignmentAct:
    """An act on assignments: its button, its page's title, what is said when it is done, what it does."""

    action: AssignmentAction
    word: Any
    mark: str
    title: Any
    done: Any
    carry_out: Callable[[Session, BulkItem], object]

    @property
    def needs_reason(self) -> bool:
        """Return whether it asks for a reason, the same for all of them."""
        return self.action in NEEDS_REASON


@blueprint.app_context_processor
def _acts() -> dict[str, object]:
    acts = [(name, act.word, act.mark) for name, act in ASSIGNMENT_ACTS.items()]
    return {"assignment_acts": acts, "may_decide": _may_decide}


def _may_decide(row: AssignmentRow) -> bool:
    """Return whether this person may do anything of it with the assignment in its present state."""
    parties = frozenset({Party.LEAD}) if actor().is_of(row.lead_id) else frozenset()
    actions = allowed_actions(row.state, actor().roles, parties)
    return any(act.action in actions for act in ASSIGNMENT_ACTS.values())


@blueprint.route("/assignments/selected", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def selected_assignments() -> ResponseReturnValue:
    """Show what was ticked and ask for a reason; once that is sent, do it and show each result."""
    if request.method == "GET":
        return redirect(url_for("assignments.list_all"), 303)
    name = request.form.get("act", "")
    act = ASSIGNMENT_ACTS.get(name)
    if act is None:
        raise BadInput(N_("Choose what is to be done."), field="act", code="no_act")
    locks = chosen_rows("assignment")
    found = list_assignments(read_session(), actor(), cycle(), container().clock.today())
    rows = [row for row in found if row.id in locks]
    if not rows:
        raise NotVisible
    back = next_address(url_for("assignments.list_all"))
    if not request.form.get("confirmed"):
        return render_template(
            "bulk/ask_assignments.html", name=name, act=act, rows=rows, locks=locks, back=back
        )
    items = [_item(row, locks[row.id]) for row in rows]
    return show_outcomes(str(act.title), carry_out_each(items, act.carry_out, str(act.done)), back)


def _item(row: AssignmentRow, seen_lock: int | None) -> BulkItem:
    address = url_for("assignments.show", assignment_id=row.id)
    return BulkItem(row.id, seen_lock, f"{row.label} · {row.agency_name}", address)


def _found(session: Session, item: BulkItem) -> tuple[Actor, Assignment]:
    return actor(), find_assignment(session, actor(), item.id)


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]


def _accept(session: Session, item: BulkItem) -> None:
    accept(session, *_found(session, item), seen_lock=item.seen_lock, clock=container().clock)


def _return(session: Session, item: BulkItem) -> None:
    found = _found(session, item)
    return_assignment(session, *found, _reason(), seen_lock=item.seen_lock, clock=container().clock)


def _cancel(session: Session, item: BulkItem) -> None:
    found = _found(session, item)
    cancel(session, *found, _reason(), seen_lock=item.seen_lock, clock=container().clock)


ASSIGNMENT_ACTS = {
    "accept": AssignmentAct(
        AssignmentAction.ACCEPT,
        _l("Accept the delivery"),
        "check2",
        _l("Accept several assignments"),
        _l("The assignment is accepted."),
        _accept,
    ),
    "return": AssignmentAct(
        AssignmentAction.RETURN,
        _l("Return it…"),
        "arrow-return-left",
        _l("Return several assignments"),
        _l("The assignment is returned to the agency."),
        _return,
    ),
    "cancel": AssignmentAct(
        AssignmentAction.CANCEL,
        _l("Cancel the assignment…"),
        "x-lg",
        _l("Cancel several assignments"),
        _l("The assignment is cancelled."),
        _cancel,
    ),
}
