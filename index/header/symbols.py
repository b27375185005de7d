"""A number and symbol taken apart: `2193/TB-SYT`, `21/2017/QĐ-UBND`, `39-NQ/TW`, typed or recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.header.folding import fold
from index.text import vietnamese

_LEAD = re.compile(r"^(?:\S+\s+){0,3}?[Ss][ốỐ]\s*[:.]?\s*(?P<rest>.*)$", re.IGNORECASE)
# Recognition makes "Số:" into "Só:", "S6:", "sô", "Sóz", "S:"; the digits begin where they begin.
_LOOSE_LEAD = re.compile(r"^(?:\W*|(?:\S{1,6}\s+){0,2})[s$5](?:[o06]|(?=\W))\s?[:;.,z]*\s*(?P<rest>.*)$")
_NUMBER = re.compile(
    r"^(?P<number>\d{1,6}(?:\.\d{1,3}|[a-zđ])?)"
    r"(?:/(?P<year>(?:19|20)\d\d))?"
    r"(?P<joint>[/-])(?P<symbol>[^\W\d_][\w&.]*(?:[-/][\w&.]+)*)"
)
# As typewriters had it: `845 QĐ/UB`.
_OLD_NUMBER = re.compile(r"^(?P<number>\d{1,5}) (?P<symbol>[A-ZĐ]{2,4}[/.-][A-ZĐ]{2,}(?:-[A-ZĐ]+)?)\W*$")
_NUMBER_ALONE = re.compile(
    r"^\d{1,5}[a-zđ]?(?:/(?:19|20)\d\d)?(?:/|-(?=[A-ZĐ][\w]*/))[A-ZĐ][A-Za-zĐđ]{0,4}[-/.][A-ZĐ][\w&-]*$"
)
_SYMBOL_ALONE = re.compile(r"^[^\d/]{0,3}[/-](?P<symbol>[A-ZĐ][\w&.]*(?:[-/][\w&.]+)*)")
_FILLING = re.compile(r"(?<=\d)[\s.…_]+(?=/)|[.…_]{2,}")
_JOINTS = re.compile(r"(?<!\s)\s*(?:[/-]\s*)+")
_PARTY = re.compile(r"^(?P<before>.*?)\s?-\s?(?P<symbol>[A-ZĐ][A-Za-zĐđ]{1,3}/[A-ZĐ]{2}[\w-]*)\W*$")
_WITH_SLASH = re.compile(
    r"^(?P<before>[^/]*)/(?:(?P<year>(?:19|20)\d\d)\s?/)?(?P<symbol>[A-ZĐ][\w&]*(?:[-/.][\w&]+)*)\W*$"
)
_WITHOUT_SLASH = re.compile(
    r"^(?P<before>.{0,40}?)[\W_]?(?P<symbol>[A-ZĐ]{2,20}[a-z]{0,3}(?:-[A-ZĐ&][\w&]{0,20}){1,6})\W*$"
)
_MISREAD = str.maketrans(
    {letter: digit for digit, letters in {
        "0": "OoQ", "1": "lLIi|!J", "2": "Zz", "5": "Ss", "6": "bG", "7": "T", "8": "B", "9": "qg", "11": "M",
    }.items() for letter in letters}
)  # fmt: skip
_DASHES = str.maketrans("–—−", "---")
_WITH_LETTER = re.compile(r"^\d{1,4}[acdđe]$")  # a number put between two others; `b` may be a 6
_ON_DOTS = re.compile(r"\d\W*[.,;:]\W*\d")  # digits written on a line of dots, or dots that look like some
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Symbol:
    """A number taken apart: `digits` (None if blank or unreadable), `year` and what the symbol says.

    `is_exact` says that digits and slash were read as they stand, without correction.
    """

    digits: str | None
    year: str | None
    letters: str
    is_exact: bool = True
    joint: str = "/"

    @property
    def is_numbered(self) -> bool:
        """Return whether there is a number, which is not zero."""
        return self.digits is not None and int(re.sub(r"\D", "", self.digits)) > 0

    @property
    def text(self) -> str:
        """Return the number as it is written, or the symbol alone with its slash."""
        year = f"/{self.year}" if self.year else ""
        return f"{self.digits or ''}{year}{self.joint}{self.letters}"


def close_up(text: str) -> str:
    """Remove the blanks that typists and stamps leave: `416 /KH- UBND` becomes `416/KH-UBND`."""
    closed = _without_blanks_at_joints(_FILLING.sub("", text.replace("–", "-")))
    while (tighter := re.sub(r"(?<=\d) (?=\d+[/ ])", "", closed)) != closed:
        closed = tighter
    return closed.strip()


def typed_symbol(text: str) -> Symbol | None:
    """Take the line `Số: 416/KH-UBND` of a text layer apart."""
    lead = _LEAD.match(text)
    if lead is None:
        return None
    rest = close_up(lead["rest"])
    if match := _NUMBER.match(rest):
        return Symbol(match["number"], match["year"], match["symbol"].rstrip(".-/"), joint=match["joint"])
    if match := _OLD_NUMBER.match(rest):
        return Symbol(match["number"], None, match["symbol"], is_exact=False, joint=" ")
    alone = _SYMBOL_ALONE.match(rest)
    return Symbol(None, None, alone["symbol"].rstrip(".-/")) if alone else None


def bare_symbol(text: str) -> Symbol | None:
    """Take a line apart that is a number and nothing else, its "Số" forgotten: `416/KH-UBND`."""
    rest = close_up(text)
    return typed_symbol(f"Số {rest}") if _NUMBER_ALONE.match(rest) else None


def recognised_symbol(text: str) -> Symbol | None:
    """Take a recognised line apart, however the slash and the handwritten digits came out."""
    text = _plain(text)
    lead = _LOOSE_LEAD.match(fold(text)) if len(fold(text)) == len(text) else None
    rest = _without_blanks_at_joints(text[lead.start("rest") :] if lead else text)
    for form, joint in ((_PARTY, "-"), (_WITH_SLASH, "/"), (_WITHOUT_SLASH, "/")):
        match = form.match(rest)
        if match and (lead or form is _WITH_SLASH):
            year = match["year"] if form is _WITH_SLASH else None
            digits, is_exact = fixed_digits(match["before"])
            return Symbol(digits, year, match["symbol"], is_exact and form is not _WITHOUT_SLASH, joint)
    return None


def _without_blanks_at_joints(text: str) -> str:
    return _JOINTS.sub(lambda joints: "".join(joints[0].split()), text)


def _plain(text: str) -> str:
    """Write Đ and dashes as the decrees do; `QĐÐ` is one letter that was read twice."""
    line = " ".join(vietnamese(text).split())
    once = re.sub("(?<=Q)(?:ĐĐ|ĐD|DĐ)", "Đ", line)
    return once.translate(_DASHES)


def fixed_digits(text: str) -> tuple[str | None, bool]:
    """Return the digits that `text` shows, with look-alike letters corrected, and whether none had to be.

    A handwritten 1 at the beginning and a 4 elsewhere are both taken for A.
    """
    bare = re.sub(r"[\s.,:;…_'`]+", "", text)
    if bare.isascii() and bare.isdigit():
        return (bare, not _ON_DOTS.search(text)) if len(bare) <= _MOST_DIGITS else (None, False)
    if _WITH_LETTER.match(bare):
        return bare, False
    corrected = re.sub(r"^A(?=.)", "1", bare).replace("A", "4").translate(_MISREAD)
    if corrected.isascii() and corrected.isdigit() and len(corrected) <= _MOST_DIGITS:
        return corrected, False
    return None, False
