"""A round of the Ministry comes in: its rows, its questions and its file, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import AppraisalRound, AssessmentCycle, EvidencePack, RoundQuestion, RoundRow
from evidence_repo.services.audit.events import emit
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.documents.uploads import claim_blob
from evidence_repo.services.people.sheets import SheetRow
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.rounds.sheet import ReadRow, read_round, report_of
from evidence_repo.words import N_
from storage import BlobStore
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import AuditAction, QuestionEvent, RoundEvent
from workflows.rights import Right
from workflows.rounds import QuestionAction, RoundKind, advance_question

LONGEST_NUMBER = 60
MOST_PROVINCES = 100


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What is typed in beside the workbook: which round it is, its letter, and the province's rank."""

    kind: RoundKind
    received_on: date
    document_number: str | None = None
    rank: int | None = None
    ranked_of: int | None = None


def import_round(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    facts: RoundFacts,
    rows: Sequence[SheetRow],
    file: SpooledFile,
    *,
    store: BlobStore,
    clock: Clock,
) -> AppraisalRound:
    """Take the round with all its rows, or raise and take nothing; `file` is kept in the store already."""
    check_imports(actor, cycle)
    _check_facts(facts, clock)
    # One row of the cycle is the lock: two imports at once come one after the other.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    read = read_round(session, cycle, rows)
    report_of(read).refuse_problems()
    claim_blob(session, store, file, clock.now())
    made = AppraisalRound(
        cycle_id=cycle.id,
        kind=facts.kind,
        number=_next_number(session, cycle, facts.kind),
        document_number=(facts.document_number or "").strip() or None,
        received_on=facts.received_on,
        rank=facts.rank,
        ranked_of=facts.ranked_of,
        sha256=file.sha256,
        file_name=file.file_name,
        imported_by_id=actor.person_id,
        imported_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.add_all(_stored(made, place, row) for place, row in enumerate(read, 1))
    asked = [row for row in read if row.question]
    event = RoundEvent(
        action=AuditAction.IMPORT_ROUND,
        subject=made.id,
        kind=made.kind,
        number=made.number,
        file_name=made.file_name,
        sha256=made.sha256,
        rows=len(read),
        questions=len(asked),
    )
    emit(session, actor, event)
    for row in asked:
        _ask(session, actor, made, row)
    return made


def note_round_download(session: Session, actor: Actor, found: AppraisalRound) -> None:
    """Note that this person takes the round's file."""
    event = RoundEvent(
        action=AuditAction.DOWNLOAD_ROUND,
        subject=found.id,
        kind=found.kind,
        number=found.number,
        file_name=found.file_name,
        sha256=found.sha256,
    )
    emit(session, actor, event)


def check_imports(actor: Actor, cycle: AssessmentCycle) -> None:
    """Raise our own error unless this person may import a round into the cycle now."""
    check_administers(actor, Right.IMPORT_ROUND)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])


def _check_facts(facts: RoundFacts, clock: Clock) -> None:
    if facts.received_on > clock.today():
        raise BadInput(N_("The day of the result lies in the future."), field="received_on")
    if len(facts.document_number or "") > LONGEST_NUMBER:
        raise BadInput(N_("At most %(limit)s characters."), field="document_number", limit=LONGEST_NUMBER)
    of_all = MOST_PROVINCES if facts.ranked_of is None else facts.ranked_of
    if not 1 <= of_all <= MOST_PROVINCES or (facts.rank is not None and not 1 <= facts.rank <= of_all):
        raise BadInput(N_("This rank cannot be."), field="rank")


def _next_number(session: Session, cycle: AssessmentCycle, kind: RoundKind) -> int:
    of_kind = (
        AppraisalRound.cycle_id == cycle.id,
        AppraisalRound.kind == kind,
        AppraisalRound.is_live.is_(True),
    )
    return (session.scalar(select(func.max(AppraisalRound.number)).where(*of_kind)) or 0) + 1


def _stored(made: AppraisalRound, ordinal: int, row: ReadRow) -> RoundRow:
    return RoundRow(
        round_id=made.id,
        ordinal=ordinal,
        code=row.code,
        title=row.title,
        criterion_id=row.criterion.id if row.criterion else None,
        maximum=row.maximum,
        self_score=row.self_score,
        appraised=row.appraised,
        survey=row.survey,
        reason=row.reason,
    )


def _ask(session: Session, actor: Actor, made: AppraisalRound, row: ReadRow) -> None:
    assert row.criterion is not None  # a question is about a criterion
    pack_state = select(EvidencePack.state).where(EvidencePack.criterion_id == row.criterion.id)
    with translating_refusals():
        state = advance_question(None, QuestionAction.ASK, actor.roles, session.scalars(pack_state).one())
    question = RoundQuestion(
        round_id=made.id,
        criterion_id=row.criterion.id,
        text=row.question or "",
        last_day=row.last_day,
        state=state,
    )
    session.add(question)
    session.flush()
    event = QuestionEvent(
        action=AuditAction.ASK_QUESTION,
        subject=question.id,
        criterion_id=question.criterion_id,
        round=f"{made.kind.value} {made.number}",
        text=question.text,
        state=question.state,
        last_day=question.last_day,
    )
    emit(session, actor, event)
