"""RTF: the control words and fields that fetch something get names that no program knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.renditions.compound_references import FETCHING

RTF_MARK = b"{\\rtf"
_TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{0,10}) ?|\\.|[{}]|[^\\{}]+", re.DOTALL)
_FETCHING_WORDS = frozenset(
    (b"template", b"filetbl", b"objautlink", b"objlink", b"objupdate", b"objocx", b"subdocument", b"file")
)
_FIELD = b"fldinst"
_LONGEST_NAME = 32


def cut_rtf(data: bytes) -> bytes:
    """Return the file with the same length; a field's name is put together from all its escapes."""
    cut = bytearray(data)
    for start, length in _places(data):
        cut[start : start + length] = b"x" * length
    return bytes(cut)


def _places(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the names of control words stand that must not be understood."""
    depth = 0
    fields: list[_Field] = []
    for found in _tokens(data):
        token = found[0]
        if token == b"{":
            depth += 1
        elif token == b"}":
            depth -= 1
            while fields and fields[-1].depth > depth:
                field = fields.pop()
                if field.fetches:
                    yield field.start, len(_FIELD)
        elif found[2] in _FETCHING_WORDS:
            yield found.start(2), len(found[2])
        elif found[2] == _FIELD:
            fields.append(_Field(depth, found.start(2)))
        elif fields:
            fields[-1].add(found)
    yield from ((field.start, len(_FIELD)) for field in fields if field.fetches)


def _tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the tokens but what follows `\\bin`: so many bytes that mean nothing."""
    position = 0
    while found := _TOKEN.match(data, position):
        position = found.end()
        if found[2] == b"bin":
            position += int(found[3].lstrip(b"-") or 0)
        yield found


class _Field:
    """A field's instruction, as far as its first word."""

    def __init__(self, depth: int, start: int) -> None:
        self.depth, self.start = depth, start
        self._text = ""
        self._fallback = 1  # letters that stand behind an escaped one for programs that do not know it
        self._to_skip = 0

    @property
    def fetches(self) -> bool:
        """Return whether its first word is a field that fetches something."""
        return self._text.lstrip().upper().startswith(FETCHING)

    def add(self, token: re.Match[bytes]) -> None:
        """Take the next piece; nobody needs more than the beginning."""
        if len(self._text.lstrip()) > _LONGEST_NAME:
            return
        hexadecimal, word, number = token.groups()
        value = int((number or b"").lstrip(b"-") or 0)
        if hexadecimal:
            self._add_text(chr(int(hexadecimal, 16)))
        elif word == b"uc":
            self._fallback = value
        elif word == b"u":
            self._text += chr((-value if number.startswith(b"-") else value) % 0x10000)
            self._to_skip = self._fallback
        elif word is None and not token[0].startswith(b"\\"):
            self._add_text(token[0][:4096].replace(b"\r", b"").replace(b"\n", b"").decode("latin-1"))

    def _add_text(self, text: str) -> None:
        self._text += text[self._to_skip :]
        self._to_skip = max(0, self._to_skip - len(text))
