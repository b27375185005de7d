"""What may be done with many pieces: each act's words and limits, and what it does to one of them.

Every act calls the service that the single button calls, so that all rules hold for each piece.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.evidence.adding import Place, cite_in
from evidence_repo.services.evidence.choices import PieceSpot, move_to_spot
from evidence_repo.services.policy.visibility import find_version
from evidence_repo.services.workflow.headers import confirm_header
from evidence_repo.services.workflow.pieces import change_pages, withdraw_evidence
from evidence_repo.web.bulk.carrying import MOST_AT_ONCE, BulkItem
from evidence_repo.web.context import actor, container, cycle
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.evidence.choices import chosen_spot
from evidence_repo.web.evidence.places import piece_in
from evidence_repo.web.numbers import number_in
from workflows.evidence import EvidenceAction

MOST_FORMS = 50
"""Documents whose fields stand on one page of a form."""


@dataclass(frozen=True, slots=True)
class PieceAct:
    """An act: its button, its page's title, what is said of a piece when it is done, and what it does.

    `late_as` is the action for which a frozen cycle asks the reason of lateness.
    """

    word: Any
    mark: str
    title: Any
    done: Any
    carry_out: Callable[[Session, BulkItem], object]
    most: int = MOST_AT_ONCE
    late_as: EvidenceAction | None = None


def header_form_of(version: DocumentVersion) -> HeaderForm:
    """Return the header form of one of many versions, filled in from the database."""
    return HeaderForm.of(version, prefix=_prefix(version), meta={"csrf": False})


def _prefix(version: DocumentVersion) -> str:
    return f"version-{version.id}-"


def typed_pages(piece_id: int) -> str:
    """Return the pages that the form names for this piece."""
    return " ".join(request.form.get(f"pages-{piece_id}", "")[:400].split())


def _piece(session: Session, item: BulkItem) -> Evidence:
    return piece_in(session, item.id)


def _confirm(session: Session, item: BulkItem) -> None:
    version = find_version(session, actor(), _piece(session, item).version_id)
    form = HeaderForm(prefix=_prefix(version), meta={"csrf": False})
    if not form.number.raw_data:
        raise NotVisible  # the piece cites another version than the one that was shown
    seen = number_in(form.seen_lock.data)
    confirm_header(session, actor(), version, form.values(), seen, container().clock)


def _name_pages(session: Session, item: BulkItem) -> None:
    change_pages(
        session,
        actor(),
        _piece(session, item),
        typed_pages(item.id),
        late_reason=request.form.get("late_reason"),
        seen_lock=item.seen_lock,
        clock=container().clock,
    )


def _spot(session: Session) -> PieceSpot:
    spot = chosen_spot(session, request.form.get("place"))
    if spot.criterion.cycle_id != cycle().id:
        raise NotVisible
    return spot


def _cite(session: Session, item: BulkItem) -> None:
    spot, piece = _spot(session), _piece(session, item)
    place = Place(spot.criterion, spot.product, None, piece.pages, request.form.get("late_reason"))
    cite_in(session, actor(), piece.version, place, container().clock)


def _move(session: Session, item: BulkItem) -> None:
    piece, spot = _piece(session, item), _spot(session)
    move_to_spot(session, actor(), piece, spot, seen_lock=item.seen_lock, clock=container().clock)


def _withdraw(session: Session, item: BulkItem) -> None:
    piece = _piece(session, item)
    withdraw_evidence(session, actor(), piece, seen_lock=item.seen_lock, clock=container().clock)


PIECE_ACTS = {
    "confirm": PieceAct(
        _l("Confirm the fields"),
        "card-checklist",
        _l("Confirm the fields of several documents"),
        _l("The document's fields are saved."),
        _confirm,
        MOST_FORMS,
    ),
    "pages": PieceAct(
        _l("Name the pages"),
        "pencil",
        _l("Name the pages of several documents"),
        _l("The pages are saved."),
        _name_pages,
        late_as=EvidenceAction.REVISE,
    ),
    "cite": PieceAct(
        _l("Cite for another product"),
        "plus-lg",
        _l("Cite several documents for another product"),
        _l("The document is cited."),
        _cite,
        late_as=EvidenceAction.CITE,
    ),
    "move": PieceAct(
        _l("Move"), "arrow-right", _l("Move several pieces of evidence"), _l("The piece is moved."), _move
    ),
    "withdraw": PieceAct(
        _l("Withdraw"),
        "slash-circle",
        _l("Withdraw several pieces of evidence"),
        _l("The piece is withdrawn; its document is kept."),
        _withdraw,
    ),
}
