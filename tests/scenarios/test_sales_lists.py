"""The numbers of the lists: what was shipped and not invoiced, and what is open (sales.md §20, §24)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.organization.models import Currency, ExchangeRate
from invoicing.models import QuantityOption
from sales.models import SalesOrder, SalesOrderLine
from sales.services.cancel_remainder import cancel_remainder
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def shipped(company: Company) -> list[SalesOrder]:
    return list(SalesOrder.of(company.entity).for_shipped_list().order_by("number"))


@pytest.mark.scenario("sales", "S-129")
def test_two_open_slips_of_an_order_are_one_row(company: Company) -> None:
    order = sales_order(company, ("A", 10, "12.00"))
    for quantity, day in ((3, 2), (4, 6)):
        deliver(company, order, updates={10: quantity}, delivery_date=date(2026, 3, day))

    [row] = shipped(company)

    assert (row.slip_count, row.first_slip_date, row.last_slip_date) == (2, date(2026, 3, 2), date(2026, 3, 6))
    assert (row.uninvoiced_quantity, row.uninvoiced_amount) == (7, 84)


def test_only_what_no_invoice_covers_counts(company: Company) -> None:
    order = sales_order(company, ("A", 10, "12.00"), ("B", 2, "5.00"))
    deliver(company, order, updates={10: 3, 20: 2}, delivery_date=date(2026, 3, 2))
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert shipped(company) == []

    [slip] = deliver(company, order, updates={10: 4}, delivery_date=date(2026, 3, 6)).slips

    [row] = shipped(company)
    assert (row.slip_count, row.slip_number, row.uninvoiced_quantity, row.uninvoiced_amount) == (1, slip.number, 4, 48)


def test_the_amount_is_the_net_of_the_line_after_its_discounts_also_beyond_what_was_ordered(company: Company) -> None:
    company.item("T", "2.00", overdelivery_percent=Decimal(10))
    order = sales_order(company, ("T", 40, "2.00", {"discount_percent": Decimal(5)}), ("B", -1, "10.00"))
    deliver(company, order, updates={10: 44, 20: -1})

    [row] = shipped(company)

    assert row.uninvoiced_amount == Decimal("73.60")


def test_amounts_have_the_decimals_of_their_currency(company: Company) -> None:
    yen = Currency.objects.get_or_create(code="JPY", defaults={"decimals": 0})[0]
    ExchangeRate.objects.create(
        rate_type="default", from_currency=yen, to_currency=company.entity.currency, valid_from=date(2026, 1, 1), rate=Decimal("0.006")
    )
    order = sales_order(company, ("A", 3, "33.40"), currency_id=yen.pk)
    deliver(company, order, updates={10: 1})

    [row] = shipped(company)

    assert only_line(order).net_amount == 100
    assert row.uninvoiced_amount == 33


def test_open_lines_are_those_with_something_to_deliver(company: Company) -> None:
    partly, done, cancelled, over = (sales_order(company, ("A", 5, "3.00")) for _number in range(4))
    deliver(company, partly, updates={10: 2})
    deliver(company, done)
    cancel_remainder(company.entity, [cancelled.pk], company.clerk)
    SalesOrderLine.of(company.entity).filter(order=over).update(overdelivery_percent=20)
    deliver(company, over, updates={10: 6})

    [line] = SalesOrderLine.of(company.entity).for_open_list()

    assert (line.order, line.deliver_rest, line.open_amount) == (partly, 3, 9)


def test_a_list_of_many_orders_takes_as_many_queries_as_one_of_few(company: Company) -> None:
    counts = []
    for _size in range(3):
        for _order in range(4):
            deliver(company, sales_order(company, ("A", 1), ("B", 1)))
        with CaptureQueriesContext(connection) as queries:
            for row in shipped(company):
                str(row.customer), str(row.payment_terms), row.uninvoiced_amount  # noqa: B018
        counts.append(len(queries))

    assert counts == [1, 1, 1]
