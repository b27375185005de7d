"""Who had which part in a piece, a product's explanation or a pack: the facts that four eyes ask for.

Everything is read from the whole history: versions no longer pinned, recalled submissions and undone verdicts
count, and so does whoever reworded somebody else's draft explanation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import (
    DocumentVersion,
    Evidence,
    EvidencePack,
    EvidencePin,
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    PackSubmission,
    Review,
    SubmittedItem,
)
from evidence_repo.models.explanations import explanation_document
from workflows.four_eyes import Involvement, PackInvolvement

_Target = tuple[int | None, int | None]  # a piece's id or a product's
_Persons = dict[int, set[int]]


def involvement_in_piece(session: Session, evidence: Evidence) -> Involvement:
    """Return who had a part in this piece, over its whole history."""
    return involvement_in_pieces(session, [evidence.id])[evidence.id]


def involvement_in_pieces(session: Session, ids: Collection[int]) -> dict[int, Involvement]:
    """Return who had a part in each of these pieces, in a number of queries that does not grow."""
    uploaders, citers, submitters = _uploaders(session, ids), _citers(session, ids), _submitters(session, ids)
    authors, attachers = _explainers(session, Explanation.evidence_id.in_(ids))
    return {
        piece: Involvement(
            uploaders=frozenset(uploaders[piece] | attachers[piece, None]),
            citers=frozenset(citers[piece]),
            explanation_authors=frozenset(authors[piece, None]),
            submitters=frozenset(submitters[piece]),
        )
        for piece in ids
    }


def _collect(session: Session, queries: Iterable[Select[int, int]]) -> _Persons:
    found: _Persons = defaultdict(set)
    for query in queries:
        for target, person in session.execute(query):
            found[target].add(person)
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
    submitter = PackSubmission.submitted_by_id
    return _collect(
        session,
        [
            select(Evidence.id, submitter)
            .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
            .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
            .where(Evidence.id.in_(ids)),
            select(Evidence.id, submitter)
            .join(SubmittedItem, SubmittedItem.evidence_id == Evidence.id)
            .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
            .where(Evidence.id.in_(ids)),
        ],
    )


def _explainers(
    session: Session, condition: ColumnElement[bool]
) -> tuple[dict[_Target, set[int]], dict[_Target, set[int]]]:
    """Return, for each target, who wrote its explanations and who uploaded what they attach."""
    authors: dict[_Target, set[int]] = defaultdict(set)
    attachers: dict[_Target, set[int]] = defaultdict(set)
    target = Explanation.evidence_id, Explanation.product_id
    written = select(*target, Explanation.author_id).where(condition)
    reworded = (
        select(*target, ExplanationInvolvement.person_id)
        .join(ExplanationInvolvement, ExplanationInvolvement.explanation_id == Explanation.id)
        .where(condition, ExplanationInvolvement.role == ExplanationRole.REWORDED)
    )
    attached = (
        select(*target, DocumentVersion.uploaded_by_id)
        .join(explanation_document, explanation_document.c.explanation_id == Explanation.id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id)
        .where(condition)
    )
    for query, into in ((written, authors), (reworded, authors), (attached, attachers)):
        for piece, product, person in session.execute(query):
            into[piece, product].add(person)
    return authors, attachers


def involvement_in_products(session: Session, ids: Collection[int]) -> dict[int, Involvement]:
    """Return who had a part in the explanations of each of these products."""
    authors, attachers = _explainers(session, Explanation.product_id.in_(ids))
    submitted = (
        select(Explanation.product_id, PackSubmission.submitted_by_id)
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(Explanation.product_id.in_(ids))
    )
    submitters: dict[int | None, set[int]] = defaultdict(set)
    for product, person in session.execute(submitted):
        submitters[product].add(person)
    return {
        product: Involvement(
            uploaders=frozenset(attachers[None, product]),
            explanation_authors=frozenset(authors[None, product]),
            submitters=frozenset(submitters[product]),
        )
        for product in ids
    }


def involvement_in_pack(session: Session, pack: EvidencePack) -> PackInvolvement:
    """Return who had a part in any of the pack's pieces and explanations, and who gave a verdict in it."""
    criterion_id = pack.criterion_id
    pieces = session.scalars(select(Evidence.id).where(Evidence.criterion_id == criterion_id)).all()
    explained = select(Explanation.product_id).where(
        Explanation.criterion_id == criterion_id, Explanation.product_id.is_not(None)
    )
    products = [product for product in session.scalars(explained.distinct()) if product is not None]
    submitters = session.scalars(
        select(PackSubmission.submitted_by_id).where(PackSubmission.pack_id == pack.id)
    )
    return PackInvolvement(
        pieces=(
            *involvement_in_pieces(session, pieces).values(),
            *involvement_in_products(session, products).values(),
            Involvement(submitters=frozenset(submitters)),
        ),
        verdict_givers=_verdict_givers(session, criterion_id),
    )


