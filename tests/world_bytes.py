"""The bytes of the small province's documents: each holds its serial number, which its hash is made of."""

import io
import zlib
from hashlib import sha256

from sqlalchemy import select

from evidence_repo.container import Container
from evidence_repo.models import Blob
from tests.services.world import World

_MOST = 1000
_BY_HASH = {sha256(str(number).encode()).hexdigest(): str(number).encode() for number in range(1, _MOST)}


def keep_world_bytes(container: Container, world: World) -> None:
    """Put the bytes of every document into the store, and their true sizes and checksums into the rows."""
    with world.database.transaction() as session:
        for blob in session.scalars(select(Blob).where(Blob.sha256.in_(_BY_HASH))):
            data = _BY_HASH[blob.sha256]
            blob.size, blob.crc32 = len(data), zlib.crc32(data)
            container.store.put(blob.sha256, io.BytesIO(data), len(data))
