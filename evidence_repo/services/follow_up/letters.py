"""The letters: made for every agency that owes something, issued with number, day and signed copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, false, func, insert, select, true
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import AssessmentCycle, Evidence, FollowUpLetter, User
from evidence_repo.models.follow_up import letter_criterion
from evidence_repo.services.audit.events import emit
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.documents.uploads import claim_blob
from evidence_repo.services.follow_up.debts import AgencyDebts, Debt, debts_by_agency
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import blind_pieces
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.words import N_
from index.text import vietnamese_order
from storage import BlobStore
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import AuditAction, LetterEvent
from workflows.follow_up import (
    REPLY_WORKING_DAYS,
    DueChoice,
    LetterAction,
    LetterState,
    advance_letter,
    issue_blockers,
)
from workflows.rights import Right, allows

LONGEST_NUMBER = 60


def default_reply_day(session: Session, today: date) -> date:
    """Return by when a letter asks for the answer unless another day is chosen."""
    return work_calendar(session).add_working_days(today, REPLY_WORKING_DAYS)


def make_letters(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    choice: DueChoice,
    *,
    reply_by: date | None = None,
    agency_code: str = "",
    clock: Clock,
) -> list[FollowUpLetter]:
    """Make a letter for each agency that owes something, or bring the one in preparation up to date.

    With `agency_code` only that agency's. What is not owed any more makes no letter.
    """
    today = clock.today()
    _check(actor, cycle, None, LetterAction.MAKE)
    day = reply_by or default_reply_day(session, today)
    if day < today:
        raise BadInput(N_("The last day for the answer is past."), field="reply_by", code="day_past")
    # One row of the cycle is the lock: two people who make letters at once come one after the other.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    open_now = {letter.agency_id: letter for letter in _open_letters(session, cycle)}
    owing = [
        each
        for each in debts_by_agency(session, actor, cycle, today, choice)
        if agency_code in ("", each.code)
    ]
    return [
        _make(session, actor, cycle, each, open_now.get(each.agency_id), choice, day, clock) for each in owing
    ]


def _make(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    owing: AgencyDebts,
    letter: FollowUpLetter | None,
    choice: DueChoice,
    reply_by: date,
    clock: Clock,
) -> FollowUpLetter:
    if letter is None:
        letter = FollowUpLetter(cycle_id=cycle.id, agency_id=owing.agency_id)
        session.add(letter)
    letter.state = _check(actor, cycle, letter.state, LetterAction.MAKE)
    letter.due, letter.reply_by, letter.made_on = choice, reply_by, clock.today()
    letter.items = [_item(debt) for debt in owing.debts]
    letter.made_at, letter.made_by_id = clock.now(), actor.user_id
    session.flush()
    session.execute(delete(letter_criterion).where(letter_criterion.c.letter_id == letter.id))
    named = dict.fromkeys(debt.criterion_id for debt in owing.debts)
    rows = [{"letter_id": letter.id, "criterion_id": criterion} for criterion in named]
    session.execute(insert(letter_criterion), rows)
    _emit(session, actor, AuditAction.MAKE_LETTER, letter, owing.name)
    return letter


def _item(debt: Debt) -> dict[str, Any]:
    kept = asdict(debt)
    kept["last_day"] = debt.last_day.isoformat() if debt.last_day else None
    return {name: value for name, value in kept.items() if not name.startswith("agency_")}


def issue_letter(
    session: Session,
    actor: Actor,
    letter: FollowUpLetter,
    *,
    number: str,
    issued_on: date | None,
    copy: SpooledFile,
    seen_lock: int | None = None,
    store: BlobStore,
    clock: Clock,
) -> FollowUpLetter:
    """Note that the letter was issued; from then on its agency sees it with its signed copy.

    `copy` is in the store already.
    """
    session.flush()
    wanted = letter.lock if seen_lock is None else seen_lock
    session.scalar(select(FollowUpLetter.id).where(FollowUpLetter.id == letter.id).with_for_update())
    session.refresh(letter)
    after = _check(actor, letter.cycle, letter.state, LetterAction.ISSUE)
    if letter.lock != wanted:
        raise ChangedMeanwhile
    if len(number) > LONGEST_NUMBER:
        raise BadInput(N_("At most %(limit)s characters."), field="number", limit=LONGEST_NUMBER)
    refuse_if(issue_blockers(number, issued_on, clock.today()))
    claim_blob(session, store, copy, clock.now())
    letter.state, letter.is_open = after, None
    letter.number, letter.issued_on = number.strip(), issued_on
    letter.sha256, letter.file_name, letter.media_type = copy.sha256, copy.file_name, copy.media_type
    letter.issued_by_id, letter.issued_at = actor.user_id, clock.now()
    _emit(session, actor, AuditAction.ISSUE_LETTER, letter, letter.agency.name)
    return letter


def _check(
    actor: Actor, cycle: AssessmentCycle, state: LetterState | None, action: LetterAction
) -> LetterState:
    with translating_refusals():
        after = advance_letter(state, action, actor.roles)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
    return after


def note_letter_download(session: Session, actor: Actor, letter: FollowUpLetter) -> None:
    """Note that this person takes the signed copy."""
    _emit(session, actor, AuditAction.DOWNLOAD_LETTER, letter, letter.agency.name)


def _emit(session: Session, actor: Actor, action: AuditAction, letter: FollowUpLetter, agency: str) -> None:
    event = LetterEvent(
        action=action,
        subject=letter.id,
        agency=agency,
        state=letter.state,
        items=len(letter.items),
        reply_by=letter.reply_by,
        number=letter.number,
        issued_on=letter.issued_on,
        sha256=letter.sha256,
    )
    emit(session, actor, event)


def visible_letters(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on letters that this person may see: all, or those issued to their agency.

    A letter names the pieces that were judged as needing an explanation: whoever judges one of them blind
    does not see it yet.
    """
    if allows(actor.roles, Right.SEE_FOLLOW_UP):
        return _names_nothing_blind(actor)
    if not allows(actor.roles, Right.UPLOAD):
        return false()
    is_issued = FollowUpLetter.state == LetterState.ISSUED
    return is_issued & FollowUpLetter.agency_id.in_(actor.agencies)


