"""Words typed with the keys of Telex where no Vietnamese keyboard took them: `quyeets ddinhj`."""

from index.text.tones import is_syllable

_TONES = "sfrxj"
_VOWELS = "aeiouy"
_LETTERS = [pair.split(">") for pair in ["dd>d", "aa>a", "ee>e", "oo>o", "aw>a", "ow>o", "uw>u", "w>u"]]
_LONGEST = 12  # keys of one syllable


def from_telex(word: str) -> str | None:
    """Return the syllable, in small letters without diacritics, that these keys mean; None if they are none.

    A word that is a syllable as it stands means itself: None as well.
    """
    keys = word.lower()
    if not keys.isascii() or not keys.isalpha() or len(keys) > _LONGEST or is_syllable(keys):
        return None
    plain = _without_tone(keys)
    for typed, letter in _LETTERS:
        plain = plain.replace(typed, letter)
    return plain if plain != keys and is_syllable(plain) else None


def _without_tone(keys: str) -> str:
    """Return the keys without that of the tone, which stands behind a vowel or at the end."""
    for place in range(len(keys) - 1, 0, -1):
        if keys[place] in _TONES and (place == len(keys) - 1 or keys[place - 1] in _VOWELS):
            return keys[:place] + keys[place + 1 :]
    return keys
