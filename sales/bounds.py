"""How large and how far away anything on an order may be, so that what is typed by mistake is refused with words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sales.charge_errors import ChargePercentTooLarge
from sales.errors import DateOutOfSpan, QuantityTooLarge
from sales.models import ChargeCategory
from sales.price_errors import AmountTooLarge, PriceBelowZero

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MOST_PIECES = Decimal(10**9)
MOST_MONEY = Decimal(10**12)
MOST_PERCENT = Decimal(1000)
_NEVER_BELOW_ZERO = ("unit_price", "price_unit", "discount_amount", "discount_percent")


def check_dates(values: Mapping[str, Any]) -> None:
    """Raise DateOutOfSpan (ORD-48) for the first date of an order or a line, by its field, that lies too far away."""
    for name, value in values.items():
        if isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
            raise DateOutOfSpan(d=value.isoformat(), first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat(), field=name)


def check_quantity_size(quantity: Decimal) -> None:
    """Raise QuantityTooLarge (ORD-47) for more than documents and stock can hold, in whatever unit."""
    if abs(quantity) > MOST_PIECES:
        raise QuantityTooLarge(q=f"{quantity.normalize():f}", m=f"{MOST_PIECES:f}", field="quantity")


def check_amount(amount: Decimal, field: str = "") -> None:
    """Raise AmountTooLarge (PRC-12) for an amount beyond what is stored."""
    if abs(amount) > MOST_MONEY:
        raise AmountTooLarge(amount=f"{amount:.2f}", m=f"{MOST_MONEY:f}", field=field)


def check_prices(line_number: int, values: Mapping[str, Any]) -> None:
    """Raise PriceBelowZero (PRC-11) for a typed price or discount with a minus or a price for no units, PRC-12 for too large ones."""
    for name in _NEVER_BELOW_ZERO:
        value = values.get(name)
        if value is not None and (value < 0 or (name == "price_unit" and not value)):
            raise PriceBelowZero(l=line_number, field=name)
        check_amount(value or Decimal(0), name)


def check_charge(category: str, value: Decimal, field: str = "") -> None:
    """Raise ChargePercentTooLarge (CHG-05) for a percentage beyond every use, AmountTooLarge (PRC-12) for such an amount."""
    if category == ChargeCategory.PERCENT and abs(value) > MOST_PERCENT:
        raise ChargePercentTooLarge(m=f"{MOST_PERCENT:f}", field=field)
    check_amount(value, field)
