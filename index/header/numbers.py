"""The number and symbol: `416/KH-UBND`, `21/2017/QĐ-UBND`, `39-NQ/TW`, `448/UBND-NC`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.lines import Line
from index.header.symbols import Symbol, bare_symbol, recognised_symbol, typed_symbol
from index.header.types import with_barred_letters
from index.header.words import Box

# How often a number is right: typed under the motto; typed elsewhere; two readers agreeing; the second
# alone, which knows handwriting; Tesseract alone, which does not; with letters corrected into digits.
_TYPED, _TYPED_WITHOUT_MOTTO, _TYPED_ALONE = 0.95, 0.75, 0.8
_AGREED, _SECOND_ALONE, _FIRST_ALONE, _MENDED = 0.95, 0.8, 0.6, 0.4
_CERTAIN = 0.9  # confidence of the second reader in a line
GUESSED = 0.2  # below it the second reader saw digits in dots or in nothing: of real ones it is surer
_NUMBER_DEPTH = 0.03  # of the page's height: how far the two readers' boxes may lie apart


@dataclass(frozen=True, slots=True)
class _Found:
    """A number line: what it says, how sure that is, where it stands."""

    symbol: Symbol
    confidence: float
    box: Box | None


def read_number(block: HeaderBlock) -> FieldValue:
    """Return the number and symbol; nothing if the number is blank, dotted, zero or unreadable."""
    found = _find(block)
    if found is None or not found.symbol.is_numbered:
        return FieldValue()
    return FieldValue(found.symbol.text, found.confidence, block.page, found.box)


def read_symbol(block: HeaderBlock) -> str | None:
    """Return the symbol (`/KH-UBND` where the number is still blank)."""
    found = _find(block)
    return found.symbol.text if found else None


def _find(block: HeaderBlock) -> _Found | None:
    return _find_recognised(block) if block.is_recognised else _find_typed(block)


def _find_typed(block: HeaderBlock) -> _Found | None:
    usual = _TYPED if block.has_motto else _TYPED_WITHOUT_MOTTO
    found = [
        _Found(symbol, usual if symbol.is_exact else _TYPED_ALONE, line.box)
        for line in _candidates(block)
        if (symbol := typed_symbol(line.text)) is not None
    ]
    found += [
        _Found(symbol, _TYPED_ALONE, line.box)
        for line in (block.left if block.has_motto else ())
        if (symbol := bare_symbol(line.text)) is not None
    ]
    return next((each for each in found if each.symbol.is_numbered), next(iter(found), None))


def _candidates(block: HeaderBlock) -> Sequence[Line]:
    """Without the motto only lines that begin with "Số" count: the body cites other documents' numbers."""
    if block.has_motto:
        return [*block.left, *block.right, *block.below[:2]]
    return [line for line in block.below[:6] if re.match(r"^(?:Luật\s+)?[Ss][ốỐ]\b", line.text)]


def _find_recognised(block: HeaderBlock) -> _Found | None:
    if not block.has_motto:
        return None
    first = next(_first_reader(block), None)
    second = next(_second_reader(block, first), None)
    if first is None or second is None:
        return first or second
    return _joined(first, second)


def _first_reader(block: HeaderBlock) -> Iterator[_Found]:
    """Give the number lines above "V/v" as Tesseract reads them."""
    for line in block.left:
        if regards(line.text):
            return
        symbol = recognised_symbol(line.text)
        if symbol is not None:
            yield _Found(symbol, _FIRST_ALONE if symbol.is_exact else _MENDED, line.box)


def _second_reader(block: HeaderBlock, first: _Found | None) -> Iterator[_Found]:
    """Give the number lines of the second reader: level with the first one's, else in the left column."""
    lowest = min((line.box[1] for line in block.left if line.box and regards(line.text)), default=1.0)
    for line in sorted(block.second_lines, key=lambda line: line.box[1]):
        if first is not None and first.box is not None:
            fits = abs(line.box[1] - first.box[1]) < _NUMBER_DEPTH and line.box[0] < first.box[2]
        else:
            fits = line.box[0] < 0.4 and line.box[1] < lowest
        symbol = recognised_symbol(line.text) if fits else None
        if symbol is not None:
            letters = with_barred_letters(symbol.letters)
            sure = _SECOND_ALONE if symbol.is_exact and line.confidence >= _CERTAIN else _MENDED
            digits = symbol.digits if line.confidence >= GUESSED else None
            yield _Found(replace(symbol, letters=letters, digits=digits), sure, line.box)


def _joined(first: _Found, second: _Found) -> _Found:
    """Take the digits of the reader that knows handwriting, the letters of the one that knows Vietnamese."""
    ours, theirs = first.symbol, second.symbol
    is_same_symbol = fold(ours.letters) == fold(theirs.letters)
    letters = ours.letters if is_same_symbol else _better_letters(ours.letters, theirs.letters)
    digits, year = theirs.digits or (ours.digits if ours.is_exact else None), theirs.year or ours.year
    joint = ours.joint if is_same_symbol else theirs.joint
    symbol = Symbol(digits, year, letters, theirs.is_exact, joint)
    agree = (ours.digits, ours.year) == (theirs.digits, theirs.year)
    if agree and ours.is_exact and theirs.is_exact:
        return _Found(symbol, _AGREED if is_same_symbol else _SECOND_ALONE, second.box)
    return _Found(
        symbol, second.confidence if is_same_symbol else min(second.confidence, _FIRST_ALONE), second.box
    )


def _better_letters(ours: str, theirs: str) -> str:
    """Prefer the reading without small letters and digits in odd places; else the second reader's."""
    return ours if _looks_written(ours) and not _looks_written(theirs) else theirs


def _looks_written(letters: str) -> bool:
    return bool(re.fullmatch(r"[A-ZĐ][A-Za-zĐ]*(?:[-/&][A-ZĐ][A-Za-zĐ\d]*)*", letters))


def regards(text: str) -> bool:
    """Return whether a line begins the subject of a công văn: "V/v", however it was recognised."""
    return bool(re.match(r"^[\W_]{0,4}(?:v\s?[./#]{0,2}\s?[/v#4w]{1,2}\b|ve viec\b)", fold(text)))
