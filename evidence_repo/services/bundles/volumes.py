"""A bundle's ZIP in volumes of a size that somebody needs: slices of its bytes, and the list of their hashes.

The volumes are not kept: what is kept is how the ZIP is cut, and each slice's hash, found in the background.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import BadInput, NotVisible, Refused
from evidence_repo.models import BundleVolumes, SubmissionBundle
from evidence_repo.services.audit.events import emit
from evidence_repo.services.bundles.reading import made_zip
from evidence_repo.services.policy.actors import Actor
from evidence_repo.words import N_
from storage import BlobStore
from verifier.volumes import MOST_VOLUMES, volume_name
from workflows.events import BundleSplit

MEGABYTE = 1024 * 1024
_MOST_SIZES = 20
_PIECE = 1024 * 1024


def split_bundle(
    session: Session, actor: Actor, bundle: SubmissionBundle, volume_size: int, clock: Clock
) -> BundleVolumes:
    """Have the bundle offered in volumes of this many bytes; their hashes are found in the background."""
    made_zip(bundle)
    check_volume_size(bundle, volume_size)
    found = session.get(BundleVolumes, (bundle.id, volume_size))
    if found is not None:
        return found
    sizes = select(func.count()).where(BundleVolumes.bundle_id == bundle.id)
    if (session.scalar(sizes) or 0) >= _MOST_SIZES:
        raise Refused(N_("This bundle is offered in as many sizes of volumes as it can be."))
    volumes = BundleVolumes(bundle_id=bundle.id, volume_size=volume_size, asked_at=clock.now())
    session.add(volumes)
    emit(session, actor, BundleSplit(subject=bundle.id, number=bundle.number, volume_size=volume_size))
    return volumes


def check_volume_size(bundle: SubmissionBundle, volume_size: int) -> None:
    """Raise `BadInput` for a size that makes one volume, or too many."""
    size = bundle.zip_size or 0
    if volume_size < MEGABYTE or -(-size // volume_size) > MOST_VOLUMES:
        raise BadInput(N_("Volumes that small would be too many."), field="volume_size")
    if volume_size >= size:
        raise BadInput(N_("The bundle is no larger than one such volume."), field="volume_size")


def hash_volumes(
    database: Database, store: BlobStore, bundle_id: int, volume_size: int, now: datetime
) -> None:
    """Find the hashes of a bundle's volumes, once."""
    with database.reading() as session:
        bundle = session.get_one(SubmissionBundle, bundle_id)
        sha256 = made_zip(bundle)
    hashes = list(_hashes(store, sha256, volume_size))
    with database.transaction() as session:
        volumes = session.get_one(BundleVolumes, (bundle_id, volume_size))
        volumes.hashes, volumes.made_at = hashes, now


def _hashes(store: BlobStore, sha256: str, volume_size: int) -> Iterator[str]:
    with store.open(sha256) as stream:
        while True:
            digest, left = hashlib.sha256(), volume_size
            while left and (piece := stream.read(min(left, _PIECE))):
                digest.update(piece)
                left -= len(piece)
            if left == volume_size:
                return
            yield digest.hexdigest()


def volumes_of(session: Session, bundle: SubmissionBundle) -> list[BundleVolumes]:
    """Return in which sizes of volumes a bundle is offered, the largest first."""
    of_bundle = select(BundleVolumes).where(BundleVolumes.bundle_id == bundle.id)
    return list(session.scalars(of_bundle.order_by(BundleVolumes.volume_size.desc())))


def find_volumes(session: Session, bundle: SubmissionBundle, volume_size: int) -> BundleVolumes:
    """Return one of them, ready to be taken; raise `NotVisible`."""
    found = session.get(BundleVolumes, (bundle.id, volume_size))
    if found is None or not found.hashes:
        raise NotVisible
    return found


def slice_of(bundle: SubmissionBundle, volume_size: int, number: int) -> tuple[int, int]:
    """Return where volume `number`, counted from 1, begins in the ZIP, and its length."""
    size, start = bundle.zip_size or 0, (number - 1) * volume_size
    if number < 1 or start >= size:
        raise NotVisible
    return start, min(volume_size, size - start)


def volume_list(bundle: SubmissionBundle, hashes: list[str]) -> bytes:
    """Return the list that goes beside the volumes: `sha256sum --check --ignore-missing` reads it too."""
    name = zip_name(bundle)
    lines = [f"{sha256}  {volume_name(name, number)}\n" for number, sha256 in enumerate(hashes, 1)]
    return "".join([*lines, f"{bundle.zip_sha256}  {name}\n"]).encode()


def zip_name(bundle: SubmissionBundle) -> str:
    """Return what the ZIP is called wherever it goes."""
    return f"{bundle.name}.zip"
