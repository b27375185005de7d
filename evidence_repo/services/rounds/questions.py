"""Questions of the Ministry as work: accept one, answer it by pieces, list them with whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import (
    AppraisalRound,
    AssessmentCycle,
    Criterion,
    Evidence,
    EvidencePack,
    Explanation,
    RoundQuestion,
)
from evidence_repo.models.rounds import question_piece
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import unless_blind
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.questions import visible_questions
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.packs import reopen_pack
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of, touch_pack
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.cycle import REOPENED_ONLY, CycleState
from workflows.events import AuditAction, QuestionEvent
from workflows.evidence import EvidenceAction
from workflows.packs import PackState
from workflows.rights import Right, allows, scopes_of
from workflows.rounds import (
    REOPENED_BY_ACCEPTING,
    QuestionAction,
    QuestionStanding,
    QuestionState,
    RoundKind,
    advance_question,
    standing_of,
)
from workflows.states import PASSED, EvidenceState, ExplanationState

ROUND_NAMES = {RoundKind.PRELIMINARY: "sơ bộ lần {number}", RoundKind.FINAL: "chính thức"}
"""How the Ministry's papers name a round; a reason that stays in the pack's history is in Vietnamese."""


def name_of_round(each: AppraisalRound) -> str:
    """Return the round's name in the words of the Ministry's papers."""
    return ROUND_NAMES[each.kind].format(number=each.number)


def find_question(session: Session, actor: Actor, question_id: int) -> RoundQuestion:
    """Return the question; raise `NotVisible` if there is none or this person may not know of it."""
    seen = select(RoundQuestion).where(RoundQuestion.id == question_id, visible_questions(actor))
    found = session.scalar(seen)
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as lists show it: whose it is, until when, and how far its answer is."""

    question: RoundQuestion
    pack_state: PackState
    standing: QuestionStanding
    explanation: Explanation | None
    pieces: tuple[Evidence, ...]
    is_overdue: bool

    @property
    def criterion(self) -> Criterion:
        """Return the criterion that it is about."""
        return self.question.criterion

    @property
    def waits_for(self) -> str | None:
        """Return the agency that owes the answer; None where nobody of an agency does."""
        is_owed = self.standing is QuestionStanding.WITH_AGENCY
        return self.criterion.lead_agency.name if is_owed else None


