"""Where bytes live: content-addressed blobs in a local folder or in MinIO."""

from storage.address import open_store
from storage.errors import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    InvalidKey,
    InvalidTags,
    StorageError,
    StorageFull,
    StorageUnavailable,
)
from storage.local_store import LocalBlobStore
from storage.store import BlobInfo, BlobStore
from storage.tags import blob_tags

__all__ = [
    "BlobConflict",
    "BlobCorrupt",
    "BlobInfo",
    "BlobMissing",
    "BlobStore",
    "InvalidKey",
    "InvalidTags",
    "LocalBlobStore",
    "StorageError",
    "StorageFull",
    "StorageUnavailable",
    "blob_tags",
    "open_store",
]
