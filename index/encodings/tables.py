"""What the codes of the two old encodings mean.

Both put Vietnamese letters where Windows' Western code page has others, and a font of their own showed them.
Text that was typed so comes out of a file as Latin-1 characters: `C¶i c¸ch`, `Caûi caùch`.
"""

from __future__ import annotations

import re
from enum import StrEnum

from index.text import compose


class LegacyEncoding(StrEnum):
    """An encoding of Vietnamese that fonts, not files, tell of."""

    TCVN3 = "tcvn3"
    VNI = "vni"


# TCVN 5712:1993 VN3, called ABC as well: one code a letter. Capitals with a tone have none; a second font,
# whose name ends in H, shows the small letters as capitals.
_TCVN3_LETTERS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
# VNI for Windows: the plain letter, then a sign for hat and tone together; a few letters are codes alone.
_HAT, _BREVE = "\u0302", "\u0306"
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_VNI_SIGNS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _HAT,
    "á": _HAT + _ACUTE,
    "à": _HAT + _GRAVE,
    "å": _HAT + _HOOK,
    "ã": _HAT + _TILDE,
    "ä": _HAT + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}

# Fonts that are marked as symbols put their codes here, and some programs write a Greek mu for the code B5.
_SYMBOL_AREA = {0xF000 + code: chr(code) for code in range(0xA1, 0x100)}
_AS_LATIN = {**_SYMBOL_AREA, 0x03BC: "\u00b5"}
_WORD = re.compile("[A-Za-z\u00a1-\u00ff\u0300-\u0323\u0102-\u1ef9]+")


def _tcvn3_table() -> dict[int, str]:
    return {
        first + offset: letter
        for first, letters in _TCVN3_LETTERS.items()
        for offset, letter in enumerate(letters)
    }


def _vni_table() -> dict[int, str]:
    small = {ord(code): letter for code, letter in (_VNI_SIGNS | _VNI_LETTERS).items()}
    large = {ord(chr(code).upper()): letter.upper() for code, letter in small.items()}
    return large | small


_TABLES = {LegacyEncoding.TCVN3: _tcvn3_table(), LegacyEncoding.VNI: _vni_table()}


def as_latin(text: str) -> str:
    """Return the text with every code of an old font as the Latin-1 character of that code."""
    return text if text.isascii() else text.translate(_AS_LATIN)


def decode(text: str, encoding: LegacyEncoding, *, capitals: bool = False) -> str:
    """Return what an old font shows for this text, in NFC; `capitals` for a font that has nothing else.

    In TCVN3 a line or a word whose plain letters are all capitals is shown in capitals as well: it was typed
    in a font of capitals, which is known no more.
    """
    plain = as_latin(text)
    shown = compose(plain.translate(_TABLES[encoding]))
    if capitals:
        return shown.upper()
    if encoding is LegacyEncoding.VNI:
        return shown
    return "\n".join(map(_in_case, plain.split("\n"), shown.split("\n")))


def _in_case(raw: str, shown: str) -> str:
    if _is_in_capitals(raw):
        return shown.upper()
    return _WORD.sub(
        lambda word: word[0].upper() if _is_in_capitals(raw[word.start() : word.end()]) else word[0], shown
    )


def _is_in_capitals(raw: str) -> bool:
    """Return whether there are several plain letters, all of them capitals."""
    letters = [letter for letter in raw if letter.isascii() and letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)
