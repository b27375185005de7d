"""Letters that only look like Vietnamese ones, and the letters that people mean by them.

Ð for Đ comes from fonts and old code pages, Cyrillic and Greek letters from other keyboards, a stroke over d,
wide and bold letters from web pages. Headers, index, queries and file names all read them through here.
"""

import re
import unicodedata

from index.text.composing import compose

_LATIN = "ÐĐðđƉĐɖđǍĂǎăıiɑaɡg" + "‐-‑-‒-−-﹣-∕/⁄/"
_FOREIGN = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeѕsіiјjоoрpсcуyхxԛqԝwһhԁd" + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνv"
_STYLED = (*range(0xFF01, 0xFF5F), *range(0x2080, 0x208A), *range(0x1D400, 0x1D7FF + 1))


def _pairs(letters: str) -> dict[int, str]:
    return {ord(seen): meant for seen, meant in zip(letters[::2], letters[1::2], strict=True)}


_TABLE = _pairs(_LATIN) | {
    code: plain for code in _STYLED if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1
}
_FOREIGN_TABLE = _pairs(_FOREIGN)
_IS_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_MAY_BE_ALIKE = re.compile(
    "[ÐðƉɖǍǎıɑɡ‐-‒−﹣∕⁄¹²³⁰⁴-⁹₀-₉！-～㎡㎢㎥\u0335-\u0338\u0370-\u03ff\u0400-\u052f\U0001d400-\U0001d7ff]"
)
_BLANKS = re.compile(r"(\s+)")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MEASURE = re.compile(r"(?<![^\W\d_])([kcdmh]?m)([²³])(?![^\W_])")
_RAISED_AWAY = str.maketrans(dict.fromkeys(_RAISED, " "))  # a footnote's mark, no part of the word
_STROKES = {letter + chr(stroke): barred for letter, barred in ("dđ", "DĐ") for stroke in range(0x335, 0x339)}
_SPELLED_OUT = {"ǎ": "ă", "Ǎ": "Ă", "㎡": "m2", "㎢": "km2", "㎥": "m3", **_STROKES}


def vietnamese(text: str) -> str:
    """Return `text` in NFC with the letters that people mean: Ð is Đ, a Cyrillic С in `QĐ-СТ` is C, m² is m2.

    Words of another script stay as they are.
    """
    return spell_out(alike(text))


def alike(text: str) -> str:
    """Return `text` with each letter in its place as the one that it looks like; its normal form stays."""
    if text.isascii() or not _MAY_BE_ALIKE.search(text):
        return text
    if _IS_FOREIGN.search(text):
        text = "".join(map(_latin, _BLANKS.split(text)))
    measured = _MEASURE.sub(lambda found: f"{found[1]}{'2' if found[2] == '²' else '3'}", text)
    return measured.translate(_RAISED_AWAY).translate(_TABLE)


def spell_out(text: str) -> str:
    """Return `text` in NFC with what takes more than one letter: d and a stroke is đ, ㎡ is m2."""
    composed = compose(text)
    if composed.isascii() or not _MAY_BE_ALIKE.search(composed):
        return composed
    for seen, meant in _SPELLED_OUT.items():
        composed = composed.replace(seen, meant)
    return compose(composed)


def _latin(word: str) -> str:
    """Return a word as Latin letters, if all of its letters of other scripts look like some."""
    foreign = _IS_FOREIGN.findall(compose(word))
    if foreign and all(ord(letter) in _FOREIGN_TABLE for letter in foreign):
        return word.translate(_FOREIGN_TABLE)
    return word
