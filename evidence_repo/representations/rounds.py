"""The Ministry's rounds, questions, lost points and entries as JSON; points are exact, as text: `0.50`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from evidence_repo.models import AppraisalRound
from evidence_repo.representations.schema import (
    CRITERION,
    DAY,
    FLAG,
    ID,
    MOMENT,
    SHA256,
    YEAR,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.rounds.entries import EntrySheet
from evidence_repo.services.rounds.losses import LossRow
from evidence_repo.services.rounds.questions import QuestionRow
from evidence_repo.services.rounds.sheet import ReadRow
from workflows.rounds import LossCause, QuestionStanding, RoundKind


def points_text(value: Decimal | None) -> str | None:
    """Return points as JSON has them."""
    return None if value is None else f"{value:.2f}"


def import_json(year: int, rows: Sequence[ReadRow], made: AppraisalRound | None) -> dict[str, Any]:
    """Return what becomes of each row, and the round that was made of them."""
    return {
        "year": year,
        "round_id": made.id if made else None,
        "number": made.number if made else None,
        "rows": [
            {
                "row": row.number,
                "code": row.code or row.name,
                "maximum": points_text(row.maximum),
                "appraised": points_text(row.appraised),
                "question": row.question,
                "last_day": row.last_day.isoformat() if row.last_day else None,
                "problem": str(row.problem) if row.problem else None,
            }
            for row in rows
        ],
    }


def round_json(found: AppraisalRound) -> dict[str, Any]:
    """Return the round, with what it gives each code."""
    return {
        "round_id": found.id,
        "year": found.cycle.year,
        "kind": found.kind.value,
        "number": found.number,
        "document_number": found.document_number,
        "received_on": found.received_on.isoformat(),
        "rank": found.rank,
        "ranked_of": found.ranked_of,
        "file_name": found.file_name,
        "sha256": found.sha256,
        "withdrawn": found.withdrawn_reason,
        "rows": [
            {
                "code": row.code,
                "maximum": points_text(row.maximum),
                "self_score": points_text(row.self_score),
                "appraised": points_text(row.appraised),
                "survey": points_text(row.survey),
                "reason": row.reason,
            }
            for row in found.rows
        ],
    }


def question_json(row: QuestionRow) -> dict[str, Any]:
    """Return the question with whose it is."""
    question = row.question
    return {
        "question_id": question.id,
        "year": question.criterion.cycle.year,
        "criterion": question.criterion.label,
        "round": question.round.kind.value,
        "number": question.round.number,
        "text": question.text,
        "last_day": question.last_day.isoformat() if question.last_day else None,
        "standing": row.standing.value,
        "waits_for": row.waits_for,
        "overdue": row.is_overdue,
        "explanation_id": row.explanation.id if row.explanation else None,
        "pieces": [piece.id for piece in row.pieces],
    }


def loss_json(row: LossRow) -> dict[str, Any]:
    """Return what a criterion lost and what is said of it."""
    loss = row.loss
    return {
        "year": row.criterion.cycle.year,
        "criterion": row.criterion.label,
        "maximum": points_text(row.given.maximum),
        "appraised": points_text(row.given.appraised),
        "lost": points_text(row.lost),
        "final": row.is_final,
        "reason": row.given.reason,
        "cause": loss.cause.value if loss else None,
        "remedy": loss.remedy if loss else None,
        "agency": loss.agency.name if loss else None,
    }


def entry_json(sheet: EntrySheet) -> dict[str, Any]:
    """Return the criterion's entry sheet, and when it was entered last."""
    last = sheet.last
    return {
        "year": sheet.criterion.cycle.year,
        "criterion": sheet.criterion.label,
        "points": points_text(sheet.shown_points),
        "explanations": [each.text for each in sheet.explanations],
        "files": [{"number": each.number, "title": each.title, "pages": each.pages} for each in sheet.files],
        "entered": sheet.is_entered,
        "entered_at": last.entered_at.isoformat(timespec="seconds") if last else None,
        "entered_by": last.entered_by.name if last else None,
        "receipt": last.receipt if last else None,
    }


