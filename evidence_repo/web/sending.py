"""How a form is sent: one transaction, then onward and a word about it; refused, it keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.web.context import close_reading, transaction
from evidence_repo.web.forms import Form


def send(
    form: Form, change: Callable[[Session], object], message: str, onward: str
) -> ResponseReturnValue | None:
    """Do what a valid form asks in one transaction and go on; None where the form is to be shown (again).

    Whoever shows it then reads everything anew: what has changed meanwhile may be why it was refused.
    """
    if form.is_sent():
        try:
            with transaction() as session:
                change(session)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(message, "ok")
            return redirect(onward, 303)
    close_reading()
    return None
