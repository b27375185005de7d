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
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from index.extraction.confinement import confine, die_with_parent
from index.extraction.limits import Limits

LONGEST_REQUEST = 64 * 1024
_RARE_COLLECTION = (20_000, 20, 50)
"""A task makes many small objects and ends soon: looking for cycles among them took a tenth of its time."""

Task = Callable[..., None]


def serve(control_fd: int, trade: str) -> None:
    """Fork a process for each request that comes with a channel; end when the sandbox goes away.

    `trade` is the module whose `run_task` the processes call; its `prepare` is called once before. The kernel
    closes the sandbox's end of the control socket when its process dies. A death signal would come too early
    here: it is sent when the *thread* ends that started this process.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the sandbox, and with it this process
    tasks: Any = importlib.import_module(trade)
    tasks.prepare()
    gc.set_threshold(*_RARE_COLLECTION)
    gc.freeze()  # pages shared with the children stay shared
    control = socket.socket(fileno=control_fd)
    own = os.getpid()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 1)
        if not descriptors:
            return
        channel = socket.socket(fileno=descriptors[0])
        if os.fork() == 0:
            control.close()
            _work(request, channel, own, tasks.run_task)
        channel.close()


def _work(request: bytes, channel: socket.socket, parent: int, run_task: Task) -> None:
    """Do one task in the forked process, and end it here: the loop above is not its own."""
    status = 1
    try:
        die_with_parent(parent)
        task = json.loads(request)
        limits = Limits(**task.pop("limits"))
        confine(limits)
        run_task(channel, limits, **task)
        status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())
        os._exit(status)
