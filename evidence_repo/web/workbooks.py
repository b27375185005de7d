"""Send a list as a workbook: written to a temporary file, sent as a stream."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from flask import Response

from evidence_repo.reports.workbook import XLSX, Sheet, write_workbook
from evidence_repo.web.attachments import attachment

_PIECE = 64 * 1024


def send_workbook(title: str, sheets: Sequence[Sheet[Any]]) -> Response:
    """Return the answer that saves these sheets under `title`, a name without its ending."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its last piece is sent
    try:
        write_workbook(file, sheets, title=title)
    except BaseException:
        file.close()
        raise
    return file_response(file, XLSX, f"{title}.xlsx")


def file_response(file: IO[bytes], media_type: str, file_name: str) -> Response:
    """Return the answer that saves a temporary file under this name; the file is closed at its end."""
    file.seek(0, 2)
    response = Response(_pieces(file), mimetype=media_type)
    response.content_length = file.tell()
    response.headers["Content-Disposition"] = attachment(file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