POINTS = text(r"^-?\d+\.\d{2}$", description="Points, exact.")
OPTIONAL_POINTS = optional(POINTS)

SCHEMAS = {
    "round-import": Published(
        "evidence-repo rounds import --json",
        "What becomes of each row; with a problem none is taken. `round_id` is null while nothing is taken.",
        thing(
            year=YEAR,
            round_id=optional(ID),
            number=optional(number(1)),
            rows=many(
                thing(
                    row=number(1),
                    code=text(),
                    maximum=OPTIONAL_POINTS,
                    appraised=OPTIONAL_POINTS,
                    question=optional(words()),
                    last_day=optional(DAY),
                    problem=optional(text()),
                )
            ),
        ),
    ),
    "round": Published(
        "evidence-repo rounds withdraw --json",
        "A round of the Ministry; `withdrawn` is why it was withdrawn, null while it counts.",
        thing(
            round_id=ID,
            year=YEAR,
            kind=one_of(tuple(RoundKind)),
            number=number(1),
            document_number=optional(text()),
            received_on=DAY,
            rank=optional(number(1)),
            ranked_of=optional(number(1)),
            file_name=words(),
            sha256=SHA256,
            withdrawn=optional(text()),
            rows=many(
                thing(
                    code=words(description="A criterion's name, or the code of a row that adds up others."),
                    maximum=OPTIONAL_POINTS,
                    self_score=OPTIONAL_POINTS,
                    appraised=OPTIONAL_POINTS,
                    survey=OPTIONAL_POINTS,
                    reason=optional(words()),
                )
            ),
        ),
    ),
    "rounds-list": Published(
        "evidence-repo rounds list --json",
        "The Ministry's rounds of the year, the oldest first, with what each gives every code.",
        many(same_as("round")),
    ),
    "round-question": Published(
        "evidence-repo rounds answer --json; evidence-repo rounds accept --json",
        "A question of the Ministry as it stands after the act.",
        thing(
            question_id=ID,
            year=YEAR,
            criterion=CRITERION,
            round=one_of(tuple(RoundKind)),
            number=number(1),
            text=words(),
            last_day=optional(DAY),
            standing=one_of(tuple(QuestionStanding)),
            waits_for=optional(words(), description="The agency that owes the answer."),
            overdue=FLAG,
            explanation_id=optional(ID, description="The latest round of its explanation."),
            pieces=many(ID, description="The pieces that answer it."),
        ),
    ),
    "rounds-questions": Published(
        "evidence-repo rounds questions --json; evidence-repo rounds accept --json (of several)",
        "The questions that the person may see, the soonest due first.",
        many(same_as("round-question")),
    ),
    "round-loss": Published(
        "evidence-repo rounds lost CODE --json",
        "What the criterion lost, with its cause, remedy and agency.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            maximum=OPTIONAL_POINTS,
            appraised=OPTIONAL_POINTS,
            lost=OPTIONAL_POINTS,
            final=FLAG,
            reason=optional(words()),
            cause=optional(one_of(tuple(LossCause))),
            remedy=optional(words()),
            agency=optional(words()),
        ),
    ),
    "rounds-lost": Published(
        "evidence-repo rounds lost --json",
        "The criteria that lost points, in the plan's order; with --before those that this year's continue.",
        many(same_as("round-loss")),
    ),
    "round-entry": Published(
        "evidence-repo rounds entered CODE --json",
        "The criterion's entry sheet for the Ministry's software, and when it was entered last.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            points=OPTIONAL_POINTS,
            explanations=many(words()),
            files=many(thing(number=number(1), title=words(), pages=optional(text()))),
            entered=FLAG | {"description": "Whether what was entered last is what the sheet says."},
            entered_at=optional(MOMENT),
            entered_by=optional(words()),
            receipt=optional(words()),
        ),
    ),
    "rounds-entered": Published(
        "evidence-repo rounds entered --json",
        "The entry sheets that the person sees, in the plan's order.",
        many(same_as("round-entry")),
    ),
}
