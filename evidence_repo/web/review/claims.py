"""Take an item of the queue in hand, and give it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.models import Explanation
from evidence_repo.services.policy.visibility import find_explanation
from evidence_repo.services.workflow.claims import Item, claim_item, find_claim, release_item, state_for
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, container, needs, transaction
from evidence_repo.web.evidence.places import piece_in
from evidence_repo.web.places import next_address
from evidence_repo.web.review import blueprint
from workflows.claims import until
from workflows.rights import Right


def claim_shown(session: Session, item: Item) -> dict[str, Any]:
    """Return what a desk says of the item's claim: the claim, what it is to this person, until when."""
    claim, now = find_claim(session, item), container().clock.now()
    state = state_for(actor(), claim, now)
    if claim is not None and now >= until(claim.active_at):
        claim = None
    return {
        "claim": claim,
        "claim_state": state.value,
        "claim_until": until(claim.active_at) if claim else None,
    }


def _explanation_in(session: Session, explanation_id: int) -> Explanation:
    explanation = find_explanation(session, actor(), explanation_id)
    check_year(explanation.criterion)
    return explanation


def _taken(session: Session, item: Item) -> None:
    claim_item(session, actor(), item, container().clock)


def _given_back(session: Session, item: Item) -> None:
    release_item(session, actor(), item, container().clock)


def _back(desk: str) -> ResponseReturnValue:
    return redirect(next_address(desk), 303)


@blueprint.post("/review/<int:evidence_id>/claim")
@needs(Right.JUDGE)
def claim(evidence_id: int) -> ResponseReturnValue:
    """Take a piece in hand, or keep it there for another half an hour."""
    with transaction() as session:
        _taken(session, piece_in(session, evidence_id))
    flash(gettext("You have it in hand for 30 minutes."), "ok")
    return _back(url_for("review.desk", evidence_id=evidence_id))


@blueprint.post("/review/<int:evidence_id>/release")
@needs(Right.JUDGE)
def release(evidence_id: int) -> ResponseReturnValue:
    """Give a piece back to the queue."""
    with transaction() as session:
        _given_back(session, piece_in(session, evidence_id))
    flash(gettext("It is free for other reviewers again."), "ok")
    return _back(url_for("review.desk", evidence_id=evidence_id))


@blueprint.post("/review/explanations/<int:explanation_id>/claim")
@needs(Right.JUDGE)
def claim_explanation(explanation_id: int) -> ResponseReturnValue:
    """Take a product's explanation in hand, or keep it there for another half an hour."""
    with transaction() as session:
        _taken(session, _explanation_in(session, explanation_id))
    flash(gettext("You have it in hand for 30 minutes."), "ok")
    return _back(url_for("review.explanation", explanation_id=explanation_id))


@blueprint.post("/review/explanations/<int:explanation_id>/release")
@needs(Right.JUDGE)
def release_explanation(explanation_id: int) -> ResponseReturnValue:
    """Give a product's explanation back to the queue."""
    with transaction() as session:
        _given_back(session, _explanation_in(session, explanation_id))
    flash(gettext("It is free for other reviewers again."), "ok")
    return _back(url_for("review.explanation", explanation_id=explanation_id))
