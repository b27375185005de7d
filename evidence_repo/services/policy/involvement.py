"""Who had which part in a piece or in a product's explanation: the facts that four eyes ask for.

Everything is read from the whole history: versions no longer pinned, recalled submissions and undone verdicts
count, and so does whoever reworded somebody else's draft explanation. What was done on behalf of another is a
part of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, CompoundSelect, Executable, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from evidence_repo.models import (
    DocumentVersion,
    Evidence,
    EvidencePack,
    EvidencePin,
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    PackSubmission,
    SubmittedItem,
)
from evidence_repo.models.explanations import explanation_document
from workflows.four_eyes import Involvement

_Target = InstrumentedAttribute[int | None]
"""The column that says what an explanation is for: a piece, a product, a question or figures."""
_Persons = dict[int, set[int]]
_SUBMITTERS = (PackSubmission.submitted_by_id, PackSubmission.on_behalf_of_id)


def involvement_in_piece(session: Session, evidence: Evidence) -> Involvement:
    """Return who had a part in this piece, over its whole history."""
    return involvement_in_pieces(session, [evidence.id])[evidence.id]


def involvement_in_pieces(session: Session, ids: Collection[int]) -> dict[int, Involvement]:
    """Return who had a part in each of these pieces, in a number of queries that does not grow."""
    uploaders, citers, submitters = _uploaders(session, ids), _citers(session, ids), _submitters(session, ids)
    authors, attachers = _explainers(session, Explanation.evidence_id, ids)
    return {
        piece: Involvement(
            uploaders=frozenset(uploaders[piece] | attachers[piece]),
            citers=frozenset(citers[piece]),
            explanation_authors=frozenset(authors[piece]),
            submitters=frozenset(submitters[piece]),
        )
        for piece in ids
    }


def _collect(session: Session, queries: Iterable[Executable]) -> _Persons:
    """Return the persons behind each target: every column after the first names one, or nobody."""
    found: _Persons = defaultdict(set)
    for query in queries:
        for target, *persons in session.execute(query):
            found[target].update(person for person in persons if person is not None)
    return found


def _uploaders(session: Session, ids: Collection[int]) -> _Persons:
    """Return who uploaded any version of any document that the piece pins or has pinned."""
    pinned, version = aliased(DocumentVersion), aliased(DocumentVersion)
    siblings = version.document_id == pinned.document_id
    return _collect(
        session,
        [
            select(EvidencePin.evidence_id, version.uploaded_by_id)
            .join(pinned, pinned.id == EvidencePin.version_id)
            .join(version, siblings)
            .where(EvidencePin.evidence_id.in_(ids)),
            select(Evidence.id, version.uploaded_by_id)
            .join(pinned, pinned.id == Evidence.version_id)
            .join(version, siblings)
            .where(Evidence.id.in_(ids)),
        ],
    )


def _citers(session: Session, ids: Collection[int]) -> _Persons:
    return _collect(
        session,
        [
            select(Evidence.id, Evidence.cited_by_id).where(Evidence.id.in_(ids)),
            select(EvidencePin.evidence_id, EvidencePin.pinned_by_id).where(EvidencePin.evidence_id.in_(ids)),
        ],
    )


def _submitters(session: Session, ids: Collection[int]) -> _Persons:
    """Return who submitted the pack that the piece stands in, or one that had moved it out of draft."""
    of_pack = (
        select(Evidence.id, *_SUBMITTERS)
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(Evidence.id.in_(ids))
    )
    of_piece = (
        select(Evidence.id, *_SUBMITTERS)
        .join(SubmittedItem, SubmittedItem.evidence_id == Evidence.id)
        .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
        .where(Evidence.id.in_(ids))
    )
    return _collect(session, [of_pack, of_piece])


def _explainers(session: Session, target: _Target, ids: Collection[int]) -> tuple[_Persons, _Persons]:
    """Return, for each target, who wrote its explanations and who uploaded what they attach."""
    written = select(target, Explanation.author_id)
    reworded = (
        select(target, ExplanationInvolvement.person_id)
        .join(ExplanationInvolvement, ExplanationInvolvement.explanation_id == Explanation.id)
        .where(ExplanationInvolvement.role == ExplanationRole.REWORDED)
    )
    attached = (
        select(target, DocumentVersion.uploaded_by_id)
        .join(explanation_document, explanation_document.c.explanation_id == Explanation.id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id)
    )
    wanted = target.in_(ids)
    authors = _collect(session, [written.where(wanted), reworded.where(wanted)])
    return authors, _collect(session, [attached.where(wanted)])


def involvement_in_explained(session: Session, explanations: Iterable[Explanation]) -> dict[int, Involvement]:
    """Return, by the explanation, who had a part in any round for the same product, question or figures."""
    rounds, found = list(explanations), dict[int, Involvement]()
    for name in ("product_id", "question_id", "measurement_id"):
        targets = {each.id: getattr(each, name) for each in rounds if getattr(each, name) is not None}
        if targets:
            involved = _involvement_in(session, getattr(Explanation, name), set(targets.values()))
            found.update({each: involved[target] for each, target in targets.items()})
    return found


def _involvement_in(session: Session, target: _Target, ids: Collection[int]) -> dict[int, Involvement]:
    authors, attachers = _explainers(session, target, ids)
    submitted = (
        select(target, *_SUBMITTERS)
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(target.in_(ids))
    )
    submitters = _collect(session, [submitted])
    return {
        each: Involvement(
            uploaders=frozenset(attachers[each]),
            explanation_authors=frozenset(authors[each]),
            submitters=frozenset(submitters[each]),
        )
        for each in ids
    }


def pieces_involving(persons: frozenset[int]) -> CompoundSelect[int]:
    """Return the ids of the pieces in which any of these has a part: `involvement_in_pieces` mirrored."""
    version, own = aliased(DocumentVersion), aliased(DocumentVersion)
    of_own_documents = select(version.id).join(own, own.document_id == version.document_id)
    uploaded = of_own_documents.where(own.uploaded_by_id.in_(persons))
    return union(
        select(EvidencePin.evidence_id).where(
            or_(EvidencePin.pinned_by_id.in_(persons), EvidencePin.version_id.in_(uploaded))
        ),
        select(Evidence.id).where(or_(Evidence.cited_by_id.in_(persons), Evidence.version_id.in_(uploaded))),
        select(Explanation.evidence_id).where(
            Explanation.id.in_(explanations_involving(persons)), Explanation.evidence_id.is_not(None)
        ),
        select(Evidence.id)
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(submitted_by(persons)),
        select(SubmittedItem.evidence_id)
        .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
        .where(submitted_by(persons), SubmittedItem.evidence_id.is_not(None)),
    )


def involves_none_of(persons: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition on `Explanation` that none of these has a part in what it is for."""
    return or_(
        *(
            target.is_not(None) & target.not_in(_targets_involving(target, persons))
            for target in (Explanation.product_id, Explanation.question_id, Explanation.measurement_id)
        )
    )


def _targets_involving(target: _Target, persons: frozenset[int]) -> CompoundSelect[int]:
    return union(
        select(target).where(Explanation.id.in_(explanations_involving(persons)), target.is_not(None)),
        select(target)
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(submitted_by(persons), target.is_not(None)),
    )


def submitted_by(persons: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition on `PackSubmission` that any of these submitted, or had it submitted."""
    return or_(*(column.in_(persons) for column in _SUBMITTERS))


def explanations_involving(persons: frozenset[int]) -> CompoundSelect[int]:
    """Return the ids of the explanations that any of these wrote, reworded or brought a document for."""
    return union(
        select(Explanation.id).where(Explanation.author_id.in_(persons)),
        select(ExplanationInvolvement.explanation_id).where(
            ExplanationInvolvement.role == ExplanationRole.REWORDED,
            ExplanationInvolvement.person_id.in_(persons),
        ),
        select(explanation_document.c.explanation_id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id)
        .where(DocumentVersion.uploaded_by_id.in_(persons)),
    )
