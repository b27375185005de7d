"""A short sketch of a text, by which those that may be nearly the same are found among very many (MinHash).

Shingles are three folded syllables in a row: a misread mark changes nothing, a misread letter three of them.
The bands are so many that two readings of one text with 2% wrong letters each meet in one of them (88%), and
texts that share only the phrases of their trade hardly do (1.5%, few of them worth comparing). A library such
as datasketch keeps its bands in memory or in Redis; ours lie in the database, and the rest of it stands here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.text import folded_words

CANDIDATE = 0.2
"""The share of shingles in common from which two texts are worth comparing."""

DOUBLE = 0.88
"""The likeness from which two documents are shown as nearly the same."""

_SHINGLE = 3
_FEWEST = 40  # words: shorter texts are alike by chance
_BANDS, _ROWS = 48, 3
_HASHES = _BANDS * _ROWS
_RANDOM = np.random.Generator(np.random.PCG64(20170714))  # fixed: sketches are kept
# Multiply, add, keep the upper half of the 64 bits (Dietzfelbinger): a family of hash functions.
_FACTORS = _RANDOM.integers(1, 1 << 63, size=(_HASHES, 1), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_TERMS = _RANDOM.integers(0, 1 << 63, size=(_HASHES, 1), dtype=np.uint64)
_CHUNK = 4_096  # shingles at once: 3 MB


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest values of 144 hash functions over the shingles, 4 bytes each."""

    minima: bytes

    def bands(self) -> tuple[int, ...]:
        """Return the keys under which the text is filed: signed 64-bit numbers, one for each band."""
        size = 4 * _ROWS
        parts = (self.minima[start : start + size] for start in range(0, len(self.minima), size))
        return tuple(_key(number, part) for number, part in enumerate(parts))

    def estimate(self, other: Sketch) -> float:
        """Return how large a share of their shingles the two texts have in common (within some 5%)."""
        own, others = (np.frombuffer(each.minima, np.uint32) for each in (self, other))
        return float(np.mean(own == others))


def sketch_of(texts: Iterable[str]) -> Sketch | None:
    """Return the sketch of the pages of a text; None if it is too short to be compared."""
    words = list(chain.from_iterable(folded_words(text) for text in texts))
    if len(words) < _FEWEST:
        return None
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    hashed = np.fromiter((zlib.crc32(each.encode()) for each in shingles), np.uint64, len(shingles))
    smallest = np.full(_HASHES, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(hashed), _CHUNK):
        permuted = (_FACTORS * hashed[start : start + _CHUNK] + _TERMS) >> np.uint64(32)
        smallest = np.minimum(smallest, permuted.min(axis=1).astype(np.uint32))
    return Sketch(smallest.tobytes())


def _key(band: int, part: bytes) -> int:
    """Return 56 bits of the band's values below its number, as a signed number that every database keeps."""
    low, high = zlib.crc32(part), zlib.adler32(part) & 0xFFFFFF
    key: int = struct.unpack(">q", struct.pack(">Q", band << 56 | high << 32 | low))[0]
    return key
