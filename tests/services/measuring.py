"""Targets and figures in the small province: each method is one transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from evidence_repo.models import Assignment, Evidence, Measurement, Target
from evidence_repo.services.figures.judging import JudgedTarget, judged_targets
from evidence_repo.services.figures.proposing import propose_figure
from evidence_repo.services.workflow.explanations import explain_figures
from evidence_repo.services.workflow.figure_reviews import (
    decide_figures,
    end_waiver,
    undo_decision,
    waive_target,
)
from evidence_repo.services.workflow.measurements import GivenFigures, give_figures, remove_figures
from tests.services.world import World
from workflows.states import MeasurementState
from workflows.targets import Operator, TargetKind

AS_OF = date(2017, 11, 20)


class Measuring:
    """What people do with the figures of one criterion's first target."""

    def __init__(self, world: World, code: str = "1.1.3") -> None:
        self.world, self.code = world, code

    def target(
        self,
        kind: str = "percent",
        operator: str = ">=",
        value: str = "30",
        *,
        is_soft: bool = False,
        measure: str = "Tỷ lệ hoàn thành",
    ) -> int:
        """Add a target to the criterion; return its id."""
        with self.world.database.transaction() as session:
            criterion = self.world.criterion(session, self.code)
            target = Target(
                ordinal=len(criterion.targets) + 1,
                measure=measure,
                kind=TargetKind(kind),
                operator=Operator(operator),
                value=Decimal(value),
                is_soft=is_soft,
                source_text="từ 30% trở lên",
            )
            criterion.targets.append(target)
            session.flush()
            return target.id

    def give(
        self,
        numerator: str | None,
        denominator: str | None = None,
        who: str = "lan",
        *,
        target: int | None = None,
        assignment: int | None = None,
        pieces: tuple[int, ...] = (),
        note: str | None = None,
        seen_lock: int | None = None,
        late_reason: str | None = None,
    ) -> int:
        """Give figures; return the measurement's id."""
        world = self.world
        with world.database.transaction() as session:
            numbers = [None if each is None else Decimal(each) for each in (numerator, denominator)]
            proofs = [session.get_one(Evidence, piece) for piece in pieces]
            given = GivenFigures(numbers[0], AS_OF, numbers[1], proofs, note)
            measurement = give_figures(
                session,
                world.actor(who),
                session.get_one(Target, target or self.first()),
                given,
                assignment=session.get_one(Assignment, assignment) if assignment else None,
                seen_lock=seen_lock,
                late_reason=late_reason,
                clock=world.clock,
            )
            return measurement.id

    def first(self) -> int:
        with self.world.reading() as session:
            return self.world.criterion(session, self.code).targets[0].id

    def propose(self, numerator: str, denominator: str | None = None, agency: str = "noi-vu") -> int:
        world = self.world
        with world.database.transaction() as session:
            proposed = propose_figure(
                session,
                world.actor("lan"),
                session.get_one(Target, self.first()),
                world.agency(session, agency),
                numerator=Decimal(numerator),
                denominator=None if denominator is None else Decimal(denominator),
                as_of=AS_OF,
                source="Sổ nhiệm vụ kế hoạch",
                clock=world.clock,
            )
            return proposed.id

    def decide(
        self, measurement: int, confirmed: bool = True, who: str = "reviewer", comment: str | None = None
    ) -> None:
        with self.world.database.transaction() as session:
            figures = session.get_one(Measurement, measurement)
            decide_figures(
                session, self.world.actor(who), figures, confirmed, comment, clock=self.world.clock
            )

    def undo(self, measurement: int, who: str = "reviewer", reason: str = "Nhầm") -> None:
        with self.world.database.transaction() as session:
            figures = session.get_one(Measurement, measurement)
            undo_decision(session, self.world.actor(who), figures, reason=reason, clock=self.world.clock)

    def remove(self, measurement: int, who: str = "lan") -> None:
        with self.world.database.transaction() as session:
            figures = session.get_one(Measurement, measurement)
            remove_figures(session, self.world.actor(who), figures, clock=self.world.clock)

    def waive(self, who: str = "reviewer", reason: str = "Bộ chưa ban hành hướng dẫn") -> None:
        with self.world.database.transaction() as session:
            target = session.get_one(Target, self.first())
            waive_target(session, self.world.actor(who), target, reason, clock=self.world.clock)

    def end_waiver(self, who: str = "reviewer", reason: str = "Đã có hướng dẫn") -> None:
        with self.world.database.transaction() as session:
            target = session.get_one(Target, self.first())
            end_waiver(session, self.world.actor(who), target, reason, clock=self.world.clock)

    def explain(self, measurement: int, who: str = "lan", text: str = "Kinh phí cấp chậm") -> int:
        with self.world.database.transaction() as session:
            figures = session.get_one(Measurement, measurement)
            return explain_figures(
                session, self.world.actor(who), figures, text=text, clock=self.world.clock
            ).id

    def state(self, measurement: int) -> MeasurementState:
        with self.world.reading() as session:
            return session.scalars(select(Measurement.state).where(Measurement.id == measurement)).one()

    def judged(self, who: str | None = None) -> JudgedTarget:
        with self.world.reading() as session:
            criterion = self.world.criterion(session, self.code)
            actor = self.world.actor(who) if who else None
            (first, *_) = judged_targets(session, actor, criterion)
            for each in (*first.parts, *first.waiting, *first.missing, *first.did_not_occur):
                str(each)
            return first
