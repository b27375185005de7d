"""Places on a page that was turned upright to be read, as places on the page as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from index.header.fields import Header
from index.header.words import Box, WordBox


def box_as_given(box: Box, rotation: int) -> Box:
    """Return where a box of the page, turned clockwise by `rotation` degrees, stands on the page as given."""
    x0, y0, x1, y1 = box
    if rotation == 90:
        return (y0, round(1 - x1, 5), y1, round(1 - x0, 5))
    if rotation == 180:
        return (round(1 - x1, 5), round(1 - y1, 5), round(1 - x0, 5), round(1 - y0, 5))
    if rotation == 270:
        return (round(1 - y1, 5), x0, round(1 - y0, 5), x1)
    return box


def words_as_given(words: Sequence[WordBox], rotation: int) -> tuple[WordBox, ...]:
    """Return the words with their places on the page as given."""
    return tuple(
        WordBox(word.text, *box_as_given((word.x0, word.y0, word.x1, word.y1), rotation)) for word in words
    )


def header_as_given(header: Header, rotation: int) -> Header:
    """Return the header with the places of its fields on the page as given."""
    turned = {}
    for field in fields(header):
        value = getattr(header, field.name)
        if value.box is not None:
            turned[field.name] = replace(value, box=box_as_given(value.box, rotation))
    return replace(header, **turned)
