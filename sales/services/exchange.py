"""Exchange rates of all currencies and days that a set of orders needs, read at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from foundation.organization.errors import NoExchangeRate
from foundation.organization.models import ExchangeRate, LegalEntity


@dataclass(frozen=True)
class Rates:
    """The rates of one legal entity: how much accounting currency one unit of another currency is worth."""

    accounting_currency: str
    known: dict[str, list[tuple[date, Decimal]]] = field(default_factory=dict)

    @classmethod
    def load(cls, entity: LegalEntity, currencies: Iterable[str]) -> Rates:
        """Read the rates of some currencies: one query, none when all are the accounting currency."""
        foreign = {code for code in currencies if code and code != entity.currency_id}
        known: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        if foreign:
            rows = ExchangeRate.objects.filter(
                rate_type=entity.exchange_rate_type, from_currency__in=foreign, to_currency=entity.currency_id
            ).order_by("valid_from")
            for code, valid_from, rate, factor in rows.values_list("from_currency_id", "valid_from", "rate", "factor"):
                known[code].append((valid_from, rate / factor))
        return cls(entity.currency_id, dict(known))

    def worth(self, currency: str, on_date: date) -> Decimal:
        """Return accounting currency per unit of a currency; raises NoExchangeRate (INV-108) when there is no rate yet."""
        if currency == self.accounting_currency:
            return Decimal(1)
        rates = self.known.get(currency, [])
        position = bisect_right(rates, on_date, key=lambda rate: rate[0])
        if position == 0:
            raise NoExchangeRate(currency=currency, date=on_date)
        return rates[position - 1][1]

    def cross(self, from_currency: str, to_currency: str, on_date: date) -> Decimal:
        """Return units of one currency per unit of another."""
        if from_currency == to_currency:
            return Decimal(1)
        return self.worth(from_currency, on_date) / self.worth(to_currency, on_date)
