"""Blind second reviews as people see them: one's own to give, pairs of verdicts, how far reviewers agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    DocumentVersion,
    Evidence,
    Explanation,
    Review,
    SecondReview,
    User,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import waiting_second_ids
from evidence_repo.services.workflow.second_reviews import state_of
from workflows.agreement import Agreement, agreement_of, agreement_on
from workflows.evidence import Reason, VerdictKind
from workflows.rights import Right, allows
from workflows.second_review import SecondState, possible_verdicts
from workflows.states import ExplanationState


@dataclass(frozen=True, slots=True)
class SecondDesk:
    """A piece before its second reviewer: what the first one had before them, and nothing of what they said.

    `rounds` are the agency's explanations, the newest first; what was decided about the newest is not shown.
    """

    second: SecondReview
    state: SecondState
    rounds: tuple[Explanation, ...]
    verdicts: tuple[VerdictKind, ...]

    @property
    def evidence(self) -> Evidence:
        """Return the piece."""
        return self.second.evidence

    @property
    def version(self) -> DocumentVersion:
        """Return the version that the first reviewer judged."""
        return self.second.first.version


def second_desk(session: Session, second: SecondReview) -> SecondDesk:
    """Return the desk of a second review that this person was drawn for."""
    rounds = select(Explanation).where(
        Explanation.evidence_id == second.evidence_id,
        Explanation.state != ExplanationState.DRAFT,
        Explanation.submitted_at <= second.first.decided_at,
    )
    return SecondDesk(
        second,
        state_of(session, second),
        tuple(session.scalars(rounds.order_by(Explanation.round.desc()))),
        possible_verdicts(second.first.state_before),
    )


def own_seconds(
    session: Session, actor: Actor, cycle: AssessmentCycle | None = None
) -> Sequence[SecondReview]:
    """Return the second reviews that wait for this person, of one cycle or of all, the oldest first."""
    if actor.user_id is None or not allows(actor.roles, Right.JUDGE):
        return ()
    waiting = (
        select(SecondReview)
        .join(SecondReview.evidence)
        .join(Evidence.criterion)
        .where(*_waits_for(actor))
        .options(joinedload(SecondReview.evidence).joinedload(Evidence.criterion))
        .order_by(SecondReview.id)
    )
    if cycle is not None:
        waiting = waiting.where(Criterion.cycle_id == cycle.id)
    return tuple(session.scalars(waiting).unique())


def count_seconds(name: str, actor: Actor) -> Select[str, int, int]:
    """Count, by the cycle's id, the second reviews that wait for this reviewer."""
    return (
        select(literal(name), Criterion.cycle_id, func.count(SecondReview.id))
        .select_from(SecondReview)
        .join(SecondReview.evidence)
        .join(Evidence.criterion)
        .where(*_waits_for(actor))
        .group_by(Criterion.cycle_id)
    )


