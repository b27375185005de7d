"""A request on its way in: whether enough of it has come for a thread to answer it, and which threads may."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

FORM_BYTES = 256 * 1024
"""Bodies up to that many bytes are waited for; longer ones are read as they come, by threads of their own."""
_HEAD_BYTES = 64 * 1024
_SIGN_INS = (b"/sign-in", b"/first-password", b"/account", b"/forgotten-password")
_TRANSFERS = (b"/file", b"/download", b".xlsx", b".csv", b".zip")
_END = b"\r\n\r\n"


class Lane(Enum):
    """Threads that answer: none waits for the others."""

    PAGES = "pages"
    SIGN_INS = "sign-ins"
    TRANSFERS = "transfers"


class Arrival:
    """The bytes of one request so far; looking at them costs no more than their number."""

    def __init__(self, began: float) -> None:
        self.began = began
        self.bytes = bytearray()
        self.cookie = self.forwarded = b""
        self._searched = 0
        self._needed: int | None = None
        self._lane = Lane.PAGES

    @property
    def has_head(self) -> bool:
        """Return whether all header lines are there."""
        return self._needed is not None

    def take(self, data: bytes) -> Lane | None:
        """Add bytes; return who answers the request, None while more of it is needed."""
        self.bytes += data
        if self._needed is None:
            found = self.bytes.find(_END, max(0, self._searched - len(_END)))
            self._searched = len(self.bytes)
            if found < 0:
                return Lane.PAGES if len(self.bytes) > _HEAD_BYTES else None  # the parser refuses it
            self._needed = self._look_at(bytes(self.bytes[:found]), found + len(_END))
        return self._lane if len(self.bytes) >= self._needed else None

    def _look_at(self, head: bytes, start: int) -> int:
        """Choose the lane; return how many bytes must have come before a thread takes the request."""
        lines = head.split(b"\r\n")
        method, _, rest = lines[0].partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        self.cookie = b";".join(_values(lines, b"cookie"))
        self.forwarded = b",".join(_values(lines, b"x-forwarded-for"))
        length = _body_length(lines[1:])
        if length is None or length > FORM_BYTES:
            self._lane = Lane.TRANSFERS
            return start
        if method == b"POST" and path.startswith(_SIGN_INS):
            self._lane = Lane.SIGN_INS
        elif path.endswith(_TRANSFERS):
            self._lane = Lane.TRANSFERS
        return start + length


def _values(lines: list[bytes], wanted: bytes) -> Iterator[bytes]:
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == wanted:
            yield value.strip()


def _body_length(lines: list[bytes]) -> int | None:
    """Return the length that the header names, 0 where it names none, None where nobody knows it before."""
    length = 0
    for line in lines:
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name == b"transfer-encoding":
            return None
        if name == b"content-length" and value.isdigit() and len(value) < 16:
            length = int(value)
    return length
