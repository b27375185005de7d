"""A report's paper as PDF, by the LibreOffice that is shut in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from evidence_repo.errors import Unavailable
from evidence_repo.words import N_
from index.media import MediaType
from index.renditions import Renderer, RenditionFailed


def paper_as_pdf(renderer: Renderer, paper: bytes) -> bytes:
    """Return the DOCX as PDF; raise `Unavailable` where LibreOffice makes none."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(paper)
        try:
            return renderer.render(path, MediaType.DOCX)
        except RenditionFailed as error:
            raise Unavailable(
                N_("The PDF could not be made now."), advice=N_("Take the DOCX, or try again later.")
            ) from error
