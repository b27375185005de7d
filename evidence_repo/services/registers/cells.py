"""Cells of a register: from what people write to values that can be counted, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from evidence_repo.errors import BadInput
from evidence_repo.services.people.sheets import plain_words
from evidence_repo.services.policy.refusals import SENTENCES
from evidence_repo.services.registers.words import CHOICE_WORDS
from evidence_repo.words import N_
from index.text import compose
from workflows.registers import (
    COLUMNS,
    FIRST_DAY,
    LARGEST_NUMBER,
    LAST_DAY,
    LONGEST_ADDRESS,
    LONGEST_WORDS,
    CellType,
    RegisterColumn,
    RegisterKind,
    row_problems,
)


def read_cell(column: RegisterColumn, written: str, forms: Sequence[str] = ()) -> str | None:
    """Return the value of a cell, None for an empty one; raise `BadInput` for what cannot stand there."""
    if len(written) > LONGEST_WORDS:
        raise _refused(column, N_("At most %(longest)d characters."), longest=LONGEST_WORDS)
    words = " ".join(compose(written).split())
    if not words:
        return None
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in words):
        raise _refused(column, N_("Some characters here are not letters, digits or signs."))
    match column.type:
        case CellType.WORDS:
            return words
        case CellType.DAY:
            return _day(column, words).isoformat()
        case CellType.NUMBER:
            return str(_number(column, words))
        case CellType.CHOICE:
            return _choice(column, words)
        case CellType.FORM:
            return _form(column, words, forms)
        case CellType.ADDRESS:
            return _address(column, words)


def read_cells(
    kind: RegisterKind, written: Mapping[str, str], today: date, forms: Sequence[str] = ()
) -> tuple[dict[str, str], list[BadInput]]:
    """Return a row's values, and every problem with it: each names its column as the field."""
    cells, problems = {}, []
    for column in COLUMNS[kind]:
        try:
            value = read_cell(column, written.get(column.key, ""), forms)
        except BadInput as problem:
            problems.append(problem)
            continue
        if value is not None:
            cells[column.key] = value
    if not problems:
        problems = [
            BadInput(SENTENCES[each.code], field=each.column, code=each.code)
            for each in row_problems(kind, cells, today)
        ]
    return cells, problems


def written_cell(column: RegisterColumn, value: str | None) -> str:
    """Return a value as people write it."""
    if value is None:
        return ""
    if column.type is CellType.DAY:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return CHOICE_WORDS[value].vi if column.type is CellType.CHOICE else value


def _refused(column: RegisterColumn, message: str, **params: str | int) -> BadInput:
    return BadInput(message, field=column.key, code="bad_cell", advice=None, **params)


def _day(column: RegisterColumn, words: str) -> date:
    """Read 31/12/2017 (or with dashes or dots) and 2017-12-31."""
    parts = words.replace(".", "/").replace("-", "/").split("/")
    is_written_so = len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)
    if is_written_so and [len(part) for part in parts] == [4, 2, 2]:
        parts.reverse()
    try:
        day = (
            date(int(parts[2]), int(parts[1]), int(parts[0]))
            if is_written_so and len(parts[2]) == 4
            else None
        )
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise _refused(column, N_("Write a day such as 31/12/2017."))
    return day


def _number(column: RegisterColumn, words: str) -> int:
    number = int(words) if words.isascii() and words.isdigit() and len(words) <= 12 else None
    if number is None or number > LARGEST_NUMBER:
        raise _refused(column, N_("Write a whole number in digits alone, such as 1234."))
    return number


def _choice(column: RegisterColumn, words: str) -> str:
    wanted = plain_words(words)
    for choice in column.choices:
        if wanted in {choice, *map(plain_words, CHOICE_WORDS[choice].both)}:
            return choice
    shown = ", ".join(CHOICE_WORDS[choice].vi for choice in column.choices)
    raise _refused(column, N_("Write one of these: %(choices)s."), choices=shown)


def _form(column: RegisterColumn, words: str, forms: Sequence[str]) -> str:
    """Return the named form, by its words or its number; any words where none is asked for."""
    if not forms:
        return words
    wanted = plain_words(words)
    for number, form in enumerate(forms, start=1):
        if wanted in (str(number), f"({number})", plain_words(form)):
            return form
    raise _refused(column, N_("Write the number of the form, 1 to %(last)d, or its words."), last=len(forms))


def _address(column: RegisterColumn, words: str) -> str:
    try:
        parts = urlsplit(words)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in words
    except ValueError:
        is_address = False
    if not is_address or len(words) > LONGEST_ADDRESS:
        raise _refused(column, N_("Write an address that begins with https:// or http://."))
    return words
