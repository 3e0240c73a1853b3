"""What a customer would pay for an item, and why: prices without an order (sales.md §3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.models import Customer, CustomerParameters
from foundation.inventory.models import Item, Unit
from foundation.money import ZERO, round_to_step
from foundation.organization.models import Currency, LegalEntity
from sales.errors import UnitNotConvertible
from sales.models import SalesOrderLine, TradeAgreement
from sales.price_reasons import PriceStep, agreement_keys, price_reasons
from sales.pricing import HUNDRED
from sales.services.calculate_orders import net_of
from sales.services.price_lines import LinePrices, OrderTerms, PriceBook, PriceRequest, price_lines

_GROUPS = ("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group")
_PAYER = tuple(f"invoice_account__{name}" for name in _GROUPS)
_ITEM = ("line_discount_group", "multiline_discount_group", "sales_unit", "inventory_unit")


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """What is asked: an item, and for whom, how much, when and in which currency; what is not said is the customer's or the item's."""

    item: Item
    customer: Customer | None = None
    quantity: Decimal = Decimal(1)
    unit: Unit | None = None
    on_date: date | None = None
    currency: str = ""
    warehouse_id: int | None = None


@dataclass(frozen=True)
class PriceAnswer:
    """The line that an order would get, in its currency; cost and margin are those of the whole quantity, at the item's base cost.

    ``source`` says where the price comes from, ``steps`` which agreements were used or passed over and why.
    """

    line: SalesOrderLine
    currency: str
    on_date: date
    cost: Decimal
    source: str
    steps: Sequence[PriceStep]

    @property
    def margin(self) -> Decimal:
        """Return what the line brings above its cost."""
        return self.line.net_amount - self.cost

    @property
    def ratio(self) -> Decimal | None:
        """Return the margin as a percentage of the net amount; None when nothing is paid."""
        return round_to_step(self.margin * HUNDRED / self.line.net_amount) if self.line.net_amount else None


def find_prices(entity: LegalEntity, question: PriceQuestion) -> PriceAnswer:
    """Return what one line of an order would cost. Raises ORD-38 for a unit that does not convert, INV-108 without an exchange rate."""
    [known] = Item.of(entity).filter(pk=question.item.pk).select_related(*_ITEM)
    unit = question.unit or known.sales_unit
    terms = customer_terms(entity, question.customer, question.currency, question.on_date or entity.today())
    request = PriceRequest(0, terms, known, unit.pk, question.quantity, question.warehouse_id)
    book = PriceBook.load(entity, [terms], {known.pk: known})
    factor = book.units.factor(known.pk, unit.pk, known.inventory_unit_id)
    if factor is None:
        raise UnitNotConvertible(i=known, u=unit, v=known.inventory_unit)
    [found] = price_lines(entity, [request], book)
    if found.error is not None:
        raise found.error
    step = Currency.objects.get(pk=terms.currency).precision
    line = _line(entity, request, unit, found)
    line.net_amount = net_of(line, question.quantity, book.parameters.discount, step)
    rate = book.rates.cross(entity.currency_id, terms.currency, terms.on_date) if known.base_cost else ZERO
    cost = round_to_step(known.base_cost * factor * question.quantity * rate, step)
    [reason] = price_reasons([line], TradeAgreement.of(entity).named(agreement_keys([line])))
    return PriceAnswer(line, terms.currency, terms.on_date, cost, reason.source, reason.steps)


def customer_terms(entity: LegalEntity, customer: Customer | None, currency: str, on_date: date) -> OrderTerms:
    """Return what decides the prices of a customer, or of whoever has no agreement of its own."""
    if customer is None:
        return OrderTerms("", currency or entity.currency_id, on_date)
    known: Customer = Customer.of(entity).select_related(*_GROUPS, "invoice_account", *_PAYER).get(pk=customer.pk)
    payer = known.invoice_account
    priced = payer if payer is not None and CustomerParameters.of(entity).price_from_invoice_account else known
    codes = [str(getattr(getattr(priced, name), "code", "")) for name in _GROUPS]
    return OrderTerms(priced.account, currency or known.currency_id or entity.currency_id, on_date, *codes)


def _line(entity: LegalEntity, request: PriceRequest, unit: Unit, found: LinePrices) -> SalesOrderLine:
    """Return the line that an order would get; it is never saved."""
    return SalesOrderLine(
        legal_entity=entity,
        line_number=1,
        item=request.item,
        name=request.item.name,
        unit=unit,
        ordered_quantity=request.quantity,
        unit_price=found.price.amount,
        price_unit=found.price.price_unit,
        discount_amount=found.discount.amount,
        discount_percent=found.discount.percent,
        multiline_amount=found.multiline.amount,
        multiline_percent=found.multiline.percent,
        price_source=found.source(),
    )
