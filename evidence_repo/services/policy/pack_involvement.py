"""Who had a part in any piece, explanation or figures of a pack, and who gave a verdict in it.

Everything is asked of the whole history, by the database: what comes back is persons, however many pieces a
pack has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from evidence_repo.models import (
    DocumentVersion,
    Evidence,
    EvidencePack,
    EvidencePin,
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    Measurement,
    MeasurementStep,
    PackSubmission,
    Review,
    SecondReview,
    SubmittedItem,
    TargetWaiver,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.policy.involvement import explanations_involving, pieces_involving, submitted_by
from workflows.four_eyes import Involvement, PackInvolvement
from workflows.measurements import DECISIONS, GIVING, MeasurementAction

_ByCriterion = Select[*tuple[Any, ...]]
"""A criterion, and a person who has a part in its pack."""


def involvement_in_pack(session: Session, pack: EvidencePack) -> PackInvolvement:
    """Return who had a part in any of the pack's pieces and explanations, and who gave a verdict in it."""
    return involvement_in_packs(session, [pack.criterion_id])[pack.criterion_id]


def involvement_in_packs(session: Session, criterion_ids: Collection[int]) -> dict[int, PackInvolvement]:
    """Return who had a part in these packs, by the criterion, in a number of queries that does not grow.

    The parts in all pieces and explanations of a pack stand together: one of them is enough.
    """
    uploaders = _persons(session, criterion_ids, _uploaders())
    citers = _persons(session, criterion_ids, _citers())
    authors = _persons(session, criterion_ids, _authors())
    submitters = _persons(session, criterion_ids, _submitters())
    judges = _persons(session, criterion_ids, _judges())
    return {
        each: PackInvolvement(
            (Involvement(uploaders[each], citers[each], authors[each], submitters[each]),), judges[each]
        )
        for each in criterion_ids
    }


def packs_involving(session: Session, persons: frozenset[int]) -> frozenset[int]:
    """Return the criteria of the packs in which any of these persons has a part or gave a verdict."""
    of_pieces = select(Evidence.criterion_id).where(Evidence.id.in_(pieces_involving(persons)))
    explained = select(Explanation.criterion_id)
    submitted = (
        select(EvidencePack.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(submitted_by(persons))
    )
    judged = [query.where(query.selected_columns[1].in_(persons)) for query in _judges()]
    parts = (
        of_pieces,
        explained.where(Explanation.id.in_(explanations_involving(persons))),
        submitted,
        *(query.with_only_columns(query.selected_columns[0]) for query in judged),
        _steps_of(MeasurementStep.person_id, GIVING)
        .where(MeasurementStep.person_id.in_(persons))
        .with_only_columns(Measurement.criterion_id),
    )
    return frozenset(session.scalars(union(*parts)))


def _persons(
    session: Session, criterion_ids: Collection[int], queries: Iterable[_ByCriterion]
) -> dict[int, frozenset[int]]:
    wanted = (query.where(query.selected_columns[0].in_(criterion_ids)) for query in queries)
    found: dict[int, set[int]] = defaultdict(set)
    for criterion_id, person in session.execute(union(*wanted)):
        if person is not None:
            found[criterion_id].add(person)
    return {each: frozenset(found[each]) for each in criterion_ids}


def _uploaders() -> tuple[_ByCriterion, ...]:
    """Return who uploaded any version of a document that a piece pins or has pinned, or that is attached."""
    pinned, version = aliased(DocumentVersion), aliased(DocumentVersion)
    siblings = version.document_id == pinned.document_id
    return (
        select(Evidence.criterion_id, version.uploaded_by_id)
        .join(EvidencePin, EvidencePin.evidence_id == Evidence.id)
        .join(pinned, pinned.id == EvidencePin.version_id)
        .join(version, siblings),
        select(Evidence.criterion_id, version.uploaded_by_id)
        .join(pinned, pinned.id == Evidence.version_id)
        .join(version, siblings),
        select(Explanation.criterion_id, DocumentVersion.uploaded_by_id)
        .join(explanation_document, explanation_document.c.explanation_id == Explanation.id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id),
    )


def _citers() -> tuple[_ByCriterion, ...]:
    return (
        select(Evidence.criterion_id, Evidence.cited_by_id),
        select(Evidence.criterion_id, EvidencePin.pinned_by_id).join(
            EvidencePin, EvidencePin.evidence_id == Evidence.id
        ),
        _steps_of(MeasurementStep.person_id, GIVING),
    )


def _steps_of(person: InstrumentedAttribute[Any], actions: Collection[MeasurementAction]) -> _ByCriterion:
    """Return who did this to figures of a criterion."""
    return (
        select(Measurement.criterion_id, person)
        .join(MeasurementStep, MeasurementStep.measurement_id == Measurement.id)
        .where(MeasurementStep.action.in_(actions))
    )


def _authors() -> tuple[_ByCriterion, ...]:
    reworded = _parts_in(ExplanationRole.REWORDED, ExplanationInvolvement.person_id)
    return select(Explanation.criterion_id, Explanation.author_id), reworded


def _parts_in(role: ExplanationRole, person: InstrumentedAttribute[Any]) -> _ByCriterion:
    return (
        select(Explanation.criterion_id, person)
        .join(ExplanationInvolvement, ExplanationInvolvement.explanation_id == Explanation.id)
        .where(ExplanationInvolvement.role == role)
    )


def _submitters() -> tuple[_ByCriterion, ...]:
    """Return who submitted the pack, or one that had moved one of its pieces out of draft; for whom, too."""
    both = PackSubmission.submitted_by_id, PackSubmission.on_behalf_of_id
    of_pack = (
        select(EvidencePack.criterion_id, person).join(
            PackSubmission, PackSubmission.pack_id == EvidencePack.id
        )
        for person in both
    )
    of_pieces = (
        select(Evidence.criterion_id, person)
        .join(SubmittedItem, SubmittedItem.evidence_id == Evidence.id)
        .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
        for person in both
    )
    return *of_pack, *of_pieces


def _judges() -> tuple[_ByCriterion, ...]:
    """Return who gave a verdict and on whose behalf: standing, superseded or undone."""
    of_pieces = (
        select(Evidence.criterion_id, person).join(Review, Review.evidence_id == Evidence.id)
        for person in (Review.reviewer_id, Review.on_behalf_of_id)
    )
    return (
        *of_pieces,
        select(Explanation.criterion_id, Explanation.decided_by_id),
        select(Explanation.criterion_id, Explanation.decided_on_behalf_of_id),
        # A later decision overwrites the one before it in the row.
        _parts_in(ExplanationRole.JUDGED, ExplanationInvolvement.person_id),
        _parts_in(ExplanationRole.JUDGED, ExplanationInvolvement.on_behalf_of_id),
        # Whoever judges a piece again, and whoever did, has a verdict in the pack.
        *(
            select(Evidence.criterion_id, person).join(SecondReview, SecondReview.evidence_id == Evidence.id)
            for person in (SecondReview.reviewer_id, SecondReview.given_by_id)
        ),
        _steps_of(MeasurementStep.person_id, DECISIONS),
        _steps_of(MeasurementStep.on_behalf_of_id, DECISIONS),
        select(TargetWaiver.criterion_id, TargetWaiver.given_by_id),
        select(TargetWaiver.criterion_id, TargetWaiver.on_behalf_of_id),
    )
