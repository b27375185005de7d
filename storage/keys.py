"""Turn hashes and names into keys that cannot leave their place."""

import re

from storage.errors import InvalidKey

BLOBS = "blobs/sha256"
DERIVED = "derived"

_HASH = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_PART_BYTES = 255  # what Linux file systems and MinIO allow for one path part
_NAME_BYTES = 900  # an object key has 1,024 bytes, the prefix included


def is_sha256(text: str) -> bool:
    """Return whether `text` can be a blob's hash."""
    return _HASH.fullmatch(text) is not None


def blob_key(sha256: str) -> str:
    """Return `blobs/sha256/ab/cd/<hash>`; raise `InvalidKey` unless it is 64 lower-case hex digits."""
    if not is_sha256(sha256):
        raise InvalidKey(f"{sha256[:80]!r} is not a SHA-256 in 64 lower-case hexadecimal digits.")
    return f"{BLOBS}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def derived_key(name: str) -> str:
    """Return `derived/<name>`; raise `InvalidKey` if the name is not a plain relative path."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} or len(_encoded(part)) > _PART_BYTES for part in parts):
        raise InvalidKey(f"{name[:80]!r} is not a relative path of plain names.")
    if _CONTROL.search(name) or len(_encoded(name)) > _NAME_BYTES:
        raise InvalidKey(f"{name[:80]!r} holds characters that no stored name may have, or is too long.")
    return f"{DERIVED}/{name}"


def derived_folder(prefix: str) -> str:
    """Return the key of the name or folder `prefix`, of all that is derived for an empty one."""
    return derived_key(prefix.removesuffix("/")) if prefix else DERIVED


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
