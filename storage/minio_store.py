"""Blobs in a bucket of MinIO or any other S3 server."""

import hashlib
import io
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

import urllib3
from minio import Minio
from minio.commonconfig import REPLACE, CopySource, Tags
from minio.deleteobjects import DeleteObject
from minio.helpers import check_bucket_name
from urllib3.response import BaseHTTPResponse

from storage.disk import disk_errors
from storage.errors import BlobConflict, BlobCorrupt, BlobMissing, StorageUnavailable
from storage.keys import BLOBS, DERIVED, blob_key, derived_folder, derived_key, is_sha256
from storage.minio_errors import QuickRetry, minio_errors
from storage.source import PIECE, VerifiedSource
from storage.store import BlobInfo
from storage.streams import check_range
from storage.tags import checked_tags

_PART_SIZE = 16 * 1024 * 1024
_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 10.0
_LOOKS, _LOOK_PAUSE = 4, 0.1  # before an object that was seen counts as gone


def _quick_client(answer_seconds: float) -> urllib3.PoolManager:
    return urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=answer_seconds),
        retries=QuickRetry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
        maxsize=10,
    )


class MinioBlobStore:
    """Keep a `BlobStore` in one bucket, which is made when it is first used.

    The SDK sends no If-None-Match, so a put looks first whether the key exists. A new blob needs no second
    reading and no temporary key: `VerifiedSource` hands out the last bytes only when size and hash are
    right, and an object becomes visible only after its last part was read. Parts are sent one after the
    other, because the SDK's pool of senders is never stopped when a source fails. The server checks the
    SHA-256 of every request (MD5 under TLS). The constructor raises `ValueError` for a malformed endpoint or
    bucket.
    """

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        *,
        access_key: str,
        secret_key: str,
        secure: bool = True,
        region: str = "us-east-1",
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        check_bucket_name(bucket, strict=True)
        self._endpoint = endpoint
        self._bucket = bucket
        self._is_bucket_known = False
        self._client = Minio(
            endpoint=endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            region=region,
            http_client=_quick_client(answer_seconds),
        )

    def put(self, sha256: str, source: BinaryIO, size: int) -> None:
        verified = VerifiedSource(source, sha256, size)
        if self.exists(sha256):
            self._renew(sha256, verified)
            return
        if size == 0:
            verified.drain()  # the SDK reads nothing from an empty source
        with self._errors(sha256):
            self._client.put_object(
                bucket_name=self._bucket,
                object_name=blob_key(sha256),
                data=cast(BinaryIO, verified),
                length=size,
                part_size=_PART_SIZE,
                num_parallel_uploads=1,
            )

    @contextmanager
    def open(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[BinaryIO]:
        check_range(start, length)
        wanted = self.stat(sha256).size - start
        if length is not None:
            wanted = min(wanted, length)
        if wanted <= 0:  # S3 has no words for an empty range
            yield io.BytesIO()
            return
        with self._errors(sha256):
            response = self._client.get_object(
                bucket_name=self._bucket, object_name=blob_key(sha256), offset=start, length=wanted
            )
        try:
            with io.BufferedReader(_ObjectStream(response, self._endpoint), PIECE) as stream:
                yield cast(BinaryIO, stream)
        finally:
            response.close()
            response.release_conn()

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="evidence-blob-") as folder:
            path = Path(folder) / sha256
            with self.open(sha256) as stream, disk_errors(), path.open("wb") as copy:
                shutil.copyfileobj(stream, copy, PIECE)
            yield path

    def stat(self, sha256: str) -> BlobInfo:
        key = blob_key(sha256)
        with self._errors(sha256):
            found = self._client.stat_object(bucket_name=self._bucket, object_name=key)
        return BlobInfo(sha256, cast(int, found.size), cast(datetime, found.last_modified).astimezone(UTC))

    def exists(self, sha256: str) -> bool:
        try:
            self.stat(sha256)
        except BlobMissing:
            return False
        return True

    def delete(self, sha256: str) -> None:
        key = blob_key(sha256)
        with self._errors(sha256):
            self._client.remove_object(bucket_name=self._bucket, object_name=key)

    def list(self) -> Iterator[BlobInfo]:
        with self._errors(BLOBS):
            for found in self._client.list_objects(
                bucket_name=self._bucket, prefix=f"{BLOBS}/", recursive=True
            ):
                sha256 = cast(str, found.object_name).rpartition("/")[2]
                if is_sha256(sha256):
                    modified = cast(datetime, found.last_modified).astimezone(UTC)
                    yield BlobInfo(sha256, cast(int, found.size), modified)

    def set_tags(self, sha256: str, tags: Mapping[str, str]) -> None:
        key = blob_key(sha256)
        wanted = Tags.new_object_tags()
        wanted.update(checked_tags(tags))
        with self._errors(sha256):
            self._client.set_object_tags(bucket_name=self._bucket, object_name=key, tags=wanted)

    def tags(self, sha256: str) -> dict[str, str]:
        key = blob_key(sha256)
        with self._errors(sha256):
            return dict(self._client.get_object_tags(bucket_name=self._bucket, object_name=key) or {})

    def write_derived(self, name: str, data: bytes) -> None:
        key = derived_key(name)
        with self._errors(name):
            self._client.put_object(
                bucket_name=self._bucket, object_name=key, data=io.BytesIO(data), length=len(data)
            )

    def read_derived(self, name: str) -> bytes:
        key = derived_key(name)
        with self._errors(name):
            response = self._client.get_object(bucket_name=self._bucket, object_name=key)
            try:
                return response.read()
            finally:
                response.close()
                response.release_conn()

    def list_derived(self, prefix: str) -> Iterator[str]:
        top = derived_folder(prefix)
        with self._errors(prefix):
            for found in self._client.list_objects(bucket_name=self._bucket, prefix=top, recursive=True):
                key = cast(str, found.object_name)
                if key == top or key.startswith(f"{top}/"):
                    yield key.removeprefix(f"{DERIVED}/")

    def delete_derived(self, prefix: str) -> None:
        names = (DeleteObject(derived_key(name)) for name in self.list_derived(prefix))
        with self._errors(prefix):
            for failure in self._client.remove_objects(bucket_name=self._bucket, delete_object_list=names):
                raise StorageUnavailable(f"{failure.name} could not be deleted: {failure.message}.")

    def check(self) -> None:
        self._is_bucket_known = False
        with self._errors(self._bucket):
            pass

    def _renew(self, sha256: str, verified: VerifiedSource) -> None:
        """Compare with what is stored, then copy the object onto itself, which renews its time only."""
        try:
            verified.drain()
        except BlobCorrupt as error:
            raise BlobConflict(f"Other bytes are already stored as {sha256}: they stay.") from error
        for _ in range(_LOOKS - 1):
            try:
                self._copy_onto_itself(sha256)
            except BlobMissing:  # MinIO may lose sight of an object while another copies it onto itself
                time.sleep(_LOOK_PAUSE)
            else:
                return
        self._copy_onto_itself(sha256)

    def _copy_onto_itself(self, sha256: str) -> None:
        with self.open(sha256) as stored:
            digest = hashlib.sha256()
            while piece := stored.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != sha256:
            raise BlobConflict(f"What is stored as {sha256} are other bytes: restore it from a backup.")
        with self._errors(sha256):
            self._client.copy_object(
                bucket_name=self._bucket,
                object_name=blob_key(sha256),
                source=CopySource(self._bucket, blob_key(sha256)),
                metadata={"put": uuid4().hex},  # S3 copies onto itself only if something changes
                metadata_directive=REPLACE,
            )

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        """Raise the SDK's errors as ours, and see to it that there is a bucket."""
        with minio_errors(self._endpoint, name):
            if not self._is_bucket_known:
                if not self._client.bucket_exists(bucket_name=self._bucket):
                    self._make_bucket()
                self._is_bucket_known = True
            yield

    def _make_bucket(self) -> None:
        with minio_errors(self._endpoint, self._bucket, ignore={"BucketAlreadyOwnedByYou"}):
            self._client.make_bucket(bucket_name=self._bucket)


class _ObjectStream(io.RawIOBase):
    """Read an answer of the server, raising our errors when it breaks off."""

    def __init__(self, response: BaseHTTPResponse, endpoint: str) -> None:
        self._response = response
        self._endpoint = endpoint

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        with minio_errors(self._endpoint, "a stream"):
            data = self._response.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
