"""What random histories are made of: deeds, what stands in all years, the steps that the rules know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Assignment, Criterion, Evidence, EvidencePack
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.services.workflow.assignments import (
    accept,
    cancel,
    deliver,
    name_person,
    return_assignment,
)
from evidence_repo.services.workflow.cycles import change_cycle_state
from evidence_repo.services.workflow.explanations import explain_evidence
from evidence_repo.services.workflow.packs import (
    approve_pack,
    recall_pack,
    reopen_pack,
    return_pack,
    submit_pack,
)
from evidence_repo.services.workflow.pieces import (
    accept_contribution,
    change_pages,
    cite_document,
    refuse_contribution,
    withdraw_evidence,
)
from evidence_repo.services.workflow.verdicts import ask_again, record_verdict, undo_verdict
from tests.services.world import World
from workflows.assignments import CONSEQUENCES
from workflows.assignments import TRANSITIONS as ASSIGNMENT_TRANSITIONS
from workflows.assignments import AssignmentState as A
from workflows.cycle import CYCLE_TRANSITIONS, CycleAction, CycleState
from workflows.evidence import TRANSITIONS, EvidenceState, Reason, VerdictKind
from workflows.packs import PACK_TRANSITIONS, PackState

WHY = "Bộ Nội vụ đề nghị"


class Kind(StrEnum):
    """What is looked at and acted on."""

    CYCLE = "cycle"
    PACK = "pack"
    PIECE = "piece"
    ASSIGNMENT = "assignment"


MODELS: Mapping[Kind, Any] = {
    Kind.CYCLE: AssessmentCycle,
    Kind.PACK: EvidencePack,
    Kind.PIECE: Evidence,
    Kind.ASSIGNMENT: Assignment,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a page shows of a row: its `lock`, the pack of its criterion, and the agencies whose it is."""

    year: int
    lock: int
    state: StrEnum
    pack: int | None = None
    was_reopened: bool = False
    agencies: frozenset[int] = frozenset()


Facts = Mapping[tuple[Kind, int], Fact]


def facts_in(session: Session) -> Facts:
    """Return what stands there, of every year."""
    return dict(_rows(session))


def _rows(session: Session) -> Iterator[tuple[tuple[Kind, int], Fact]]:
    for cycle in session.scalars(select(AssessmentCycle)):
        yield (Kind.CYCLE, cycle.id), Fact(cycle.year, cycle.lock, cycle.state)
    packs = {}
    of_packs = select(EvidencePack, Criterion.lead_agency_id, AssessmentCycle.year)
    joined = of_packs.join(Criterion, EvidencePack.criterion_id == Criterion.id)
    for pack, lead, year in session.execute(
        joined.join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
    ):
        fact = Fact(year, pack.lock, pack.state, pack.id, pack.was_reopened, frozenset({lead}))
        packs[pack.criterion_id] = fact
        yield (Kind.PACK, pack.id), fact
    for kind in (Kind.PIECE, Kind.ASSIGNMENT):
        for row in session.scalars(select(MODELS[kind])):
            of = packs[row.criterion_id]
            whose = of.agencies | {row.agency_id}
            yield (kind, row.id), Fact(of.year, row.lock, row.state, of.pack, of.was_reopened, whose)


