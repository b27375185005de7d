"""One name for an issuer that documents write in several ways."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from index.text import folded_words

_BEFORE_ITS_NAME = ("tinh", "thanh pho")


def issuer_names(written: Iterable[str | None], provinces: Iterable[str]) -> dict[str | None, str]:
    """Return for each name as it is written the one under which it counts.

    Names that differ in case and diacritics alone are one, under the spelling that is the most frequent; so
    is an office with its own province behind it ("Sở Nội vụ tỉnh An Giang") where it is written without, too.
    `provinces` are names of the provinces' own agencies, such as "UBND tỉnh An Giang".
    """
    counted = Counter(name for name in written if name)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in counted.items():
        spellings[_plain(name)][name] = count
    tails = [tail for province in provinces if (tail := _tail(_plain(province)))]
    best = {plain: max(names, key=lambda name: (names[name], name)) for plain, names in spellings.items()}
    return {name: best[_shortest(_plain(name), tails, best)] for name in counted}


def _plain(name: str) -> str:
    return " ".join(folded_words(name))


def _tail(province: str) -> str:
    """Return "tinh an giang" of "ubnd tinh an giang"."""
    parts = ((word, f" {province}".partition(f" {word} ")[2]) for word in _BEFORE_ITS_NAME)
    return next((f"{word} {name}" for word, name in parts if name), "")


def _shortest(plain: str, tails: Iterable[str], known: Iterable[str]) -> str:
    shorter = (plain.removesuffix(f" {tail}") for tail in tails if plain.endswith(f" {tail}"))
    return next((name for name in shorter if name in known), plain)
