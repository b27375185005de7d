"""The layers between a stranger's file and this machine, and which of them hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Layer(StrEnum):
    """One thing that keeps a process whose parser was taken over from doing harm; each stands for itself."""

    ENVIRONMENT = "environment"  # no setting, no secret, no open file of the process that asked
    OWN_USER = "own_user"  # a user that owns nothing
    FILES = "files"  # Landlock: the libraries, to read; nothing else
    NETWORK = "network"  # a network of its own that leads nowhere
    CALLS = "calls"  # seccomp: no new process, no socket, no hand on another process
    MEMORY = "memory"  # not to be read or written by its like


class Obstacle(StrEnum):
    """Why a layer does not hold."""

    SWITCHED_OFF = "switched_off"
    NOT_OFFERED = "not_offered"  # by this kernel, or not to this container
    NOT_ROOT = "not_root"  # only root can become somebody else
    CLOSED_FOLDERS = "closed_folders"  # the program itself lies where only its owner may read
    UNKNOWN_MACHINE = "unknown_machine"  # no table of system calls for this processor


ALL_LAYERS = frozenset(Layer)


@dataclass(frozen=True, slots=True)
class Isolation:
    """Which layers hold, and why the others do not."""

    held: frozenset[Layer] = frozenset()
    missing: Mapping[Layer, Obstacle] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        missing = {layer.value: obstacle.value for layer, obstacle in self.missing.items()}
        return {"held": sorted(self.held), "missing": missing}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `to_json` wrote."""
        missing = {Layer(layer): Obstacle(why) for layer, why in data["missing"].items()}
        return cls(frozenset(map(Layer, data["held"])), missing)