Service = Callable[["Deed", Session, World, Actor, Any, int], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that people do to a row that they see in one of these states; `late` is why so late."""

    kind: Kind
    people: tuple[str, ...]
    states: frozenset[StrEnum]
    service: Service
    sends_lock: bool = True
    late: str | None = None


def _states(states: Any) -> frozenset[StrEnum]:
    return frozenset(states)


def _cite(deed: Deed, session: Session, world: World, actor: Actor, pack: EvidencePack, _seen: int) -> object:
    version = world.document_in(session, actor)
    product, clock = pack.criterion.products[0], world.clock
    return cite_document(
        session, actor, version, pack.criterion, product=product, late_reason=deed.late, clock=clock
    )


def _change_pages(
    deed: Deed, session: Session, world: World, actor: Actor, piece: Evidence, seen: int
) -> object:
    pages = "2" if piece.pages == "1" else "1"
    return change_pages(
        session, actor, piece, pages, late_reason=deed.late, seen_lock=seen, clock=world.clock
    )


def _judge(verdict: VerdictKind) -> Service:
    reason = Reason.PARTIAL_COVERAGE if verdict is VerdictKind.NEEDS_EXPLANATION else None

    def judge(
        _deed: Deed, session: Session, world: World, actor: Actor, piece: Evidence, seen: int
    ) -> object:
        return record_verdict(
            session, actor, piece, verdict, reason=reason, seen_lock=seen, clock=world.clock
        )

    return judge


def _explain(_deed: Deed, session: Session, world: World, actor: Actor, piece: Evidence, seen: int) -> object:
    return explain_evidence(session, actor, piece, text="Đã bổ sung", seen_lock=seen, clock=world.clock)


def _plain(service: Callable[..., object], *words: str) -> Service:
    """Return the deed of a service that takes the row, perhaps words, and the lock that was seen."""

    def act(_deed: Deed, session: Session, world: World, actor: Actor, row: Any, seen: int) -> object:
        return service(session, actor, row, *words, seen_lock=seen, clock=world.clock)

    return act


def _assign(
    _deed: Deed, session: Session, world: World, actor: Actor, pack: EvidencePack, _seen: int
) -> object:
    asked, last_day = [world.agency(session, "chau-doc")], date(2017, 11, 23)
    request = AssignmentRequest(pack.criterion, asked, "Gửi báo cáo", last_day)
    return assign(session, actor, [request], clock=world.clock)


def _deliver_piece(
    _deed: Deed, session: Session, world: World, actor: Actor, asked: Assignment, seen: int
) -> object:
    own = select(Evidence).where(
        Evidence.criterion_id == asked.criterion_id, Evidence.agency_id == asked.agency_id
    )
    piece = session.scalar(own.order_by(Evidence.id.desc()).limit(1))
    return deliver(session, actor, asked, piece=piece, seen_lock=seen, clock=world.clock)


def _deliver_words(
    _deed: Deed, session: Session, world: World, actor: Actor, asked: Assignment, seen: int
) -> object:
    return deliver(session, actor, asked, answer="Không phát sinh", seen_lock=seen, clock=world.clock)


def _name(_deed: Deed, session: Session, world: World, actor: Actor, asked: Assignment, seen: int) -> object:
    person = None if asked.person_id else world.user(session, "district")
    return name_person(session, actor, asked, person, seen_lock=seen)


def _move_cycle(action: CycleAction) -> Service:
    def move(
        _deed: Deed, session: Session, world: World, actor: Actor, cycle: AssessmentCycle, seen: int
    ) -> object:
        why = WHY if action is CycleAction.REOPEN else None
        return change_cycle_state(session, actor, cycle, action, world.clock, reason=why, seen_lock=seen)

    return move


_E = EvidenceState
_AGENCIES = ("lan", "mai", "justice", "district")
_LEADS = ("lan", "mai", "justice")
_HEADS = ("head", "justice-head")
_REVIEWERS = ("reviewer", "second", "council")
_APPROVERS = ("approver", "council")
_OPEN = _states([PackState.OPEN, PackState.RETURNED])
_PASSED = _states([_E.SUFFICIENT, _E.ACCEPTED_WITH_EXPLANATION])
_WAITING = _states([_E.SUBMITTED, _E.EXPLAINED])
_CYCLE_STEPS = {
    f"{action} the cycle": Deed(
        Kind.CYCLE,
        ("coordinator",),
        _states(row.from_state for row in CYCLE_TRANSITIONS if row.action is action),
        _move_cycle(action),
    )
    for action in CycleAction
}

DEEDS: Mapping[str, Deed] = {
    "cite": Deed(Kind.PACK, _AGENCIES, _OPEN, _cite, sends_lock=False),
    "cite late": Deed(Kind.PACK, _AGENCIES, _OPEN, _cite, sends_lock=False, late=WHY),
    "change pages": Deed(Kind.PIECE, _AGENCIES, _states([_E.DRAFT, _E.NEEDS_EXPLANATION]), _change_pages),
    "change pages late": Deed(Kind.PIECE, _AGENCIES, _PASSED, _change_pages, late=WHY),
    "withdraw": Deed(Kind.PIECE, _AGENCIES, _states(_E), _plain(withdraw_evidence)),
    "accept a contribution": Deed(Kind.PIECE, _LEADS, _states([_E.DRAFT]), _plain(accept_contribution)),
    "refuse a contribution": Deed(Kind.PIECE, _LEADS, _states([_E.DRAFT]), _plain(refuse_contribution)),
    "explain": Deed(Kind.PIECE, _AGENCIES, _states([_E.NEEDS_EXPLANATION]), _explain),
    "judge sufficient": Deed(Kind.PIECE, _REVIEWERS, _WAITING, _judge(VerdictKind.SUFFICIENT)),
    "judge insufficient": Deed(Kind.PIECE, _REVIEWERS, _WAITING, _judge(VerdictKind.NEEDS_EXPLANATION)),
    "judge accepted": Deed(
        Kind.PIECE, _REVIEWERS, _states([_E.EXPLAINED]), _judge(VerdictKind.ACCEPTED_WITH_EXPLANATION)
    ),
    "undo": Deed(Kind.PIECE, _REVIEWERS, _PASSED | {_E.NEEDS_EXPLANATION}, _plain(undo_verdict, WHY)),
    "ask again": Deed(Kind.PIECE, _APPROVERS, _PASSED, _plain(ask_again, WHY)),
    "submit": Deed(Kind.PACK, _HEADS, _OPEN, _plain(submit_pack)),
    "recall": Deed(Kind.PACK, _HEADS, _states([PackState.SUBMITTED]), _plain(recall_pack)),
    "return": Deed(Kind.PACK, _REVIEWERS, _states([PackState.SUBMITTED]), _plain(return_pack)),
    "approve": Deed(Kind.PACK, _APPROVERS, _states([PackState.SUBMITTED]), _plain(approve_pack)),
    "reopen": Deed(Kind.PACK, _APPROVERS, _states([PackState.APPROVED]), _plain(reopen_pack, WHY)),
    "assign": Deed(Kind.PACK, (*_LEADS, "coordinator"), _states(PackState), _assign, sends_lock=False),
    "name a person": Deed(Kind.ASSIGNMENT, _HEADS, _states(A), _name),
    "deliver a piece": Deed(
        Kind.ASSIGNMENT, ("district",), _states([A.ASSIGNED, A.RETURNED]), _deliver_piece
    ),
    "deliver in words": Deed(
        Kind.ASSIGNMENT, ("district",), _states([A.ASSIGNED, A.RETURNED]), _deliver_words
    ),
    "accept": Deed(Kind.ASSIGNMENT, _LEADS, _states([A.DELIVERED]), _plain(accept)),
    "give back": Deed(Kind.ASSIGNMENT, _LEADS, _states([A.DELIVERED]), _plain(return_assignment, WHY)),
    "cancel": Deed(Kind.ASSIGNMENT, (*_LEADS, "coordinator"), _states(A), _plain(cancel, WHY)),
    **_CYCLE_STEPS,
}

_CONSEQUENT = {pair for fate in CONSEQUENCES.values() for pair in fate.items()}
_UNQUESTIONED = {(A.RETURNED, A.DELIVERED), (A.RETURNED, A.ACCEPTED)}

STEPS: Mapping[Kind, frozenset[tuple[StrEnum | None, StrEnum]]] = {
    Kind.CYCLE: frozenset((row.from_state, row.to_state) for row in CYCLE_TRANSITIONS),
    Kind.PACK: frozenset((state, row.to_state) for row in PACK_TRANSITIONS for state in row.from_states),
    Kind.PIECE: frozenset((state, row.to_state) for row in TRANSITIONS for state in row.from_states),
    Kind.ASSIGNMENT: frozenset(
        (state, row.to_state)
        for row in ASSIGNMENT_TRANSITIONS
        for state in row.from_states
        if row.to_state is not None
    )
    | _CONSEQUENT
    | _UNQUESTIONED,
}
"""Every step from one state to another that the tables know, whoever takes it."""


def begin(world: World) -> None:
    """Begin as in December: one year appraised, one submitted, one open, each with a past."""
    world.add_cycle(2016)
    world.add_cycle(2018)
    for world.year, state in (
        (2016, CycleState.APPRAISED),
        (2017, CycleState.SUBMITTED),
        (2018, CycleState.OPEN),
    ):
        approved, judged = world.cite(), world.cite("1.3.1")
        world.cite("2.1.1", "justice")
        for code in ("1.1.3", "1.3.1"):
            world.submit(code)
        world.judge(approved)
        world.approve()
        world.judge(judged, VerdictKind.NEEDS_EXPLANATION)
        world.set_cycle(state)