def _names_nothing_blind(actor: Actor) -> ColumnElement[bool]:
    blind = blind_pieces(actor)
    if blind is None:
        return true()
    named = select(letter_criterion.c.letter_id).join(
        Evidence, Evidence.criterion_id == letter_criterion.c.criterion_id
    )
    return FollowUpLetter.id.not_in(named.where(Evidence.id.in_(blind)))


def find_letter(session: Session, actor: Actor, cycle: AssessmentCycle, letter_id: int) -> FollowUpLetter:
    """Return the letter; raise `NotVisible` if there is none or this person may not know of it."""
    found = session.scalar(
        _letters(actor).where(FollowUpLetter.id == letter_id, FollowUpLetter.cycle_id == cycle.id)
    )
    if found is None:
        raise NotVisible
    return found


def list_letters(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[FollowUpLetter]:
    """Return the letters of the cycle that this person may see: in preparation first, then the newest."""
    found = session.scalars(_letters(actor).where(FollowUpLetter.cycle_id == cycle.id))
    return sorted(found, key=_place)


def open_letters(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[FollowUpLetter]:
    """Return the letters in preparation, by the agency's name."""
    return [each for each in list_letters(session, actor, cycle) if each.state is LetterState.PREPARED]


def letters_in_preparation(session: Session, actor: Actor) -> dict[int, int]:
    """Return how many letters wait to be issued, by the cycle's id."""
    is_waiting = FollowUpLetter.state == LetterState.PREPARED
    counted = select(FollowUpLetter.cycle_id, func.count()).where(is_waiting, visible_letters(actor))
    counted = counted.group_by(FollowUpLetter.cycle_id)
    return dict(session.execute(counted).all())


def letters_to_agency(session: Session, actor: Actor) -> list[FollowUpLetter]:
    """Return what was issued to the person's own agency in cycles that are not closed, the newest first."""
    if not allows(actor.roles, Right.UPLOAD):
        return []
    not_closed = select(AssessmentCycle.id).where(AssessmentCycle.state != CycleState.CLOSED)
    found = session.scalars(
        _letters(actor).where(
            FollowUpLetter.state == LetterState.ISSUED,
            FollowUpLetter.agency_id.in_(actor.agencies),
            FollowUpLetter.cycle_id.in_(not_closed),
        )
    )
    return sorted(found, key=_place)


def letters_about(session: Session, actor: Actor, criterion_id: int) -> list[FollowUpLetter]:
    """Return the issued letters that name this criterion, as far as this person sees them, oldest first."""
    named = select(letter_criterion.c.letter_id).where(letter_criterion.c.criterion_id == criterion_id)
    found = session.scalars(
        _letters(actor).where(FollowUpLetter.state == LetterState.ISSUED, FollowUpLetter.id.in_(named))
    )
    return sorted(found, key=lambda letter: (letter.issued_on or date.min, letter.id))


def _letters(actor: Actor) -> Select[FollowUpLetter]:
    return (
        select(FollowUpLetter)
        .where(visible_letters(actor))
        .options(joinedload(FollowUpLetter.made_by).joinedload(User.agency))
    )


def _open_letters(session: Session, cycle: AssessmentCycle) -> Iterable[FollowUpLetter]:
    of_cycle = FollowUpLetter.cycle_id == cycle.id
    return session.scalars(select(FollowUpLetter).where(of_cycle, FollowUpLetter.is_open.is_(True)))


def _place(letter: FollowUpLetter) -> tuple[bool, int, Any]:
    day = letter.issued_on.toordinal() if letter.issued_on else 0
    return letter.state is LetterState.ISSUED, -day, vietnamese_order(letter.agency.name)
