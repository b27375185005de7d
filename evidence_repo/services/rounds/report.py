"""What the self-assessment report is made of: points, what lacks proof, difficulties and proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import AssessmentCycle, Criterion, CriterionField, Explanation, ReportNote
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.scores import ScoreSight
from evidence_repo.services.policy.visibility import visible_explanations
from evidence_repo.services.rounds.losses import check_outcome
from evidence_repo.services.rounds.results import GivenPoints, read_results
from evidence_repo.services.rounds.scheme import scheme_rows, self_scores
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import ReportNoteChanged
from workflows.rights import Right, Scope, scopes_of
from workflows.rounds import NoteKind
from workflows.states import ExplanationKind, ExplanationState

LONGEST_NOTE = 8_000
Place = Criterion | CriterionField
"""What a note is about."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """The parts of the report, in the plan's order, as far as this person sees them."""

    points: Sequence[GivenPoints]
    explanations: Sequence[Explanation]
    notes: Sequence[ReportNote]

    def notes_of(self, kind: NoteKind) -> list[ReportNote]:
        """Return the notes of this kind."""
        return [note for note in self.notes if note.kind is kind]


def report_data(session: Session, actor: Actor, cycle: AssessmentCycle) -> ReportData:
    """Return what the report is made of: the latest explanations of what lacks proof, and the notes."""
    lacking = (
        select(Explanation)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .where(
            Criterion.cycle_id == cycle.id,
            Explanation.kind.in_((ExplanationKind.MISSING, ExplanationKind.PARTIAL)),
            Explanation.state.in_((ExplanationState.SUBMITTED, ExplanationState.ACCEPTED)),
            visible_explanations(actor),
        )
        .options(joinedload(Explanation.criterion), joinedload(Explanation.product))
        .order_by(Explanation.round, Explanation.id)
    )
    latest = {
        (each.evidence_id, each.product_id, each.question_id): each for each in session.scalars(lacking)
    }
    explained = sorted(latest.values(), key=lambda each: (plan_order(each.criterion), each.id))
    return ReportData(_points(session, actor, cycle), explained, _notes(session, actor, cycle))


def _points(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[GivenPoints]:
    """Return the points: the scheme's rows with the self-scores that this person sees, then the rest."""
    given = dict(read_results(session, cycle).by_code)
    rows = scheme_rows(session, cycle)
    own = self_scores(session, [row.id for row in rows])
    of_cycle = select(Criterion.id, Criterion.lead_agency_id).where(Criterion.cycle_id == cycle.id)
    leads: dict[int, int] = dict(session.execute(of_cycle).all())
    sight = ScoreSight(session, actor, leads)
    points = []
    for row in rows:
        known = given.pop(row.label, GivenPoints(row.label, row.title, row.criterion_id))
        lead = leads.get(row.criterion_id) if row.criterion_id is not None else None
        is_seen = row.criterion_id is not None and lead is not None and sight.sees(row.criterion_id, lead)
        score = own.get(row.id) if is_seen else None
        maximum = known.maximum if row.maximum is None else row.maximum
        points.append(
            replace(known, maximum=maximum, self_score=known.self_score if score is None else score)
        )
    return [*points, *given.values()]


def _notes(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[ReportNote]:
    written = (
        select(ReportNote)
        .outerjoin(Criterion, Criterion.id == ReportNote.criterion_id)
        .outerjoin(CriterionField, CriterionField.id == ReportNote.field_id)
        .where((Criterion.cycle_id == cycle.id) | (CriterionField.cycle_id == cycle.id))
        .options(*map(joinedload, (ReportNote.criterion, ReportNote.field, ReportNote.changed_by)))
    )
    seen = [note for note in session.scalars(written) if _sees(actor, note)]
    return sorted(seen, key=_order)


def _sees(actor: Actor, note: ReportNote) -> bool:
    if Scope.ALL in scopes_of(actor.roles, Right.SEE_QUESTIONS):
        return True
    return note.criterion is not None and actor.is_of(note.criterion.lead_agency_id)


def _order(note: ReportNote) -> tuple[int, tuple[int, str, int]]:
    if note.criterion is not None:
        return note.criterion.field.ordinal, plan_order(note.criterion)
    return (note.field.ordinal if note.field else 0), (0, "", 0)


def set_note(
    session: Session,
    actor: Actor,
    place: Place,
    kind: NoteKind,
    text: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> ReportNote | None:
    """Write the note of a criterion or a field, or take it away where nothing is written."""
    _check_may_write(session, actor, place)
    words = text.strip()
    if len(words) > LONGEST_NOTE:
        raise BadInput(N_("At most %(limit)s characters."), field="text", limit=LONGEST_NOTE)
    note = find_note(session, place, kind)
    if seen_lock is not None and (note.lock if note else 0) != seen_lock:
        raise ChangedMeanwhile
    before = note.text if note else None
    if words == (before or ""):
        return note
    if note is None:
        note = ReportNote(kind=kind)
        if isinstance(place, Criterion):
            note.criterion_id = place.id
        else:
            note.field_id = place.id
        session.add(note)
    note.text, note.changed_by_id, note.changed_at = words, actor.person_id, clock.now()
    if not words:
        session.delete(note)
    session.flush()
    is_criterion = isinstance(place, Criterion)
    event = ReportNoteChanged(
        subject_type="criterion" if is_criterion else "criterion_field",
        subject=place.id,
        criterion_id=place.id if is_criterion else None,
        place=place.label if isinstance(place, Criterion) else f"{place.code}. {place.name}",
        kind=kind,
        text=words,
        before=before,
    )
    emit(session, actor, event)
    return note if words else None


def find_note(session: Session, place: Place, kind: NoteKind) -> ReportNote | None:
    """Return the note of this kind at this place."""
    at = (
        ReportNote.criterion_id == place.id
        if isinstance(place, Criterion)
        else ReportNote.field_id == place.id
    )
    found = select(ReportNote).where(at, ReportNote.kind == kind)
    return session.scalar(found.execution_options(populate_existing=True))


def _check_may_write(session: Session, actor: Actor, place: Place) -> None:
    if isinstance(place, Criterion):
        check_outcome(actor, place)
        return
    if Scope.ALL not in scopes_of(actor.roles, Right.RECORD_OUTCOME):
        check_administers(actor, Right.MANAGE_CYCLE)
    if session.get_one(AssessmentCycle, place.cycle_id).state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
