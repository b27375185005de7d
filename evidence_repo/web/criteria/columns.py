"""The columns of the list of criteria, and its filter by words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask import url_for
from flask_babel import gettext

from evidence_repo.reports.table import Column, Link
from evidence_repo.services.packs.progress import PackProgress
from evidence_repo.web.criteria.codes import code_of
from evidence_repo.web.places import public_address
from evidence_repo.web.words import state_word
from index.text import fold, vietnamese_order
from workflows.deadlines import last_good_day
from workflows.states import PackState

ProductTexts = Mapping[int, Sequence[str]]
"""What products are called, by the criterion."""

_STATES = tuple(PackState)


def pack_columns() -> tuple[Column[PackProgress], ...]:
    """Return the columns, with what each is sorted by."""
    return (
        Column("code", gettext("Code"), _code, 14, order=lambda row: vietnamese_order(row.criterion.label)),
        Column(
            "title",
            gettext("Criterion"),
            lambda row: row.criterion.title,
            60,
            order=lambda row: vietnamese_order(row.criterion.title),
        ),
        Column(
            "agency",
            gettext("Lead agency"),
            lambda row: row.criterion.lead_agency.name,
            26,
            order=lambda row: vietnamese_order(row.criterion.lead_agency.name),
        ),
        Column(
            "due",
            gettext("Last day"),
            lambda row: last_good_day(row.due.deadline.due_on) if row.due else None,
            13,
            order=lambda row: row.due.deadline.due_on if row.due else None,
        ),
        Column("products", gettext("Products"), _products, 10, order=_share_provided),
        Column(
            "state",
            gettext("State of the pack"),
            lambda row: str(state_word(row.view.state).word),
            24,
            order=lambda row: _STATES.index(row.view.state),
        ),
    )


def _code(row: PackProgress) -> Link:
    address = url_for("criteria.show", code=code_of(row.criterion))
    return Link(row.criterion.label, public_address(address))


def _products(row: PackProgress) -> str | None:
    return f"{row.provided}/{row.mandatory}" if row.is_known else None


def _share_provided(row: PackProgress) -> Decimal | None:
    return Decimal(row.provided) / row.mandatory if row.is_known and row.mandatory else None


def rows_with_words(rows: Sequence[PackProgress], words: str, products: ProductTexts) -> list[PackProgress]:
    """Return the rows whose criterion has all of these words, typed with or without diacritics."""
    wanted = fold(words).split()
    return [row for row in rows if _has_words(row, wanted, products)] if wanted else list(rows)


def _has_words(row: PackProgress, words: Sequence[str], products: ProductTexts) -> bool:
    criterion = row.criterion
    named = (criterion.label, criterion.title, criterion.lead_agency.name, *products.get(criterion.id, ()))
    text = fold(" ".join(named))
    return all(word in text for word in words)
