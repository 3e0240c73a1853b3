"""Find prices and discounts of any number of order lines from trade agreements and base prices (sales.md §3.3–§3.5).

All agreements that could matter are read in one query; the search itself is pure (``sales.agreement_search``). The number of
statements does not depend on the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item
from foundation.money import ZERO, round_to_step
from foundation.organization.errors import NoExchangeRate
from foundation.organization.models import Currency, LegalEntity
from sales.agreement_search import (
    GROUP,
    PRICE_STEP,
    TABLE,
    Agreement,
    Asked,
    BasePrice,
    FoundDiscount,
    FoundPrice,
    Step,
    find_line_discount,
    find_multiline_discount,
    find_price,
    find_total_discount,
)
from sales.models import SalesParameters, TradeAgreement
from sales.models.terms import LEAD_TIME
from sales.services.exchange import Rates
from sales.services.unit_factors import UnitFactors


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What of an order decides its prices; groups by their codes."""

    account: str
    currency: str
    on_date: date
    price_group: str = ""
    line_group: str = ""
    multiline_group: str = ""
    total_group: str = ""

    def account_keys(self, group: str) -> dict[str, str]:
        """Return the keys per account level for one kind of group."""
        return {TABLE: self.account, GROUP: group}


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """A line that wants a price; lines with the same ``order_key`` count together for multiline discounts."""

    order_key: Hashable
    terms: OrderTerms
    item: Item
    unit_id: int
    quantity: Decimal
    warehouse_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinePrices:
    """What the search found for one line, in the order's currency per ``price_unit`` of its units; ``error`` when it could not."""

    price: FoundPrice
    discount: FoundDiscount = field(default_factory=FoundDiscount)
    multiline: FoundDiscount = field(default_factory=FoundDiscount)
    error: BusinessRuleError | None = None

    def source(self) -> dict[str, Any]:
        """Return "why this price" as JSON: where the price came from, the agreements used or passed over, and their lead time."""
        steps: Sequence[Step] = [*self.price.trail, *self.discount.trail, *self.multiline.trail]
        found: dict[str, Any] = {"price": self.price.source, "trail": [step.as_data() for step in steps]}
        return found if self.price.lead_time is None else found | {LEAD_TIME: self.price.lead_time}


_AGREEMENT_FIELDS = (
    "id",
    "relation",
    "account_relation",
    "account_key",
    "item_relation",
    "item_id",
    "item_key",
    "warehouse_id",
    "currency_id",
    "unit_id",
    "from_quantity",
    "to_quantity",
    "from_date",
    "to_date",
    "amount",
    "price_unit",
    "percent_1",
    "percent_2",
    "find_next",
    "include_generic_currency",
    "lead_time",
)


@dataclass(frozen=True)
class PriceBook:
    """Everything the search needs for a set of items and accounts; read in three queries."""

    parameters: SalesParameters
    units: UnitFactors
    rates: Rates
    by_item: Mapping[int | None, Sequence[Agreement]]
    decimals: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, entity: LegalEntity, terms: Iterable[OrderTerms], items: Mapping[int, Item]) -> PriceBook:
        """Read the agreements that name these accounts and items, the unit conversions and the exchange rates."""
        known_terms = list(set(terms))
        parameters = SalesParameters.of(entity)
        accounts = {
            key
            for term in known_terms
            for key in (term.account, term.price_group, term.line_group, term.multiline_group, term.total_group)
            if key
        }
        named = {*items, *(item.master_id for item in items.values() if item.master_id is not None)}
        rows = TradeAgreement.of(entity).active().concerning(accounts, named).values_list(*_AGREEMENT_FIELDS)
        by_item: dict[int | None, list[Agreement]] = defaultdict(list)
        switched_off = {tuple(entry) for entry in parameters.agreement_activation}
        for row in rows:
            found = Agreement(*row)
            if (found.relation, found.account_relation, found.item_relation) not in switched_off:
                by_item[found.item_id].append(found)
        currencies = {term.currency for term in known_terms} | {item.price_currency_id for item in items.values()}
        if parameters.generic_currency_id:
            currencies.add(parameters.generic_currency_id)
        several = Currency.objects.filter(code__in=currencies) if len(currencies) > 1 else Currency.objects.none()
        decimals = dict(several.values_list("code", "decimals"))
        return cls(parameters, UnitFactors.load(items), Rates.load(entity, currencies), by_item, decimals)

    def agreements_for(self, item: Item) -> list[Agreement]:
        """Return the agreements of an item, of the master that it is a variant of, and those of groups and all items."""
        of_master = self.by_item.get(item.master_id, ()) if item.master_id is not None else ()
        return [*self.by_item.get(item.pk, ()), *of_master, *self.by_item.get(None, ())]

    def base_price(self, request: PriceRequest) -> BasePrice:
        """Return the item's base price for the line's unit, in the order's currency."""
        item = request.item
        factor = self.units.factor(item.pk, request.unit_id, item.sales_unit_id) or Decimal(1)
        amount = round_to_step(item.base_price * factor, PRICE_STEP)
        if amount and item.price_currency_id != request.terms.currency:
            amount = self.convert(amount, item.price_currency_id, request.terms)
        return BasePrice(amount, item.price_unit)

    def convert(self, price: Decimal, currency: str, terms: OrderTerms) -> Decimal:
        """Return a price in the order's currency, with the decimals that a price has there (sales.md §3.3, step 5 and 6).

        Those are the decimals of the currency, and as many more as the price itself has beyond those of its own currency: a
        price of 12.50 becomes one in cents, one of 0.0125 keeps its two decimals more. Raises NoExchangeRate (INV-108).
        """
        own = -int(price.normalize().as_tuple().exponent)
        finer = max(0, own - self.decimals.get(currency, 2))
        step = max(Decimal(1).scaleb(-self.decimals.get(terms.currency, 2) - finer), PRICE_STEP)
        return round_to_step(price * self.rates.cross(currency, terms.currency, terms.on_date), step)


