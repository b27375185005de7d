"""What waits for a verdict, as the database sees it: ordered, counted, and with its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    CriterionField,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Measurement,
    RoundQuestion,
    Target,
)
from evidence_repo.services.packs.views import at_work, plan_places
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involves_none_of, pieces_involving
from workflows.states import UNJUDGED, ExplanationState, PackState


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What of the queue is wanted: a field's code, a lead agency's id, what has waited since then."""

    field: str | None = None
    agency_id: int | None = None
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueKey:
    """What names an item of the queue: a piece, or an explanation of a product, a question or figures."""

    evidence_id: int | None
    explanation_id: int | None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an item stands among those that this person may judge; `position` is None for any other."""

    position: int | None
    total: int
    previous: QueueKey | None
    following: QueueKey | None


def waits_for_verdict() -> ColumnElement[bool]:
    """Return the condition that a piece, joined with its pack, waits for a reviewer."""
    in_pack = Evidence.accepted_at.is_not(None)
    return Evidence.state.in_(UNJUDGED) & in_pack & (EvidencePack.state == PackState.SUBMITTED)


def explanation_waits() -> ColumnElement[bool]:
    """Return the condition that an explanation with a verdict of its own, joined with its pack, waits."""
    by_itself = Explanation.evidence_id.is_(None) & (Explanation.state == ExplanationState.SUBMITTED)
    return by_itself & (EvidencePack.state == PackState.SUBMITTED)


def waiting_rows(
    session: Session, actor: Actor, cycle: AssessmentCycle | None, filters: QueueFilters | None = None
) -> Subquery:
    """Return the rows of what waits in the cycle, or in all; `is_own` is 1 where this person may judge it."""
    filters = filters or QueueFilters()
    places = plan_places(session, cycle)
    wanted = _conditions(cycle, filters)
    rows = union_all(
        _waiting_pieces(actor, places).where(waits_for_verdict(), *wanted),
        _waiting_explanations(actor, places).where(explanation_waits(), *wanted),
    ).subquery("waiting")
    if filters.waiting_since is None:
        return rows
    return select(rows).where(rows.c.waiting_since <= filters.waiting_since).subquery("waited_long")


def urgency(rows: Subquery) -> tuple[ColumnElement[Any], ...]:
    """Return the queue's order: first what this person may judge, each part the oldest first."""
    columns = rows.c
    return columns.is_own.desc(), columns.waiting_since, columns.place, columns.row_id, columns.explanation_id


def place_in_queue(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    filters: QueueFilters | None,
    target: Evidence | Explanation,
) -> QueuePlace:
    """Return the neighbours of `target` among what this person may judge; the list is a ring."""
    waiting = waiting_rows(session, actor, cycle, filters)
    own = (
        select(
            waiting.c.evidence_id,
            waiting.c.explanation_id,
            func.row_number().over(order_by=urgency(waiting)).label("position"),
            func.count().over().label("total"),
        )
        .where(waiting.c.is_own == 1)
        .cte("own")
    )
    named = own.c.evidence_id if isinstance(target, Evidence) else own.c.explanation_id
    at = select(own.c.position).where(named == target.id).scalar_subquery()
    around = or_(own.c.position.in_((at - 1, at, at + 1, 1)), own.c.position == own.c.total)
    found = session.execute(select(own, at.label("at")).where(around)).all()
    if not found:
        return QueuePlace(None, 0, None, None)
    keys = {row.position: QueueKey(row.evidence_id, row.explanation_id) for row in found}
    return _place(found[0].at, found[0].total, keys)


def _place(at: int | None, total: int, keys: Mapping[int, QueueKey]) -> QueuePlace:
    if at is None:
        return QueuePlace(None, total, keys[total], keys[1])
    if total == 1:
        return QueuePlace(1, 1, None, None)
    return QueuePlace(at, total, keys[at - 1 or total], keys[at % total + 1])


def place_of(criterion_id: ColumnElement[int], places: Mapping[int, int]) -> ColumnElement[int]:
    """Return the place that each criterion has in an order that the database cannot work out itself."""
    return case(places, value=criterion_id, else_=0) if places else literal(0)


def _waiting_pieces(actor: Actor, places: Mapping[int, int]) -> Select[Any]:
    version = DocumentVersion
    is_own = Evidence.id.not_in(pieces_involving(actor.persons))
    since = case(
        (Evidence.state_since > EvidencePack.state_since, Evidence.state_since),
        else_=EvidencePack.state_since,
    )
    return (
        select(
            Evidence.id.label("row_id"),
            Evidence.id.label("evidence_id"),
            cast(null(), Integer).label("explanation_id"),
            Evidence.criterion_id.label("criterion_id"),
            since.label("waiting_since"),
            cast(Evidence.state, String).label("state"),
            case((is_own, 1), else_=0).label("is_own"),
            place_of(Evidence.criterion_id.expression, places).label("place"),
            func.coalesce(version.header_subject, Document.link_title, version.file_name).label("title"),
        )
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(version, version.id == Evidence.version_id)
        .join(Document, Document.id == version.document_id)
    )


def _waiting_explanations(actor: Actor, places: Mapping[int, int]) -> Select[Any]:
    is_own = involves_none_of(actor.persons)
    return (
        select(
            Explanation.id.label("row_id"),
            cast(null(), Integer).label("evidence_id"),
            Explanation.id.label("explanation_id"),
            Explanation.criterion_id.label("criterion_id"),
            EvidencePack.state_since.label("waiting_since"),
            cast(Explanation.state, String).label("state"),
            case((is_own, 1), else_=0).label("is_own"),
            place_of(Explanation.criterion_id.expression, places).label("place"),
            func.coalesce(ExpectedProduct.text, RoundQuestion.text, Target.measure).label("title"),
        )
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .outerjoin(ExpectedProduct, ExpectedProduct.id == Explanation.product_id)
        .outerjoin(RoundQuestion, RoundQuestion.id == Explanation.question_id)
        .outerjoin(Measurement, Measurement.id == Explanation.measurement_id)
        .outerjoin(Target, Target.id == Measurement.target_id)
    )


def _conditions(cycle: AssessmentCycle | None, filters: QueueFilters) -> list[ColumnElement[bool]]:
    wanted = [at_work()]
    if cycle is not None:
        wanted.append(Criterion.cycle_id == cycle.id)
    if filters.agency_id is not None:
        wanted.append(Criterion.lead_agency_id == filters.agency_id)
    if filters.field is not None:
        fields = select(CriterionField.id).where(CriterionField.code == filters.field)
        wanted.append(Criterion.field_id.in_(fields))
    return wanted
