"""Take files of this machine in: spooled, hashed, accepted and durable before the transaction begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.desk import Desk
from evidence_repo.cli.failures import Failure, sentence_of
from evidence_repo.errors import BadInput
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.acting.transitions import check_right
from evidence_repo.services.documents.archives import ArchiveDoor, Arrival
from evidence_repo.services.documents.uploads import (
    HashingSpool,
    SpooledFile,
    claim_blob,
    keep_blob,
    spool_folder,
    spool_upload,
)
from evidence_repo.services.documents.versions import AddedDocument, add_document, add_version
from workflows.rights import Relation, Right

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def take_in(desk: Desk, path: Path) -> SpooledFile:
    """Return the file as it was received, its bytes kept in the store; a refused one is a `Failure`."""
    container = desk.container
    try:
        with path.open("rb") as stream:
            settings = container.settings
            spooled = spool_upload(stream, spool_folder(settings), settings.upload_limit_bytes, path.name)
    except OSError as error:
        raise Failure(f"“{path}” cannot be read: {error.strerror}.") from error
    except BadInput as error:
        raise Failure(sentence_of(error)) from error  # the command is right, the file is not
    keep_blob(container.store, spooled)
    return spooled


def arrivals(desk: Desk, email: str, path: Path) -> list[Arrival]:
    """Return the file, or each file of the archive that it is; nothing is kept in the store yet."""
    with desk.reading(email) as (_, actor):
        check_right(actor, Right.UPLOAD, Relation.LEAD)
    settings = desk.container.settings
    door = ArchiveDoor(spool_folder(settings), settings.upload_limit_bytes)
    spool = HashingSpool(door.folder, door.limit)
    try:
        with path.open("rb") as stream:
            spool.fill(stream)
    except OSError as error:
        spool.close()
        raise Failure(f"“{path}” cannot be read: {error.strerror}.") from error
    return list(door.arrivals(spool, path.name))


def kept(desk: Desk, arrival: Arrival) -> SpooledFile:
    """Return an accepted file with its bytes kept in the store; a refused one is a `Failure`."""
    if arrival.spooled is None:
        assert arrival.error is not None  # what is not accepted is refused
        raise Failure(sentence_of(arrival.error)) from arrival.error
    keep_blob(desk.container.store, arrival.spooled)
    return arrival.spooled


@contextmanager
def taken_in(desk: Desk, email: str, *paths: Path) -> Iterator[list[SpooledFile]]:
    """Give the files as they were received, in order; nothing is stored for a person who may not upload."""
    if paths:
        with desk.reading(email) as (_, actor):
            check_right(actor, Right.UPLOAD, Relation.LEAD)
    yield [take_in(desk, path) for path in paths]


def new_document(desk: Desk, session: Session, actor: Actor, spooled: SpooledFile) -> AddedDocument:
    """Add the file as a document of the person's agency."""
    claim_blob(session, desk.container.store, spooled, desk.clock.now())
    return add_document(session, actor, spooled, desk.clock)


def new_version(
    desk: Desk, session: Session, actor: Actor, piece: Evidence, spooled: SpooledFile
) -> DocumentVersion:
    """Add the file as a new version of what the piece cites.

    What a coordinating agency has contributed stays that agency's: the lead agency's file becomes a document
    of its own.
    """
    document = piece.version.document
    if document.owner_agency_id != actor.agency_id:
        return new_document(desk, session, actor, spooled).version
    claim_blob(session, desk.container.store, spooled, desk.clock.now())
    return add_version(session, actor, document, spooled, desk.clock).version
