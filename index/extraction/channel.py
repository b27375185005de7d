"""Messages between the sandbox and the process of one file: plain bytes and JSON, never pickles.

What comes back was made by a parser that a hostile file may have taken over, so nothing of it is executed.
"""

from __future__ import annotations

import json
import logging
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20
_LONGEST_CRASH = 4000


log = logging.getLogger(__name__)


class ChannelClosed(Exception):
    """The other side ended, was too slow or sent too much."""


def send_message(channel: socket.socket, data: bytes) -> None:
    """Send one message whole."""
    channel.sendall(_LENGTH.pack(len(data)))
    channel.sendall(data)


def send_json(channel: socket.socket, value: dict[str, Any]) -> None:
    """Send one JSON object."""
    send_message(channel, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def parsed(message: bytes) -> dict[str, Any]:
    """Return the JSON object in a message; raise ChannelClosed if it is the last words of a process."""
    value: dict[str, Any] = json.loads(message)
    if "crash" in value:
        log.error("the reader crashed: %r", str(value["crash"])[:_LONGEST_CRASH])
        raise ChannelClosed("crashed")
    return value


class Incoming:
    """The messages of one task, until `seconds` have passed or `most_bytes` have come."""

    def __init__(self, channel: socket.socket, seconds: float, most_bytes: int) -> None:
        self._channel = channel
        self._deadline = time.monotonic() + seconds
        self._left = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        """Yield message after message; raise ChannelClosed when no more can come."""
        while True:
            yield self.receive()

    def receive(self) -> bytes:
        """Return the next message."""
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        self._left -= length
        if self._left < 0:
            raise ChannelClosed("too much output")
        return self._read(length)

    def _read(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            remaining = self._deadline - time.monotonic()
            if remaining <= 0:
                raise ChannelClosed("too slow")
            self._channel.settimeout(remaining)
            try:
                piece = self._channel.recv(min(length - len(data), _PIECE))
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            if not piece:
                raise ChannelClosed("ended")
            data += piece
        return bytes(data)
