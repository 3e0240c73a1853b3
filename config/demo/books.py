"""The books of a demo company: periods, numbers, accounts, exchange rates and sales tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from config.demo.companies import Company
from customers.charts import eu_chart
from customers.services.open_books import open_books
from foundation.ledger.models import PostingType
from foundation.organization.models import Currency, ExchangeRate, FiscalPeriod, PeriodStatus

EURO_RATES = {"USD": Decimal("0.9200"), "GBP": Decimal("1.1650"), "CHF": Decimal("1.0400")}


def add_currencies(first: date, last: date) -> None:
    """Create the currencies of the group with a rate on the first day of every month."""
    Currency.objects.bulk_create([Currency(code=code) for code in ("EUR", *EURO_RATES)], ignore_conflicts=True)
    rates = []
    for number, month in enumerate(_months(first, last)):
        for position, (code, rate) in enumerate(EURO_RATES.items()):
            moved = (rate * (1 + Decimal((number * 7 + position * 5) % 11 - 5) / 1000)).quantize(Decimal("0.0001"))
            rates.append(_rate(code, "EUR", month, moved))
            if code == "GBP":
                rates.append(_rate("EUR", "GBP", month, (1 / moved).quantize(Decimal("0.000001"))))
    ExchangeRate.objects.bulk_create(rates, ignore_conflicts=True)


def _rate(from_currency: str, to_currency: str, day: date, rate: Decimal) -> ExchangeRate:
    return ExchangeRate(from_currency_id=from_currency, to_currency_id=to_currency, valid_from=day, rate=rate)


def _months(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while months[-1] < last.replace(day=1):
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def set_up_books(company: Company, first: date, last: date) -> None:
    """Open the books of a company that sells food too, for every year from the first to the one after the last day."""
    chart = eu_chart(*company.plan.rates)
    chart = replace(
        chart,
        accounts={**chart.accounts, "8020": "Revenue food"},
        posting_rules={**chart.posting_rules, (PostingType.REVENUE, "FOOD"): "8020"},
    )
    books = open_books(company.entity, chart, years=range(first.year, last.year + 2))
    company.accounts, company.tax_groups, company.item_tax_groups = books.accounts, books.tax_groups, books.item_tax_groups


def close_old_periods(company: Company, today: date) -> None:
    """Close every month before the last one."""
    months = FiscalPeriod.of(company.entity)
    this_month = today.replace(day=1)
    before = (this_month - timedelta(days=1)).replace(day=1)
    months.filter(end_date__lt=before).update(status=PeriodStatus.CLOSED)
