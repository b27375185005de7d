"""Where each word of a document stands, made once when its text is indexed, so that passages are quick.

What is made is one run of bytes: a head, arrays of numbers, and three texts. Looking a word up costs some
steps in the sorted words, and a page is cut out of the whole when it is looked at: nothing grows with the
length of the document.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.text import Words, as_compared

Numbers = NDArray[np.uint32]
Span = tuple[int, int]

_MAGIC = b"places 1"
_HEAD = struct.Struct("<8s6Q")
_NUMBER = np.dtype("<u4")
_LOST = "surrogatepass"  # half characters are no text, but no fault either


class PageWords:
    """The words of one page, as `index.text.Words` gives them."""

    def __init__(self, text: bytes, folded: bytes, spans: Numbers) -> None:
        self._encoded, self._spans = text, spans
        self.folded = folded.decode("utf-8", _LOST).split(" ") if folded else []

    def __len__(self) -> int:
        return len(self.folded)

    @cached_property
    def text(self) -> str:
        """The text of the page."""
        return self._encoded.decode("utf-8", _LOST)

    @cached_property
    def spans(self) -> list[Span]:
        """Where each word stands in the text."""
        return list(map(tuple, self._spans.tolist()))

    def exact(self, place: int) -> str:
        """Return one word with its diacritics, as it is compared."""
        start, end = self.spans[place]
        return as_compared(self.text[start:end])


class Places:
    """The pages of a document with their words, and which places each word has."""

    def __init__(self, data: bytes) -> None:
        """Read what `packed` made; raises `ValueError` if it is anything else."""
        if len(data) < _HEAD.size or data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("these are no places of words")
        _, self.pages, words, known, *sizes = _HEAD.unpack_from(data)
        counts = (self.pages + 1,) * 3 + (2 * words, words, known + 1, known + 1)
        ends = list(accumulate((_NUMBER.itemsize * count for count in counts), initial=_HEAD.size))
        if len(data) != ends[-1] + sum(sizes):
            raise ValueError("these places of words are cut off")
        arrays = (np.frombuffer(data, _NUMBER, count, at) for count, at in zip(counts, ends, strict=False))
        self._firsts, self._text_ends, self._line_ends, spans, self._grouped, self._groups, self._ends = (
            arrays
        )
        self._spans = spans.reshape(-1, 2)
        texts = memoryview(data)[ends[-1] :]
        self._texts, rest = texts[: sizes[0]], texts[sizes[0] :]
        self._lines, self._words = rest[: sizes[1]], rest[sizes[1] :]

    @classmethod
    def of(cls, pages: Sequence[str]) -> "Places":
        """Return the places of the words of these pages."""
        return cls(packed(pages))

    def page(self, index: int) -> PageWords:
        """Return the words of a page; the first is 0."""
        text = self._texts[self._text_ends[index] : self._text_ends[index + 1]]
        line = self._lines[self._line_ends[index] : self._line_ends[index + 1]]
        spans = self._spans[self._firsts[index] : self._firsts[index + 1]]
        return PageWords(bytes(text), bytes(line), spans)

    def of_word(self, folded: str) -> Numbers:
        """Return the places of a word, rising, counted through all pages."""
        known, word = self._from(folded), folded.encode("utf-8", _LOST)
        if known == len(self._ends) - 1 or self._word(known) != word:
            return self._grouped[:0]
        return self._grouped[self._groups[known] : self._groups[known + 1]]

    def of_stem(self, stem: str) -> Numbers:
        """Return the places of all words that begin so, in no order."""
        first, last = self._from(stem), self._from(stem + "\U0010ffff")
        return self._grouped[self._groups[first] : self._groups[last]]

    def pages_of(self, places: NDArray[np.integer]) -> NDArray[np.intp]:
        """Return on which page each place is."""
        return np.searchsorted(self._firsts, places, side="right") - 1

    def _from(self, folded: str) -> int:
        word = folded.encode("utf-8", _LOST)
        return bisect_left(range(len(self._ends) - 1), word, key=self._word)

    def _word(self, known: int) -> bytes:
        return bytes(self._words[self._ends[known] : self._ends[known + 1]])


def packed(pages: Sequence[str]) -> bytes:
    """Return where each word of these pages stands, to be kept and read by `Places`."""
    read = [Words(text) for text in pages]
    texts = [text.encode("utf-8", _LOST) for text in pages]
    lines = [" ".join(words.folded).encode("utf-8", _LOST) for words in read]
    everything = [word for words in read for word in words.folded]
    known = sorted({word: word.encode("utf-8", _LOST) for word in set(everything)}.items(), key=_encoded)
    numbers = {word: number for number, (word, _) in enumerate(known)}
    drawn = np.fromiter(map(numbers.__getitem__, everything), dtype=np.int64, count=len(everything))
    spans = [number for words in read for span in words.spans for number in span]
    arrays = (
        _ends(map(len, read)),
        _ends(map(len, texts)),
        _ends(map(len, lines)),
        spans,
        np.argsort(drawn, kind="stable"),
        _ends(np.bincount(drawn, minlength=len(known)).tolist()),
        _ends(len(word) for _, word in known),
    )
    joined = [b"".join(part) for part in (texts, lines, (word for _, word in known))]
    head = _HEAD.pack(_MAGIC, len(read), len(everything), len(known), *map(len, joined))
    return b"".join((head, *(np.asarray(array, dtype=_NUMBER).tobytes() for array in arrays), *joined))


def _encoded(known: tuple[str, bytes]) -> bytes:
    return known[1]


def _ends(sizes: Iterator[int] | Sequence[int]) -> list[int]:
    return list(accumulate(sizes, initial=0))
