"""The audit log: filtered by the address, the state of its chain, and the log as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from evidence_repo.models import AuditEvent, Criterion
from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.audit.chain import read_head, verify_part
from evidence_repo.services.audit.log import LogFilter, actions_in_log, export_log, read_log
from evidence_repo.services.plan.catalogue import criteria_called
from evidence_repo.web.attachments import attachment
from evidence_repo.web.audit import blueprint
from evidence_repo.web.audit.columns import log_columns
from evidence_repo.web.audit.details import details_of
from evidence_repo.web.audit.words import CHANNEL_WORDS, action_word
from evidence_repo.web.context import actor, needs, read_session
from evidence_repo.web.criteria.codes import named
from evidence_repo.web.days import typed_day
from evidence_repo.web.formats import moment
from evidence_repo.web.lists import export_address, wants_workbook
from evidence_repo.web.numbers import number_in
from evidence_repo.web.paging import asked_page, page_address
from evidence_repo.web.workbooks import send_workbook
from index.text import vietnamese_order
from workflows.bag_texts import UTF8_BOM, neutral_cell
from workflows.rights import Right

_LONGEST_NAME = 40


def _criteria() -> frozenset[int] | None:
    """Return the criteria of every year that are called as the filter says; none for a name of nothing."""
    typed = request.args.get("criterion", "")[:_LONGEST_NAME]
    if not typed.strip():
        return None
    return frozenset(criterion.id for criterion in criteria_called(read_session(), typed))


def _wanted() -> LogFilter:
    return LogFilter(
        action=request.args.get("action") or None,
        actor_name=request.args.get("who") or None,
        criteria=_criteria(),
        first_day=typed_day(request.args.get("from", "")),
        last_day=typed_day(request.args.get("to", "")),
    )


@blueprint.get("/audit")
@needs(Right.SEE_AUDIT)
def show() -> ResponseReturnValue:
    """Show the log, the newest first; `?check=N` compares a part of the chain from the event N on."""
    session = read_session()
    if wants_workbook():
        return _workbook(session)
    first = number_in(request.args.get("check"))
    log = read_log(session, actor(), _wanted(), asked_page())
    return render_template(
        "audit/show.html",
        log=log,
        labels=_labels({event.criterion_id for event in log.events}),
        action_choices=_action_choices(session),
        action_word=action_word,
        channels=CHANNEL_WORDS,
        head=read_head(session),
        compared=verify_part(session, first) if first else None,
        details_of=details_of,
        page_address=page_address,
        export_address=export_address(),
    )


def _workbook(session: Session) -> Response:
    """Return the filtered log as a workbook, the oldest first."""
    criteria = session.scalars(select(Criterion).options(lazyload("*")))
    columns = log_columns({criterion.id: named(criterion) for criterion in criteria})
    title = gettext("Audit log")
    return send_workbook(title, [Sheet(title, columns, export_log(session, actor(), _wanted()))])


def _action_choices(session: Session) -> list[tuple[str, str]]:
    actions = [(action, str(action_word(action))) for action in actions_in_log(session, actor())]
    return sorted(actions, key=lambda choice: vietnamese_order(choice[1]))


def _labels(ids: set[int | None]) -> dict[int, Criterion]:
    named = select(Criterion).where(Criterion.id.in_(ids)).options(lazyload("*"))
    return {criterion.id: criterion for criterion in read_session().scalars(named)}


_AT_ONCE = 500
_COLUMNS = ("sequence", "at", "who", "channel", "os_user", "action", "subject", "details", "hash")


def _cells(event: AuditEvent) -> tuple[str, ...]:
    return (
        str(event.sequence),
        moment(event.at),
        event.actor_name,
        event.channel,
        event.os_user or "",
        event.action,
        f"{event.subject_type} {event.subject_id}",
        json.dumps(event.details, ensure_ascii=False),
        event.hash,
    )


def _lines() -> Iterator[bytes]:
    yield UTF8_BOM + _written([_COLUMNS])
    events = export_log(read_session(), actor(), _wanted())
    while some := list(islice(events, _AT_ONCE)):
        yield _written([neutral_cell(cell) for cell in _cells(event)] for event in some)


def _written(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@blueprint.get("/audit.csv")
@needs(Right.SEE_AUDIT)
def export() -> ResponseReturnValue:
    """Send the filtered log as CSV, the oldest first, with constant memory."""
    response = Response(stream_with_context(_lines()), mimetype="text/csv")
    response.headers["Content-Disposition"] = attachment("Nhật ký hệ thống.csv")
    return response
