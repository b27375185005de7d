"""A finished report as evidence: an ordinary citation of its paper by the agency that leads the criterion."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, Report
from evidence_repo.services.documents.spooling import Detect, SpooledFile, spool_upload
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reports.paper import report_file_name
from evidence_repo.services.reports.writing import HANDED_IN_UNDER, LARGEST_REPORT
from storage import BlobStore
from workflows.reports import ReportState
from workflows.rights import Right, allows


def criteria_to_hand_in(session: Session, actor: Actor, report: Report) -> list[Criterion]:
    """Return the criteria under which this person's agency can hand in the report, once it is finished."""
    if report.state is not ReportState.FINISHED or not allows(actor.roles, Right.CITE):
        return []
    led = select(Criterion).where(
        Criterion.cycle_id == report.cycle_id,
        Criterion.code.in_(HANDED_IN_UNDER),
        Criterion.lead_agency_id.in_(actor.agencies),
        Criterion.dropped_reason.is_(None),
    )
    return list(session.scalars(led.order_by(Criterion.code)))


def spool_report(report: Report, store: BlobStore, folder: Path, detect: Detect) -> SpooledFile:
    """Return the finished paper as a received file, for the same door as any other."""
    assert report.sha256 is not None  # a finished report has its paper
    with store.open(report.sha256) as stream:
        return spool_upload(stream, folder, LARGEST_REPORT, report_file_name(report), detect)
