"""The only numeric model fields for money, prices, quantities, percentages and rates."""

from __future__ import annotations

from typing import Any

from django.db import models


class _FixedDecimalField(models.DecimalField):
    """A decimal field whose size is part of its meaning."""

    digits: int
    places: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", self.digits)
        kwargs.setdefault("decimal_places", self.places)
        super().__init__(*args, **kwargs)


class AmountField(_FixedDecimalField):
    """An amount of money, already rounded to the decimals of its currency."""

    digits, places = 19, 4


class PriceField(_FixedDecimalField):
    """A price or cost per unit, never rounded by a posting."""

    digits, places = 19, 6


class QuantityField(_FixedDecimalField):
    """A quantity in the unit that stands beside it."""

    digits, places = 16, 4


class PercentField(_FixedDecimalField):
    """A percentage: 21.0000 means 21 %."""

    digits, places = 7, 4


class RateField(_FixedDecimalField):
    """An exchange rate: accounting currency units per rate factor of foreign units."""

    digits, places = 19, 9
