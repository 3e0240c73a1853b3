"""Confirmations: versions, what they freeze, and the number of statements they take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from customers.errors import CreditLimitExceeded
from customers.models import Customer, CustomerParameters
from sales.errors import NoItemTaxGroup, NothingToConfirm, OrderClosed, OrderOnHold
from sales.models import OrderConfirmation, OrderConfirmationLine, SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.order_holds import place_hold
from sales.services.stock import reserve_open
from tests.factories.company import Company
from tests.factories.sales import charge_code, confirm, hold_code, lines_of, only_line, sales_order

pytestmark = pytest.mark.django_db


def _now(order: SalesOrder) -> SalesOrder:
    return SalesOrder.of(order.legal_entity_id).get(pk=order.pk)


def test_a_confirmation_freezes_lines_totals_and_taxes(company: Company) -> None:
    order = sales_order(company, ("A", 4, "25.00", {"discount_percent": Decimal(10)}), ("B", 2))

    [confirmation] = confirm(company, order).or_raise().confirmations

    assert (confirmation.number, confirmation.version, confirmation.date) == ("OC-000001", 1, date(2026, 3, 3))
    assert (confirmation.subtotal, confirmation.tax_amount, confirmation.total_amount) == (115, Decimal("21.15"), Decimal("136.15"))
    assert [row["rate"] for row in confirmation.header["taxes"]] == ["21", "9"]
    lines = OrderConfirmationLine.of(company.entity).filter(confirmation=confirmation)
    assert [(line.item_number, line.quantity, line.discount_percent) for line in lines] == [("A", 4, 10), ("B", 2, 0)]
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderConfirmation.of(company.entity).filter(pk=confirmation.pk).update(total_amount=1)


def test_confirming_raises_the_document_status_and_fills_the_confirmed_dates(company: Company) -> None:
    order = sales_order(company, ("A", 4), requested_ship_date=date(2026, 3, 9))

    confirm(company, order).or_raise()

    order = _now(order)
    assert (order.status, order.document_status, order.confirmed_ship_date) == ("open", "confirmation", date(2026, 3, 9))
    assert only_line(order).confirmed_ship_date == date(2026, 3, 9)


def test_a_change_the_customer_would_notice_asks_for_a_new_version(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    confirm(company, order).or_raise()
    change_order(company.entity, order.pk, {"internal_note": "nothing the customer sees"}, company.clerk)
    assert not _now(order).changed_since_confirmation

    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(5)})], company.clerk)
    assert _now(order).changed_since_confirmation
    [second] = confirm(company, order).or_raise().confirmations

    assert (second.version, second.number, _now(order).changed_since_confirmation) == (2, "OC-000002", False)
    first = OrderConfirmation.of(company.entity).get(order=order, version=1)
    assert [line.quantity for line in first.lines.all()] == [4]


def test_a_confirmation_promises_what_is_not_cancelled(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 2))
    first = lines_of(order)[0]
    cancel_remainder(company.entity, [order.pk], company.clerk, wanted={first.pk: Decimal(1)})

    [confirmation] = confirm(company, order).or_raise().confirmations

    assert [line.quantity for line in confirmation.lines.all()] == [3, 2]
    assert confirmation.subtotal == 100


def test_charges_stand_on_the_confirmation_in_the_language_of_the_customer(company: Company) -> None:
    from_charge = charge_code(company, "FREIGHT", names={"en": "Freight", "nl": "Vracht"})
    order = sales_order(company, ("A", 1), language="nl")
    order.charges.create(legal_entity=company.entity, code=from_charge, value=Decimal("12.50"))

    [confirmation] = confirm(company, order).or_raise().confirmations

    assert confirmation.header["charges"] == [{"name": "Vracht", "amount": "12.50"}]
    assert confirmation.charges_amount == Decimal("12.50")


def test_refused_orders_stand_apart_with_their_reasons(company: Company) -> None:
    good, held = sales_order(company, ("A", 1)), sales_order(company, ("A", 1))
    place_hold(company.entity, [held.pk], hold_code(company, "PAPER", blocks=["confirmation"]), company.clerk)
    empty = sales_order(company)
    company.item("X", "1.00", tax="")
    untaxed = sales_order(company, ("X", 1))

    done = confirm(company, good, held, empty, untaxed)

    assert [known.order for known in done.confirmations] == [good]
    assert {key: type(error) for key, error in done.refusals.items()} == {
        held.pk: OrderOnHold,
        empty.pk: NothingToConfirm,
        untaxed.pk: NoItemTaxGroup,
    }
    cancel_remainder(company.entity, [good.pk], company.clerk)
    assert isinstance(confirm(company, good).refusals[good.pk], OrderClosed)


def test_an_exceeded_credit_limit_warns_or_stops_as_the_parameter_says(company: Company) -> None:
    Customer.of(company.entity).filter(account="C-100").update(credit_limit=Decimal(30))
    order = sales_order(company, ("A", 1))

    assert isinstance(confirm(company, order).warnings[order.pk][0], CreditLimitExceeded)

    CustomerParameters.objects.create(legal_entity=company.entity, credit_limit_message="error")
    assert isinstance(confirm(company, order).refusals[order.pk], CreditLimitExceeded)
    assert confirm(company, order, overrule_credit=True).confirmations


def test_the_number_of_statements_does_not_depend_on_the_number_of_orders(company: Company) -> None:
    warm, one, *twelve = [sales_order(company, ("A", 4), ("B", 2)) for _ in range(14)]
    confirm(company, warm).or_raise()

    counts = []
    for orders in ([one], twelve):
        with CaptureQueriesContext(connection) as queries:
            confirm(company, *orders).or_raise()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 36


def test_lines_that_nothing_covers_on_their_day_are_named(company: Company) -> None:
    company.item("Z", "10.00", negative_stock=False)
    company.stock("Z", "3")
    order = sales_order(company, ("Z", 3), ("Z", 4), ("A", 4), requested_ship_date=date(2026, 3, 9))
    reserve_open(company.entity, [lines_of(order)[0].pk])

    done = confirm(company, order).or_raise()

    [warning] = done.warnings[order.pk]
    assert (warning.code, str(warning).count("20 Z"), "10 Z" in str(warning)) == ("DLV-03", 1, False)


def test_a_day_on_which_nothing_leaves_is_named(company: Company) -> None:
    order = sales_order(company, ("A", 4), requested_ship_date=date(2026, 3, 8))

    done = confirm(company, order).or_raise()

    assert [warning.code for warning in done.warnings[order.pk]] == ["DLV-04"]
