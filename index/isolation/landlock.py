"""Landlock: a process that gives up, for itself and what it starts, every file but those that it names."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from functools import cache
from pathlib import Path

from index.isolation.linux import CallFailed, gain_no_privileges, system_call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_BIND_AND_CONNECT = 0b11
_SIGNALS_AND_SOCKETS = 0b11


class Access(IntFlag):
    """What may be done with a file, or in a folder."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    CHANGE_FOLDER = 0x1FF0  # make and remove entries
    MAKE_LINK = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEVICE = 1 << 15

    READ = READ_FILE | READ_DIR
    WRITE = READ | WRITE_FILE | CHANGE_FOLDER | REFER | TRUNCATE


_OF_FILES = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.IOCTL_DEVICE
_EVERYTHING = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}  # from version 5 on 0xFFFF


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Opening:
    """What may be done below a path; a path that is not there opens nothing."""

    path: Path
    access: Access


@cache
def version() -> int:
    """Return which Landlock the kernel has, 0 for none."""
    try:
        return system_call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except CallFailed:
        return 0


def restrict_files(openings: Iterable[Opening]) -> None:
    """Close every path but `openings` for good; raise CallFailed."""
    handled = _EVERYTHING.get(version(), 0xFFFF)
    _restrict(_Ruleset(handled_access_fs=handled), openings, handled)


def restrict_to_itself() -> None:
    """Begin a domain of its own: no signal and no abstract socket leaves it, no port is bound or reached.

    Nor is a process outside it traced, whatever the kernel's version. Raise CallFailed.
    """
    known = version()
    _restrict(
        _Ruleset(
            handled_access_fs=Access.WRITE_FILE if known < 6 else 0,  # something must be handled
            handled_access_net=_BIND_AND_CONNECT if known >= 4 else 0,
            scoped=_SIGNALS_AND_SOCKETS if known >= 6 else 0,
        ),
        (),
        0,
    )


def _restrict(ruleset: _Ruleset, openings: Iterable[Opening], handled: int) -> None:
    known = version()
    size = 8 if known < 4 else 16 if known < 6 else 24
    descriptor = system_call(_CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    try:
        for opening in openings:
            _open(descriptor, opening, handled)
        gain_no_privileges()
        system_call(_RESTRICT_SELF, descriptor, 0)
    finally:
        os.close(descriptor)


def _open(ruleset: int, opening: Opening, handled: int) -> None:
    try:
        descriptor = os.open(opening.path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        access = opening.access & handled
        if not opening.path.is_dir():
            access &= _OF_FILES
        rule = _PathBeneath(allowed_access=access, parent_fd=descriptor)
        system_call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
