"""Stored bytes as an answer: streamed in pieces, ranges of it too (RFC 9110, 14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import Response, request
from werkzeug.datastructures import Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from evidence_repo.errors import Unavailable
from evidence_repo.web.attachments import attachment
from evidence_repo.words import N_
from storage import BlobStore, StorageError

_PIECE = 256 * 1024


class Slice(NamedTuple):
    """A part of a blob that is sent as a file of its own: where it begins, and its hash."""

    start: int
    sha256: str


def blob_response(
    store: BlobStore, sha256: str, size: int, media_type: str, file_name: str, part: Slice | None = None
) -> Response:
    """Send a blob to be saved under `file_name`, whole or the one range that was asked for.

    With `part` the file is that part of the blob, `size` bytes long. Raises `Unavailable` if the store does
    not hand it out; memory stays constant.
    """
    offset, etag = part or (0, sha256)
    start, stop = _wanted(_asked_range(etag), size)
    pieces = _pieces(store, sha256, offset + start, stop - start)
    first = next(pieces, b"")  # a store that does not answer is an error page, not a broken file
    response = Response(_chain(first, pieces), mimetype=media_type, direct_passthrough=True)
    response.content_length = stop - start
    response.set_etag(etag)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = attachment(file_name)
    if (start, stop) != (0, size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _asked_range(etag: str) -> Range | None:
    """Return the range that is asked for, None where `If-Range` names other bytes (RFC 9110, 13.1.5)."""
    condition = request.headers.get("If-Range")
    return request.range if condition in {None, f'"{etag}"'} else None


def _wanted(asked: Range | None, size: int) -> tuple[int, int]:
    if asked is None or len(asked.ranges) != 1 or asked.units != "bytes":
        return 0, size
    start, _ = asked.ranges[0]
    if size and -start >= size:  # the last N bytes of fewer are all of them (RFC 9110, 14.1.2)
        return 0, size
    found = asked.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(size)
    return found


def _pieces(store: BlobStore, sha256: str, start: int, length: int) -> Iterator[bytes]:
    try:
        with store.open(sha256, start, length) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except StorageError as error:
        raise Unavailable(
            N_("The file store does not hand out this file now."),
            advice=N_("Nothing is lost. Try again in a few minutes, or tell the administrator."),
        ) from error


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
