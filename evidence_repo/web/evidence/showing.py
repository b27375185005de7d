"""One piece by itself: for the script that waits until its file is read, and for links that name only it."""

from __future__ import annotations

from flask import jsonify, redirect
from flask.typing import ResponseReturnValue

from evidence_repo.web.context import needs
from evidence_repo.web.errors import wants_json
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.fragments import piece_fragment
from evidence_repo.web.evidence.places import address_of_piece
from evidence_repo.web.evidence.sending import piece_at
from workflows.rights import Right


@blueprint.get("/evidence/<int:evidence_id>")
@needs(Right.SEE_CATALOGUE)
def show(evidence_id: int) -> ResponseReturnValue:
    """Lead to the piece on its criterion's page; a script gets the piece alone."""
    if wants_json():
        return jsonify(piece_fragment(evidence_id))
    return redirect(address_of_piece(piece_at(evidence_id)), 303)
