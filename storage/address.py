"""From the address in the settings to a store."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from storage.errors import StorageUnavailable
from storage.local_store import LocalBlobStore
from storage.store import BlobStore

_FORMS = "file:FOLDER or minio+http[s]://KEY:SECRET@HOST:PORT/BUCKET?region=REGION"


def open_store(url: str) -> BlobStore:
    """Build the store at `url` without touching it; `StorageUnavailable` if the address makes no sense.

    `file:var/blobs`, `file:/srv/blobs`, `minio+http://key:secret@host:9000/bucket?region=eu-1` and
    `minio+https://…`; keys and secrets are percent-encoded.
    """
    if url.startswith("file:"):
        return _local_store(url.removeprefix("file:"))
    parts = urlsplit(url)
    if parts.scheme in {"minio+http", "minio+https"}:
        return _minio_store(parts)
    # The address may hold a secret: it is not repeated.
    raise StorageUnavailable(f"The storage address must be {_FORMS}.")


def _local_store(path: str) -> LocalBlobStore:
    folder = path.removeprefix("//")
    if not folder:
        raise StorageUnavailable(f"The storage address names no folder: it must be {_FORMS}.")
    return LocalBlobStore(Path(folder).absolute())


def _minio_store(parts: SplitResult) -> BlobStore:
    from storage.minio_store import MinioBlobStore  # only the chosen store is imported

    bucket = parts.path.strip("/")
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    if not (parts.hostname and parts.username and parts.password and bucket):
        raise StorageUnavailable(f"The storage address is incomplete: it must be {_FORMS}.")
    try:
        return MinioBlobStore(
            parts.netloc.rpartition("@")[2],
            bucket,
            access_key=unquote(parts.username),
            secret_key=unquote(parts.password),
            secure=parts.scheme == "minio+https",
            region=region,
        )
    except ValueError as error:
        raise StorageUnavailable(f"The storage address is wrong: {error}.") from error
