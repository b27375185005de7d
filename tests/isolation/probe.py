"""Loaded by the fork server in the place of the readers, as if a file had taken one over."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from index.extraction.channel import send_json
from index.extraction.limits import Limits
from tests.isolation.attempts import what_succeeds


def prepare() -> None:
    """Have nothing to load."""


def run_task(channel: socket.socket, limits: Limits, paths: list[Path], **target: Any) -> None:
    """Send what succeeded."""
    send_json(channel, {"got": what_succeeds(target)})