def _waits_for(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on `SecondReview`; nothing moved the piece since, and its pack is in work."""
    return (
        SecondReview.reviewer_id.in_(actor.persons),
        SecondReview.verdict.is_(None),
        SecondReview.id.in_(waiting_second_ids(aliased(SecondReview))),
    )


def pairs_seen_by(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SecondReview]:
    """Return, by the piece, its last pair of verdicts where this person gave one of them or approves."""
    rows = session.scalars(_given().where(SecondReview.evidence_id.in_(ids))).unique()
    approves = allows(actor.roles, Right.APPROVE)
    return {
        each.evidence_id: each
        for each in rows
        if approves or (actor.user_id is not None and actor.persons & both_of(each))
    }


def both_of(second: SecondReview) -> frozenset[int]:
    """Return who gave either verdict, for themselves or for another."""
    given = {second.reviewer_id, second.given_by_id} - {None}
    return second.first.given_by | frozenset(each for each in given if each is not None)


def disagreements(session: Session, criterion_ids: Collection[int]) -> dict[int, list[SecondReview]]:
    """Return, by the criterion, the pairs that differ where the first verdict is the one that stands."""
    found: dict[int, list[SecondReview]] = defaultdict(list)
    differing = _given().where(
        Criterion.id.in_(criterion_ids),
        SecondReview.verdict != Review.verdict,
        Evidence.state_since == Review.decided_at,
    )
    for each in session.scalars(differing).unique():
        found[each.evidence.criterion_id].append(each)
    return found


def _given() -> Select[SecondReview]:
    return (
        select(SecondReview)
        .join(SecondReview.first)
        .join(SecondReview.evidence)
        .join(Evidence.criterion)
        .where(SecondReview.verdict.is_not(None))
        .options(
            joinedload(SecondReview.first).joinedload(Review.reviewer),
            joinedload(SecondReview.given_by),
            joinedload(SecondReview.evidence).joinedload(Evidence.criterion),
        )
        .order_by(SecondReview.id)
    )


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two reviewers agree, whoever of them was the first."""

    one: User
    other: User
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """How far reviewers agree in a cycle: on verdicts in all, by pair, and on each reason.

    A reason is agreed on where both gave it or neither did. `states` counts all that was drawn.
    """

    overall: Agreement
    pairs: tuple[PairAgreement, ...]
    reasons: Mapping[Reason, Agreement]
    states: Mapping[SecondState, int]


def agreement_page(session: Session, actor: Actor, cycle: AssessmentCycle) -> AgreementPage:
    """Return the figures: all for whoever sets the share or approves, a reviewer those of their own pairs."""
    of_cycle = _given().where(Criterion.cycle_id == cycle.id)
    given = [each for each in session.scalars(of_cycle).unique() if _counts_for(actor, each)]
    by_pair: dict[frozenset[int], list[SecondReview]] = defaultdict(list)
    for each in given:
        assert each.given_by is not None  # a verdict has its giver
        by_pair[frozenset({each.first.reviewer_id, each.given_by.id})].append(each)
    reasons = [(each.first.reason, each.reason) for each in given]
    named = {reason for pair in reasons for reason in pair if reason is not None}
    return AgreementPage(
        overall=agreement_of([(each.first.verdict, each.verdict) for each in given]),
        pairs=tuple(_of_pair(rows) for rows in by_pair.values()),
        reasons={reason: agreement_on(reasons, reason) for reason in Reason if reason in named},
        states=_states(session, actor, cycle),
    )


def sees_all_agreement(actor: Actor) -> bool:
    """Return whether this person sees the figures of all reviewers."""
    return allows(actor.roles, Right.MANAGE_CYCLE) or allows(actor.roles, Right.APPROVE)


def _counts_for(actor: Actor, each: SecondReview) -> bool:
    return sees_all_agreement(actor) or (actor.user_id is not None and bool(actor.persons & both_of(each)))


def _of_pair(rows: Sequence[SecondReview]) -> PairAgreement:
    """Return the agreement of two; the one with the smaller id stands first, in every pair of answers too."""
    givers = {each.first.reviewer.id: each.first.reviewer for each in rows}
    givers |= {each.given_by.id: each.given_by for each in rows if each.given_by is not None}
    one, other = min(givers), max(givers)
    answers = [
        (each.first.verdict, each.verdict)
        if each.first.reviewer_id == one
        else (each.verdict, each.first.verdict)
        for each in rows
    ]
    return PairAgreement(givers[one], givers[other], agreement_of(answers))


def _states(session: Session, actor: Actor, cycle: AssessmentCycle) -> dict[SecondState, int]:
    if not sees_all_agreement(actor):
        return {}
    drawn = select(SecondReview).join(SecondReview.evidence).join(Evidence.criterion)
    found: dict[SecondState, int] = dict.fromkeys(SecondState, 0)
    for each in session.scalars(drawn.where(Criterion.cycle_id == cycle.id)).unique():
        found[state_of(session, each)] += 1
    return found
