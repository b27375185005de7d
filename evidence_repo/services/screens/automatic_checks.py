"""What a machine can check of a criterion's pieces; it warns, it never blocks.

Decisions where the rules leave room:

- A check has three answers: yes, no, not yet. Where nothing is wrong but a file is still being read, or its
  kind cannot be read yet, the answer is not yet.
- A contribution that the lead agency has not accepted is not checked: it is not in the pack.
- A header in which neither number nor day stands has nothing that a person could have confirmed.
- Where the latest round counts (5.2.1, 5.2.2, 5.3.2) a day of issue outside the year is no fault.
- A criterion with one deadline is served by whatever is cited; where there are several, a piece names one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidence_repo.models import Criterion, Deadline, Evidence
from index.extraction import ExtractionState
from workflows.deadlines import cycle_contains
from workflows.explanations import LATEST_ROUND_CODES
from workflows.papers import Identity, LinkFacts, identity, missing_facts, pieces_of_one_paper
from workflows.states import EvidenceState

SEARCHABLE = frozenset({ExtractionState.DONE, ExtractionState.PARTIAL})


class CheckKind(StrEnum):
    """What is checked."""

    ISSUED_IN_YEAR = "issued_in_year"
    NUMBER_AND_DAY = "number_and_day"
    CONFIRMED = "confirmed"
    TEXT = "text"
    ONE_EACH = "one_each"
    DEADLINE = "deadline"


class Answer(StrEnum):
    """What a check says."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `pieces` (or the deadline) are those that are wrong, or that are waited for."""

    kind: CheckKind
    answer: Answer = Answer.YES
    pieces: tuple[Evidence, ...] = ()
    deadline: Deadline | None = None


def check_pieces(criterion: Criterion, pieces: Sequence[Evidence]) -> tuple[Check, ...]:
    """Return the checks of these pieces of one criterion; none where there is nothing to check."""
    counted = counted_pieces(pieces)
    if not counted:
        return ()
    return (*check_documents(criterion, counted), _one_each(counted), *_of_deadlines(criterion, counted))


def check_piece(criterion: Criterion, piece: Evidence, pieces: Sequence[Evidence]) -> tuple[Check, ...]:
    """Return the checks of one piece among those of its criterion; deadlines are the whole pack's."""
    doubled = [each for each in _doubled(counted_pieces(pieces)) if each is piece]
    same = [Check(CheckKind.ONE_EACH, Answer.NO, tuple(doubled))] if doubled else []
    return (*check_documents(criterion, [piece]), *same)


def counted_pieces(pieces: Sequence[Evidence]) -> list[Evidence]:
    """Return the pieces that are in the pack: neither withdrawn nor waiting to be taken in."""
    return [
        piece
        for piece in pieces
        if piece.state is not EvidenceState.WITHDRAWN and not piece.is_contribution_waiting
    ]


def check_documents(criterion: Criterion, pieces: Sequence[Evidence]) -> tuple[Check, ...]:
    """Return the checks of what each document shows of itself."""
    answers: dict[CheckKind, Callable[[Evidence], Answer]] = {
        CheckKind.ISSUED_IN_YEAR: lambda piece: _issued_in_year(criterion, piece),
        CheckKind.NUMBER_AND_DAY: _number_and_day,
        CheckKind.CONFIRMED: _confirmed,
        CheckKind.TEXT: _text,
    }
    return tuple(_joined(kind, pieces, answer) for kind, answer in answers.items())


def _joined(kind: CheckKind, pieces: Sequence[Evidence], answer: Callable[[Evidence], Answer]) -> Check:
    """Return the answer for all pieces: the first of no and not yet that one of them gives."""
    by_piece = [(piece, answer(piece)) for piece in pieces]
    for wanted in (Answer.NO, Answer.NOT_YET):
        if found := tuple(piece for piece, given in by_piece if given is wanted):
            return Check(kind, wanted, found)
    return Check(kind)


def _unless_reading(piece: Evidence) -> Answer:
    return Answer.NO if piece.version.extraction_state.is_final else Answer.NOT_YET


def _issued_in_year(criterion: Criterion, piece: Evidence) -> Answer:
    issued_on = piece.version.header_issued_on
    if issued_on is None:
        return Answer.YES if _link(piece) else Answer.NOT_YET
    fits = criterion.code in LATEST_ROUND_CODES or cycle_contains(criterion.cycle.year, issued_on)
    return Answer.YES if fits else Answer.NO


def _number_and_day(piece: Evidence) -> Answer:
    version = piece.version
    missing = missing_facts(version.header_number, version.header_issued_on, _link(piece))
    return _unless_reading(piece) if missing else Answer.YES


def _confirmed(piece: Evidence) -> Answer:
    version = piece.version
    has_something = bool(_link(piece) or version.header_number or version.header_issued_on)
    return Answer.YES if version.header_confirmed_at and has_something else _unless_reading(piece)


def _text(piece: Evidence) -> Answer:
    state = piece.version.extraction_state
    if state in SEARCHABLE:
        return Answer.YES
    return Answer.NOT_YET if state is ExtractionState.NO_TEXT_YET else _unless_reading(piece)


def _link(piece: Evidence) -> LinkFacts | None:
    document = piece.version.document
    if document.link_url is None:
        return None
    capture = bool(piece.version.sha256)
    return LinkFacts(document.link_url, document.link_title, document.link_seen_on, capture)


def _one_each(pieces: Sequence[Evidence]) -> Check:
    doubled = _doubled(pieces)
    return Check(CheckKind.ONE_EACH, Answer.NO if doubled else Answer.YES, doubled)


def _doubled(pieces: Sequence[Evidence]) -> tuple[Evidence, ...]:
    known = {piece.id: _known(piece) for piece in pieces}
    found = set(pieces_of_one_paper(known))
    return tuple(piece for piece in pieces if piece.id in found)


def _known(piece: Evidence) -> tuple[Identity | None, int]:
    version = piece.version
    own = identity(version.number_key, version.header_issuer, version.header_issued_on)
    return own, version.document_id


def _of_deadlines(criterion: Criterion, pieces: Sequence[Evidence]) -> list[Check]:
    if len(criterion.deadlines) < 2:
        return []
    served = {piece.deadline_id for piece in pieces}
    open_ones = [deadline for deadline in criterion.deadlines if deadline.id not in served]
    missing = [Check(CheckKind.DEADLINE, Answer.NO, deadline=each) for each in open_ones]
    return missing or [Check(CheckKind.DEADLINE)]
