"""What an S3 server and the way to it can answer, in our own words."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import urllib3
from minio.error import MinioException, S3Error
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from storage.errors import BlobMissing, InvalidKey, StorageFull, StorageUnavailable

_MISSING = {"NoSuchKey"}
_FULL = {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage"}
_NAME = {"XMinioParentIsObject", "XMinioObjectExistsAsDirectory", "XMinioInvalidObjectName"}
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


class QuickRetry(urllib3.Retry):
    """Try again what was refused or cut, but never wait a second time for a server that hangs."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)


@contextmanager
def minio_errors(endpoint: str, name: str, ignore: Collection[str] = ()) -> Iterator[None]:
    """Raise errors of the SDK and of the connection as ours, but those whose S3 code is in `ignore`."""
    try:
        yield
    except S3Error as error:
        if error.code in ignore:
            return
        raise _ours(error, endpoint, name) from error
    except (MinioException, HTTPError) as error:
        raise StorageUnavailable(f"The object store {endpoint} does not answer: {error}.") from error


def _ours(error: S3Error, endpoint: str, name: str) -> Exception:
    if error.code in _MISSING:
        return BlobMissing(f"The store holds nothing under {name}.")
    if error.code in _FULL:
        return StorageFull(f"The disk of the object store {endpoint} is full: nothing was stored.")
    if error.code in _NAME:
        return InvalidKey(f"{name!r} is a folder of other names, or lies under a name.")
    if error.code in _REFUSED:
        return StorageUnavailable(f"The object store {endpoint} refuses the access key: {error.code}.")
    return StorageUnavailable(f"The object store {endpoint} refused {name}: {error.code}, {error.message}.")
