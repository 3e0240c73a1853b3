"""A total discount that is an amount: found or typed, in totals and on papers, taken by invoices in parts (sales.md §3.5)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from foundation.documents.services.archive import read
from foundation.ledger.checks import violations
from foundation.organization.models import Currency
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, QuantityOption
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.models import OrderConfirmation, SalesOrder
from sales.price_errors import DiscountAboveLimit, PercentageOrAmount
from sales.quotations.services.simulate_prices import apply_simulation, simulate_prices
from sales.services.calculate_again import Calculation, calculate_again
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.copy_lines import CopyOptions, OrderCopy, copy_order
from sales.services.enter_orders import create_order
from sales.services.print_documents import original_of
from sales.services.summarise_order import summarise_order
from sales.subscriptions import SubscriptionTerms
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.quotations import confirm as confirm_quotation
from tests.factories.quotations import current, quotation, send
from tests.factories.sales import agreement, confirm, deliver, lines_of, only_line, order_draft, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def again(order: SalesOrder) -> SalesOrder:
    return SalesOrder.of(order.legal_entity_id).get(pk=order.pk)


def carried(order: SalesOrder) -> tuple[Decimal, Decimal]:
    known = again(order)
    return known.total_discount_percent, known.total_discount_amount


def thousand(company: Company, **values: Any) -> SalesOrder:
    return sales_order(company, ("SIX", 1), ("TWO", 1), ("ONE", 1), **values)


@pytest.fixture
def goods(company: Company) -> Company:
    for number, price in (("SIX", "600.00"), ("TWO", "250.00"), ("ONE", "150.00")):
        company.item(number, price)
    return company


def line_by_line(company: Company, order: SalesOrder) -> list[CustomerInvoice]:
    """Invoice the lines of an order one after the other."""
    keys = [line.pk for line in lines_of(order)]
    return [invoice(company, order, quantities={other: Decimal(other == key) for other in keys}) for key in keys]


def test_an_agreement_gives_an_amount_from_its_bracket_on(goods: Company) -> None:
    agreement(goods, "total", account="C-100", from_quantity=1000, amount=Decimal("33.33"))

    below, above = sales_order(goods, ("A", 1, "999.99")), thousand(goods)

    assert (carried(below), carried(above)) == ((0, 0), (0, Decimal("33.33")))
    assert above.order_amount == Decimal("966.67")
    assert summarise_order(goods.entity, above.pk).totals.total_discount == Decimal("33.33")


def test_the_agreement_is_in_the_currency_of_the_order(goods: Company) -> None:
    agreement(goods, "total", amount=Decimal(10))
    agreement(goods, "total", amount=Decimal(8), currency=Currency.objects.get(code="USD"))

    assert carried(thousand(goods)) == (0, 10)
    assert carried(thousand(goods, currency_id="USD")) == (0, 8)


def test_in_one_cell_the_highest_discount_on_this_order_counts(goods: Company) -> None:
    agreement(goods, "total", percent_1=Decimal(3))
    agreement(goods, "total", amount=Decimal(20))

    assert carried(thousand(goods)) == (3, 0)
    assert carried(sales_order(goods, ("A", 1, "600.00"))) == (0, 20)


def test_an_amount_and_a_percentage_that_are_found_together_make_one_amount(goods: Company) -> None:
    agreement(goods, "total", account="C-100", amount=Decimal(10), find_next=True)
    agreement(goods, "total", percent_1=Decimal(5))

    assert carried(thousand(goods)) == (0, 60)


def test_the_amount_is_never_more_than_the_lines_that_count(goods: Company) -> None:
    goods.item("N", "80.00", total_discount=False)
    order = sales_order(goods, ("A", 1, "30.00"), ("N", 1), total_discount_amount=Decimal(50))

    assert (order.total_discount_amount, order.order_amount) == (50, 80)
    assert invoice(goods, order).total_discount == 30


def test_what_is_typed_takes_the_place_of_the_other_kind_and_stays(goods: Company) -> None:
    agreement(goods, "total", percent_1=Decimal(3))
    order = thousand(goods)
    change_order(goods.entity, order.pk, {"total_discount_amount": Decimal(12)}, goods.clerk)
    change_lines(goods.entity, order.pk, [LineEdit(lines_of(order)[2].pk, {"quantity": Decimal(2)})], goods.clerk)
    assert carried(order) == (0, 12)

    change_order(goods.entity, order.pk, {"total_discount_percent": Decimal(4)}, goods.clerk)
    assert carried(order) == (4, 0)

    change_order(goods.entity, order.pk, {"total_discount_amount": Decimal(7)}, goods.clerk)
    calculate_again(goods.entity, order.pk, goods.clerk, [Calculation.TOTAL], overwrite=True)
    assert carried(order) == (3, 0)

    with pytest.raises(PercentageOrAmount):
        change_order(goods.entity, order.pk, {"total_discount_percent": Decimal(1), "total_discount_amount": Decimal(1)}, goods.clerk)


def test_it_is_calculated_on_request_where_orders_do_not_do_so_by_themselves(goods: Company) -> None:
    set_parameters(goods, auto_total_discount=False)
    agreement(goods, "total", amount=Decimal(25))
    order = thousand(goods)
    assert carried(order) == (0, 0)

    calculate_again(goods.entity, order.pk, goods.clerk, [Calculation.TOTAL])

    assert carried(order) == (0, 25)


def test_a_typed_amount_counts_against_the_limit_of_the_user(goods: Company) -> None:
    order = thousand(goods)

    with pytest.raises(DiscountAboveLimit) as refused:
        change_order(
            goods.entity, order.pk, {"total_discount_amount": Decimal(101)}, goods.clerk, answers=Answers(discount_limit=Decimal(10))
        )
    assert refused.value.field == "total_discount_amount"
    change_order(goods.entity, order.pk, {"total_discount_amount": Decimal(100)}, goods.clerk, answers=Answers(discount_limit=Decimal(10)))


@pytest.mark.scenario("invoicing", "S2.6")
def test_an_amount_is_split_over_the_invoices_and_comes_out_exactly(goods: Company) -> None:
    order = thousand(goods, total_discount_amount=Decimal("33.33"))

    posted = line_by_line(goods, order)

    assert [known.total_discount for known in posted] == [Decimal("20.00"), Decimal("8.33"), Decimal("5.00")]
    assert again(order).total_discount_invoiced == Decimal("33.33")
    assert violations() == []


def test_what_is_left_to_invoice_has_the_rest_of_the_amount(goods: Company) -> None:
    order = sales_order(goods, ("A", 10, "10.00"), ("B", 3, "10.00"), total_discount_amount=Decimal("10.00"))
    first = invoice(goods, order, quantities={lines_of(order)[0].pk: Decimal(3), lines_of(order)[1].pk: Decimal(1)})

    assert first.total_discount == Decimal("3.08")
    assert [line.total_discount_share for line in _lines(first)] == [Decimal("2.31"), Decimal("0.77")]
    assert first.total_discount + invoice(goods, order).total_discount == 10


def test_prices_that_include_tax_give_the_amount_with_tax(goods: Company) -> None:
    order = sales_order(goods, ("A", 10, "12.10"), prices_include_tax=True, total_discount_amount=Decimal("12.10"))
    first = invoice(goods, order, quantities={only_line(order).pk: Decimal(3)})
    second = invoice(goods, order)

    assert first.invoice_amount + second.invoice_amount == Decimal("108.90")
    assert again(order).total_discount_invoiced == Decimal("12.10")
    assert violations() == []


def test_the_two_invoices_of_one_posting_share_the_amount(goods: Company) -> None:
    order = sales_order(goods, ("A", 10, "10.00"), total_discount_amount=Decimal("10.01"))
    deliver(goods, order, updates={10: 5})
    deliver(goods, order)

    posted = post(goods, order, quantity="packing_slip").invoices

    assert sum(known.total_discount for known in posted) == Decimal("10.01")


def test_what_is_cancelled_takes_its_share_along(goods: Company) -> None:
    order = sales_order(goods, ("A", 10, "10.00"), total_discount_amount=Decimal(10))
    invoice(goods, order, quantities={only_line(order).pk: Decimal(4)}, close_lines=frozenset({only_line(order).pk}))

    assert again(order).total_discount_invoiced == 4


def test_a_higher_amount_concerns_what_is_not_invoiced_yet(goods: Company) -> None:
    order = sales_order(goods, ("A", 10, "10.00"), total_discount_amount=Decimal(10))
    first = invoice(goods, order, quantities={only_line(order).pk: Decimal(5)})
    change_order(goods.entity, order.pk, {"total_discount_amount": Decimal(30)}, goods.clerk)

    assert (first.total_discount, invoice(goods, order).total_discount) == (5, 25)


def test_goods_that_come_back_have_the_discount_below_zero(goods: Company) -> None:
    order = sales_order(goods, ("A", -2, "10.00"), total_discount_amount=Decimal(5))

    assert order.order_amount == -15
    assert invoice(goods, order).total_discount == -5


def test_every_invoice_of_a_subscription_gives_its_part_of_the_amount(goods: Company) -> None:
    terms = SubscriptionTerms(start_date=date(2026, 1, 31))
    draft = order_draft(goods, ("A", 10, "30"), order_type="subscription", total_discount_amount=Decimal(20))
    order = create_order(goods.entity, replace(draft, subscription=terms), goods.user("OM"))
    given = []
    for updates in ({}, {10: 5}):
        deliver(goods, order, updates=updates)
        given.append(invoice(goods, order, quantity=QuantityOption.PACKING_SLIP).total_discount)

    assert given == [20, 10]
    assert again(order).total_discount_invoiced == 0
    assert violations() == []


def test_a_credit_note_gives_back_the_share_of_the_invoice_line(goods: Company) -> None:
    agreement(goods, "total", amount=Decimal(100))
    sold = invoice(goods, thousand(goods))
    [first, *_rest] = _lines(sold)

    credited = credit_invoice(goods.entity, sold.pk, Crediting({first.pk: Decimal(1)}, reason="Damaged"), goods.user("OM"))
    note = invoice(goods, credited)

    assert (first.total_discount_share, carried(credited)) == (60, (0, 0))
    assert (note.sum_lines, note.total_discount) == (-600, -60)  # apart, as on the invoice (invoicing.md S6.1)


def test_a_quotation_hands_its_amount_to_the_order(goods: Company) -> None:
    agreement(goods, "total", amount=Decimal(40))
    known = quotation(goods, ("SIX", 1), expiry_date=date(2026, 4, 30))
    assert (known.total_discount_amount, known.quotation_amount) == (40, 560)

    send(goods, known)

    assert carried(confirm_quotation(goods, known)) == (0, 40)


def test_an_applied_simulation_takes_the_place_of_the_amount(goods: Company) -> None:
    known = quotation(goods, ("A", 20, "25"), expiry_date=date(2026, 4, 30), total_discount_amount=Decimal(40))
    found = simulate_prices(goods.entity, known.pk, "total_discount_percent", Decimal(12), goods.user("OM"))

    apply_simulation(goods.entity, found.pk, goods.user("OM"))

    assert (current(known).total_discount_percent, current(known).total_discount_amount) == (12, 0)


def test_a_confirmation_names_no_percentage_for_an_amount(goods: Company) -> None:
    order = thousand(goods, total_discount_amount=Decimal("12.34"))
    made = confirm(goods, order).or_raise().confirmations[0]

    paper = read(original_of(OrderConfirmation.of(goods.entity).for_print().get(pk=made.pk), user=goods.clerk))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)

    assert made.total_discount == Decimal("12.34") and "-12.34" in text
    assert not re.search(r"Total discount\s+\d+\s*%", text)


def test_the_amount_is_typed_in_the_form_and_shown_on_the_page(goods: Company, signed_in_client: SignIn) -> None:
    client, order = signed_in_client("OM", manual_discount_limit=Decimal(100)), thousand(goods, total_discount_percent=Decimal(2))
    change = form_of(client, f"/NL01/sales/orders/{order.pk}/edit/")

    both = client.post(f"/NL01/sales/orders/{order.pk}/edit/", change | {"total_discount_percent": "3", "total_discount_amount": "50"})
    answer = client.post(f"/NL01/sales/orders/{order.pk}/edit/", change | {"total_discount_amount": "50"})

    assert "either a percentage or an amount" in both.content.decode()
    assert answer.status_code == 302, answer.context["form"].errors
    assert carried(order) == (0, 50)
    assert "-50.00" in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode().replace("−", "-")


def test_a_copy_for_the_same_customer_takes_a_typed_amount_along(goods: Company) -> None:
    order = thousand(goods, total_discount_amount=Decimal(9))

    made = copy_order(goods.entity, OrderCopy(order.pk, order.customer_id, "sales_order", CopyOptions(copy_header=True)), goods.clerk)

    assert carried(made.order) == (0, 9)


def test_no_row_has_both_kinds_or_an_amount_below_zero(goods: Company) -> None:
    order = thousand(goods)
    for values in ({"total_discount_percent": 1, "total_discount_amount": 1}, {"total_discount_amount": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SalesOrder.of(goods.entity).filter(pk=order.pk).update(**values)


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What the form of a known order sends when nothing is changed."""
    page = client.get(address)
    form, lines = page.context["form"], page.context["lines"]
    data = {
        bound.html_name: bound.value()
        for bound in (*form, *(bound for line in lines.forms for bound in line))
        if bound.value() not in (None, False)
    }
    data |= {"lines-TOTAL_FORMS": str(len(lines.forms)), "lines-INITIAL_FORMS": str(lines.initial_form_count())}
    return data | {"_shown_as": page.context["view"].shown_as}


def _lines(posted: CustomerInvoice) -> list[CustomerInvoiceLine]:
    return list(CustomerInvoiceLine.of(posted.legal_entity_id).filter(invoice=posted).order_by("line_number"))
