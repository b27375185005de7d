"""Who stands in for whom, for whoever administers accounts."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.people.delegations import (
    end_delegation,
    find_delegation,
    list_delegations,
    state_on,
)
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.columns import delegation_columns
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.lists import (
    column_heads,
    export_address,
    list_address,
    send_list,
    sorted_rows,
    wants_workbook,
)
from workflows.rights import Right

_SHOWN = ("principal", "deputy", "roles", "from", "until", "state")
"""The columns of the page; agency and reason stand below others there."""


@blueprint.get("/delegations")
@needs(Right.MANAGE_PEOPLE)
def delegation_list() -> ResponseReturnValue:
    """Show the delegations that hold or are to come; with `all=1` also those that are over."""
    today, with_past = container().clock.today(), bool(request.args.get("all"))
    found = list_delegations(read_session(), actor(), today, with_past=with_past)
    columns = delegation_columns(today)
    if wants_workbook():
        return send_list(gettext("Absence and delegation"), columns, found)
    return render_template(
        "admin/delegations.html",
        delegations=[(each, state_on(each, today)) for each in sorted_rows(found, columns)],
        heads=column_heads(columns, _SHOWN),
        export_address=export_address(),
        other_address=list_address(all=None if with_past else "1"),
        with_past=with_past,
    )


@blueprint.post("/delegations/<int:delegation_id>/end")
@needs(Right.MANAGE_PEOPLE)
def end_somebodys_delegation(delegation_id: int) -> ResponseReturnValue:
    """End somebody's delegation."""
    with transaction() as session:
        end_delegation(session, actor(), find_delegation(session, actor(), delegation_id), container().clock)
    flash(gettext("The delegation is ended."), "ok")
    return redirect(url_for("admin.delegation_list"), 303)
