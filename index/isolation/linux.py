"""The calls of the Linux kernel that Python has no words for."""

from __future__ import annotations

import ctypes
import os

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CAPSET_VERSION = 0x20080522


class CallFailed(OSError):
    """The kernel refused a call, or does not know it."""


_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def prctl(option: int, *arguments: int | ctypes.c_void_p) -> None:
    """Change this process; raise CallFailed."""
    rest = [*arguments, *[0] * (4 - len(arguments))]
    given = [each if isinstance(each, ctypes.c_void_p) else ctypes.c_ulong(each) for each in rest]
    _check(_libc.prctl(option, *given), "prctl")


def system_call(number: int, *arguments: object) -> int:
    """Make a system call that the C library may not know; raise CallFailed."""
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *words), f"system call {number}")


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` name for new ones; raise CallFailed."""
    _check(_libc.unshare(flags), "unshare")


def gain_no_privileges() -> None:
    """Have no program that is started give this process rights, for good; Landlock and seccomp ask for it."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def close_memory() -> None:
    """Let nobody but root look into this process, and have no core dumped of it."""
    prctl(_PR_SET_DUMPABLE, 0)


def drop_capabilities() -> None:
    """Give up what a user namespace, or root, may do beyond an ordinary user; raise CallFailed."""
    header = (ctypes.c_uint32 * 2)(_CAPSET_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, nothing), "capset")


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise CallFailed(number, f"{what}: {os.strerror(number)}")
    return result
