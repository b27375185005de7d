"""One assignment's page, fresh or with a form that was refused."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.models import Assignment
from evidence_repo.services.policy.assignments import find_assignment
from evidence_repo.services.screens.assignment_page import assignment_page
from evidence_repo.web.addresses import check_year
from evidence_repo.web.assignments.forms import DeliveryForm
from evidence_repo.web.context import actor, container, read_session
from index.media import ACCEPTED_EXTENSIONS


def assignment_at(assignment_id: int) -> Assignment:
    """Return the assignment for reading; raise `NotVisible` if this person may not know of it."""
    assignment = find_assignment(read_session(), actor(), assignment_id)
    check_year(assignment.criterion)
    return assignment


def show_page(assignment_id: int, form: DeliveryForm) -> ResponseReturnValue:
    """Show the assignment; `form` keeps what was typed where a delivery was refused."""
    assignment = assignment_at(assignment_id)
    page = assignment_page(read_session(), actor(), assignment, container().clock.today())
    pieces = [(str(piece.id), piece.version.title) for piece in page.own_pieces]
    form.piece.choices = [("", gettext("none")), *pieces]
    products = page.criterion.products
    form.product.choices = [(str(each.ordinal), f"{each.ordinal}. {each.text}") for each in products]
    form.product.choices.append(("", gettext("none in particular")))
    form.seen_lock.data = str(assignment.lock)
    shown = render_template(
        "assignments/show.html",
        page=page,
        assignment=assignment,
        criterion=page.criterion,
        form=form,
        accepted=ACCEPTED_EXTENSIONS,
    )
    return shown, form.status
