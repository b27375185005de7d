"""Plans that were read and wait to be applied: kept as rows, under the hash of what they say.

A correction makes another draft, so that what is applied is exactly what was shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evidence_repo.catalogue.assembly import PlanDraft
from evidence_repo.catalogue.heading import PlanHeading
from evidence_repo.catalogue.plan import CataloguePlan, Place, PlaceKind
from evidence_repo.catalogue.readers import read_plan_draft
from evidence_repo.catalogue.rows import COLUMNS, PlanRow, clean_cell
from evidence_repo.errors import NotVisible
from index.extraction import Sandbox
from storage import BlobMissing, BlobStore

_FOLDER = "plan-drafts"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A plan for a year as it was read from the file `called`, with the corrections made since."""

    year: int
    called: str
    heading: PlanHeading
    rows: tuple[PlanRow, ...]

    @property
    def draft(self) -> PlanDraft:
        """Return the rows as they are understood."""
        return PlanDraft.of(self.heading, self.rows)

    def plan(self, province: str | None) -> CataloguePlan:
        """Return the plan, of this province where it names none. Raises as `PlanDraft.plan`."""
        return self.draft.plan(year=self.year, province=None if self.heading.province else province)

    def corrected(self, number: int, cells: Sequence[str]) -> KeptDraft:
        """Return the draft with other cells in a row, which a person has read."""
        row = self.row(number)
        typed = tuple(clean_cell(cell) for cell in cells)[:COLUMNS]
        sure = (1.0,) * COLUMNS if row.confidences else ()
        return self._with(number, [replace(row, cells=typed, confidences=sure)])

    def without(self, number: int) -> KeptDraft:
        """Return the draft without a row."""
        self.row(number)
        return self._with(number, [])

    def with_row_after(self, number: int) -> KeptDraft:
        """Return the draft with an empty row behind a row, to be filled in."""
        row = self.row(number)
        return self._with(number, [row, replace(row, cells=("", "", "", "", "", ""))])

    def row(self, number: int) -> PlanRow:
        """Return a row, counted from 1."""
        if not 1 <= number <= len(self.rows):
            raise NotVisible
        return self.rows[number - 1]

    def _with(self, number: int, rows: Sequence[PlanRow]) -> KeptDraft:
        return replace(self, rows=(*self.rows[: number - 1], *rows, *self.rows[number:]))


def read_draft(sandbox: Sandbox, data: bytes, *, called: str, year: int) -> KeptDraft:
    """Read a plan's file; raise `CatalogueError` if it cannot be understood at all."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{Path(called).suffix.lower()}"
        path.write_bytes(data)
        draft = read_plan_draft(path, sandbox, called=called)
    draft.heading.agreed(year, draft.heading.province or "-")
    return KeptDraft(year, called, draft.heading, tuple(read.row for read in draft.rows))


def keep_draft(store: BlobStore, draft: KeptDraft) -> str:
    """Keep the draft and return the key under which it is found."""
    data = json.dumps(asdict(draft), ensure_ascii=False, default=date.isoformat).encode()
    key = sha256(data).hexdigest()
    store.write_derived(_name(key), data)
    return key


def find_draft(store: BlobStore, key: str) -> KeptDraft:
    """Return a kept draft; raise `NotVisible` if there is none."""
    try:
        return _draft(json.loads(store.read_derived(_name(key))))
    except BlobMissing as error:
        raise NotVisible from error


def drop_draft(store: BlobStore, key: str) -> None:
    """Forget a draft."""
    store.delete_derived(_name(key))


def is_key(key: str) -> bool:
    """Return whether something can be kept under this key."""
    return len(key) == 64 and set(key) <= set("0123456789abcdef")


def _name(key: str) -> str:
    if not is_key(key):
        raise NotVisible
    return f"{_FOLDER}/{key}.json"


def _draft(data: dict[str, Any]) -> KeptDraft:
    heading = data["heading"]
    issued_on = heading["issued_on"]
    heading["issued_on"] = date.fromisoformat(issued_on) if issued_on else None
    return KeptDraft(
        data["year"], data["called"], PlanHeading(**heading), tuple(_row(row) for row in data["rows"])
    )


def _row(data: dict[str, Any]) -> PlanRow:
    place = data["place"]
    return PlanRow(
        Place(PlaceKind(place["kind"]), place["row"], place["page"]),
        tuple(data["cells"]),
        tuple(data["confidences"]),
    )
