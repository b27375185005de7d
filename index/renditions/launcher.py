"""The process that becomes LibreOffice: bound and without a network before it opens a stranger's file."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from dataclasses import dataclass

from index.extraction.confinement import die_with_parent

MEGABYTE = 1024 * 1024
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_OPEN_FILES = 1024


@dataclass(frozen=True, slots=True)
class RenditionLimits:
    """Limits of one rendition: wall time, address space, bytes of any file that is written."""

    seconds: float = 120.0
    memory_bytes: int = 4096 * MEGABYTE
    file_bytes: int = 300 * MEGABYTE


def main(limits: RenditionLimits, parent: int, command: list[str]) -> None:
    """Set the limits for good, leave the network and run the command in the place of this process."""
    die_with_parent(parent)
    _leave_the_network()
    seconds = max(1, round(limits.seconds))
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def _leave_the_network() -> None:
    """Move into a network of its own that leads nowhere.

    Root may; others may where the kernel allows user namespaces. Where neither is allowed, the profile's
    settings still keep LibreOffice from following links.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)


if __name__ == "__main__":
    main(RenditionLimits(**json.loads(sys.argv[1])), int(sys.argv[2]), sys.argv[3:])
