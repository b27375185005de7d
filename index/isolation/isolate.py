"""Put up the layers around a process, one after the other, and note which of them hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index.isolation import landlock, seccomp
from index.isolation.landlock import Opening
from index.isolation.layers import Isolation, Layer, Obstacle
from index.isolation.linux import CallFailed, close_memory, drop_capabilities, gain_no_privileges
from index.isolation.users import are_open_to_strangers, become, leave_network, stranger

_Steps = dict[Layer, Callable[[], Obstacle | None]]


def isolate(
    wanted: frozenset[Layer],
    openings: Sequence[Opening],
    programs: Iterable[Path] = (),
    *,
    user: int | None = None,
    load: Callable[[], object] = lambda: None,
) -> Isolation:
    """Put up those of the `wanted` layers that are for good for this process and all that it starts.

    It may still open `openings`. As root it becomes `user` if that one can read the `programs`. `load` is
    called where threads may begin and everything can still be read, but no network be reached. The filter of
    system calls comes last, in the process that opens the file: whether it can be had is reported here.
    """
    before: _Steps = {
        Layer.ENVIRONMENT: lambda: None,  # whoever started this process has seen to it
        Layer.NETWORK: lambda: None if leave_network() else Obstacle.NOT_OFFERED,
    }
    after: _Steps = {
        Layer.OWN_USER: lambda: _own_user(programs, user),
        Layer.FILES: lambda: _files(openings),
        Layer.CALLS: seccomp.obstacle,
        Layer.MEMORY: _memory,
    }
    missing = _put_up(before, wanted)
    load()
    missing |= _put_up(after, wanted)
    if wanted:
        gain_no_privileges()
    return Isolation(frozenset(Layer) - frozenset(missing), missing)


def _put_up(steps: _Steps, wanted: frozenset[Layer]) -> dict[Layer, Obstacle]:
    obstacles = {layer: step() if layer in wanted else Obstacle.SWITCHED_OFF for layer, step in steps.items()}
    return {layer: obstacle for layer, obstacle in obstacles.items() if obstacle is not None}


def make_ready(wanted: frozenset[Layer]) -> None:
    """Work out what `lock_reader` needs, once for all processes that are forked from this one."""
    landlock.version()
    if Layer.CALLS in wanted and seccomp.obstacle() is None:
        for may_start_programs in (False, True):
            seccomp.steps_for_readers(may_start_programs)


def lock_reader(held: frozenset[Layer], may_start_programs: bool) -> None:
    """Put the last layers around the process that opens one file."""
    if Layer.MEMORY in held and landlock.version():
        landlock.restrict_to_itself()
    if Layer.CALLS in held:
        seccomp.refuse_calls_of_readers(may_start_programs)


def lock_program(held: frozenset[Layer]) -> None:
    """Put the last layers around the process that becomes another program, which opens one file."""
    if Layer.MEMORY in held and landlock.version():
        landlock.restrict_to_itself()
    if Layer.CALLS in held:
        seccomp.refuse_calls_of_programs()


def _own_user(programs: Iterable[Path], user: int | None) -> Obstacle | None:
    if os.geteuid() != 0:
        return _without_rights(Obstacle.NOT_ROOT)
    if not are_open_to_strangers(programs):
        return _without_rights(Obstacle.CLOSED_FOLDERS)
    try:
        become(user or stranger())
    except OSError:  # this container has no such user
        return _without_rights(Obstacle.NOT_OFFERED)
    return None


def _without_rights(obstacle: Obstacle) -> Obstacle:
    """Give up at least what the user may do beyond others."""
    drop_capabilities()
    return obstacle


def _memory() -> None:
    close_memory()


def _files(openings: Sequence[Opening]) -> Obstacle | None:
    try:
        landlock.restrict_files(openings)
    except CallFailed:
        return Obstacle.NOT_OFFERED
    return None
