"""Several photographs of pages become one document: a PDF that keeps the originals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from evidence_repo.errors import BadInput
from evidence_repo.services.documents.spooling import SpooledFile, spool_upload
from evidence_repo.words import N_
from index.extraction import Sandbox, Unreadable
from index.pictures.photographs import Photograph

MOST_PHOTOGRAPHS = 100
_LONGEST_NAME = 60  # of an original inside the PDF; its ending stays
_NUMBERS = re.compile(r"(\d+)")


def natural_order(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts names as people number them: 2.jpg before 10.jpg.

    A number is compared by how many digits it has, then by these: names have no limit, `int` has one.
    """
    parts = _NUMBERS.split(name.casefold())
    plain = [part.lstrip("0") if part.isdecimal() else part for part in parts]
    return [(len(each) if part.isdecimal() else -1, each) for part, each in zip(parts, plain, strict=True)]


def join_photographs(
    sandbox: Sandbox, pictures: Sequence[SpooledFile], folder: Path, limit: int
) -> SpooledFile:
    """Return one PDF of these pictures in their order, spooled and accepted as a file that was sent.

    Raise `BadInput` where there are too many, where a file is no picture or cannot be read.
    """
    _check(pictures)
    photographs = [
        Photograph(each.path, each.media_type, each.file_name[-_LONGEST_NAME:]) for each in pictures
    ]
    try:
        bound = sandbox.bind_photographs(photographs)
    except Unreadable as error:
        raise BadInput(
            N_("The pictures could not be joined: one of them is damaged or too large."),
            field="files",
            code="picture_unreadable",
            advice=N_("Upload them as separate documents to see which one it is."),
        ) from error
    name = f"{Path(pictures[0].file_name).stem}.pdf"
    return spool_upload(BytesIO(bound), folder, limit, name, sandbox.media_type)


def _check(pictures: Sequence[SpooledFile]) -> None:
    if len(pictures) > MOST_PHOTOGRAPHS:
        raise BadInput(
            N_("At most %(limit)s pictures can be joined into one document."),
            field="files",
            code="too_many_pictures",
            advice=N_("Join fewer pictures at a time."),
            limit=MOST_PHOTOGRAPHS,
        )
    other = next((each for each in pictures if not each.media_type.is_picture), None)
    if other is not None:
        raise BadInput(
            N_("“%(name)s” is not a picture, so it cannot be joined with the others."),
            field="files",
            code="not_a_picture",
            advice=N_("Leave it out, or upload the files as separate documents."),
            name=other.file_name,
        )
