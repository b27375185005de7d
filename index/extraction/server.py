"""The process that has the parsers loaded and forks one confined process for each task.

The standard library's forkserver (and pebble on top of it) imports the program's main module again in every
process, which here is the whole application, and unpickles what the process sends; pebble's pool takes 0.1 s
a task where a fork takes 5 ms.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.extraction.channel import send_json
from index.extraction.confinement import address_space, confine, die_with_parent, leave_standard_streams
from index.extraction.inputs import InputPath
from index.extraction.limits import Limits
from index.isolation import Layer
from index.isolation.isolate import isolate, lock_reader, make_ready
from index.isolation.landlock import Opening
from index.isolation.libraries import library_openings, library_paths, program_openings

LONGEST_REQUEST = 64 * 1024
MOST_DESCRIPTORS = 128
_OPEN_FILES = 64
_LONGEST_CRASH = 4000
_RARE_COLLECTION = (20_000, 20, 50)
"""A task makes many small objects and ends soon: looking for cycles among them took a tenth of its time."""

Task = Callable[..., None]


def serve(control_fd: int, trade: str, layers: list[str]) -> None:
    """Fork a process for each request that comes with a channel; end when the sandbox goes away.

    `trade` is the module whose `run_task` the processes call; its `prepare` is called once before. The kernel
    closes the sandbox's end of the control socket when its process dies. A death signal would come too early
    here: it is sent when the *thread* ends that started this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the sandbox, and with it this process
    tasks: Any = importlib.import_module(trade)
    wanted = frozenset(map(Layer, layers))
    loaded: list[int] = []

    def load() -> None:
        tasks.prepare()
        make_ready(wanted)
        loaded.append(address_space())

    isolation = isolate(wanted, _openings(), library_paths(), load=load)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    gc.set_threshold(*_RARE_COLLECTION)
    gc.freeze()  # pages shared with the children stay shared
    server = _Server(os.getpid(), isolation.held, loaded[0], tasks.run_task)
    control = socket.socket(fileno=control_fd)
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, MOST_DESCRIPTORS)
        if not descriptors:
            return
        if os.fork() == 0:
            control.close()
            server.work(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _openings() -> list[Opening]:
    antiword = shutil.which("antiword")  # the one program that a reader starts
    return library_openings() + program_openings(*([Path(antiword)] if antiword else []))


@dataclass(frozen=True, slots=True)
class _Server:
    """What a forked process has from the one that it was forked from."""

    pid: int
    held: frozenset[Layer]
    loaded_bytes: int
    run_task: Task

    def work(self, request: bytes, descriptors: list[int]) -> None:
        """Do one task in the forked process, and end it here: the server's loop is not its own."""
        channel = socket.socket(fileno=descriptors[0])
        status = 1
        try:
            die_with_parent(self.pid)
            self._do(json.loads(request), channel, descriptors[1:])
            status = 0
        finally:
            if status:
                with suppress(OSError):
                    send_json(channel, {"crash": traceback.format_exc()[-_LONGEST_CRASH:]})
            os._exit(status)

    def _do(self, task: dict[str, Any], channel: socket.socket, inputs: list[int]) -> None:
        limits = Limits(**task.pop("limits"))
        may_start_programs = task.pop("may_start_programs", False)
        leave_standard_streams()
        confine(limits, self.loaded_bytes, _OPEN_FILES + len(inputs))
        lock_reader(self.held, may_start_programs)
        self.run_task(channel, limits, list(map(InputPath.of, inputs)), **task)
