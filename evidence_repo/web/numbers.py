"""Whole numbers in addresses and forms: as large as a column of the database takes, and no larger."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST = 2**31 - 1
_MOST_DIGITS = len(str(LARGEST))


def whole_number(text: object) -> int:
    """Return the number that stands there; raise `ValueError` for anything else than 0 to `LARGEST`."""
    digits = str(text).strip() if len(str(text)) <= 2 * _MOST_DIGITS else ""
    if not digits.isascii() or not digits.isdigit() or int(digits) > LARGEST:
        raise ValueError("not a whole number that anything here is counted by")
    return int(digits)


def number_in(text: object) -> int | None:
    """Return the number that a field holds, None for what is none."""
    try:
        return whole_number(text)
    except ValueError:
        return None


def numbers_in(values: list[str]) -> set[int]:
    """Return the numbers among these values of a form."""
    return {number for number in map(number_in, values) if number is not None}


def asked_number(name: str) -> int | None:
    """Return the number that the address asks for, None where it asks for none that makes sense."""
    return number_in(request.args.get(name))


class _BoundedConverter(IntegerConverter):
    """The part of an address that is an id or a number; a larger one leads nowhere (404)."""

    def to_python(self, value: str) -> int:
        """Return the number; a `ValidationError` leads on to "not found"."""
        try:
            return whole_number(value)
        except ValueError as error:
            raise ValidationError from error


def set_up_numbers(app: Flask) -> None:
    """Have every `<int:…>` of an address bounded."""
    app.url_map.converters["int"] = _BoundedConverter
