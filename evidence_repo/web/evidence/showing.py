"""One piece by itself: for the script that waits until its file is read, and for links that name only it."""

from __future__ import annotations

from flask import jsonify, redirect
from flask.typing import ResponseReturnValue

from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.web.context import actor, needs, read_session
from evidence_repo.web.errors import wants_json
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.fragments import piece_fragment
from evidence_repo.web.evidence.places import address_of_piece
from workflows.rights import Right


@blueprint.get("/evidence/<int:evidence_id>")
@needs(Right.SEE_CATALOGUE)
def show(evidence_id: int) -> ResponseReturnValue:
    """Lead to the piece on its criterion's page; a script gets the piece alone."""
    if wants_json():
        return jsonify(piece_fragment(evidence_id))
    evidence = find_evidence(read_session(), actor(), evidence_id)
    return redirect(address_of_piece(evidence), 303)
