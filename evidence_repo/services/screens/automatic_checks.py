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

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, Deadline, Evidence
from evidence_repo.services.packs.paper_facts import PaperFacts
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.checked_papers import (
    NamedPiece,
    in_pack,
    name_pieces,
    paper_facts,
    pieces_with_doubles,
    served_deadlines,
)
from index.extraction import ExtractionState
from workflows.deadlines import cycle_contains
from workflows.explanations import LATEST_ROUND_CODES
from workflows.papers import missing_facts

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
    """One check; `count` pieces (or the deadline) are wrong, or waited for, and `pieces` are the first."""

    kind: CheckKind
    answer: Answer = Answer.YES
    pieces: tuple[NamedPiece, ...] = ()
    count: int = 0
    deadline: Deadline | None = None


def check_pieces(session: Session, actor: Actor, criterion: Criterion) -> tuple[Check, ...]:
    """Return the checks of the criterion's pieces that this person sees; none where there are none."""
    pieces = in_pack(actor, criterion.id)
    facts = paper_facts(session, pieces)
    if not facts:
        return ()
    count, named = pieces_with_doubles(session, pieces)
    one_each = Check(CheckKind.ONE_EACH, Answer.NO if count else Answer.YES, named, count)
    return (
        *_check_papers(session, criterion, pieces, facts),
        one_each,
        *_of_deadlines(session, criterion, pieces),
    )


def check_piece(session: Session, actor: Actor, piece: Evidence) -> tuple[Check, ...]:
    """Return the checks of one piece among those of its criterion; deadlines are the whole pack's."""
    itself: ColumnElement[bool] = Evidence.id == piece.id
    count, named = pieces_with_doubles(session, in_pack(actor, piece.criterion_id), only=piece.id)
    same = [Check(CheckKind.ONE_EACH, Answer.NO, named, count)] if count else []
    return (*_check_papers(session, piece.criterion, itself, paper_facts(session, itself)), *same)


def concerns_of(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that say no: whoever submits the pack confirms that it is meant so."""
    return tuple(check for check in checks if check.answer is Answer.NO)


def _check_papers(
    session: Session, criterion: Criterion, pieces: ColumnElement[bool], facts: Sequence[PaperFacts]
) -> tuple[Check, ...]:
    """Return the checks of what each document shows of itself."""
    answers: dict[CheckKind, Callable[[PaperFacts], Answer]] = {
        CheckKind.ISSUED_IN_YEAR: lambda paper: _issued_in_year(criterion, paper),
        CheckKind.NUMBER_AND_DAY: _number_and_day,
        CheckKind.CONFIRMED: _confirmed,
        CheckKind.TEXT: _text,
    }
    return tuple(_joined(session, kind, pieces, facts, answer) for kind, answer in answers.items())


def _joined(
    session: Session,
    kind: CheckKind,
    pieces: ColumnElement[bool],
    facts: Sequence[PaperFacts],
    answer: Callable[[PaperFacts], Answer],
) -> Check:
    """Return the answer for all pieces: the first of no and not yet that one of them gives."""
    given = [(paper, answer(paper)) for paper in facts]
    for wanted in (Answer.NO, Answer.NOT_YET):
        if found := [paper for paper, says in given if says is wanted]:
            count = sum(paper.count for paper in found)
            return Check(kind, wanted, name_pieces(session, pieces, found), count)
    return Check(kind)


def _unless_reading(paper: PaperFacts) -> Answer:
    return Answer.NO if paper.state.is_final else Answer.NOT_YET


def _issued_in_year(criterion: Criterion, paper: PaperFacts) -> Answer:
    if paper.issued_on is None:
        return Answer.YES if paper.link else Answer.NOT_YET
    fits = criterion.code in LATEST_ROUND_CODES or cycle_contains(criterion.cycle.year, paper.issued_on)
    return Answer.YES if fits else Answer.NO


def _number_and_day(paper: PaperFacts) -> Answer:
    missing = missing_facts(paper.number, paper.issued_on, paper.link)
    return _unless_reading(paper) if missing else Answer.YES


def _confirmed(paper: PaperFacts) -> Answer:
    has_something = bool(paper.link or paper.number or paper.issued_on)
    return Answer.YES if paper.is_confirmed and has_something else _unless_reading(paper)


def _text(paper: PaperFacts) -> Answer:
    if paper.state in SEARCHABLE:
        return Answer.YES
    return Answer.NOT_YET if paper.state is ExtractionState.NO_TEXT_YET else _unless_reading(paper)


def _of_deadlines(session: Session, criterion: Criterion, pieces: ColumnElement[bool]) -> list[Check]:
    if len(criterion.deadlines) < 2:
        return []
    served = served_deadlines(session, pieces)
    open_ones = [deadline for deadline in criterion.deadlines if deadline.id not in served]
    missing = [Check(CheckKind.DEADLINE, Answer.NO, deadline=each) for each in open_ones]
    return missing or [Check(CheckKind.DEADLINE)]
