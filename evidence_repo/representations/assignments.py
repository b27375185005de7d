"""Assignments and proposals as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence_repo.models import Assignment, Criterion, ExpectedProduct
from evidence_repo.representations.schema import (
    CRITERION,
    DAY,
    FLAG,
    ID,
    YEAR,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    thing,
    words,
)
from evidence_repo.services.assignments.listing import AssignmentRow
from evidence_repo.services.assignments.proposal import Proposal
from workflows.assignments import AssignmentState


def rows_json(rows: Sequence[AssignmentRow], year: int) -> list[dict[str, Any]]:
    """Return these rows of a list."""
    return [
        {
            "assignment_id": row.id,
            "year": year,
            "criterion": row.label,
            "product": row.product_ordinal,
            "agency": row.agency_name,
            "words": row.words,
            "last_day": row.last_day.isoformat(),
            "person": row.person_name,
            "state": row.state.value,
            "evidence_id": row.evidence_id,
            "answer": row.answer,
            "reason": row.reason,
            "overdue": row.is_overdue,
        }
        for row in rows
    ]


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """Return the proposal."""
    return {
        "year": proposal.criterion.cycle.year,
        "criterion": proposal.criterion.label,
        "product": proposal.product.ordinal if proposal.product else None,
        "words": proposal.words,
        "last_day": proposal.last_day.isoformat(),
        "agencies": [
            {
                "agency": candidate.agency.code,
                "name": candidate.agency.name,
                "proposed": candidate.is_proposed,
                "standing": candidate.standing.value if candidate.standing else None,
            }
            for candidate in proposal.candidates
        ],
    }


def confirmed_json(
    criterion: Criterion, product: ExpectedProduct | None, made: Sequence[Assignment]
) -> dict[str, Any]:
    """Return what a confirmation made; whoever had been asked before is not in it."""
    return {
        "year": criterion.cycle.year,
        "criterion": criterion.label,
        "product": product.ordinal if product else None,
        "made": [{"assignment_id": assignment.id, "agency": assignment.agency.name} for assignment in made],
    }


_PRODUCT = optional(number(1), description="Ordinal of the product; null for the criterion as a whole.")

SCHEMAS = {
    "assignment": Published(
        "; ".join(
            f"evidence-repo assignments {act} --json"
            for act in ("change", "deliver", "accept", "return", "cancel", "name")
        ),
        "The assignment as it stands after the act.",
        thing(
            assignment_id=ID,
            year=YEAR,
            criterion=CRITERION,
            product=_PRODUCT,
            agency=words(description="The agency that is asked."),
            words=words(description="What is asked for."),
            last_day=DAY | {"description": "The last good day itself."},
            person=optional(words(), description="Whom the agency's head named."),
            state=one_of(tuple(AssignmentState)),
            evidence_id=optional(ID, description="The piece that it was delivered with."),
            answer=optional(words(), description="The answer in words."),
            reason=optional(words(), description="Why it was returned or cancelled."),
            overdue=FLAG,
        ),
    ),
    "assignments-list": Published(
        "evidence-repo assignments list --json",
        "The assignments that the person may see, the soonest due first.",
        many(same_as("assignment")),
    ),
    "assignments-proposal": Published(
        "evidence-repo assignments propose --json",
        "The agencies that the plan's coordinating cell stands for; nothing is kept of it.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            product=_PRODUCT,
            words=words(),
            last_day=DAY,
            agencies=many(
                thing(
                    agency=words(description="Its code."),
                    name=words(),
                    proposed=FLAG | {"description": "Whether confirming asks it, unless it is struck out."},
                    standing=optional(
                        one_of(tuple(AssignmentState)),
                        description="State of the assignment that it has already.",
                    ),
                )
            ),
        ),
    ),
    "assignments-proposals": Published(
        "evidence-repo assignments propose --all --json",
        "The proposals of all criteria of the year that the person may ask agencies about.",
        many(same_as("assignments-proposal")),
    ),
    "assignments-confirmed": Published(
        "evidence-repo assignments confirm --all --json",
        "What the confirmation made at each criterion.",
        many(same_as("assignments-confirm")),
    ),
    "assignments-confirm": Published(
        "evidence-repo assignments confirm --json",
        "What the confirmation made; whoever had been asked before is not asked again, and not listed.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            product=_PRODUCT,
            made=many(thing(assignment_id=ID, agency=words())),
        ),
    ),
}
