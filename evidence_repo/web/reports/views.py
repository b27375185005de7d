"""The reports of a cycle, one with its preview, its paper and its annexes, and handing it in."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import NotVisible
from evidence_repo.models import Blob, Report
from evidence_repo.services.documents.spooling import spool_folder
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.evidence.adding import Place, receive_file
from evidence_repo.services.reports.annexes import annex_sheets
from evidence_repo.services.reports.figures import figures_of
from evidence_repo.services.reports.handing_in import criteria_to_hand_in, spool_report
from evidence_repo.services.reports.paper import render_report, report_file_name, report_subject
from evidence_repo.services.reports.pdf import paper_as_pdf
from evidence_repo.services.reports.writing import (
    find_report,
    list_reports,
    note_report_download,
    period_of,
)
from evidence_repo.web.attachments import attachment
from evidence_repo.web.context import (
    actor,
    close_reading,
    container,
    cycle,
    cycle_in,
    needs,
    read_session,
    transaction,
)
from evidence_repo.web.reports import blueprint
from evidence_repo.web.streams import blob_response
from evidence_repo.web.words import REPORT_WORDS
from evidence_repo.web.workbooks import send_workbook
from index.media import MediaType
from workflows.reports import ReportKind, ReportState
from workflows.rights import Right


@blueprint.get("/reports")
@needs(Right.SEE_REPORTS)
def list_all() -> ResponseReturnValue:
    """Show the kinds of reports with their periods, and the versions that there are."""
    session = read_session()
    found = list_reports(session, actor(), cycle())
    return render_template(
        "reports/list.html",
        kinds=[
            (kind, REPORT_WORDS[kind], period_of(session, cycle(), kind), _of_kind(found, kind))
            for kind in ReportKind
        ],
    )


def _of_kind(found: list[Report], kind: ReportKind) -> list[Report]:
    return [each for each in found if each.kind is kind]


def report_at(report_id: int) -> Report:
    """Return the report for reading; raise `NotVisible` if this person may not know of it."""
    return find_report(read_session(), actor(), cycle(), report_id)


@blueprint.get("/reports/<int:report_id>")
@needs(Right.SEE_REPORTS)
def show(report_id: int) -> ResponseReturnValue:
    """Show the outline with its words and tables, as they go into the paper."""
    session, report = read_session(), report_at(report_id)
    return render_template(
        "reports/show.html",
        report=report,
        title=REPORT_WORDS[report.kind],
        subject=report_subject(report),
        figures=figures_of(session, actor(), report, container().clock),
        places=criteria_to_hand_in(session, actor(), report),
        has_pdf=container().renderer is not None,
    )


@blueprint.get("/reports/<int:report_id>.docx")
@needs(Right.SEE_REPORTS)
def paper(report_id: int) -> Response:
    """Send the paper: of a draft as it stands now, of a finished report the kept one."""
    report = report_at(report_id)
    if report.state is ReportState.FINISHED:
        return _kept_paper(report_id)
    clock = container().clock
    figures = figures_of(read_session(), actor(), report, clock)
    answer = Response(render_report(report, figures, clock.now()), mimetype=MediaType.DOCX)
    answer.headers["Content-Disposition"] = attachment(report_file_name(report))
    return answer


def _kept_paper(report_id: int) -> Response:
    with transaction() as session:
        report = find_report(session, actor(), cycle_in(session), report_id)
        note_report_download(session, actor(), report)
        sha256, name = report.sha256 or "", report_file_name(report)
        size = session.get_one(Blob, sha256).size
    return blob_response(container().store, sha256, size, MediaType.DOCX, name)


@blueprint.get("/reports/<int:report_id>.pdf")
@needs(Right.SEE_REPORTS)
def pdf(report_id: int) -> Response:
    """Send the paper as PDF, where LibreOffice is installed."""
    report, parts = report_at(report_id), container()
    if parts.renderer is None:
        raise NotVisible
    if report.sha256 is not None:
        sha256 = report.sha256
        with transaction() as session:
            note_report_download(
                session, actor(), find_report(session, actor(), cycle_in(session), report_id)
            )
        with parts.store.open(sha256) as stream:
            content = stream.read()
    else:
        figures = figures_of(read_session(), actor(), report, parts.clock)
        content = render_report(report, figures, parts.clock.now())
    name = report_file_name(report).removesuffix(".docx") + ".pdf"
    close_reading()  # no session is held while LibreOffice works
    answer = Response(paper_as_pdf(parts.renderer, content), mimetype=MediaType.PDF)
    answer.headers["Content-Disposition"] = attachment(name)
    return answer


@blueprint.get("/reports/<int:report_id>/annexes.xlsx")
@needs(Right.SEE_REPORTS)
def annexes(report_id: int) -> Response:
    """Send the annexes as one workbook."""
    session, report = read_session(), report_at(report_id)
    sheets = annex_sheets(session, actor(), report, container().clock)
    return send_workbook(f"Phụ lục - {report_subject(report)}", sheets)


@blueprint.post("/reports/<int:report_id>/hand-in")
@needs(Right.UPLOAD)
def hand_in(report_id: int) -> ResponseReturnValue:
    """Cite the finished report as evidence of a criterion, as any other file."""
    report, parts, code = report_at(report_id), container(), request.form.get("criterion", "")[:60]
    if code not in {each.code for each in criteria_to_hand_in(read_session(), actor(), report)}:
        raise NotVisible
    spooled = spool_report(report, parts.store, spool_folder(parts.settings), parts.sandbox.media_type)
    keep_blob(parts.store, spooled)
    with transaction() as session:
        again = find_report(session, actor(), cycle_in(session), report_id)
        [criterion] = [each for each in criteria_to_hand_in(session, actor(), again) if each.code == code]
        place = Place(criterion, criterion.products[0] if len(criterion.products) == 1 else None)
        receive_file(session, actor(), parts.store, spooled, place, parts.clock)
        label = criterion.label.replace(" ", "-")
    flash(gettext("The report is cited as evidence; it goes to review with its pack."), "ok")
    return redirect(url_for("criteria.show", code=label), 303)
