"""What is doubtful in a row that could be read: a person looks at it before the plan is applied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from evidence_repo.catalogue.plan import CatalogueCriterion
from evidence_repo.catalogue.rows import PlanRow
from evidence_repo.words import N_

SURE = 0.75
"""The least confidence of a cell's words from which the cell counts as read.

Of the scanned plan 416 (67 rows at 200 dpi) this marks 46 rows, and nine of ten in which a letter is wrong.
"""
_FOOTNOTE = re.compile(r"[a-zà-ỹ]{2}\d{1,2}(?!\w)")


class DoubtKind(StrEnum):
    """Why a row is doubtful."""

    UNCLEAR = "unclear"
    NUMBER = "number"
    ORDER = "order"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt; `column` counts the six columns from 0."""

    kind: DoubtKind
    column: int

    @property
    def shown(self) -> str:
        """Return the doubt in English."""
        return DOUBTS[self.kind]


DOUBTS = {
    DoubtKind.UNCLEAR: N_("not clear on the scan"),
    DoubtKind.NUMBER: N_("the row's number does not fit"),
    DoubtKind.ORDER: N_("the code is out of order"),
    DoubtKind.FOOTNOTE: N_("a figure behind a word, perhaps a footnote's"),
}
"""What each doubt is, a gettext msgid."""


def doubts_of(
    row: PlanRow, criterion: CatalogueCriterion | None, before: CatalogueCriterion | None
) -> tuple[Doubt, ...]:
    """Return the doubts about a row, understood as `criterion`, that follows the criterion `before`."""
    found = [
        Doubt(DoubtKind.UNCLEAR, column)
        for column, (cell, confidence) in enumerate(zip(row.cells, row.confidences, strict=False))
        if cell and confidence < SURE
    ]
    found += [
        Doubt(DoubtKind.FOOTNOTE, column) for column, cell in enumerate(row.cells) if _FOOTNOTE.search(cell)
    ]
    if criterion is None or not row.is_recognised:
        return tuple(found)
    number = row.cells[0].rstrip(".")
    if number and number != str(criterion.ordinal):
        found.append(Doubt(DoubtKind.NUMBER, 0))
    is_same_agency = before is not None and before.agency_order == criterion.agency_order
    if is_same_agency and before is not None and _key(before) >= _key(criterion):
        found.append(Doubt(DoubtKind.ORDER, 1))
    return tuple(found)


def _key(criterion: CatalogueCriterion) -> list[int]:
    return [int(part) for part in criterion.code.split(".")]
