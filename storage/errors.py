"""What can go wrong with stored bytes; each message is a sentence that a person can act on."""


class StorageError(Exception):
    """Everything this package raises on purpose."""


class BlobMissing(StorageError):
    """The store holds nothing under this key."""


class BlobConflict(StorageError):
    """Other bytes stand, or were about to be put, under a key that exists."""


class BlobCorrupt(StorageError):
    """The bytes given have not the size or the SHA-256 that was announced."""


class InvalidKey(StorageError):
    """The hash or name cannot be a key: it is malformed or leads out of the store."""


class InvalidTags(StorageError):
    """The tags hold something that object stores refuse."""


class StorageUnavailable(StorageError):
    """The store cannot be used now: wrong address, no server, no right, a failing disk."""


class StorageFull(StorageError):
    """There is no room left; nothing was stored."""
