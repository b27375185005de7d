"""What the demonstration's people do with scores and the Ministry's rounds: each is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from evidence_repo.demo.stage import Stage
from evidence_repo.models import RoundQuestion
from evidence_repo.reports.table import Column
from evidence_repo.reports.workbook import Sheet, write_workbook
from evidence_repo.services.people.sheets import SheetCells, read_rows
from evidence_repo.services.rounds.importing import RoundFacts, import_round
from evidence_repo.services.rounds.losses import record_loss
from evidence_repo.services.rounds.questions import accept_question
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.proposing import give_score
from evidence_repo.services.scores.setting import Given, set_score
from evidence_repo.services.scores.workbook import example_scheme
from evidence_repo.services.workflow.cycles import change_cycle_state
from evidence_repo.services.workflow.explanations import explain_question
from workflows.cycle import CycleAction
from workflows.rounds import LossCause
from workflows.scoring import SchemeGroup, ScoreKind

RoundLine = tuple[str, ...]
"""The cells of one row in the order of the Ministry's columns."""


def load_scheme(stage: Stage, who: str) -> None:
    """Let the coordinator bring in the illustrative scheme."""
    with stage.acting(who) as (session, actor):
        cycle = stage.cycle(session)
        rows = example_scheme(session, cycle).read()
        import_scheme(session, actor, cycle, SchemeGroup.PROVINCE, rows, stage.clock).refuse_problems()


def score(
    stage: Stage,
    who: str,
    kind: ScoreKind,
    points: Mapping[str, str],
    reasons: Mapping[str, str] | None = None,
) -> None:
    """Let the person give these criteria their points, beside what is proposed."""
    with stage.acting(who) as (session, actor):
        for code, given in points.items():
            reason = (reasons or {}).get(code)
            criterion = stage.criterion(session, code)
            give_score(session, actor, criterion, kind, Decimal(given), reason, clock=stage.clock)


def score_plainly(stage: Stage, who: str, points: Mapping[str, Decimal]) -> None:
    """Let the person give these criteria their self-scores, in a year without figures."""
    with stage.acting(who) as (session, actor):
        for code, given in points.items():
            criterion = stage.criterion(session, code)
            set_score(session, actor, criterion, ScoreKind.SELF, Given(given), clock=stage.clock)


def move_cycle(stage: Stage, who: str, action: CycleAction) -> None:
    """Let the coordinator move the cycle on."""
    with stage.acting(who) as (session, actor):
        change_cycle_state(session, actor, stage.cycle(session), action, stage.clock)


def take_round(stage: Stage, who: str, facts: RoundFacts, lines: Sequence[RoundLine], name: str) -> None:
    """Let the coordinator bring in the Ministry's result, as a workbook of this name."""
    heading = tuple(column.titles[0] for column in ROUND_COLUMNS)
    cells = [SheetCells(number, line) for number, line in enumerate([heading, *lines], 1)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        columns = [
            Column(each.key, each.titles[0], _at(at), each.width) for at, each in enumerate(ROUND_COLUMNS)
        ]
        with path.open("wb") as file:
            write_workbook(file, [Sheet("Kết quả", columns, lines)], title=path.stem)
        spooled = stage.spool(path)
    store, rows = stage.container.store, read_rows(cells, ROUND_COLUMNS)
    with stage.acting(who) as (session, actor):
        cycle = stage.cycle(session)
        import_round(session, actor, cycle, facts, rows, spooled, store=store, clock=stage.clock)


def _at(place: int) -> Callable[[RoundLine], str]:
    return lambda line: line[place]


def accept(stage: Stage, who: str, code: str) -> None:
    """Let the approver accept the Ministry's question about a criterion."""
    with stage.acting(who) as (session, actor):
        of_criterion = RoundQuestion.criterion_id == stage.criterion(session, code).id
        question = session.scalars(select(RoundQuestion).where(of_criterion)).one()
        accept_question(session, actor, question, clock=stage.clock)


def answer(stage: Stage, who: str, code: str, text: str, basis: str) -> int:
    """Let the person answer the question in words; return the explanation's id."""
    with stage.acting(who) as (session, actor):
        of_criterion = RoundQuestion.criterion_id == stage.criterion(session, code).id
        question = session.scalars(select(RoundQuestion).where(of_criterion)).one()
        said = explain_question(session, actor, question, text=text, legal_basis=basis, clock=stage.clock)
        session.flush()
        return said.id


def record_losses(stage: Stage, who: str, losses: Mapping[str, tuple[LossCause, str]]) -> None:
    """Let the person say why these criteria lost points, and what their lead agency does about it."""
    with stage.acting(who) as (session, actor):
        for code, (cause, remedy) in losses.items():
            criterion = stage.criterion(session, code)
            agency = criterion.lead_agency
            record_loss(
                session, actor, criterion, cause=cause, remedy=remedy, agency=agency, clock=stage.clock
            )
