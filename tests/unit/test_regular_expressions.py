"""No text that people send makes a regular expression of the product cost more than the text's length."""

import re

import pytest

from tests.unit.regular_expressions import LENGTH, Expression, expressions, hostile_texts, seconds

_NEGLIGIBLE = 0.01  # seconds for 10,000 characters
_UNBEARABLE = 0.3
_GROWTH = 3.0  # twice the length: 2 is linear, 4 the square
# In small steps: what doubles with each letter is found before it takes minutes, on a fast machine too.
_LENGTHS = (*range(18, 60, 2), *range(60, 400, 20), 400, 1_500, LENGTH)


def costs(expression: Expression) -> str | None:
    """Return the beginning of a text that costs more than its length, None if there is none."""
    for length in _LENGTHS:
        for text in hostile_texts(expression.pattern, length):
            spent = seconds(expression.pattern, expression.functions, text)
            if spent > _UNBEARABLE or (length == LENGTH and spent > _NEGLIGIBLE and _grows(expression, text)):
                return text[:60]
    return None


def _grows(expression: Expression, text: str) -> bool:
    """Tell whether half of the text costs less than a third, each measured three times."""
    unit = len(text) // 2
    half = text[:unit] + text[-2:]
    whole = min(seconds(expression.pattern, expression.functions, text) for _ in range(3))
    return whole > _NEGLIGIBLE and whole > _GROWTH * min(
        seconds(expression.pattern, expression.functions, half) for _ in range(3)
    )


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(aa?b?)+$", r"\s+$", r"(\d+\.)*\d+x", r"(?:\w|á)*!", r"a.*b.*c"]
)
def test_what_costs_more_is_found(pattern: str) -> None:
    assert costs(Expression("here", re.compile(pattern), frozenset({"search"}))) is not None


@pytest.mark.parametrize("pattern", [r"[a-z]+", r"^\d+$", r"(?<!\w)\w{1,9}(?!\w)"])
def test_what_costs_its_length_is_not(pattern: str) -> None:
    assert costs(Expression("here", re.compile(pattern), frozenset({"search"}))) is None


def test_every_expression_of_the_product_costs_no_more_than_the_length_of_a_text() -> None:
    found = expressions()
    assert len(found) > 150
    assert {one.place: (one.pattern.pattern, text) for one in found if (text := costs(one)) is not None} == {}
