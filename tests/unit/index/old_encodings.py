"""Vietnamese written as old fonts had it: our tables turned round, for tests that read it back."""

from __future__ import annotations

import unicodedata

from index.encodings import LegacyEncoding, decode
from index.encodings.syllables import is_syllable

_CODES = [bytes([code]) for code in range(0xA1, 0x100)]
_LETTERS = "aăâeêioôơuưy"
_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_VNI_BASES = ["A", "E", "I", "O", "U", "Y", "Ô", "Ö", "a", "e", "i", "o", "u", "y", "ô", "ö"]

ALL_LETTERS = [
    case(unicodedata.normalize("NFC", letter + tone))
    for case in (str.upper, str.lower)
    for letter in _LETTERS
    for tone in _TONES
] + ["Đ", "đ"]


def _vni_codes() -> dict[str, bytes]:
    alone = [bytes([code]) for code in range(0x41, 0x100) if code not in (0xDD, 0xFD)]  # VNI uses neither
    with_sign = [
        base.encode("latin-1") + code
        for base in _VNI_BASES
        for code in _CODES
        if base.isupper() == code.decode("latin-1").isupper()
    ]
    shown = {decode(codes.decode("latin-1"), LegacyEncoding.VNI): codes for codes in (*with_sign, *alone)}
    return {letter: shown[letter] for letter in ALL_LETTERS}


VNI_CODES = _vni_codes()
TCVN3_CODES = {
    letter: code
    for code in _CODES
    if (letter := decode(code.decode("latin-1"), LegacyEncoding.TCVN3)) != code.decode("latin-1")
    or letter == "ý"  # has the same code in Latin-1
}
_TABLES = {LegacyEncoding.TCVN3: TCVN3_CODES, LegacyEncoding.VNI: VNI_CODES}


def spelt(text: str) -> str:
    """Return the words of the text that can be Vietnamese, in NFC and small letters."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return " ".join(word for word in words if is_syllable(word))


def encode(text: str, encoding: LegacyEncoding) -> str:
    """Return NFC text as it comes out of a file that was written in this encoding."""
    codes = _TABLES[encoding]
    return "".join(codes[letter].decode("latin-1") if letter in codes else letter for letter in text)
