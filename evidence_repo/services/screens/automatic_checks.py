"""What a machine can check of a criterion's pieces; it warns, it never blocks.

Decisions where the rules leave room:

- A contribution that the lead agency has not accepted is not checked: it is not in the pack. Neither is a
  file that is still to be read: nothing is known of it, so nothing of it is called well.
- Where the latest round counts (5.2.1, 5.2.2, 5.3.2) a day of issue outside the year is no fault.
- A criterion with one deadline is served by whatever is cited; where there are several, a piece names one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidence_repo.models import Criterion, Deadline, Evidence
from index.extraction import ExtractionState
from workflows.deadlines import cycle_contains
from workflows.explanations import LATEST_ROUND_CODES
from workflows.states import EvidenceState

READABLE = frozenset({ExtractionState.DONE, ExtractionState.PARTIAL, ExtractionState.NO_TEXT_YET})


class CheckKind(StrEnum):
    """What is checked."""

    ISSUED_IN_YEAR = "issued_in_year"
    NUMBER_AND_DAY = "number_and_day"
    CONFIRMED = "confirmed"
    TEXT = "text"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: all is well, or these pieces (or this deadline) deserve a look."""

    kind: CheckKind
    pieces: tuple[Evidence, ...] = ()
    deadline: Deadline | None = None

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was found."""
        return not self.pieces and self.deadline is None


def check_pieces(
    criterion: Criterion, pieces: Sequence[Evidence], *, of_documents_only: bool = False
) -> tuple[Check, ...]:
    """Return the checks of these pieces of one criterion; none where there is nothing to check yet.

    `of_documents_only` leaves out what only all pieces together tell.
    """
    counted = [
        piece
        for piece in pieces
        if piece.state is not EvidenceState.WITHDRAWN and not piece.is_contribution_waiting
    ]
    if not counted:
        return ()
    of_all = [] if of_documents_only else _of_deadlines(criterion, counted)
    return (*_of_documents(criterion, counted), *of_all)


def _of_documents(criterion: Criterion, pieces: list[Evidence]) -> list[Check]:
    read = [piece for piece in pieces if piece.version.extraction_state.is_final]
    if not read:
        return []
    outside = [piece for piece in read if _is_outside(criterion, piece)]
    bare = [piece for piece in read if not _has_number_and_day(piece)]
    unconfirmed = [piece for piece in read if piece.version.header_confirmed_at is None]
    unread = [piece for piece in read if piece.version.extraction_state not in READABLE]
    found = (
        (CheckKind.ISSUED_IN_YEAR, outside),
        (CheckKind.NUMBER_AND_DAY, bare),
        (CheckKind.CONFIRMED, unconfirmed),
        (CheckKind.TEXT, unread),
    )
    is_dated = any(piece.version.header_issued_on for piece in read)  # else nothing is known of the year
    return [
        Check(kind, tuple(faulty)) for kind, faulty in found if is_dated or kind != CheckKind.ISSUED_IN_YEAR
    ]


def _is_outside(criterion: Criterion, piece: Evidence) -> bool:
    issued_on = piece.version.header_issued_on
    if issued_on is None or criterion.code in LATEST_ROUND_CODES:
        return False
    return not cycle_contains(criterion.cycle.year, issued_on)


def _has_number_and_day(piece: Evidence) -> bool:
    version = piece.version
    is_link = version.document.link_url is not None
    return is_link or bool(version.header_number and version.header_issued_on)


def _of_deadlines(criterion: Criterion, pieces: list[Evidence]) -> list[Check]:
    if len(criterion.deadlines) < 2:
        return []
    served = {piece.deadline_id for piece in pieces}
    open_ones = [deadline for deadline in criterion.deadlines if deadline.id not in served]
    return [Check(CheckKind.DEADLINE, deadline=each) for each in open_ones] or [Check(CheckKind.DEADLINE)]
