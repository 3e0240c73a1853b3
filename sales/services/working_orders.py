"""Orders in memory while they are entered, changed or previewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from customers.models import Customer, DeliveryMode
from foundation.errors import BusinessRuleError
from foundation.inventory.models import Item, SalesCategory, Unit
from foundation.inventory.sold import CategoryKey, SoldKey
from foundation.ledger.models import SalesTaxGroup
from foundation.ledger.tax_setup import TaxSetup, party_groups_by_destination
from foundation.money import CENT, ZERO
from foundation.organization.models import Currency, LegalEntity
from sales.agreed_price import AgreedPrice
from sales.credited_parts import CreditBook
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine, SalesParameters
from sales.pricing import OrderTotals
from sales.replacements import replacements_are_charged
from sales.services.auto_charges import AutoChargeBook
from sales.statuses import LineKind
from sales.subscriptions import SubscriptionTerms

INHERITED = ("unit_price", "price_unit", "discount_amount", "discount_percent", "price_manual", "discount_manual", "price_source")


@dataclass(slots=True)
class WorkingLine:
    """A line with its item, and whether its price and discounts are to be searched.

    ``price_before`` is the price of one unit at which a part moved already; typed prices are held against it when none is found.
    ``listed`` is the price of one unit that was found, else that one. ``agreed`` are terms that go before all others, ``terms_key``
    which of them were chosen for the line, ``terms_like`` the line whose terms it shares; ``terms_end`` tells that it loses those it has.
    ``given_net`` is the net amount that whoever sent the order calculated, and that stays. ``found_before`` is why the price is what it
    is where it was found for the document that the line is a copy of. ``row`` is the position at which it was entered or changed just
    now, among the lines that came together.
    """

    line: SalesOrderLine
    item: Item
    search_price: bool = False
    search_discount: bool = False
    is_changed: bool = False
    price_before: Decimal = ZERO
    listed: Decimal = ZERO
    agreed: AgreedPrice | None = None
    terms_key: int | None = None
    terms_end: bool = False
    terms_like: int | None = None
    given_net: Decimal | None = None
    found_before: Mapping[str, Any] | None = None
    row: int | None = None


class ChargeSearch(Enum):
    """Which automatic charges are searched: all, those of the order, or those of the order that depend on its amount."""

    ALL = "all"
    HEADER = "header"
    TIERED = "tiered"


@dataclass(slots=True)
class WorkingOrder:
    """An order with its lines and charges in memory; ``notices`` are warnings and information, ``refusal`` why it cannot be.

    ``total_discount_typed`` tells that the total discount was typed just now. ``before`` is the order as it was stored: what
    somebody else gave away by hand does not count against the user's limit, unless it becomes more. ``subscription`` holds the
    cycles of a new order that comes back. ``prices_on`` is the day whose prices count, where it is not that of the order's dates.
    ``agreement_id`` names the agreement that its lines are to follow, ``agreement_search``
    that one is looked for, as the parameters say of orders from that source; ``end_terms`` answers whether lines that leave what
    was agreed are priced anew (True) or keep what they have (False). ``after_invoices`` tells that totals are those of a next
    invoice: lines without a quantity are not on it, and a fixed charge is what earlier invoices leave of it.
    ``credits`` says what is left of the invoices that its lines credit, where somebody read it.
    ``asks_multiline`` and ``asks_total_discount`` tell that somebody wants them, whatever the parameters calculate by themselves.
    """

    order: SalesOrder
    customer: Customer
    lines: list[WorkingLine] = field(default_factory=list)
    charges: list[SalesOrderCharge] = field(default_factory=list)
    notices: list[BusinessRuleError] = field(default_factory=list)
    refusal: BusinessRuleError | None = None
    search_charges: bool = False
    charge_search: ChargeSearch = ChargeSearch.ALL
    asks_multiline: bool = False
    asks_total_discount: bool = False
    credits: CreditBook | None = None
    total_discount_typed: bool = False
    totals: OrderTotals = field(default_factory=OrderTotals)
    before: WorkingOrder | None = None
    subscription: SubscriptionTerms | None = None
    prices_on: date | None = None
    agreement_id: int | None = None
    agreement_search: str = ""
    end_terms: bool | None = None
    after_invoices: bool = False

    @property
    def live_lines(self) -> list[WorkingLine]:
        """Lines that are not cancelled as a whole."""
        return [work for work in self.lines if work.line.cancelled_quantity != work.line.ordered_quantity]


@dataclass(frozen=True)
class OrderContext:
    """What entering orders reads besides the orders themselves: a fixed number of queries for any number of lines."""

    entity: LegalEntity
    parameters: SalesParameters
    items: dict[SoldKey, Item]
    units: dict[int, Unit]
    precisions: dict[str, Decimal]
    auto_charges: AutoChargeBook

    @classmethod
    def load(cls, entity: LegalEntity, sold: Iterable[SoldKey]) -> OrderContext:
        """Read items with their groups, units, currencies, parameters and automatic charges: five queries; categories take three more."""
        keys = set(sold)
        categories = {key for key in keys if isinstance(key, CategoryKey)}
        parameters = SalesParameters.of(entity)
        relations = (
            "item_sales_tax_group",
            "line_discount_group",
            "multiline_discount_group",
            "charge_group",
            "sales_unit",
            "default_warehouse",
        )
        return cls(
            entity,
            parameters,
            Item.of(entity).filter(pk__in=keys - categories).select_related(*relations).in_bulk()
            | (SalesCategory.of(entity).stand_ins(entity, categories) if categories else {}),
            Unit.objects.in_bulk(),
            {currency.code: currency.precision for currency in Currency.objects.all()},
            AutoChargeBook.load(entity, parameters),
        )

    @cached_property
    def taxes(self) -> TaxSetup:
        """Return the tax set-up, read once for all orders that want it."""
        return TaxSetup.load(self.entity)

    @cached_property
    def charges_replacements(self) -> bool:
        """Tell whether charges of orders that only replace goods are searched as those of others; asked once some order is one."""
        return replacements_are_charged(self.entity)

    @cached_property
    def modes(self) -> dict[int, DeliveryMode]:
        """Return the modes of delivery by key, read once some line travels by one of its own."""
        return DeliveryMode.of(self.entity).in_bulk()  # type: ignore[no-any-return]

    @cached_property
    def tax_groups(self) -> Mapping[tuple[str, bool], SalesTaxGroup]:
        """Return the tax groups by destination, read once some line goes to another country than its order."""
        return party_groups_by_destination(self.entity)

    def transport_days(self, order: SalesOrder, mode_id: int | None) -> int:
        """Return how long goods travel by a mode of delivery of their own, else by that of their order."""
        mode = order.delivery_mode if mode_id in (None, order.delivery_mode_id) else self.modes[mode_id]  # type: ignore[index]
        return mode.transport_days if mode is not None else 0

    def precision(self, currency: str) -> Decimal:
        """Return the smallest amount of a currency."""
        return self.precisions.get(currency, CENT)


def inherit_prices(work: WorkingOrder) -> None:
    """Give delivery lines the price and discount of their line with multiple deliveries (sales.md §12.6)."""
    commercial = {working.line.pk: working.line for working in work.lines if working.line.kind == LineKind.COMMERCIAL}
    for working in work.lines if commercial else ():
        source = commercial.get(working.line.commercial_line_id or 0)
        for name in INHERITED if source is not None else ():
            setattr(working.line, name, getattr(source, name))


def remembered(work: WorkingOrder) -> WorkingOrder:
    """Return the order as it is stored, to be kept while the one in memory changes."""
    lines = [replace(working, line=copy(working.line)) for working in work.lines]
    return WorkingOrder(copy(work.order), work.customer, lines, list(work.charges))
