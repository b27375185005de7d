"""The columns of the queue of review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import ReviewClaim
from evidence_repo.reports.table import Column, Sorting
from evidence_repo.services.screens.review_queue import QueueItem, QueueOrder
from evidence_repo.web.context import container
from evidence_repo.web.words import state_word
from index.text import vietnamese_order
from workflows.states import EvidenceState, ExplanationState

Claims = Mapping[tuple[int | None, int | None], ReviewClaim]
"""The claims that hold, by the ids of piece and explanation."""

SOON, LONG = 7, 14
"""Days of waiting from which an item is shown as urgent, and as very urgent."""


def claim_of(claims: Claims, item: QueueItem) -> ReviewClaim | None:
    """Return who has the item in hand."""
    return claims.get((item.evidence_id, item.explanation_id))


def days_waiting(item: QueueItem) -> int:
    """Return how many days the item has waited."""
    return max(0, (container().clock.now() - item.waiting_since).days)


def urgency_tone(days: int) -> str:
    """Return the tint of an item that has waited this long."""
    return "bad" if days >= LONG else "ask" if days >= SOON else ""


def queue_columns(claims: Claims | None = None) -> tuple[Column[QueueItem], ...]:
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
        Column("days", gettext("Days of waiting"), days_waiting, 12),
        Column("state", gettext("State"), lambda item: str(state_word(_state(item)).word), 28, order=_state),
        Column("claim", gettext("In hand of"), lambda item: _holder(claims or {}, item), 28),
    )


def _holder(claims: Claims, item: QueueItem) -> str | None:
    claim = claim_of(claims, item)
    return claim.person.name if claim else None


def queue_order(sorting: Sorting | None) -> QueueOrder | None:
    """Return how the database sorts the queue by one of these columns; None where it is none of them."""
    if sorting is None:
        return None
    orders = {
        "code": QueueOrder(criterion=lambda criterion: vietnamese_order(criterion.label)),
        "agency": QueueOrder(criterion=lambda criterion: vietnamese_order(criterion.lead_agency.name)),
        "document": QueueOrder(title=_order_of_name),
        "since": QueueOrder(column="waiting_since"),
        "state": QueueOrder(column="state"),
    }
    found = orders.get(sorting.key)
    return replace(found, descending=sorting.descending) if found else None


def _order_of_name(title: str, is_explanation: bool) -> Any:
    return vietnamese_order(_name_of_explanation(title) if is_explanation else title)


def _name_of_explanation(product: str) -> str:
    return str(gettext("Explanation for: %(product)s", product=product))


def _name(item: QueueItem) -> str:
    if item.evidence is not None:
        return item.evidence.version.title
    return _name_of_explanation(item.explanation.target_text if item.explanation else "")


def _since(item: QueueItem) -> date | None:
    return day_in_hanoi(item.waiting_since) if item.waiting_since else None


def _state(item: QueueItem) -> EvidenceState | ExplanationState:
    if item.evidence is not None:
        return item.evidence.state
    assert item.explanation is not None  # a piece or an explanation waits
    return item.explanation.state
