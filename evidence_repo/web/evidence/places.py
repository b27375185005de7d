"""Where something is to stand: criterion, product, deadline, as addresses and forms name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request, url_for
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import Criterion, Deadline, DocumentVersion, Evidence, ExpectedProduct
from evidence_repo.services.evidence.adding import Place
from evidence_repo.services.policy.permissions import relation_for_citing
from evidence_repo.services.policy.visibility import find_evidence, find_version
from evidence_repo.services.workflow.transitions import check_right
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, cycle_in
from evidence_repo.web.criteria.codes import code_of, criterion_at
from evidence_repo.web.numbers import number_in
from evidence_repo.words import N_
from workflows.rights import Right

Part = TypeVar("Part", ExpectedProduct, Deadline)


def criterion_in(session: Session, code: str) -> Criterion:
    """Return the criterion that an address names, as a row of this session."""
    return criterion_at(session, cycle_in(session), code)


def piece_in(session: Session, evidence_id: int) -> Evidence:
    """Return the piece that an address names, as a row of this session.

    Raises `NotVisible` if this person may not know of it, `WrongYear` if the address names another year.
    """
    evidence = find_evidence(session, actor(), evidence_id)
    check_year(evidence.criterion)
    return evidence


def product_in(criterion: Criterion, ordinal: str | None) -> ExpectedProduct | None:
    """Return the product of this number, None where none is named; raise `NotVisible` for a wrong one."""
    return _part(criterion.products, ordinal)


def deadline_in(criterion: Criterion, ordinal: str | None) -> Deadline | None:
    """Return the deadline of this number, None where none is named; raise `NotVisible` for a wrong one."""
    return _part(criterion.deadlines, ordinal)


def _part(parts: Sequence[Part], ordinal: str | None) -> Part | None:
    if not ordinal:
        return None
    for part in parts:
        if str(part.ordinal) == ordinal:
            return part
    raise NotVisible


def place_in(session: Session, code: str) -> Place:
    """Return the place that the request names: `product`, `deadline`, `pages`, `late_reason`.

    Raises `NotAllowed` unless the person's agency leads the criterion or contributes to it.
    """
    criterion = criterion_in(session, code)
    check_right(actor(), Right.CITE, relation_for_citing(actor(), criterion))
    wanted = request.values
    return Place(
        criterion=criterion,
        product=product_in(criterion, wanted.get("product")),
        deadline=deadline_in(criterion, wanted.get("deadline")),
        pages=wanted.get("pages"),
        late_reason=wanted.get("late_reason"),
    )


def own_version(session: Session, version_id: str | None) -> DocumentVersion:
    """Return the version that a form names; raise `NotVisible` if this person may not open it."""
    number = number_in(version_id)
    if number is None:
        raise BadInput(N_("Choose a document."), field="version", code="no_document")
    return find_version(session, actor(), number)


def address_of_criterion(criterion: Criterion, anchor: str | None = None) -> str:
    """Return the criterion's page, at the piece or product that was worked on."""
    return url_for("criteria.show", code=code_of(criterion), _anchor=anchor)


def address_of_piece(evidence: Evidence) -> str:
    """Return the criterion's page at this piece."""
    code, anchor = code_of(evidence.criterion), f"piece-{evidence.id}"
    return url_for("criteria.show", code=code, piece=evidence.id, _anchor=anchor)


def address_of_product(criterion: Criterion, product: ExpectedProduct | None) -> str:
    """Return the criterion's page at this product."""
    return address_of_criterion(criterion, f"product-{product.ordinal if product else 0}")
