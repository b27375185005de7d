"""The self-scores that plan 416 and the illustrative scheme propose, over all of its 67 criteria."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.models import AssessmentCycle, Criterion, SchemeRow, Target, User
from evidence_repo.services.people.accounts import add_person
from evidence_repo.services.people.agencies import load_agencies
from evidence_repo.services.plan.catalogue import criteria_of_cycle, import_plan
from evidence_repo.services.policy.actors import SYSTEM, Actor, actor_of, operator_of
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.proposing import ScorePage, give_score, score_page
from evidence_repo.services.scores.sheet import score_sheet
from evidence_repo.services.scores.workbook import example_scheme
from evidence_repo.services.workflow.measurements import GivenFigures, give_figures
from workflows.roles import Role
from workflows.scoring import NoProposal, SchemeGroup, ScoreKind, Scorer, Scoring
from workflows.targets import TargetKind

CLOCK = Clock(date(2017, 11, 20))
SELF_SCORED, WITH_HARD_TARGETS = 64, 42
"""Criteria of the 67 that no survey scores; of these those with a target that is more than striven for."""
SEES_ALL = operator_of("cli", None)


@dataclass(frozen=True)
class Case:
    """Figures made up for each kind of target, and what part of what is asked for they reach."""

    figures: dict[TargetKind, tuple[int, int | None]]

    def reached(self, target: Target) -> Fraction | None:
        """Return the figure that the target is judged by; None for one that counts nothing."""
        number, whole = self.figures[target.kind]
        if target.kind is TargetKind.PERCENT:
            return Fraction(100 * number, whole or 1)
        if target.kind is TargetKind.INCREASE:
            return Fraction(100 * (number - (whole or 0)), whole or 1)
        return None if target.kind is TargetKind.NONE else Fraction(number)

    def is_met(self, target: Target) -> bool:
        """Return whether the figure is what the plan asks for."""
        reached, wanted = self.reached(target), Fraction(target.value)
        if reached is None:
            return self.figures[target.kind][0] == 0
        return reached > wanted if target.operator.value == ">" else reached >= wanted


CASES = {
    "met": Case(
        {
            TargetKind.PERCENT: (199, 199),
            TargetKind.COUNT: (50, None),
            TargetKind.INCREASE: (651, 500),
            TargetKind.NONE: (0, None),
        }
    ),
    "nearly": Case(
        {
            TargetKind.PERCENT: (90, 100),
            TargetKind.COUNT: (49, None),
            TargetKind.INCREASE: (600, 500),
            TargetKind.NONE: (1, None),
        }
    ),
    "missed": Case(
        {
            TargetKind.PERCENT: (29, 199),
            TargetKind.COUNT: (0, None),
            TargetKind.INCREASE: (500, 500),
            TargetKind.NONE: (7, None),
        }
    ),
}


@pytest.fixture
def plan(sqlite_database: Database) -> Database:
    """Give the real plan with its agencies, somebody in each lead agency, and the illustrative scheme."""
    with sqlite_database.transaction() as session:
        load_agencies(session, SYSTEM, AN_GIANG_AGENCIES)
        import_plan(session, SYSTEM, an_giang_2017(), CLOCK, year=2017, province="An Giang")
        cycle = _cycle(session)
        for agency in {each.lead_agency for each in criteria_of_cycle(session, cycle)}:
            email, roles = f"{agency.code}@example.vn", [Role.UPLOADER]
            add_person(
                session, SYSTEM, email=email, name=agency.name, agency=agency, roles=roles, clock=CLOCK
            )
        rows = example_scheme(session, cycle).read()
        import_scheme(session, SEES_ALL, cycle, SchemeGroup.PROVINCE, rows, CLOCK).refuse_problems()
    return sqlite_database


def _cycle(session: Session) -> AssessmentCycle:
    return session.scalars(select(AssessmentCycle)).one()


def _lead(session: Session, criterion: Criterion) -> Actor:
    of_agency = select(User).where(User.agency_id == criterion.lead_agency_id)
    return actor_of(session.scalars(of_agency).one(), "cli")


def _pages(session: Session) -> list[ScorePage]:
    pages = [score_page(session, SEES_ALL, each) for each in criteria_of_cycle(session, _cycle(session))]
    return [page for page in pages if page is not None]


def _measure(database: Database, case: Case) -> None:
    """Let each lead agency give the case's figures to every target of its criteria."""
    with database.transaction() as session:
        for criterion in criteria_of_cycle(session, _cycle(session)):
            for target in criterion.targets:
                number, whole = case.figures[target.kind]
                given = GivenFigures(
                    Decimal(number), CLOCK.today(), None if whole is None else Decimal(whole)
                )
                give_figures(session, _lead(session, criterion), target, given, clock=CLOCK)


