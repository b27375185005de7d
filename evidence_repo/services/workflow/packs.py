"""Evidence packs: submit, recall, return, approve, reopen; their views stand in `views`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import (
    Criterion,
    Evidence,
    EvidencePack,
    Explanation,
    Measurement,
    PackStep,
    PackSubmission,
    SubmittedItem,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.council.approval import council_blockers
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.packs.views import packs_of_cycle as packs_of_cycle
from evidence_repo.services.packs.views import view_of_pack as view_of_pack
from evidence_repo.services.packs.views import views_of_cycle as views_of_cycle
from evidence_repo.services.packs.views import views_of_packs as views_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import blindness_blockers
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.pack_involvement import involvement_in_pack
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.reorganising.carrying_out import hand_over_all_rest
from evidence_repo.services.workflow.transitions import (
    advance_whole_pack,
    lock_pack,
    set_piece_state,
    touch_pack,
)
from evidence_repo.words import N_
from workflows.events import AuditAction, PackEvent
from workflows.evidence import EvidenceAction, EvidenceState, advance
from workflows.explanations import ExplanationAction, ExplanationState, advance_explanation
from workflows.four_eyes import may_approve_pack
from workflows.measurements import MeasurementAction, advance_measurement
from workflows.packs import (
    PackAction,
    PackState,
    PackView,
    may_approve,
    may_recall,
    may_reopen,
    may_return,
    may_submit,
)
from workflows.states import MeasurementState

ANSWER_DAYS = 5
"""Working days that an agency has to answer a return, unless the reviewer says otherwise."""

_LONGEST_ANSWER = timedelta(days=366)


def find_pack(session: Session, criterion: Criterion) -> EvidencePack:
    """Return the criterion's pack; every criterion has one."""
    pack = select(EvidencePack).where(EvidencePack.criterion_id == criterion.id)
    return session.scalars(pack.options(lazyload(EvidencePack.criterion))).one()


