"""What a year brings beside pieces, many rows at once: points, rounds, figures, registers, a council, claims.

They go in as `tests.crowd` puts pieces in; what the rules ask of the rows holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import cycle
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    AppraisalRound,
    Council,
    CouncilMember,
    CouncilVoice,
    CouncilVote,
    CrosswalkPair,
    Evidence,
    EvidencePack,
    Measurement,
    MeasurementStep,
    MinistryEntry,
    PointLoss,
    Register,
    RegisterChoice,
    RegisterProof,
    RegisterRow,
    ReportNote,
    ReviewClaim,
    RoundQuestion,
    RoundRow,
    SchemeRow,
    Score,
    ScoringScheme,
    Target,
    VotedPack,
)
from tests.crowd import BEGAN, Crowd, Hands
from workflows.council import MajorityBase, Voice
from workflows.crosswalk import PairOrigin, PairState
from workflows.measurements import MeasurementAction, Period
from workflows.registers import RegisterKind
from workflows.rounds import LossCause, NoteKind, QuestionState, RoundKind
from workflows.scoring import RowKind, SchemeGroup, ScoreKind, Scorer, Scoring
from workflows.states import EvidenceState, MeasurementState
from workflows.targets import Operator, TargetKind

_AS_OF = date(2017, 11, 20)


def add_scores(session: Session, packs: Sequence[EvidencePack], hands: Hands) -> None:
    """Give the cycle of these packs a scheme, if it has none, with a row and two scores for each of them."""
    session.flush()
    crowd = Crowd(session, hands)
    cycle_id = packs[0].criterion.cycle_id
    scheme = session.scalar(select(ScoringScheme.id).where(ScoringScheme.cycle_id == cycle_id))
    if scheme is None:
        scheme = crowd.add(
            ScoringScheme, cycle_id=cycle_id, agency_group=SchemeGroup.PROVINCE, changed_at=BEGAN
        )
    there = select(SchemeRow.code, SchemeRow.id).where(SchemeRow.scheme_id == scheme)
    rows = session.execute(there.add_columns(SchemeRow.kind)).all()
    parents = {code: row for code, row, kind in rows if kind is RowKind.FIELD}
    for number, pack in enumerate(packs, len(rows) + 1):
        field = pack.criterion.field
        if field.code not in parents:
            parents[field.code] = _scheme_row(crowd, scheme, number, RowKind.FIELD, field.code, field.name)
        _scored(crowd, scheme, number, parents[field.code], pack)
    crowd.write()


def _scheme_row(
    crowd: Crowd, scheme: int, number: int, kind: RowKind, code: str, title: str, **values: Any
) -> int:
    return crowd.add(
        SchemeRow,
        **{
            **dict.fromkeys(("parent_id", "criterion_id", "scoring", "scorer")),
            "scheme_id": scheme,
            "ordinal": number,
            "kind": kind,
            "code": code,
            "title": title,
            "maximum": Decimal(40),
            "bands": [],
            "source": "Thang điểm thử",
            **values,
        },
    )


def _scored(crowd: Crowd, scheme: int, number: int, parent: int, pack: EvidencePack) -> None:
    criterion = pack.criterion
    row = _scheme_row(
        crowd,
        scheme,
        number,
        RowKind(criterion.kind.value),
        criterion.code,
        criterion.title,
        parent_id=parent,
        criterion_id=criterion.id,
        maximum=Decimal(2),
        scoring=Scoring.MANUAL,
        scorer=Scorer.SELF if number % 5 else Scorer.SURVEY,
    )
    for kind in ScoreKind if number % 5 else ():
        crowd.add(
            Score,
            row_id=row,
            kind=kind,
            points=Decimal("1.5"),
            proposed=None,
            reason="Theo số liệu đã xác nhận",
            set_by_id=crowd.hands.uploader if kind is ScoreKind.SELF else crowd.hands.reviewer,
            set_at=BEGAN,
        )


def add_rounds(
    session: Session, packs: Sequence[EvidencePack], kinds: Sequence[RoundKind], hands: Hands
) -> None:
    """Let the Ministry answer about each of these packs, with a question about every third; some lost points.

    A round that the cycle has already gets these rows too.
    """
    session.flush()
    crowd = Crowd(session, hands)
    for kind in kinds:
        made = _round(session, crowd, packs[0].criterion.cycle_id, kind)
        first = session.scalar(select(func.count()).where(RoundRow.round_id == made)) or 0
        for number, pack in enumerate(packs, first + 1):
            _answer(crowd, made, number, pack)
            if number % 3 == 0:
                _ask(crowd, made, pack, QuestionState.ACCEPTED if number % 2 else QuestionState.ASKED)
    for pack in packs[::2]:
        _lose(crowd, pack)
    crowd.write()


def _round(session: Session, crowd: Crowd, cycle_id: int, kind: RoundKind) -> int:
    wanted = select(AppraisalRound.id).where(AppraisalRound.cycle_id == cycle_id, AppraisalRound.kind == kind)
    there = session.scalar(wanted)
    if there is not None:
        return there
    return crowd.add(
        AppraisalRound,
        cycle_id=cycle_id,
        kind=kind,
        number=1,
        document_number="1234/BNV-CCHC",
        received_on=_AS_OF,
        rank=7,
        ranked_of=63,
        sha256=session.scalars(select(Evidence).limit(1)).unique().one().version.sha256,
        file_name="ket-qua.xlsx",
        imported_by_id=crowd.hands.reviewer,
        imported_at=BEGAN,
    )


def _answer(crowd: Crowd, made: int, number: int, pack: EvidencePack) -> None:
    crowd.add(
        RoundRow,
        round_id=made,
        ordinal=number,
        code=pack.criterion.label,
        title=pack.criterion.title,
        criterion_id=pack.criterion_id,
        maximum=Decimal(2),
        self_score=Decimal("1.5"),
        appraised=Decimal("1.25"),
        survey=None,
        reason="Chưa có tài liệu kiểm chứng",
    )


def _ask(crowd: Crowd, made: int, pack: EvidencePack, state: QuestionState) -> None:
    is_accepted = state is QuestionState.ACCEPTED
    crowd.add(
        RoundQuestion,
        round_id=made,
        criterion_id=pack.criterion_id,
        text="Bổ sung báo cáo kết quả thực hiện.",
        last_day=date(2017, 12, 15),
        state=state,
        accepted_by_id=crowd.hands.approver if is_accepted else None,
        accepted_on_behalf_of_id=None,
        accepted_at=BEGAN if is_accepted else None,
    )


def _lose(crowd: Crowd, pack: EvidencePack) -> None:
    common = {"changed_by_id": crowd.hands.uploader, "changed_at": BEGAN}
    crowd.add(
        PointLoss,
        criterion_id=pack.criterion_id,
        cause=LossCause.NO_EVIDENCE,
        remedy="Ban hành báo cáo đúng hạn.",
        agency_id=pack.criterion.lead_agency_id,
        **common,
    )
    crowd.add(
        ReportNote,
        criterion_id=pack.criterion_id,
        field_id=None,
        kind=NoteKind.DIFFICULTY,
        text="Thiếu kinh phí.",
        **common,
    )
    crowd.add(
        MinistryEntry,
        criterion_id=pack.criterion_id,
        entered_by_id=crowd.hands.uploader,
        entered_at=BEGAN,
        receipt="BN-7",
        contents_sha256="0" * 64,
    )


def add_register_rows(session: Session, pack: EvidencePack, rows: int, hands: Hands) -> None:
    """Let the lead agency keep a register of the pack's plan tasks, with that many rows more, each proved."""
    session.flush()
    crowd = Crowd(session, hands)
    kept = {"criterion_id": pack.criterion_id, "kind": RegisterKind.PLAN_TASKS}
    there = session.scalars(select(Register).filter_by(**kept)).first()
    if there is None:
        session.execute(delete(RegisterChoice).filter_by(**kept))
        session.add(RegisterChoice(**kept, is_kept=True))
        there = Register(**kept, agency_id=pack.criterion.lead_agency_id)
        session.add(there)
        session.flush()
    wanted = select(Evidence.id).where(Evidence.criterion_id == pack.criterion_id).order_by(Evidence.id)
    pieces = cycle(session.scalars(wanted.limit(500)).all())
    for number in range(there.next_number, there.next_number + rows):
        _task(crowd, there.id, number, next(pieces))
    there.next_number += rows
    crowd.write()


