"""The columns of the list of packs that wait for approval."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from evidence_repo.reports.table import Column, Link
from evidence_repo.services.screens.approval import PackToApprove
from evidence_repo.web.criteria.codes import code_of
from evidence_repo.web.places import public_address
from index.text import vietnamese_order
from workflows.deadlines import last_good_day


def approval_columns() -> tuple[Column[PackToApprove], ...]:
    """Return the columns, with what each is sorted by."""
    return (
        Column(
            "code",
            gettext("Code"),
            _code,
            14,
            order=lambda each: vietnamese_order(each.progress.criterion.label),
        ),
        Column(
            "title",
            gettext("Criterion"),
            lambda each: each.progress.criterion.title,
            60,
            order=lambda each: vietnamese_order(each.progress.criterion.title),
        ),
        Column(
            "agency", gettext("Lead agency"), _agency, 28, order=lambda each: vietnamese_order(_agency(each))
        ),
        Column(
            "due",
            gettext("Last day"),
            lambda each: last_good_day(each.progress.due.deadline.due_on) if each.progress.due else None,
            13,
            order=lambda each: each.progress.due.deadline.due_on if each.progress.due else None,
        ),
        Column("step", gettext("Next step"), _step, 34, order=lambda each: (each.is_ready, each.may_approve)),
    )


def _code(each: PackToApprove) -> Link:
    criterion = each.progress.criterion
    address = url_for("criteria.show", code=code_of(criterion))
    return Link(criterion.label, public_address(address))


def _agency(each: PackToApprove) -> str:
    return each.progress.criterion.lead_agency.name


def _step(each: PackToApprove) -> str:
    if not each.is_ready:
        return str(gettext("Waits for review"))
    return str(gettext("Approve the pack") if each.may_approve else gettext("Waits for another approver"))
