"""A scheme comes in from a workbook: previewed row by row, taken as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, lazyload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.models import AssessmentCycle, Criterion, SchemeExemption, SchemeRow, Score, ScoringScheme
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.sheets import ImportReport, Outcome, RowResult, SheetRow
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.scores.exempting import Exemptions
from evidence_repo.services.scores.scheme_sheet import RowName, SchemeLine, read_scheme
from evidence_repo.services.scores.schemes import check_manages, find_scheme
from evidence_repo.words import N_
from workflows.events import SchemeImported
from workflows.scoring import RowKind, SchemeGroup, Scorer


def plan_criteria(session: Session, cycle: AssessmentCycle) -> dict[RowName, Criterion]:
    """Return the cycle's criteria by kind and code, in the plan's order."""
    wanted = select(Criterion).where(Criterion.cycle_id == cycle.id, Criterion.dropped_reason.is_(None))
    found = session.scalars(wanted.order_by(Criterion.id).options(lazyload("*")))
    return {(RowKind(each.kind), each.code): each for each in found}


def import_scheme(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    group: SchemeGroup,
    rows: Sequence[SheetRow],
    clock: Clock,
) -> ImportReport:
    """Make these rows the cycle's scheme; scores stay with the rows of the same kind and code.

    Whoever calls takes the whole or rolls it back: `ImportReport.refuse_problems`.
    """
    check_manages(actor, cycle)
    # One row of the cycle is the lock: two imports at once come one after the other.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    is_province = group is SchemeGroup.PROVINCE
    criteria = plan_criteria(session, cycle) if is_province else {}
    lines = read_scheme(rows, criteria if is_province else None)
    scheme = find_scheme(session, cycle, group)
    if scheme is None:
        scheme = ScoringScheme(cycle=cycle, agency_group=group, changed_at=clock.now(), rows=[])
        session.add(scheme)
        session.flush()
    report = _Import(session, scheme, criteria).take(lines)
    named = {each: tuple(row.name for row in report.rows if row.outcome is each) for each in _TOLD}
    if not report.problems and any(named.values()):
        scheme.changed_at = clock.now()
        session.flush()
        added, changed, removed = (named[each] for each in _TOLD)
        event = SchemeImported(
            subject=scheme.id,
            group=group,
            rows=len(lines),
            added=added,
            changed_rows=changed,
            removed=removed,
        )
        emit(session, actor, event)
    return report


_TOLD = (Outcome.NEW, Outcome.CHANGED, Outcome.REMOVED)


class _Import:
    """What becomes of a scheme's rows, found again by kind and code."""

    def __init__(
        self, session: Session, scheme: ScoringScheme, criteria: Mapping[RowName, Criterion]
    ) -> None:
        self._session, self._scheme, self._criteria = session, scheme, criteria
        self._there = {(row.kind, row.code): row for row in scheme.rows}
        self._names = {row.id: (row.kind, row.code) for row in scheme.rows}
        self._scores: dict[int, list[Score]] = defaultdict(list)
        of_scheme = select(Score).join(SchemeRow).where(SchemeRow.scheme_id == scheme.id)
        for score in session.scalars(of_scheme):
            self._scores[score.row_id].append(score)
        self._exempt = Exemptions(session, scheme)

    def take(self, lines: Sequence[SchemeLine]) -> ImportReport:
        """Take all rows, if none has a problem."""
        kept = {line.key for line in lines}
        gone = [row for key, row in self._there.items() if key not in kept]
        report = ImportReport([self._result(line) for line in lines] + [self._removal(row) for row in gone])
        if not report.problems:
            self._write(lines, gone)
        return report

    def _result(self, line: SchemeLine) -> RowResult:
        problem = line.problem or self._score_problem(line)
        if problem is not None:
            return RowResult(line.number, line.name, Outcome.WRONG, problem)
        row = self._there.get(line.key)
        try:
            is_exempt = bool(self._exempt.wanted(line, {}))
            outcome = Outcome.NEW if row is None else self._changes(row, line)
        except EvidenceError as wrong:
            return RowResult(line.number, line.name, Outcome.WRONG, wrong)
        if is_exempt and row is not None and self._scores.get(row.id):
            applies = BadInput(N_("It has scores already, so it applies."), code="row_has_scores")
            return RowResult(line.number, line.name, Outcome.WRONG, applies)
        return RowResult(line.number, line.label, outcome)

    def _score_problem(self, line: SchemeLine) -> BadInput | None:
        """Return why the row's scores do not go with what it becomes."""
        row = self._there.get(line.key)
        scores = self._scores.get(row.id, []) if row else []
        if scores and line.scorer is not Scorer.SELF:
            return BadInput(N_("It has scores already, so it stays self-scored."), code="row_has_scores")
        if any(line.maximum is not None and score.points > line.maximum for score in scores):
            return BadInput(N_("A score that was given is above this maximum."), code="score_over_maximum")
        return None

    def _changes(self, row: SchemeRow, line: SchemeLine) -> Outcome:
        parent = self._names[row.parent_id] if row.parent_id else None
        before = (row.title, row.source, row.maximum, row.scoring, row.scorer, row.bands, parent)
        after = (
            *(line.title, line.source, line.maximum, line.scoring, line.scorer, line.bands),
            line.parent,
        )
        is_same = before == after and not self._exempt.differ(row, line)
        return Outcome.THERE if is_same else Outcome.CHANGED

    def _removal(self, row: SchemeRow) -> RowResult:
        if not self._scores.get(row.id):
            return RowResult(0, row.label, Outcome.REMOVED)
        problem = BadInput(
            N_("It has scores already, so the workbook must have it too."), code="row_has_scores"
        )
        return RowResult(0, row.label, Outcome.WRONG, problem)

    def _write(self, lines: Sequence[SchemeLine], gone: Sequence[SchemeRow]) -> None:
        for row in self._scheme.rows:
            row.parent_id = None
        self._session.flush()
        ids = [row.id for row in gone]
        self._session.execute(delete(SchemeExemption).where(SchemeExemption.row_id.in_(ids)))
        for row in gone:
            self._scheme.rows.remove(row)
        for place, line in enumerate(lines, 1):
            self._fill(line, place)
        self._session.flush()
        for line in lines:
            if line.parent is not None:
                self._there[line.key].parent_id = self._there[line.parent].id
            self._exempt.write(self._there[line.key], line)
        self._session.flush()

    def _fill(self, line: SchemeLine, place: int) -> None:
        row = self._there.get(line.key)
        if row is None:
            row = self._there[line.key] = SchemeRow(kind=line.kind, code=line.code)
            self._scheme.rows.append(row)
        criterion = self._criteria.get(line.key) if line.scorer else None
        row.ordinal, row.title, row.source = place, line.title, line.source
        row.maximum, row.scoring, row.scorer, row.bands = line.maximum, line.scoring, line.scorer, line.bands
        row.criterion_id = criterion.id if criterion else None