def _expected(page: ScorePage, case: Case) -> Decimal | None:
    """Work the proposal out from the plan's targets and the scheme's row alone."""
    row, hard = page.row, [target for target in page.criterion.targets if not target.is_soft]
    if row.scoring is Scoring.MANUAL or row.scorer is not Scorer.SELF or not hard:
        return None
    return min(_of_target(row, target, case) for target in hard)


def _of_target(row: SchemeRow, target: Target, case: Case) -> Decimal:
    maximum = row.maximum or Decimal(0)
    if case.is_met(target):
        return maximum
    reached = case.reached(target) or Fraction(0)
    if row.scoring is Scoring.BANDS:
        half = (maximum / 2).quantize(Decimal("0.01"))
        return half if reached >= 80 else Decimal(0)
    share = reached / Fraction(target.value) if target.value else Fraction(0)
    exact = Decimal(share.numerator) / Decimal(share.denominator) * maximum
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_without_figures_every_criterion_says_why_nothing_is_proposed(plan: Database) -> None:
    with plan.reading() as session:
        pages = _pages(session)
        assert len(pages) == 67
        assert all(page.proposal.points is None for page in pages)
        reasons = Counter(page.proposal.why_not for page in pages)
        with_hard = [each for each in pages if any(not target.is_soft for target in each.criterion.targets)]
        assert (
            reasons[NoProposal.UNKNOWN] == sum(page.is_self_scored for page in with_hard) == WITH_HARD_TARGETS
        )
        assert reasons[NoProposal.BY_HAND] == 67 - WITH_HARD_TARGETS
        surveyed = [page.criterion.label for page in pages if not page.is_self_scored]
        assert surveyed == ["TC 8.3", "TC 1.1", "TC 1.2"]


@pytest.mark.parametrize("name", CASES)
def test_every_proposal_follows_from_targets_and_bands(plan: Database, name: str) -> None:
    case = CASES[name]
    _measure(plan, case)
    with plan.reading() as session:
        pages = _pages(session)
        found = {page.criterion.label: page.proposal.points for page in pages}
        assert found == {page.criterion.label: _expected(page, case) for page in pages}
        given = [points for points in found.values() if points is not None]
        assert len(given) == WITH_HARD_TARGETS
        for page in pages:
            assert (page.deciding is None) == (page.proposal.points is None)
            assert page.proposal.points is None or page.proposal.points <= (page.row.maximum or 0)


def test_cases_reach_everything_a_part_and_next_to_nothing(plan: Database) -> None:
    sums = []
    for name in ("met", "nearly", "missed"):
        _measure(plan, CASES[name])
        with plan.reading() as session:
            pages = [page for page in _pages(session) if page.proposal.points is not None]
            sums.append(sum((page.proposal.points or Decimal(0) for page in pages), Decimal(0)))
            most = sum((page.row.maximum or Decimal(0) for page in pages), Decimal(0))
    assert sums[0] == most
    assert most > sums[1] > sums[2] >= 0


def test_what_is_proposed_is_taken_over_without_a_reason_and_adds_up(plan: Database) -> None:
    _measure(plan, CASES["nearly"])
    with plan.transaction() as session:
        expected = Decimal(0)
        for page in _pages(session):
            points = page.proposal.points
            if points is not None:
                who = _lead(session, page.criterion)
                give_score(session, who, page.criterion, ScoreKind.SELF, points, None, clock=CLOCK)
                expected += points
    with plan.reading() as session:
        sheet = score_sheet(session, SEES_ALL, _cycle(session))
        assert sheet.total.self_points == expected
        assert len(sheet.missing) == SELF_SCORED - WITH_HARD_TARGETS
        assert sum(sums.self_points or 0 for sums in sheet.by_agency) == expected
