"""Points with two decimal places, exact on every database."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Dialect, Integer, TypeDecorator


class Points(TypeDecorator[Decimal]):
    """A number of points, kept as hundredths: SQLite knows no exact decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError("points have two decimal places: round them first")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)