def _verdict_givers(session: Session, criterion_id: int) -> frozenset[int]:
    """Return who gave a verdict in the pack, standing, superseded or undone."""
    on_pieces = select(Review.reviewer_id).join(Evidence).where(Evidence.criterion_id == criterion_id)
    on_products = select(Explanation.decided_by_id).where(Explanation.criterion_id == criterion_id)
    # A later decision overwrites the one before it in the row.
    earlier = (
        select(ExplanationInvolvement.person_id)
        .join(Explanation, Explanation.id == ExplanationInvolvement.explanation_id)
        .where(
            Explanation.criterion_id == criterion_id, ExplanationInvolvement.role == ExplanationRole.JUDGED
        )
    )
    persons = session.scalars(union(on_pieces, on_products, earlier)).all()
    return frozenset(person for person in persons if person is not None)


def pieces_involving(person_id: int) -> CompoundSelect[int]:
    """Return the ids of the pieces in which this person has a part: the mirror of `involvement_in_pieces`."""
    version, own = aliased(DocumentVersion), aliased(DocumentVersion)
    of_own_documents = select(version.id).join(own, own.document_id == version.document_id)
    uploaded = of_own_documents.where(own.uploaded_by_id == person_id)
    return union(
        select(EvidencePin.evidence_id).where(
            or_(EvidencePin.pinned_by_id == person_id, EvidencePin.version_id.in_(uploaded))
        ),
        select(Evidence.id).where(or_(Evidence.cited_by_id == person_id, Evidence.version_id.in_(uploaded))),
        select(Explanation.evidence_id).where(
            Explanation.id.in_(_explanations_involving(person_id)), Explanation.evidence_id.is_not(None)
        ),
        select(Evidence.id)
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(PackSubmission.submitted_by_id == person_id),
        select(SubmittedItem.evidence_id)
        .join(PackSubmission, PackSubmission.id == SubmittedItem.submission_id)
        .where(PackSubmission.submitted_by_id == person_id, SubmittedItem.evidence_id.is_not(None)),
    )


def products_involving(person_id: int) -> CompoundSelect[int]:
    """Return the ids of the products in whose explanations this person has a part."""
    return union(
        select(Explanation.product_id).where(
            Explanation.id.in_(_explanations_involving(person_id)), Explanation.product_id.is_not(None)
        ),
        select(Explanation.product_id)
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(PackSubmission.submitted_by_id == person_id, Explanation.product_id.is_not(None)),
    )


def _explanations_involving(person_id: int) -> CompoundSelect[int]:
    return union(
        select(Explanation.id).where(Explanation.author_id == person_id),
        select(ExplanationInvolvement.explanation_id).where(
            ExplanationInvolvement.role == ExplanationRole.REWORDED,
            ExplanationInvolvement.person_id == person_id,
        ),
        select(explanation_document.c.explanation_id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id)
        .where(DocumentVersion.uploaded_by_id == person_id),
    )
