"""Quotations that become orders, and their alternatives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from foundation.backoffice.models import Activity
from foundation.errors import BusinessRuleError
from foundation.inventory.models import OnHand
from sales.errors import CustomerNotActive
from sales.models import SalesOrder
from sales.quotations.errors import NotAlternatives, QuotationEmpty, SendBeforeConfirming
from sales.quotations.models import Quotation, QuotationParameters
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.link_alternatives import link_alternatives, set_alternatives
from tests.factories.company import Company
from tests.factories.quotations import confirm, current, quotation, quoted_lines, reason, send
from tests.factories.sales import auto_charge
from tests.web_fixtures import SignIn

LIST = "/NL01/quotations/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def test_the_order_takes_everything_over_and_the_lines_know_each_other(company: Company) -> None:
    auto_charge(company, value=10)
    auto_charge(company, "PACK", level="line", value=2)
    lines = (("A", 4, "20", {"discount_percent": Decimal(10)}), ("B", 1, "7.50"))
    known = quotation(company, *lines, customer_reference="RFQ 7", text="As discussed", total_discount_percent=Decimal(2))

    order = confirm(company, known)

    assert (order.customer_reference, order.text, order.total_discount_percent) == ("RFQ 7", "As discussed", 2)
    assert (order.order_amount, order.delivery_street) == (known.quotation_amount, known.delivery_street)
    assert [(line.unit_price, line.discount_percent, line.deliver_now) for line in order.lines.order_by("line_number")] == [
        (20, 10, 4),
        (Decimal("7.5"), 0, 1),
    ]
    assert [line.order_line.line_number for line in quoted_lines(known)] == [10, 20]
    charges = sorted((charge.value, charge.line_id in {line.pk for line in order.lines.all()}) for charge in order.charges.all())
    assert charges == [(2, True), (2, True), (10, False)]
    [stock] = OnHand.of(company.entity).filter(item=company.items["A"])
    assert stock.on_order == 4


def test_dates_in_the_past_move_to_the_earliest_possible_day(company: Company) -> None:
    known = quotation(company, ("A", 1), order_date=date(2026, 3, 2), requested_ship_date=date(2026, 3, 5), expiry_date=date(2026, 4, 30))

    confirmed = confirm_quotations(ConfirmRequest(company.entity, [known.pk]), company.user("OM")).or_raise()

    [notice] = confirmed.notices[known.pk]
    order = confirmed.orders[known.pk]
    assert notice.code == "QUO-12" and order.requested_ship_date >= date(2026, 3, 31)
    assert order.order_date == date(2026, 3, 31)


def test_the_parameters_may_ask_that_customers_see_what_they_order(company: Company) -> None:
    QuotationParameters.objects.create(legal_entity=company.entity, confirm_only_after_sending=True)
    known = quotation(company, ("A", 1))

    with pytest.raises(SendBeforeConfirming):
        confirm(company, known)
    send(company, known)

    assert confirm(company, known).number


@pytest.mark.parametrize(("lines", "status", "refusal"), [([], "active", QuotationEmpty), ([("A", 1)], "inactive", CustomerNotActive)])
def test_what_cannot_be_ordered_is_not_confirmed(company: Company, lines: Any, status: str, refusal: type[BusinessRuleError]) -> None:
    known = quotation(company, *lines)
    Customer.of(company.entity).filter(pk=known.customer_id).update(status=status)

    with pytest.raises(refusal):
        confirm(company, known)

    assert not SalesOrder.of(company.entity).exists() and current(known).status == "created"


def test_a_refused_quotation_stops_no_other(company: Company) -> None:
    empty, full = quotation(company), quotation(company, ("A", 1))
    send(company, full)

    confirmed = confirm_quotations(ConfirmRequest(company.entity, [empty.pk, full.pk]), company.user("OM"))

    assert (list(confirmed.orders), list(confirmed.refusals)) == ([full.pk], [empty.pk])
    assert Activity.of(company.entity).open().count() == 0


def test_alternatives_are_for_one_customer_and_of_one_status(company: Company) -> None:
    user = company.user("OM")
    known, sent, other = quotation(company, ("A", 1)), quotation(company, ("A", 1)), quotation(company, ("A", 1), customer="C-110")
    send(company, sent)

    for keys in ([known.pk], [known.pk, sent.pk], [known.pk, other.pk]):
        with pytest.raises(NotAlternatives):
            link_alternatives(company.entity, keys, user)


def test_alternatives_can_be_changed_and_parted(company: Company) -> None:
    first, second, third = (quotation(company, ("A", 1)) for _number in range(3))
    user = company.user("OM")

    set_alternatives(company.entity, first.pk, [second.pk], user)
    set_alternatives(company.entity, first.pk, [third.pk], user)
    assert [known.pk for known in Quotation.of(company.entity).alternatives_of(current(first))] == [third.pk]
    set_alternatives(company.entity, first.pk, [], user)

    assert not Quotation.of(company.entity).alternatives_of(current(first)).exists()


def test_any_number_of_quotations_becomes_orders_in_as_many_statements(company: Company) -> None:
    made = [quotation(company, ("A", 1), ("B", 2)) for _number in range(8)]
    confirm(company, made.pop())

    counts = []
    for group in (made[:1], made[1:]):
        with CaptureQueriesContext(connection) as seen:
            confirm_quotations(ConfirmRequest(company.entity, [known.pk for known in group]), company.user("OM")).or_raise()
        counts.append(len(seen))

    assert counts[1] <= counts[0] + 2


def test_the_page_makes_the_order_and_both_lead_to_each_other(client: Client, company: Company) -> None:
    known, other = quotation(company, ("A", 1)), quotation(company, ("A", 2))
    client.post(f"{LIST}{known.pk}/alternatives/", {"quotations": [str(other.pk)]})
    assert other.number in client.get(f"{LIST}{known.pk}/").content.decode()

    refused = client.post(f"{LIST}{known.pk}/confirm/", {})
    made = client.post(f"{LIST}{known.pk}/confirm/", {"reason": str(reason(company).pk)})

    assert (refused.status_code, made.status_code) == (422, 302)
    order = SalesOrder.of(company.entity).get()
    assert made["Location"] == f"/NL01/sales/orders/{order.pk}/"
    assert known.number in client.get(made["Location"]).content.decode()
    assert order.number in client.get(f"{LIST}{known.pk}/").content.decode() and current(other).status == "lost"


def test_of_two_alternatives_that_are_confirmed_at_once_one_is_won(company: Company) -> None:
    first, second = quotation(company, ("A", 1)), quotation(company, ("A", 2))
    link_alternatives(company.entity, [first.pk, second.pk], company.user("OM"))

    request = ConfirmRequest(company.entity, [first.pk, second.pk], reason(company))
    confirmed = confirm_quotations(request, company.user("OM"))

    assert list(confirmed.orders) == [first.pk]
    assert confirmed.refusals[second.pk].code == "QUO-17"
    assert (current(first).status, current(second).status) == ("confirmed", "lost")
