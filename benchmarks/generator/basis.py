"""What orders stand on: the reference company with its periods, currencies, customers and items in numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from benchmarks.generator import cloning, names
from customers.models import Customer, CustomerGroup, Party, PartyAddress
from customers.services.open_books import add_periods
from foundation.inventory.models import Item, ItemGroup
from foundation.organization.models import ExchangeRate, NumberSequence
from tests.factories.company import Company, make_company

CLASSES = (
    ("T-EUR", {"country": "NL", "tax": "NL"}, "EUR", "DOMESTIC"),
    ("T-DE", {"country": "DE", "tax": "EU", "vat": "DE123456788"}, "EUR", "FOREIGN"),
    ("T-USD", {"country": "US", "tax": "EXPORT"}, "USD", "FOREIGN"),
    ("T-GBP", {"country": "GB", "tax": "EXPORT"}, "GBP", "FOREIGN"),
    ("T-NL", {"country": "NL", "tax": "NL"}, "EUR", "DOMESTIC"),
)
PRICES = ("1.95", "4.50", "7.25", "12.50", "18.00", "24.95", "39.00", "59.50", "89.00", "149.00")
YEARS = 3
TEMPLATE_NUMBERS = 9_000_001
"""Where the numbers of the templates begin, so that their copies begin at one."""


def make_basis(today: date) -> Company:
    """Create the company with periods for the years that orders lie in, and one customer and item of each class."""
    company = make_company()
    add_periods(company.entity, range(today.year - YEARS - 1, today.year + 2))
    for currency, rate in (("USD", "0.92"), ("GBP", "1.17")):
        ExchangeRate.objects.get_or_create(
            rate_type="default",
            from_currency_id=currency,
            to_currency_id="EUR",
            valid_from=date(today.year - YEARS - 1, 1, 1),
            defaults={"rate": Decimal(rate)},
        )
    for sequence in NumberSequence.of(company.entity):
        sequence.format = sequence.format.replace("######", "#######")
        sequence.smallest = TEMPLATE_NUMBERS
        sequence.save()
    for account, values, currency, group in CLASSES:
        company.customer(account, currency_id=currency, group=CustomerGroup.of(company.entity).get(code=group), **values)
    goods = ItemGroup.of(company.entity).get(code="GOODS")
    for position, price in enumerate(PRICES):
        tax = "L9" if position % 4 == 3 else "H21"
        company.item(f"T-{position}", price, tax=tax, group=goods, default_warehouse=company.warehouse, base_cost=Decimal(price) / 2)
    return company


def add_customers(company: Company, count: int) -> dict[int, int]:
    """Add customers of every class; return the first key of a class's customers by the key of its template."""
    per_class = count // len(CLASSES)
    base = cloning.next_key(Customer)
    party, address = cloning.next_key(Party), cloning.next_key(PartyAddress)
    firsts: dict[int, int] = {}
    for position, (account, *_values) in enumerate(CLASSES):
        template = company.customers[account]
        first, number = position * per_class, f"({position * per_class} + g)"
        many = f"JOIN generate_series(0, {per_class - 1}) AS g ON true"
        name = names.customer_name(f"{number} * 7")
        cloning.copy(
            Party,
            f"customers_party t {many} WHERE t.id = {template.party_id}",
            {"id": f"{party} + {number}", "name": name, "search_name": f"left({name}, 20)"},
        )
        cloning.copy(
            PartyAddress,
            f"customers_partyaddress t {many} WHERE t.party_id = {template.party_id}",
            {
                "id": f"{address} + {number}",
                "party_id": f"{party} + {number}",
                "city": names.pick(names.CITIES, number),
                "street": names.pick(names.STREETS, number),
                "house_number": f"(1 + {number} % 180)::text",
            },
        )
        cloning.copy(
            Customer,
            f"customers_customer t {many} WHERE t.id = {template.pk}",
            {"id": f"{base} + {number}", "party_id": f"{party} + {number}", "account": f"'K-' || lpad(({number} + 1)::text, 6, '0')"},
        )
        firsts[template.pk] = base + first
    for model in (Party, PartyAddress, Customer):
        cloning.set_sequence(model)
    return firsts


def add_items(company: Company, count: int) -> dict[int, int]:
    """Add items of every class; return the first key of a class's items by the key of its template."""
    per_class = count // len(PRICES)
    base = cloning.next_key(Item)
    firsts: dict[int, int] = {}
    for position in range(len(PRICES)):
        template = company.items[f"T-{position}"]
        number = f"({position * per_class} + g)"
        cloning.copy(
            Item,
            f"inventory_item t JOIN generate_series(0, {per_class - 1}) AS g ON true WHERE t.id = {template.pk}",
            {"id": f"{base} + {number}", "number": f"({100_000} + {number})::text", "name": names.item_name(number)},
        )
        firsts[template.pk] = base + position * per_class
    cloning.set_sequence(Item)
    return firsts
