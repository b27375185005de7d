"""One piece as a part of a page, for scripts that put it in without reloading the page."""

from __future__ import annotations

from typing import Any

from flask import render_template

from evidence_repo.services.screens.piece_rows import find_piece_row
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, close_reading, cycles, read_session


def piece_fragment(evidence_id: int) -> dict[str, Any]:
    """Return the piece as the criterion's page shows it now, and whether its file is still being read.

    A reading session that was opened before a write would not see what was written, so it is opened anew.
    """
    close_reading()
    cycles()  # all of them at once: the piece then finds its own among them
    row = find_piece_row(read_session(), actor(), evidence_id)
    check_year(row.evidence.criterion)
    return {
        "evidence_id": evidence_id,
        "document_id": row.evidence.version.document_id,
        "is_reading": row.is_reading,
        "html": render_template("evidence/fragment.html", row=row),
    }
