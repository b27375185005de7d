"""Bind the process that reads one file, before it opens the file."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import warnings
from pathlib import Path

from index.extraction.limits import Limits

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent, process `parent`, ends in whatever way."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)


def leave_standard_streams() -> None:
    """Let go of the terminal or log of whoever started this process."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def confine(limits: Limits, inherited_bytes: int, open_files: int) -> None:
    """Set the limits for good, so that nothing is written and no core dumped.

    The limit of address space is for what comes beside the `inherited_bytes` that the server has loaded. The
    wall clock kills by an alarm that the kernel keeps, so that code stuck in a C library ends as well.
    """
    seconds = max(1, round(limits.seconds))
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory_bytes + inherited_bytes),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, open_files),
    ):
        resource.setrlimit(kind, (limit, limit))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    logging.disable()  # parsers complain about every hostile byte
    warnings.simplefilter("ignore")


def address_space() -> int:
    """Return the bytes of address space that this process has."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()
