"""Claims, second reviews, agreement and ready comments as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from evidence_repo.models import CannedComment, ReviewClaim, SecondReview, SecondReviewShare
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    ID,
    MOMENT,
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
from evidence_repo.services.screens.second_reviews import AgreementPage
from evidence_repo.services.workflow.claims import Item
from workflows.agreement import Agreement
from workflows.claims import until
from workflows.evidence import Reason, VerdictKind
from workflows.second_review import LARGEST_SHARE, SecondState


def claim_json(item: Item, claim: ReviewClaim | None) -> dict[str, Any]:
    """Return who has the item in hand."""
    is_piece = item.__tablename__ == "evidence"
    return {
        "year": item.criterion.cycle.year,
        "criterion": item.criterion.label,
        "evidence_id": item.id if is_piece else None,
        "explanation_id": None if is_piece else item.id,
        "person": claim.person.email if claim else None,
        "until": until(claim.active_at).isoformat() if claim else None,
    }


def second_json(second: SecondReview, state: SecondState) -> dict[str, Any]:
    """Return the second review; the first verdict is in it once both are given."""
    is_given = state is SecondState.GIVEN
    return {
        "second_id": second.id,
        "year": second.evidence.criterion.cycle.year,
        "criterion": second.evidence.criterion.label,
        "evidence_id": second.evidence_id,
        "document_id": second.first.version.document_id,
        "version": second.first.version.number,
        "state": state.value,
        "verdict": second.verdict,
        "reason": second.reason,
        "comment": second.comment,
        "first_verdict": second.first.verdict if is_given else None,
        "first_reason": second.first.reason if is_given else None,
    }


def share_json(share: SecondReviewShare | None, year: int) -> dict[str, Any]:
    """Return the share of verdicts that are given twice."""
    return {
        "year": year,
        "share": share.share if share else 0,
        "seed": share.seed if share else None,
        "set_at": share.set_at.isoformat() if share else None,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _figures(agreement: Agreement) -> dict[str, Any]:
    return {
        "pieces": agreement.pairs,
        "equal": agreement.equal,
        "percent": _exact(agreement.percent),
        "kappa": _exact(agreement.kappa),
    }


def agreement_json(page: AgreementPage, year: int) -> dict[str, Any]:
    """Return how far reviewers agree; shares are exact, as `2/3`."""
    return {
        "year": year,
        "overall": _figures(page.overall),
        "pairs": [
            {"one": pair.one.email, "other": pair.other.email, **_figures(pair.agreement)}
            for pair in page.pairs
        ],
        "reasons": [{"reason": reason.value, **_figures(each)} for reason, each in page.reasons.items()],
        "states": {state.value: count for state, count in page.states.items()},
    }


def comment_json(comment: CannedComment) -> dict[str, Any]:
    """Return the ready comment."""
    return {"comment_id": comment.id, "reason": comment.reason.value, "text": comment.text}


_VERDICT, _REASON = optional(one_of(tuple(VerdictKind))), optional(one_of(tuple(Reason)))
_EXACT = optional(text(r"^-?\d+(/\d+)?$"), description="Exact; null where it cannot be told.")
_FIGURES = {"pieces": COUNT, "equal": COUNT, "percent": _EXACT, "kappa": _EXACT}
_COMMENT = thing(comment_id=ID, reason=one_of(tuple(Reason)), text=words())

SCHEMAS = {
    "review-claim": Published(
        "evidence-repo review claim --json; evidence-repo review release --json",
        "Who has a piece or an explanation in hand, and until when.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            evidence_id=optional(ID),
            explanation_id=optional(ID),
            person=optional(words(), description="Null: nobody."),
            until=optional(MOMENT),
        ),
    ),
    "second-review": Published(
        "evidence-repo review second --json",
        "A blind second review; the first verdict is told once both are given.",
        thing(
            second_id=ID,
            year=YEAR,
            criterion=CRITERION,
            evidence_id=ID,
            document_id=ID,
            version=number(1),
            state=one_of(tuple(SecondState)),
            verdict=_VERDICT,
            reason=_REASON,
            comment=optional(words()),
            first_verdict=_VERDICT,
            first_reason=_REASON,
        ),
    ),
    "second-reviews": Published(
        "evidence-repo review seconds --json",
        "Those that wait for the person, the oldest first.",
        many(same_as("second-review")),
    ),
    "second-review-share": Published(
        "evidence-repo review share --json",
        "The share of verdicts, in percent, that are given twice, and the seed of the draw.",
        thing(
            year=YEAR,
            share=number(0) | {"description": f"At most {LARGEST_SHARE}."},
            seed=optional(words()),
            set_at=optional(MOMENT),
        ),
    ),
    "review-agreement": Published(
        "evidence-repo review agreement --json",
        "How far reviewers agree: in all, by pair, on each reason; what became of the drawn pieces.",
        thing(
            year=YEAR,
            overall=thing(**_FIGURES),
            pairs=many(thing(one=words(), other=words(), **_FIGURES)),
            reasons=many(thing(reason=one_of(tuple(Reason)), **_FIGURES)),
            states={"type": "object", "additionalProperties": COUNT},
        ),
    ),
    "review-comment": Published(
        "evidence-repo review comments --add --json; evidence-repo review comments --change --json; "
        "evidence-repo review comments --remove --json",
        "The ready comment as it stands, or stood, after the act.",
        _COMMENT,
    ),
    "review-comments": Published(
        "evidence-repo review comments --json",
        "The ready comments, by reason.",
        many(same_as("review-comment")),
    ),
}
