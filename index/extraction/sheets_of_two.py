"""A sheet with two pages side by side: the head of the document stands on one of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from index.extraction.spaced_letters import close_up_words
from index.header.fields import Header
from index.header.parser import find_signatory, parse_header
from index.header.words import Box, PageWords
from index.text import fold

_MOTTO = "conghoaxahoichunghiavietnam"


def begins_document(text: str) -> bool:
    """Return whether a text has the motto, which stands at a document's head."""
    return _MOTTO in "".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class SheetOfTwo:
    """The words of the page that is read first and of the other, with places in fractions of the sheet."""

    first: PageWords
    second: PageWords
    is_right_first: bool

    @property
    def words(self) -> PageWords:
        """Return the words of both pages in the order of reading."""
        both = self.first.words + self.second.words
        return replace(self.first, words=both, confidences=self.first.confidences + self.second.confidences)

    def header(self) -> Header:
        """Return the head of the first page, signed there or on the other one."""
        is_right = self.is_right_first
        pages = [_by_itself(self.first, is_right), _by_itself(self.second, not is_right)]
        found = parse_header(pages[:1])
        signed = found.signatory.value is not None
        header = _on_sheet(found, is_right)
        if signed:
            return header
        other = _on_sheet(Header(signatory=find_signatory(pages)), not is_right)
        return replace(header, signatory=other.signatory)


def _by_itself(words: PageWords, is_right: bool) -> PageWords:
    """Return the words of one page with places in fractions of that page."""
    words = close_up_words(words)
    shift = 0.5 if is_right else 0.0
    placed = tuple(replace(word, x0=2 * (word.x0 - shift), x1=2 * (word.x1 - shift)) for word in words.words)
    return replace(words, words=placed, width=words.width / 2)


def _on_sheet(header: Header, is_right: bool) -> Header:
    placed = {}
    for field in fields(header):
        value = getattr(header, field.name)
        if value.box is not None:
            placed[field.name] = replace(value, box=_box_on_sheet(value.box, is_right))
    return replace(header, **placed)


def _box_on_sheet(box: Box, is_right: bool) -> Box:
    shift = 0.5 if is_right else 0.0
    return (round(box[0] / 2 + shift, 5), box[1], round(box[2] / 2 + shift, 5), box[3])