def price_lines(
    entity: LegalEntity, requests: Sequence[PriceRequest], book: PriceBook | None = None, *, multiline: bool = False
) -> list[LinePrices]:
    """Return price, line discount and multiline discount of every line, in the order of the requests.

    The multiline discount is searched where the parameters say so, or with ``multiline``.
    A line whose base price or generic agreement cannot be converted carries NoExchangeRate (INV-108) as its error.
    """
    items = {request.item.pk: request.item for request in requests}
    known = book or PriceBook.load(entity, (request.terms for request in requests), items)
    sums = _multiline_sums(requests) if multiline or known.parameters.auto_multiline else None
    return [_price_or_error(request, known, sums) for request in requests]


def find_total_discounts(book: PriceBook, bases: Sequence[tuple[OrderTerms, Decimal]]) -> list[FoundDiscount]:
    """Return the total discount of each order, an amount and a percentage, for the net amount of its eligible lines."""
    rows = book.by_item.get(None, ())
    asked = [Asked(abs(base), terms.currency, terms.on_date, terms.account_keys(terms.total_group)) for terms, base in bases]
    return [find_total_discount(rows, question) for question in asked]


def _price_or_error(request: PriceRequest, book: PriceBook, sums: _Sums | None) -> LinePrices:
    try:
        return _price(request, book, sums)
    except NoExchangeRate as error:
        return LinePrices(FoundPrice(ZERO, Decimal(1), "none"), error=error)


def _price(request: PriceRequest, book: PriceBook, sums: _Sums | None) -> LinePrices:
    rows = book.agreements_for(request.item)
    terms, generic = request.terms, book.parameters.generic_currency_id or ""
    price = find_price(
        rows,
        _asked(request, book, terms.price_group, ""),
        book.base_price(request),
        generic_currency=generic,
        convert=lambda amount: book.convert(amount, generic, terms),
    )
    single = price.amount / price.price_unit
    line_group = request.item.line_discount_group
    discount = find_line_discount(rows, _asked(request, book, terms.line_group, line_group.code if line_group else ""), single)
    if sums is None:
        return LinePrices(price, discount)
    return LinePrices(price, discount, find_multiline_discount(rows, sums.asked(request, book), single))


def _asked(request: PriceRequest, book: PriceBook, group: str, item_group: str) -> Asked:
    return Asked(
        quantity=abs(request.quantity),
        currency=request.terms.currency,
        on_date=request.terms.on_date,
        account_keys=request.terms.account_keys(group),
        item_id=request.item.pk,
        item_group=item_group,
        unit_id=request.unit_id,
        warehouse_id=request.warehouse_id,
        unit_factors=book.units.from_unit(request.item.pk, request.unit_id) if book.units.known else {},
        master_id=request.item.master_id,
    )


@dataclass(frozen=True)
class _Sums:
    """Quantities summed per order, and per order and multiline group."""

    per_order: Mapping[Hashable, Decimal]
    per_group: Mapping[tuple[Hashable, str], Decimal]

    def asked(self, request: PriceRequest, book: PriceBook) -> Asked:
        """Return the question for a line's multiline discount: the sum of its group instead of its own quantity."""
        group = _multiline_group(request.item)
        own = _asked(request, book, request.terms.multiline_group, group)
        return Asked(
            quantity=abs(self.per_group.get((request.order_key, group), ZERO)),
            currency=own.currency,
            on_date=own.on_date,
            account_keys=own.account_keys,
            item_group=group,
            unit_id=own.unit_id,
            warehouse_id=own.warehouse_id,
            unit_factors=own.unit_factors,
            all_items_quantity=abs(self.per_order[request.order_key]),
        )


def _multiline_group(item: Item) -> str:
    group = item.multiline_discount_group
    return group.code if group else ""


def _multiline_sums(requests: Sequence[PriceRequest]) -> _Sums:
    per_order: dict[Hashable, Decimal] = defaultdict(lambda: ZERO)
    per_group: dict[tuple[Hashable, str], Decimal] = defaultdict(lambda: ZERO)
    for request in requests:
        per_order[request.order_key] += request.quantity
        group = _multiline_group(request.item)
        if group:
            per_group[request.order_key, group] += request.quantity
    return _Sums(per_order, per_group)
