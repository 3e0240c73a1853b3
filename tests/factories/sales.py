"""Builders for sales: orders, agreements and charges in one line each, on top of the reference company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.organization.models import NumberSequence
from sales.deliveries import DeliveryRequest, LineUpdate
from sales.models import (
    AutoCharge,
    ChargeCode,
    HoldCode,
    SalesOrder,
    SalesOrderLine,
    SalesParameters,
    TradeAgreement,
    TradeAgreementJournal,
)
from sales.services.confirm_orders import ConfirmedOrders, confirm_orders
from sales.services.enter_orders import ChargeDraft, OrderDraft, create_orders
from sales.services.order_lines import LineDraft
from sales.services.plan_confirmations import ConfirmationRequest
from sales.services.post_packing_slips import PostedSlips, post_packing_slips
from tests.factories.company import Company

Line = tuple[Any, ...]


def order_draft(
    company: Company, *lines: Line, customer: str = "C-100", charges: list[ChargeDraft] | None = None, **header: Any
) -> OrderDraft:
    """Return a draft with lines of (item number, quantity, price or None, extra fields)."""
    header = {"order_date": date(2026, 3, 2), "warehouse_id": company.warehouse.pk} | header
    order_type = header.pop("order_type", "sales_order")
    return OrderDraft(
        customer_id=company.customers[customer].pk,
        lines=[line_draft(company, *line) for line in lines],
        order_type=order_type,
        header=header,
        charges=charges or [],
    )


def line_draft(company: Company, number: str, quantity: Any = 1, price: Any = None, extra: dict[str, Any] | None = None) -> LineDraft:
    """Return a line of an item by its number; a price given here counts as typed."""
    return LineDraft(
        item_id=company.items[number].pk,
        quantity=Decimal(str(quantity)),
        unit_price=None if price is None else Decimal(str(price)),
        **(extra or {}),
    )


def sales_order(company: Company, *lines: Line, **values: Any) -> SalesOrder:
    """Create an order and return it as the database has it."""
    entered = create_orders(company.entity, [order_draft(company, *lines, **values)], company.user("OM")).or_raise()
    return SalesOrder.of(company.entity).get(pk=entered.orders[0].pk)


def only_line(order: SalesOrder) -> SalesOrderLine:
    """Return the single line of an order as it is now."""
    return SalesOrderLine.of(order.legal_entity_id).get(order=order)


def lines_of(order: SalesOrder) -> list[SalesOrderLine]:
    """Return the lines of an order as they are now."""
    return list(SalesOrderLine.of(order.legal_entity_id).filter(order=order).order_by("line_number"))


def set_parameters(company: Company, **values: Any) -> SalesParameters:
    """Set sales parameters of the company."""
    return SalesParameters.objects.update_or_create(legal_entity=company.entity, defaults=values)[0]


def agreement(company: Company, relation: str = "price", *, item: str = "", account: str = "", **values: Any) -> TradeAgreement:
    """Post an agreement line: ``account`` is a customer or, with ``account_relation="group"``, a group."""
    journal = TradeAgreementJournal.of(company.entity).create(
        legal_entity=company.entity,
        number=f"TEST-{TradeAgreementJournal.of(company.entity).count() + 1:05}",
        name="Test",
        status="posted",
    )
    defaults: dict[str, Any] = {
        "account_relation": "table" if account else "all",
        "account_key": account,
        "item_relation": "table" if item else "all",
        "item": company.items.get(item),
        "currency": company.entity.currency,
    }
    return TradeAgreement.of(company.entity).create(legal_entity=company.entity, journal=journal, relation=relation, **(defaults | values))


def charge_code(company: Company, code: str = "FREIGHT", **values: Any) -> ChargeCode:
    """Return a charge that the customer pays."""
    found, _made = ChargeCode.of(company.entity).get_or_create(
        legal_entity=company.entity,
        code=code,
        defaults={
            "names": {"en": code.capitalize()},
            "item_sales_tax_group": company.item_tax_groups["H21"],
            "credit_account": company.accounts["8060"],
        }
        | values,
    )
    return found


def auto_charge(company: Company, code: str = "FREIGHT", *, level: str = "header", value: Any = "10", **values: Any) -> AutoCharge:
    """Return an automatic charge for everyone, unless told otherwise."""
    return AutoCharge.of(company.entity).create(
        legal_entity=company.entity,
        level=level,
        code=charge_code(company, code),
        value=Decimal(str(value)),
        currency=company.entity.currency,
        **values,
    )


def hold_code(company: Company, code: str = "ADDRESS", **values: Any) -> HoldCode:
    """Return a hold code that stops everything but the confirmation."""
    return HoldCode.of(company.entity).get_or_create(legal_entity=company.entity, code=code, defaults={"name": code.capitalize()} | values)[
        0
    ]


def with_sequence(company: Company, reference: str, number_format: str) -> None:
    """Give the company a number sequence that it lacks."""
    NumberSequence.of(company.entity).get_or_create(
        legal_entity=company.entity, reference=reference, defaults={"name": reference, "format": number_format}
    )


def confirm(company: Company, *orders: SalesOrder, **values: Any) -> ConfirmedOrders:
    """Confirm orders; each becomes a new version."""
    request = ConfirmationRequest(company.entity, [order.pk for order in orders], **({"confirmation_date": date(2026, 3, 3)} | values))
    return confirm_orders(request, company.user("OM"))


def deliver(company: Company, *orders: SalesOrder, updates: dict[int, Any] | None = None, **values: Any) -> PostedSlips:
    """Post packing slips of orders; ``updates`` maps a line number of the first order to a quantity or (quantity, close)."""
    chosen: dict[int, LineUpdate] = {}
    for line in lines_of(orders[0]) if updates else ():
        if line.line_number in (updates or {}):
            typed = updates[line.line_number]
            quantity, close = typed if isinstance(typed, tuple) else (typed, False)
            chosen[line.pk] = LineUpdate(Decimal(str(quantity)), close)
    request = DeliveryRequest(
        company.entity,
        [order.pk for order in orders],
        updates=chosen,
        **({"delivery_date": date(2026, 3, 5)} | values),
    )
    return post_packing_slips(request, company.user("WH"))
