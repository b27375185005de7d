"""Seccomp: a list of system calls that are refused, written as the kernel's small filter programs."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable, Iterator
from functools import cache

from index.isolation import system_calls as calls
from index.isolation.layers import Obstacle
from index.isolation.linux import CallFailed, gain_no_privileges, prctl

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUALS, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _MACHINE = 0, 4  # offsets in what the kernel shows of a call
_NEW_THREAD = 0x00010000
_NEW_NAMESPACES = 0x7E020000
_UNIX = 1
_SUCCESS = 0
_PUSH_A_KEY = 0x5412  # TIOCSTI: typing on somebody's terminal
_INSTRUCTION = struct.Struct("=HBBI")


class UnknownMachine(RuntimeError):
    """There is no table of system calls for this processor."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def obstacle() -> Obstacle | None:
    """Return why system calls cannot be refused, None where they can."""
    if platform.machine() not in calls.MACHINES:
        return Obstacle.UNKNOWN_MACHINE
    try:
        prctl(_PR_SET_SECCOMP, _MODE_FILTER)
    except CallFailed as error:  # without a program it fails in any case: the error says in which way
        return None if error.errno == errno.EFAULT else Obstacle.NOT_OFFERED
    return Obstacle.NOT_OFFERED


def refuse_calls_of_readers(may_start_programs: bool = False) -> None:
    """Refuse, for good, what no reader of files needs; raise UnknownMachine and CallFailed."""
    _install(steps_for_readers(may_start_programs))


def refuse_calls_of_programs() -> None:
    """Refuse, for good, what an office program does not need for one file; raises as the other.

    It may start threads and other programs. An office program wants to listen for others of its kind in /tmp
    and ends where it cannot: that call only pretends to succeed.
    """
    refused, pretended = _refused(calls.FILE_ATTRIBUTES), _refused_as(_SUCCESS, calls.LISTENING)
    _install(b"".join([*refused, *pretended, *_clone(_NEW_NAMESPACES), *_only_if(calls.SOCKET, 0, _UNIX)]))


@cache
def steps_for_readers(may_start_programs: bool) -> bytes:
    """Return what is the same for every reader; a server has it ready before it forks."""
    refused = [calls.SOCKET, calls.LISTENING, calls.ACCEPTING, calls.FILE_ATTRIBUTES]
    if not may_start_programs:
        refused.append(calls.PROGRAMS)
    forbidden_flags = _NEW_NAMESPACES if may_start_programs else None
    return b"".join([*_refused(*refused), *_clone(forbidden_flags)])


def _install(chosen: bytes) -> None:
    program = b"".join(
        [
            *_beginning(),
            chosen,
            *_only_if(calls.SOCKET_PAIR, 0, _UNIX),  # a pipe in both directions, within the process
            *_only_if(calls.TO_ITSELF, 0, os.getpid()),
            *_only_if(calls.PRIORITY, 1, 0),
            *_only_if(calls.RESOURCES, 0, 0),
            *_unless(calls.DEVICE, 1, _PUSH_A_KEY),
            _step(_RETURN, _ALLOW),
        ]
    )
    gain_no_privileges()
    filled = _Program(len(program) // _INSTRUCTION.size, program)
    prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.cast(ctypes.pointer(filled), ctypes.c_void_p))


def _beginning() -> Iterator[bytes]:
    yield _step(_LOAD, _MACHINE)
    yield _step(_EQUALS, _machine().audit, 1, 0)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD, _NUMBER)
    yield _step(_AT_LEAST, calls.NEWEST_KNOWN + 1, 0, 1)
    yield _step(_RETURN, _ERRNO | errno.ENOSYS)
    # Its flags cannot be looked at: the C library takes clone instead.
    yield from _refused_as(errno.ENOSYS, calls.CLONE_3)


def _machine() -> calls.Machine:
    try:
        return calls.MACHINES[platform.machine()]
    except KeyError as error:
        raise UnknownMachine(platform.machine()) from error


def _refused(*more: calls.Table) -> Iterator[bytes]:
    always = (calls.OTHER_PROCESSES, calls.KERNEL, calls.MEETING_PLACES, calls.IDENTITY, calls.CONNECTING)
    return _refused_as(errno.EPERM, *always, *more)


def _refused_as(number: int, *tables: calls.Table) -> Iterator[bytes]:
    for call in _numbers(tables):
        yield _step(_EQUALS, call, 0, 1)
        yield _step(_RETURN, _ERRNO | number)


def _clone(forbidden_flags: int | None) -> Iterator[bytes]:
    """Refuse new processes; with `forbidden_flags` only those that are made with one of them."""
    for call in _numbers([calls.CLONE]):
        yield _step(_EQUALS, call, 0, 4)
        yield _step(_LOAD, _argument(0))
        if forbidden_flags is None:
            yield _step(_ANY_BIT, _NEW_THREAD, 1, 0)
        else:
            yield _step(_ANY_BIT, forbidden_flags, 0, 1)
        yield _step(_RETURN, _ERRNO | errno.EPERM)
        yield _step(_RETURN, _ALLOW)


def _only_if(table: calls.Table, argument: int, value: int) -> Iterator[bytes]:
    for call in _numbers([table]):
        yield _step(_EQUALS, call, 0, 4)
        yield _step(_LOAD, _argument(argument))
        yield _step(_EQUALS, value, 1, 0)
        yield _step(_RETURN, _ERRNO | errno.EPERM)
        yield _step(_RETURN, _ALLOW)


def _unless(table: calls.Table, argument: int, value: int) -> Iterator[bytes]:
    for call in _numbers([table]):
        yield _step(_EQUALS, call, 0, 4)
        yield _step(_LOAD, _argument(argument))
        yield _step(_EQUALS, value, 0, 1)
        yield _step(_RETURN, _ERRNO | errno.EPERM)
        yield _step(_RETURN, _ALLOW)


def _numbers(tables: Iterable[calls.Table]) -> list[int]:
    column = _machine().column
    pairs = [pair for table in tables for pair in table.values()]
    return [number for pair in pairs if (number := pair[column]) is not None]


def _argument(index: int) -> int:
    """Return where the lower half of an argument stands; the processors we know put it first."""
    return 16 + 8 * index


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _INSTRUCTION.pack(code, if_true, if_false, value)
