"""Who owes what: the agencies, one agency's debts, and the letters."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.follow_up.debts import AgencyDebts, debts_by_agency
from evidence_repo.services.follow_up.letters import default_reply_day, list_letters
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.follow_up import blueprint
from evidence_repo.web.follow_up.columns import (
    DEBT_WORDS,
    DUE_WORDS,
    agency_columns,
    debt_columns,
    debt_words,
)
from evidence_repo.web.follow_up.forms import LettersForm
from evidence_repo.web.lists import column_heads, export_address, sorted_rows, wants_workbook
from evidence_repo.web.workbooks import send_workbook
from workflows.follow_up import DueChoice
from workflows.rights import Right

_LONGEST_CODE = 60


def asked_due() -> DueChoice:
    """Return which debts the address asks for."""
    asked = request.args.get("due", "")
    return next((choice for choice in DueChoice if choice == asked), DueChoice.SOON)


@blueprint.get("/follow-up")
@needs(Right.SEE_FOLLOW_UP)
def show() -> ResponseReturnValue:
    """Show who owes what; one agency's debts in full where the address names it."""
    session, choice, columns = read_session(), asked_due(), agency_columns()
    today = container().clock.today()
    owing = sorted_rows(debts_by_agency(session, actor(), cycle(), today, choice), columns)
    title = gettext("Follow-up")
    if wants_workbook():
        debts = [debt for each in owing for debt in each.debts]
        agencies: Sheet[AgencyDebts] = Sheet(gettext("Agencies"), columns, owing, frozen=1)
        return send_workbook(title, [agencies, Sheet(gettext("What is not done"), debt_columns(), debts)])
    code = request.args.get("agency", "")[:_LONGEST_CODE]
    return render_template(
        "follow_up/show.html",
        owing=owing,
        chosen=next((each for each in owing if each.code == code), None),
        choice=choice,
        due_choices=[(each.value, DUE_WORDS[each]) for each in DueChoice],
        heads=column_heads(columns),
        export_address=export_address(),
        letters=list_letters(session, actor(), cycle()),
        form=LettersForm(formdata=None, due=choice.value, reply_by=default_reply_day(session, today)),
        debt_words=debt_words,
        kind_words=DEBT_WORDS,
    )
