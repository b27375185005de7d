"""The signature and the time stamp beside a ZIP: are they of this bag?

Both are of the tag manifest, which names the hashes of the other tag files, and through the manifest those of
every file. Certificates and signatures themselves are more than the standard library can check.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from verifier.faults import Faults
from verifier.names import SIGNATURE_ENDING, TIMESTAMP_ENDING

LARGEST_PROOF = 256 * 1024


class Proofs(NamedTuple):
    """The bytes of what lies beside the ZIP and is of this bag; None where there is nothing."""

    signature: bytes | None = None
    timestamp: bytes | None = None


def read_proofs(zip_path: Path, tag_manifest: bytes | None, faults: Faults) -> Proofs:
    """Read the proofs beside a ZIP; report those that are of something else."""
    if tag_manifest is None:
        return Proofs()
    digest = hashlib.sha256(tag_manifest).digest()
    return Proofs(
        _read(zip_path, SIGNATURE_ENDING, "other_signature", digest, faults),
        _read(zip_path, TIMESTAMP_ENDING, "other_timestamp", digest, faults),
    )


def _read(zip_path: Path, ending: str, rule: str, digest: bytes, faults: Faults) -> bytes | None:
    path = zip_path.with_name(zip_path.name + ending)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_PROOF + 1)
    except FileNotFoundError:
        return None
    # Both formats hold the hash of what they are of as it is, in an octet string.
    if len(content) > LARGEST_PROOF or b"\x04\x20" + digest not in content:
        faults.add(rule, path.name)
        return None
    return content