def _task(crowd: Crowd, register: int, number: int, piece: int) -> None:
    cells = {
        "task": f"Ban hành kế hoạch số {number}",
        "product": "Kế hoạch",
        "due_on": "2017-06-30",
        **({"done_on": "2017-06-15"} if number % 4 else {}),
    }
    row = crowd.add(
        RegisterRow,
        register_id=register,
        number=number,
        cells=cells,
        late_reason=None,
        changed_by_id=crowd.hands.uploader,
        changed_at=BEGAN,
    )
    crowd.add(RegisterProof, row_id=row, evidence_id=piece, version_id=None)


def add_figures(session: Session, packs: Sequence[EvidencePack], each: int, hands: Hands) -> None:
    """Add that many targets to each pack's criterion, and figures of every active agency for each of them."""
    session.flush()
    crowd = Crowd(session, hands)
    agencies = session.scalars(select(Agency.id).where(Agency.is_active.is_(True)).order_by(Agency.id)).all()
    for pack in packs:
        last = session.scalar(
            select(func.max(Target.ordinal)).where(Target.criterion_id == pack.criterion_id)
        )
        for ordinal in range((last or 0) + 1, (last or 0) + 1 + each):
            target = _target(crowd, pack, ordinal)
            for agency in agencies:
                _measure(crowd, pack, target, agency)
    crowd.write()


