"""Text that is set in several fonts, each telling the encoding of its own pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.encodings.fonts import legacy_font
from index.encodings.recognition import recognise
from index.encodings.tables import LegacyEncoding, decode
from index.text import compose


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font; an empty name where the font is not known."""

    text: str
    font: str = ""


Line = Sequence[Run]


def plain_text(lines: Iterable[Line]) -> str:
    """Return the text as it stands in the file."""
    return "\n".join("".join(run.text for run in line) for line in lines)


def converted_text(lines: Sequence[Line]) -> str | None:
    """Return the text with the pieces in old fonts converted, None if there are none."""
    shown = converted_lines(lines)
    return None if shown is None else "\n".join(shown)


def converted_lines(lines: Sequence[Line]) -> list[str] | None:
    """Return each line with its pieces in old fonts converted, None if there are none.

    A font that holds Unicode in spite of its name (it was converted, its font was not changed) is no old one.
    """
    old = {font: encoding for font in _fonts(lines) if (encoding := _encoding(lines, font))}
    if not old:
        return None
    return [_decoded(line, old) for line in lines]


def _fonts(lines: Iterable[Line]) -> set[str]:
    return {run.font for line in lines for run in line if legacy_font(run.font)}


def _encoding(lines: Iterable[Line], font: str) -> LegacyEncoding | None:
    set_in_it = ("".join(run.text if run.font == font else " " for run in line) for line in lines)
    return recognise("\n".join(set_in_it), [font])


def _decoded(line: Line, old: dict[str, LegacyEncoding]) -> str:
    """Decode neighbours in one font together: a letter and its sign may stand in two runs."""
    pieces: list[Run] = []
    for run in line:
        if pieces and pieces[-1].font == run.font:
            pieces[-1] = Run(pieces[-1].text + run.text, run.font)
        else:
            pieces.append(run)
    return compose("".join(_shown(piece, old) for piece in pieces))


def _shown(piece: Run, old: dict[str, LegacyEncoding]) -> str:
    encoding, font = old.get(piece.font), legacy_font(piece.font)
    if encoding is None or font is None:
        return piece.text
    return decode(piece.text, encoding, capitals=font.capitals)
