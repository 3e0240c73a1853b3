"""The price list of a customer or a price group: every item that is sold, with the steps of its price (sales.md §3.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.addresses import AddressBook, address_fields
from customers.models import Customer, CustomerDiscountGroup
from foundation.documents.formatting import country_name, format_date, format_percent, format_quantity
from foundation.documents.rendering import Seller, render_pdf
from foundation.inventory.models import Item, ItemGroup, Unit
from foundation.money import ZERO
from foundation.organization.models import LegalEntity
from sales.agreement_errors import NothingToList
from sales.agreement_search import Asked
from sales.pricing import combine_discounts, granted_percent
from sales.services.find_prices import customer_terms
from sales.services.price_lines import LinePrices, OrderTerms, PriceBook, PriceRequest, price_lines

MOST_ITEMS = 5000
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PriceListRequest:
    """For whom, for which day and in which currency; ``item_group`` leaves the others out, ``language`` is the customer's unless given."""

    customer: Customer | None = None
    price_group: CustomerDiscountGroup | None = None
    on_date: date | None = None
    currency: str = ""
    item_group: ItemGroup | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A step of an item's price: from how many of its sales unit on, and what one costs; the first step of an item has its name."""

    item: Item
    is_first: bool
    quantity: Decimal
    price: Decimal
    price_unit: Decimal
    discount: Decimal


def price_list(entity: LegalEntity, request: PriceListRequest) -> tuple[OrderTerms, list[ListedPrice]]:
    """Return what decides the prices, and the steps of every item that is sold; items without a price are left out.

    The number of statements does not depend on the number of items. Raises PRC-18 when nothing is sold, INV-108 without a rate.
    """
    terms = _terms(entity, request)
    sold = Item.of(entity).filter(is_active=True, stopped=False, is_master=False)
    if request.item_group is not None:
        sold = sold.filter(group=request.item_group)
    relations = ("line_discount_group", "multiline_discount_group", "sales_unit")
    items = {item.pk: item for item in sold.select_related(*relations).order_by("number")[:MOST_ITEMS]}
    if not items:
        raise NothingToList()
    book = PriceBook.load(entity, [terms], items)
    asked = [PriceRequest(key, terms, item, item.sales_unit_id, step) for key, item in items.items() for step in _steps(book, terms, item)]
    rows = _rows(book, asked, price_lines(entity, asked, book))
    if not rows:
        raise NothingToList()
    return terms, rows


def _terms(entity: LegalEntity, request: PriceListRequest) -> OrderTerms:
    terms = customer_terms(entity, request.customer, request.currency, request.on_date or entity.today())
    return replace(terms, price_group=request.price_group.code) if request.price_group is not None else terms


def _steps(book: PriceBook, terms: OrderTerms, item: Item) -> list[Decimal]:
    """Return the quantities, from the smallest on, at which the price of an item may be another."""
    units = book.units.from_unit(item.pk, item.sales_unit_id)
    steps = {max(item.minimum_quantity, ONE) if item.minimum_quantity else ONE}
    for row in book.agreements_for(item):
        known = Asked(
            ONE, terms.currency, terms.on_date, terms.account_keys(terms.price_group if row.relation == "price" else terms.line_group)
        )
        if row.relation in ("price", "line") and row.is_in_force(terms.on_date) and known.fits_account(row):
            factor = ONE if row.unit_id in (None, item.sales_unit_id) else units.get(row.unit_id or 0)
            if factor and row.from_quantity > 1:
                steps.add(row.from_quantity / factor)
    return sorted(steps)


def _rows(book: PriceBook, asked: Sequence[PriceRequest], found: Sequence[LinePrices]) -> list[ListedPrice]:
    """Return the steps whose price is another than that of the step before."""
    steps: Mapping[Any, list[ListedPrice]] = defaultdict(list)
    for request, prices in zip(asked, found, strict=True):
        if prices.error is not None:
            raise prices.error
        if not prices.price.amount:
            continue
        of_item = steps[request.item.pk]
        row = _listed(book, request, prices, is_first=not of_item)
        if not of_item or (of_item[-1].price, of_item[-1].discount) != (row.price, row.discount):
            of_item.append(row)
    return [row for rows in steps.values() for row in rows]


def _listed(book: PriceBook, request: PriceRequest, found: LinePrices, *, is_first: bool) -> ListedPrice:
    price, line = found.price, (found.discount.amount, found.discount.percent)
    amount, percent = combine_discounts(price.amount, line, (ZERO, ZERO), book.parameters.discount)
    discount = granted_percent(price.amount, amount, percent)
    return ListedPrice(request.item, is_first, request.quantity, price.amount, price.price_unit, discount)


def print_price_list(entity: LegalEntity, request: PriceListRequest) -> bytes:
    """Return the price list as PDF, in the language of the customer. Raises PRC-18 and INV-108."""
    terms, rows = price_list(entity, request)
    language = request.language or _language(entity, request.customer)
    with override(language):
        context = _context(entity, request, terms, rows, language)
    return render_pdf("sales/print/price_list.html", context, entity=entity, language=language)


def _language(entity: LegalEntity, customer: Customer | None) -> str:
    return (customer.language or customer.party.language if customer is not None else "") or entity.language


def _context(
    entity: LegalEntity, request: PriceListRequest, terms: OrderTerms, rows: Sequence[ListedPrice], language: str
) -> dict[str, Any]:
    customer, group = request.customer, request.price_group
    units = {unit.pk: unit.name_in(language) for unit in Unit.objects.all()}
    facts = [
        (_("Valid on"), format_date(terms.on_date)),
        (_("Currency"), terms.currency),
        (_("Customer"), customer.account if customer is not None else ""),
        (_("Price group"), str(group) if group is not None else ""),
    ]
    return {
        "title": _("Price list"),
        "number": "",
        "seller": Seller.of(entity),
        "currency": terms.currency,
        "recipient": list(_recipient(customer, terms.on_date)) if customer is not None else [],
        "facts": facts,
        "lines": list(_printed(rows, units, language)),
        "with_discounts": any(row.discount for row in rows),
        "texts": [_("Prices are without sales tax.")] if customer is None or not customer.prices_include_tax else [],
    }


def _printed(rows: Sequence[ListedPrice], units: Mapping[int, str], language: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "item": row.item.number if row.is_first else "",
            "text": row.item.name_in(language) if row.is_first else "",
            "quantity": _("from %(quantity)s") % {"quantity": format_quantity(row.quantity)} if row.quantity != 1 else "",
            "unit": units.get(row.item.sales_unit_id, ""),
            "per": format_quantity(row.price_unit) if row.price_unit != 1 else "",
            "price": row.price,
            "discount": format_percent(row.discount) if row.discount else "",
        }


def _recipient(customer: Customer, on_date: date) -> Iterator[str]:
    address = address_fields(AddressBook.load({customer.party_id}, on_date).address(customer.party_id, "sales"))
    yield customer.name
    yield from address.get("extra_lines", "").splitlines()
    yield address.get("street", "")
    yield f"{address.get('postal_code', '')} {address.get('city', '')}".strip()
    if address.get("country"):
        yield country_name(address["country"])
