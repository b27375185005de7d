"""The columns of the queue of review."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from evidence_repo.clock import day_in_hanoi
from evidence_repo.reports.table import Column
from evidence_repo.services.screens.review_queue import QueueItem
from evidence_repo.web.words import state_word
from index.text import vietnamese_order
from workflows.states import EvidenceState, ExplanationState


def queue_columns() -> tuple[Column[QueueItem], ...]:
    """Return the columns, with what each is sorted by."""
    return (
        Column(
            "code",
            gettext("Code"),
            lambda item: item.criterion.label,
            14,
            order=lambda item: vietnamese_order(item.criterion.label),
        ),
        Column("document", gettext("Document"), _name, 60, order=lambda item: vietnamese_order(_name(item))),
        Column(
            "agency",
            gettext("Lead agency"),
            lambda item: item.criterion.lead_agency.name,
            28,
            order=lambda item: vietnamese_order(item.criterion.lead_agency.name),
        ),
        Column("since", gettext("Waiting since"), _since, 14, order=lambda item: item.waiting_since),
        Column("state", gettext("State"), lambda item: str(state_word(_state(item)).word), 28, order=_state),
    )


def _name(item: QueueItem) -> str:
    if item.evidence is not None:
        return item.evidence.version.title
    product = item.explanation.product if item.explanation else None
    return str(gettext("Explanation for: %(product)s", product=product.text if product else ""))


def _since(item: QueueItem) -> date | None:
    return day_in_hanoi(item.waiting_since) if item.waiting_since else None


def _state(item: QueueItem) -> EvidenceState | ExplanationState:
    if item.evidence is not None:
        return item.evidence.state
    assert item.explanation is not None  # a piece or an explanation waits
    return item.explanation.state