def list_questions(
    session: Session,
    actor: Actor,
    today: date,
    *,
    cycle: AssessmentCycle | None = None,
    criterion_id: int | None = None,
    question_id: int | None = None,
    standing: QuestionStanding | None = None,
) -> list[QuestionRow]:
    """Return the questions that this person sees, the soonest due first; without `cycle` of open years."""
    wanted = [visible_questions(actor)]
    if cycle is not None:
        wanted.append(Criterion.cycle_id == cycle.id)
    else:
        closed = select(AssessmentCycle.id).where(AssessmentCycle.state == CycleState.CLOSED)
        wanted.append(Criterion.cycle_id.not_in(closed))
    if criterion_id is not None:
        wanted.append(RoundQuestion.criterion_id == criterion_id)
    if question_id is not None:
        wanted.append(RoundQuestion.id == question_id)
    found = (
        select(RoundQuestion, EvidencePack.state)
        .join(Criterion, Criterion.id == RoundQuestion.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(*wanted)
        .options(joinedload(RoundQuestion.criterion), joinedload(RoundQuestion.round))
    )
    rows = session.execute(found).unique().all()
    ids = [row[0].id for row in rows]
    rounds, pieces = latest_answers(session, ids), _pieces_of_questions(session, actor, ids)
    listed = [_row(row[0], row[1], rounds.get(row[0].id), pieces[row[0].id], today) for row in rows]
    kept = [row for row in listed if standing is None or row.standing is standing]
    return sorted(kept, key=_soonest_first)


def _row(
    question: RoundQuestion,
    pack_state: PackState,
    explanation: Explanation | None,
    pieces: Sequence[Evidence],
    today: date,
) -> QuestionRow:
    said = explanation.state if explanation else None
    standing = standing_of(question.state, pack_state, said, [piece.state for piece in pieces])
    is_open = standing is not QuestionStanding.ANSWERED
    overdue = is_open and question.last_day is not None and question.last_day < today
    return QuestionRow(question, pack_state, standing, explanation, tuple(pieces), overdue)


def _soonest_first(row: QuestionRow) -> tuple[bool, date, tuple[int, str, int], int]:
    is_done = row.standing is QuestionStanding.ANSWERED
    return is_done, row.question.last_day or date.max, plan_order(row.criterion), row.question.id


def latest_answers(session: Session, question_ids: Collection[int]) -> dict[int, Explanation]:
    """Return, by the question, the latest round of its explanation."""
    if not question_ids:
        return {}
    rounds = select(Explanation).where(Explanation.question_id.in_(question_ids))
    in_order = rounds.order_by(Explanation.round, Explanation.id)
    return {each.question_id: each for each in session.scalars(in_order) if each.question_id is not None}


def _pieces_of_questions(
    session: Session, actor: Actor, question_ids: Collection[int]
) -> Mapping[int, Sequence[Evidence]]:
    """Return, by the question, the pieces under it that count, but for those that one judges blind."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    if not question_ids:
        return found
    counted = (
        select(question_piece.c.question_id, Evidence)
        .join(Evidence, Evidence.id == question_piece.c.evidence_id)
        .join(RoundQuestion, RoundQuestion.id == question_piece.c.question_id)
        .where(
            question_piece.c.question_id.in_(question_ids),
            Evidence.criterion_id == RoundQuestion.criterion_id,  # a draft may have moved on
            Evidence.accepted_at.is_not(None),
            Evidence.state != EvidenceState.WITHDRAWN,
            unless_blind(actor, true(), Evidence.id.expression),
        )
        .order_by(Evidence.id)
    )
    for question_id, piece in session.execute(counted).unique():
        found[question_id].append(piece)
    return found


def accept_question(
    session: Session, actor: Actor, question: RoundQuestion, *, seen_lock: int | None = None, clock: Clock
) -> bool:
    """Accept the question for answering; return whether its pack, approved or sealed, was opened again."""
    pack = _lock(session, actor, question, Right.ACCEPT_QUESTION, seen_lock)
    cycle = question.criterion.cycle
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
    state = _advance(actor, question, QuestionAction.ACCEPT, pack)
    reopens = pack.state in REOPENED_BY_ACCEPTING
    if reopens:
        reopen_pack(session, actor, pack, _reason(question), clock=clock)
    elif cycle.state in REOPENED_ONLY and not pack.was_reopened:
        # The approver lets it be worked on: without this nobody could answer in a cycle that was sent.
        pack.was_reopened, pack.reopen_reason = True, _reason(question)
    question.state = state
    question.accepted_by_id, question.accepted_at = actor.person_id, clock.now()
    question.accepted_on_behalf_of_id = on_behalf_of(session, actor, AuditAction.ACCEPT_QUESTION)
    touch_pack(pack)
    _emit(session, actor, AuditAction.ACCEPT_QUESTION, question, reopened=reopens)
    return reopens


def _reason(question: RoundQuestion) -> str:
    return f"Kết quả thẩm định {name_of_round(question.round)}: {question.text}"


def add_piece(session: Session, actor: Actor, question: RoundQuestion, evidence: Evidence) -> None:
    """Put a piece of the criterion under the question: once it has passed, it answers it."""
    pack = _lock(session, actor, question, Right.CITE, None)
    _check_piece(question, evidence)
    check_cycle_allows(question.criterion.cycle, pack, EvidenceAction.MOVE, None)
    _advance(actor, question, QuestionAction.ADD_PIECE, pack)
    key = {"question_id": question.id, "evidence_id": evidence.id}
    if session.scalar(select(question_piece.c.question_id).filter_by(**key)) is not None:
        return
    session.execute(insert(question_piece).values(**key))
    touch_pack(pack)
    _emit(session, actor, AuditAction.ANSWER_WITH_PIECE, question, evidence_id=evidence.id)


def remove_piece(session: Session, actor: Actor, question: RoundQuestion, evidence: Evidence) -> None:
    """Take a piece from under the question; the piece itself stays."""
    pack = _lock(session, actor, question, Right.CITE, None)
    check_cycle_allows(question.criterion.cycle, pack, EvidenceAction.MOVE, None)
    _advance(actor, question, QuestionAction.REMOVE_PIECE, pack)
    key = (question_piece.c.question_id == question.id) & (question_piece.c.evidence_id == evidence.id)
    gone = session.scalars(delete(question_piece).where(key).returning(question_piece.c.evidence_id)).all()
    if not gone:
        return
    touch_pack(pack)
    _emit(session, actor, AuditAction.TAKE_ANSWER_BACK, question, evidence_id=evidence.id)


def _check_piece(question: RoundQuestion, evidence: Evidence) -> None:
    if evidence.criterion_id != question.criterion_id:
        raise BadInput(N_("This document is cited for another criterion."), field="piece")
    if evidence.accepted_at is None or evidence.state is EvidenceState.WITHDRAWN:
        raise BadInput(N_("This document is not in the pack."), field="piece")


def _lock(
    session: Session, actor: Actor, question: RoundQuestion, right: Right, seen_lock: int | None
) -> EvidencePack:
    seen = question.lock if seen_lock is None else seen_lock
    pack = lock_pack_of(session, question.criterion_id)
    session.refresh(question)
    if question.lock != seen:
        raise ChangedMeanwhile
    check_right(actor, right, relation_to_criterion(actor, question.criterion))
    return pack


def _advance(
    actor: Actor, question: RoundQuestion, action: QuestionAction, pack: EvidencePack
) -> QuestionState:
    with translating_refusals():
        return advance_question(question.state, action, actor.roles, pack.state)


def _emit(
    session: Session,
    actor: Actor,
    action: AuditAction,
    question: RoundQuestion,
    *,
    reopened: bool | None = None,
    evidence_id: int | None = None,
) -> None:
    session.flush()
    event = QuestionEvent(
        action=action,
        subject=question.id,
        criterion_id=question.criterion_id,
        round=f"{question.round.kind.value} {question.round.number}",
        text=question.text,
        state=question.state,
        reopened=reopened,
        evidence_id=evidence_id,
    )
    emit(session, actor, event)


def count_to_accept(name: str) -> Select[str, int, int]:
    """Count, by the cycle's id, the questions that wait for an approver."""
    return _count(name, RoundQuestion.state == QuestionState.ASKED)


def count_owed(name: str, actor: Actor) -> Select[str, int, int]:
    """Count, by the cycle's id, the accepted questions whose answer this person's agency owes.

    It is `workflows.rounds.standing_of` for the database.
    """
    later = aliased(Explanation)
    is_last = (
        ~select(later.id)
        .where(later.question_id == Explanation.question_id, later.round > Explanation.round)
        .correlate(Explanation)
        .exists()
    )
    explained = select(Explanation.id).where(
        Explanation.question_id == RoundQuestion.id, Explanation.state == ExplanationState.ACCEPTED, is_last
    )
    passed = (
        select(Evidence.id)
        .join(question_piece, question_piece.c.evidence_id == Evidence.id)
        .where(
            question_piece.c.question_id == RoundQuestion.id,
            Evidence.criterion_id == RoundQuestion.criterion_id,
            Evidence.accepted_at.is_not(None),
            Evidence.state.in_(PASSED),
        )
    )
    return _count(
        name,
        RoundQuestion.state == QuestionState.ACCEPTED,
        Criterion.lead_agency_id.in_(actor.agencies),
        EvidencePack.state != PackState.SUBMITTED,
        ~explained.correlate(RoundQuestion).exists(),
        ~passed.correlate(RoundQuestion).exists(),
    )


def _count(name: str, *conditions: ColumnElement[bool]) -> Select[str, int, int]:
    closed = select(AssessmentCycle.id).where(AssessmentCycle.state == CycleState.CLOSED)
    return (
        select(literal(name), Criterion.cycle_id, func.count(RoundQuestion.id))
        .select_from(RoundQuestion)
        .join(Criterion, Criterion.id == RoundQuestion.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(Criterion.cycle_id.not_in(closed), *conditions)
        .group_by(Criterion.cycle_id)
    )


def questions_waiting(session: Session, actor: Actor, today: date) -> list[QuestionRow]:
    """Return what home shows: questions to accept (approver), questions to answer (lead agency)."""
    if not any(allows(actor.roles, right) for right in (Right.ACCEPT_QUESTION, Right.EXPLAIN)):
        return []
    rows = list_questions(session, actor, today)
    return [row for row in rows if _is_for(actor, row)]


def _is_for(actor: Actor, row: QuestionRow) -> bool:
    if row.standing is QuestionStanding.ASKED:
        return bool(scopes_of(actor.roles, Right.ACCEPT_QUESTION))
    is_own = actor.is_of(row.criterion.lead_agency_id) and bool(scopes_of(actor.roles, Right.EXPLAIN))
    return is_own and row.standing is QuestionStanding.WITH_AGENCY