def _target(crowd: Crowd, pack: EvidencePack, ordinal: int) -> int:
    return crowd.add(
        Target,
        criterion_id=pack.criterion_id,
        ordinal=ordinal,
        measure="Tỷ lệ hoàn thành",
        kind=TargetKind.PERCENT,
        operator=Operator(">="),
        value=Decimal(30),
        is_soft=True,
        source_text="từ 30% trở lên",
    )


def _measure(crowd: Crowd, pack: EvidencePack, target: int, agency: int) -> None:
    measured = crowd.add(
        Measurement,
        **dict.fromkeys(
            ("assignment_id", "decided_by_id", "decided_on_behalf_of_id", "decided_at", "note", "comment")
        ),
        criterion_id=pack.criterion_id,
        target_id=target,
        agency_id=agency,
        period=Period.YEAR,
        as_of=_AS_OF,
        numerator=Decimal(45),
        denominator=Decimal(100),
        state=MeasurementState.SUBMITTED,
        state_since=BEGAN,
        given_by_id=crowd.hands.uploader,
        given_at=BEGAN,
        accepted_at=BEGAN,
    )
    crowd.add(
        MeasurementStep,
        measurement_id=measured,
        action=MeasurementAction.GIVE,
        person_id=crowd.hands.uploader,
        on_behalf_of_id=None,
        at=BEGAN,
        numerator=Decimal(45),
        denominator=Decimal(100),
        words=None,
    )


def add_votes(session: Session, packs: Sequence[EvidencePack], votes: int, hands: Hands) -> None:
    """Let the cycle have a council, with that many votes more, each on all of these packs."""
    session.flush()
    crowd = Crowd(session, hands)
    cycle_id = packs[0].criterion.cycle_id
    rules = {"quorum": Fraction(2, 3), "majority": Fraction(1, 2), "base": MajorityBase.MEMBERS}
    if session.scalar(select(Council.id).where(Council.cycle_id == cycle_id)) is None:
        session.add(Council(cycle_id=cycle_id, is_on=True, **rules))
        session.add(CouncilMember(cycle_id=cycle_id, person_id=hands.approver, added_at=BEGAN))
        session.flush()
    of_cycle = select(func.max(CouncilVote.number)).where(CouncilVote.cycle_id == cycle_id)
    first = (session.scalar(of_cycle) or 0) + 1
    for number in range(first, first + votes):
        vote = crowd.add(
            CouncilVote,
            cycle_id=cycle_id,
            number=number,
            title=f"Phiên họp thứ {number}",
            opened_by_id=hands.approver,
            opened_at=BEGAN,
            closed_by_id=None,
            closed_at=None,
            **rules,
        )
        for pack in packs:
            _vote(crowd, vote, pack)
    crowd.write()


def _vote(crowd: Crowd, vote: int, pack: EvidencePack) -> None:
    voted = crowd.add(
        VotedPack,
        **dict.fromkeys(("members", "voices_for", "against", "abstained", "outcome")),
        vote_id=vote,
        criterion_id=pack.criterion_id,
        pack_lock=pack.lock,
    )
    crowd.add(
        CouncilVoice,
        voted_pack_id=voted,
        member_id=crowd.hands.approver,
        voice=Voice.FOR,
        words=None,
        cast_at=BEGAN,
    )


def add_claims(session: Session, packs: Sequence[EvidencePack], claims: int, hands: Hands) -> None:
    """Let the reviewer have that many more of the packs' waiting pieces in hand."""
    session.flush()
    crowd = Crowd(session, hands)
    waiting = select(Evidence.id).where(
        Evidence.criterion_id.in_([pack.criterion_id for pack in packs]),
        Evidence.state == EvidenceState.SUBMITTED,
        Evidence.id.not_in(select(ReviewClaim.evidence_id).where(ReviewClaim.evidence_id.is_not(None))),
    )
    for piece in session.scalars(waiting.order_by(Evidence.id).limit(claims)):
        crowd.add(
            ReviewClaim,
            evidence_id=piece,
            explanation_id=None,
            person_id=hands.reviewer,
            claimed_at=BEGAN,
            active_at=BEGAN,
        )
    crowd.write()


def add_crosswalk(
    session: Session, packs: Sequence[EvidencePack], before: Sequence[EvidencePack], hands: Hands
) -> None:
    """Let each of these packs' criteria continue the one of the same code of the year before."""
    session.flush()
    crowd = Crowd(session, hands)
    earlier = {pack.criterion.label: pack.criterion_id for pack in before}
    for pack in packs:
        if pack.criterion.label in earlier:
            crowd.add(
                CrosswalkPair,
                criterion_id=pack.criterion_id,
                earlier_id=earlier[pack.criterion.label],
                origin=PairOrigin.CODE,
                state=PairState.CONFIRMED,
                likeness=100,
                decided_by_id=hands.reviewer,
                decided_at=BEGAN,
            )
    crowd.write()
