"""The process that becomes LibreOffice: bound and behind its layers before it opens a stranger's file."""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from index.extraction.confinement import die_with_parent
from index.isolation import ALL_LAYERS, Isolation, Layer, seccomp
from index.isolation.isolate import isolate, lock_program
from index.isolation.landlock import Access, Opening
from index.isolation.libraries import library_openings, program_openings

MEGABYTE = 1024 * 1024
NOT_ISOLATED = 77
"""The status with which the process ends where it could not be shut in and must be."""

_OPEN_FILES = 1024
_SETTINGS = ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig")
_ROOM = Access.WRITE & ~Access.MAKE_LINK  # whoever fetches the result follows no link


@dataclass(frozen=True, slots=True)
class RenditionLimits:
    """Limits of one rendition: wall time, address space, bytes of any file that is written."""

    seconds: float = 120.0
    memory_bytes: int = 4096 * MEGABYTE
    file_bytes: int = 300 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Launch:
    """What the process is to become, as which user, in which folder, behind which layers.

    Without a command it writes which layers hold to its standard output.
    """

    parent: int
    room: str
    program: str
    command: list[str]
    user: int | None = None
    limits: RenditionLimits = field(default_factory=RenditionLimits)
    layers: frozenset[Layer] = ALL_LAYERS
    may_be_unconfined: bool = False

    def to_json(self) -> str:
        """Return it as an argument of a command line."""
        return json.dumps({**asdict(self), "layers": sorted(self.layers)})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        data["limits"] = RenditionLimits(**data["limits"])
        data["layers"] = frozenset(map(Layer, data["layers"]))
        return cls(**data)


def main(launch: Launch) -> None:
    """Put up the layers and the limits for good, and run the command in the place of this process."""
    needed = [Path(launch.program), Path(launch.room).parent]
    isolation = isolate(_wanted(launch), _openings(launch), needed, user=launch.user)
    die_with_parent(launch.parent)  # after the change of user, which takes it back
    if not launch.command:
        sys.stdout.write(json.dumps(isolation.to_json()))
        return
    if not is_shut_in(isolation) and not launch.may_be_unconfined:
        sys.exit(NOT_ISOLATED)
    _limit(launch.limits)
    lock_program(isolation.held)
    os.execve(launch.command[0], launch.command, _environment(launch.room))  # noqa: S606 - no shell is wanted


def _wanted(launch: Launch) -> frozenset[Layer]:
    """Return the layers to put up: without its filter of calls LibreOffice does not start behind Landlock."""
    if launch.may_be_unconfined and seccomp.obstacle() is not None:
        return launch.layers - {Layer.FILES}
    return launch.layers


def is_shut_in(isolation: Isolation) -> bool:
    """Return whether a program sees its own files only, and reaches neither a network nor another program."""
    return {Layer.FILES, Layer.CALLS} <= isolation.held


def _openings(launch: Launch) -> list[Opening]:
    program = Path(launch.program)
    return [
        *library_openings(),
        *program_openings(program.parent),
        *(Opening(path, Access.READ) for path in (program.parents[1], *map(Path, _SETTINGS))),
        Opening(Path(launch.room), _ROOM),
    ]


def _limit(limits: RenditionLimits) -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, max(1, round(limits.seconds))),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))


def _environment(room: str) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": room, "TMPDIR": room, "LC_ALL": "C.UTF-8"}


if __name__ == "__main__":
    main(Launch.from_json(sys.argv[1]))