def submit_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> PackSubmission:
    """Hand the pack to the reviewers, with the drafts in it; contributions still waiting stay out."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.SUBMIT)
    view = view_of_pack(session, pack)
    refuse_if(may_submit(view), is_input=False)
    now = clock.now()
    submission = PackSubmission(
        pack_id=pack.id,
        number=_next_number(session, pack),
        submitted_by_id=actor.person_id,
        submitted_at=now,
        state_before=pack.state,
        on_behalf_of_id=on_behalf_of(session, actor, AuditAction.SUBMIT_PACK),
    )
    submission.moved = [
        *_submit_pieces(session, actor, pack, view, now),
        *_submit_explanations(session, actor, pack, view, now),
        *_submit_figures(session, actor, pack, view, now),
    ]
    session.add(submission)
    moved = len(submission.moved)
    _step(session, actor, pack, PackAction.SUBMIT, state, now, number=submission.number, moved=moved)
    return submission


def _next_number(session: Session, pack: EvidencePack) -> int:
    last = select(func.max(PackSubmission.number)).where(PackSubmission.pack_id == pack.id)
    return (session.scalar(last) or 0) + 1


def _submit_pieces(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, now: datetime
) -> list[SubmittedItem]:
    drafts = [piece.id for piece in view.counted_pieces() if piece.state is EvidenceState.DRAFT]
    for evidence in _pieces(session, drafts):
        with translating_refusals():
            state = advance(evidence.state, EvidenceAction.SUBMIT, actor.roles, pack.state)
        set_piece_state(evidence, state, now)
    return [SubmittedItem(evidence_id=piece) for piece in drafts]


def _pieces(session: Session, ids: Iterable[int]) -> list[Evidence]:
    wanted = select(Evidence).where(Evidence.id.in_(ids)).order_by(Evidence.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _rounds(session: Session, ids: Iterable[int]) -> list[Explanation]:
    wanted = select(Explanation).where(Explanation.id.in_(ids)).order_by(Explanation.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _submit_explanations(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, now: datetime
) -> list[SubmittedItem]:
    drafts = [e.id for e in view.counted_explanations() if e.state is ExplanationState.DRAFT]
    for explanation in _rounds(session, drafts):
        _advance_round(actor, explanation, pack, ExplanationAction.SUBMIT)
        explanation.submitted_at = now
    return [SubmittedItem(explanation_id=explanation) for explanation in drafts]


def _submit_figures(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, now: datetime
) -> list[SubmittedItem]:
    drafts = [each.id for each in view.counted_measurements() if each.state is MeasurementState.DRAFT]
    for measurement in _measurements(session, drafts):
        _advance_figures(actor, measurement, pack, MeasurementAction.SUBMIT, now)
    return [SubmittedItem(measurement_id=measurement) for measurement in drafts]


def _measurements(session: Session, ids: Iterable[int]) -> list[Measurement]:
    wanted = select(Measurement).where(Measurement.id.in_(ids)).order_by(Measurement.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _advance_figures(
    actor: Actor, measurement: Measurement, pack: EvidencePack, action: MeasurementAction, now: datetime
) -> None:
    with translating_refusals():
        state = advance_measurement(measurement.state, action, actor.roles, pack.state)
    assert state is not None  # neither submitting nor recalling removes it
    measurement.state, measurement.state_since = state, now


def _advance_round(
    actor: Actor, explanation: Explanation, pack: EvidencePack, action: ExplanationAction
) -> None:
    with translating_refusals():
        explanation.state = advance_explanation(explanation.state, action, actor.roles, pack.state)


def recall_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> EvidencePack:
    """Take the submission back before any verdict; only what it moved becomes a draft again."""
    lock_pack(session, pack, seen_lock)
    submission = standing_submission(session, pack)
    back_to = submission.state_before if submission else None
    state = advance_whole_pack(actor, pack, PackAction.RECALL, back_to=back_to)
    refuse_if(may_recall(view_of_pack(session, pack)))
    assert submission is not None  # the table has no recall without a state to go back to
    now = clock.now()
    _recall_pieces(session, actor, pack, submission, now)
    _recall_explanations(session, actor, pack, submission)
    _recall_figures(session, actor, pack, submission, now)
    submission.recalled_at = now
    _step(session, actor, pack, PackAction.RECALL, state, now, number=submission.number)
    return pack


def standing_submission(session: Session, pack: EvidencePack) -> PackSubmission | None:
    """Return the last submission that was not recalled."""
    standing = select(PackSubmission).where(
        PackSubmission.pack_id == pack.id, PackSubmission.recalled_at.is_(None)
    )
    return session.scalar(standing.order_by(PackSubmission.number.desc()).limit(1))


def _recall_pieces(
    session: Session, actor: Actor, pack: EvidencePack, submission: PackSubmission, now: datetime
) -> None:
    moved = [item.evidence_id for item in submission.moved if item.evidence_id is not None]
    for evidence in _pieces(session, moved):
        with translating_refusals():
            state = advance(evidence.state, EvidenceAction.RECALL, actor.roles, pack.state)
        set_piece_state(evidence, state, now)


def _recall_explanations(
    session: Session, actor: Actor, pack: EvidencePack, submission: PackSubmission
) -> None:
    moved = [item.explanation_id for item in submission.moved if item.explanation_id is not None]
    for explanation in _rounds(session, moved):
        _advance_round(actor, explanation, pack, ExplanationAction.RECALL)
        explanation.submitted_at = None


def _recall_figures(
    session: Session, actor: Actor, pack: EvidencePack, submission: PackSubmission, now: datetime
) -> None:
    moved = [item.measurement_id for item in submission.moved if item.measurement_id is not None]
    for measurement in _measurements(session, moved):
        _advance_figures(actor, measurement, pack, MeasurementAction.RECALL, now)


def return_pack(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    *,
    last_day: date | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> EvidencePack:
    """Give the pack back to the agency, because something in it needs the agency.

    It answers until `last_day`, without one until the fifth working day from now.
    """
    lock_pack(session, pack, seen_lock)
    last_day = last_day or work_calendar(session).add_working_days(clock.today(), ANSWER_DAYS)
    if not clock.today() <= last_day <= clock.today() + _LONGEST_ANSWER:
        raise BadInput(N_("The last day of the answer must be within a year from today."), field="last_day")
    state = advance_whole_pack(actor, pack, PackAction.RETURN)
    refuse_if(blindness_blockers(session, actor, pack))
    refuse_if(may_return(view_of_pack(session, pack)))
    pack.answer_last_day = last_day
    _step(session, actor, pack, PackAction.RETURN, state, clock.now(), last_day=last_day)
    return pack


def approve_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> EvidencePack:
    """Approve a pack in which everything passed, by somebody who had no part in any of it."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.APPROVE)
    refuse_if(may_approve_pack(actor.persons, involvement_in_pack(session, pack)))
    refuse_if(may_approve(view_of_pack(session, pack)), is_input=False)
    refuse_if(council_blockers(session, pack), is_input=False)
    now = clock.now()
    pack.approved_by_id, pack.approved_at = actor.person_id, now
    pack.approved_on_behalf_of_id = on_behalf_of(session, actor, AuditAction.APPROVE_PACK)
    _step(session, actor, pack, PackAction.APPROVE, state, now)
    return pack


def reopen_pack(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> EvidencePack:
    """Open an approved or sealed pack again, with a reason; its pieces keep their states."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.REOPEN)
    refuse_if(may_reopen(view_of_pack(session, pack), reason))
    before, why = pack.state, reason.strip()
    pack.was_reopened, pack.reopen_reason = True, why
    pack.approved_by_id = pack.approved_at = pack.approved_on_behalf_of_id = None
    _step(session, actor, pack, PackAction.REOPEN, state, clock.now(), reason=why, state_before=before)
    session.flush()
    hand_over_all_rest(session, actor, clock)
    return pack


_LOGGED = {
    PackAction.SUBMIT: AuditAction.SUBMIT_PACK,
    PackAction.RECALL: AuditAction.RECALL_PACK,
    PackAction.RETURN: AuditAction.RETURN_PACK,
    PackAction.APPROVE: AuditAction.APPROVE_PACK,
    PackAction.REOPEN: AuditAction.REOPEN_PACK,
}


def _step(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    action: PackAction,
    state: PackState,
    now: datetime,
    *,
    number: int | None = None,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Put the pack into its next state, and keep the step for whoever sees how it came there."""
    pack.state, pack.state_since = state, now
    touch_pack(pack)
    session.add(
        PackStep(
            pack_id=pack.id,
            action=action,
            person_id=actor.person_id,
            at=now,
            number=number,
            reason=reason,
            on_behalf_of_id=on_behalf_of(session, actor, _LOGGED[action]),
        )
    )
    event = PackEvent(
        action=_LOGGED[action],
        subject=pack.id,
        criterion_id=pack.criterion_id,
        criterion=pack.criterion.label,
        state=state,
        number=number,
        reason=reason,
        **details,
    )
    emit(session, actor, event)
