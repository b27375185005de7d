"""Many pieces at once: the agency's list of them, and what is done with those that are ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import Evidence
from evidence_repo.services.evidence.choices import spots_to_cite_in
from evidence_repo.services.screens.agency_pieces import (
    PAGE_SIZE,
    AgencyFilter,
    agency_piece_ids,
    chosen_pieces,
)
from evidence_repo.services.workflow.headers import is_doubtful
from evidence_repo.web.bulk import blueprint
from evidence_repo.web.bulk.carrying import BulkItem, carry_out_each, chosen_rows, show_outcomes
from evidence_repo.web.bulk.piece_acts import PIECE_ACTS, PieceAct, header_form_of, typed_pages
from evidence_repo.web.context import actor, cycle, needs, read_session
from evidence_repo.web.evidence.choices import spot_choices
from evidence_repo.web.evidence.places import address_of_piece
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.places import next_address
from evidence_repo.web.words import state_word
from evidence_repo.words import N_
from workflows.cycle import needs_late_reason
from workflows.rights import Right
from workflows.states import EvidenceState

LONGEST_WORDS = 200


@blueprint.app_context_processor
def _acts() -> dict[str, object]:
    return {"piece_acts": [(name, act.word, act.mark) for name, act in PIECE_ACTS.items()]}


@blueprint.get("/pieces")
@needs(Right.CITE)
def piece_list() -> ResponseReturnValue:
    """Show the pieces that the person's agency works on, over all criteria of the cycle."""
    wanted = _wanted()
    found = agency_piece_ids(read_session(), actor(), cycle(), wanted)
    page = page_of(found, PAGE_SIZE)
    return render_template(
        "bulk/pieces.html",
        found=len(found),
        page=page,
        pieces=chosen_pieces(read_session(), actor(), cycle(), page.rows),
        page_address=page_address,
        wanted=wanted,
        piece_states=[(state.value, state_word(state).word) for state in EvidenceState],
    )


def _wanted() -> AgencyFilter:
    state = request.args.get("state", "")
    return AgencyFilter(
        words=request.args.get("words", "")[:LONGEST_WORDS],
        state=next((each for each in EvidenceState if each.value == state), None),
        to_confirm=request.args.get("fields") == "unconfirmed",
    )


@blueprint.route("/pieces/selected", methods=["GET", "POST"])
@needs(Right.CITE)
def selected_pieces() -> ResponseReturnValue:
    """Ask what an act on the ticked pieces has to know; once that is sent, do it and show each result."""
    if request.method == "GET":
        return redirect(url_for("bulk.piece_list"), 303)
    name = request.form.get("act", "")
    act = PIECE_ACTS.get(name)
    if act is None:
        raise BadInput(N_("Choose what is to be done."), field="act", code="no_act")
    locks = chosen_rows("piece", act.most)
    pieces = _pieces(name, locks)
    if not request.form.get("confirmed"):
        return _ask(name, act, pieces, locks)
    if name == "pages":
        pieces = [piece for piece in pieces if typed_pages(piece.id) != (piece.pages or "")]
    items = [_item(piece, locks) for piece in pieces]
    return show_outcomes(str(act.title), carry_out_each(items, act.carry_out, str(act.done)), _back())


def _back() -> str:
    return next_address(url_for("bulk.piece_list"))


def _pieces(act: str, ids: Mapping[int, int | None]) -> list[Evidence]:
    """Return the chosen pieces; where fields are confirmed, one of those that cite the same version."""
    pieces = chosen_pieces(read_session(), actor(), cycle(), ids)
    if not pieces:
        raise NotVisible
    if act != "confirm":
        return pieces
    first: dict[int, Evidence] = {}
    for piece in pieces:
        first.setdefault(piece.version_id, piece)
    return list(first.values())


def _item(piece: Evidence, locks: Mapping[int, int | None]) -> BulkItem:
    name = f"{piece.criterion.label} · {piece.version.title}"
    return BulkItem(piece.id, locks[piece.id], name, address_of_piece(piece))


def _ask(
    name: str, act: PieceAct, pieces: Sequence[Evidence], locks: Mapping[int, int | None]
) -> ResponseReturnValue:
    spots = spots_to_cite_in(read_session(), actor(), cycle()) if name in ("cite", "move") else []
    return render_template(
        "bulk/ask_pieces.html",
        name=name,
        act=act,
        pieces=pieces,
        locks=locks,
        places=spot_choices(spots),
        forms={piece.id: header_form_of(piece.version) for piece in pieces} if name == "confirm" else {},
        doubtful_in=lambda version: partial(is_doubtful, version),
        asks_late_reason=act.late_as is not None and needs_late_reason(cycle().state, act.late_as),
        back=_back(),
    )
