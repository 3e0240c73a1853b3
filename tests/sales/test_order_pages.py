"""The lists of orders and the pages of orders, packing slips and confirmations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from customers.models import Customer, HoldKind
from invoicing.models import QuantityOption
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import agreement, auto_charge, confirm, deliver, hold_code, sales_order
from tests.web_fixtures import SignIn

ORDERS = "/NL01/sales/orders/"
LISTS = [ORDERS, f"{ORDERS}shipped-not-invoiced/", f"{ORDERS}open-lines/", "/NL01/sales/packing-slips/"]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def numbers(answer: Any) -> set[str]:
    """The numbers of the orders that a list shows."""
    return {str(getattr(row, "order", row)) for row in answer.context["listing"].rows.rows}


def test_the_list_shows_status_hold_and_what_is_left_to_invoice(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))

    page = client.get(ORDERS).content.decode()

    assert order.number in page
    assert "ADDRESS" in page
    assert "50.00" in page


def test_tabs_divide_orders_by_what_is_to_be_done(client: Client, company: Company) -> None:
    company.stock("A", "100")
    fresh, confirmed, held, shipped = (sales_order(company, ("A", 4, "5")) for _number in range(4))
    confirm(company, confirmed)
    place_hold(company.entity, [held.pk], hold_code(company), company.user("OM"))
    deliver(company, shipped)

    assert numbers(client.get(f"{ORDERS}?tab=unconfirmed")) == {fresh.number, held.number}
    assert numbers(client.get(f"{ORDERS}?tab=hold")) == {held.number}
    assert numbers(client.get(f"{ORDERS}?tab=delivered")) == {shipped.number}
    assert shipped.number not in numbers(client.get(f"{ORDERS}?tab=open"))


def test_orders_are_found_by_number_reference_and_customer(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1, "5"), customer_reference="PO-778")
    sales_order(company, ("A", 1, "5"))

    assert numbers(client.get(f"{ORDERS}?q=po-7")) == {order.number}
    assert numbers(client.get(f"{ORDERS}?q={order.number}")) == {order.number}
    assert len(numbers(client.get(f"{ORDERS}?q=C-100"))) == 2


def test_an_order_is_late_once_its_ship_date_has_passed(client: Client, company: Company) -> None:
    today = company.entity.today()
    late = sales_order(company, ("A", 1, "5"), requested_ship_date=today - timedelta(days=1))
    sales_order(company, ("A", 1, "5"), requested_ship_date=today)

    assert numbers(client.get(f"{ORDERS}?tab=late")) == {late.number}
    assert numbers(client.get(f"{ORDERS}open-lines/?tab=late")) == {late.number}


def test_what_was_shipped_stands_with_its_slips_until_it_is_invoiced(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"))
    deliver(company, order, updates={10: "4"}, delivery_date=date(2026, 3, 5))
    deliver(company, order, updates={10: "3"}, delivery_date=date(2026, 3, 9))

    [row] = client.get(f"{ORDERS}shipped-not-invoiced/").context["listing"].rows.rows

    assert (row.slip_count, row.first_slip_date, row.last_slip_date) == (2, date(2026, 3, 5), date(2026, 3, 9))
    assert (row.uninvoiced_quantity, row.uninvoiced_amount) == (7, 35)


def test_open_lines_show_the_rest_and_its_worth(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"), ("B", 2, "7"))
    deliver(company, order, updates={10: "4", 20: "2"})

    [row] = client.get(f"{ORDERS}open-lines/").context["listing"].rows.rows

    assert (row.line_number, row.deliver_rest, row.open_amount) == (10, 6, 30)


@pytest.mark.parametrize("address", LISTS)
def test_lists_take_as_many_queries_for_many_rows_as_for_few(
    address: str, client: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    company.stock("A", "1000")
    for number in range(12):
        deliver(company, sales_order(company, ("A", 10, "5")), updates={10: str(number % 9 + 1)})
    client.get(address)

    with django_assert_max_num_queries(22):
        assert client.get(address).status_code == 200


def test_lists_go_into_a_spreadsheet(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 1, "5"))

    for address in LISTS:
        answer = client.get(f"{address}?export=csv")
        assert answer.status_code == 200
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0].startswith('"')
        assert address != ORDERS or order.number in lines[1]


def test_the_page_of_an_order_shows_how_far_it_is_and_what_it_comes_to(client: Client, company: Company) -> None:
    company.stock("A", "100")
    auto_charge(company, value="12")
    order = sales_order(company, ("A", 10, "5"))
    confirm(company, order)
    deliver(company, order, updates={10: "4"})

    answer = client.get(f"{ORDERS}{order.pk}/")

    track = [(str(step.label), step.state) for step in answer.context["track"]]
    assert track == [("Created", "done"), ("Confirmed", "done"), ("Delivered", "partial"), ("Invoiced", "todo")]
    assert {str(total.label): total.amount for total in answer.context["totals"]}["Total"] == order.order_amount * 121 / 100
    assert [str(related.kind) for related in answer.context["related"]] == ["Confirmation", "Packing slip"]
    page = answer.content.decode()
    assert "FREIGHT" in page


def test_costs_are_for_those_who_may_see_them(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))

    assert "Margin" in signed_in_client("OM").get(f"{ORDERS}{order.pk}/").content.decode()
    assert "Margin" not in signed_in_client("OC").get(f"{ORDERS}{order.pk}/").content.decode()


def test_an_order_page_takes_as_many_queries_for_many_lines_as_for_few(
    client: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    agreement(company, item="A", amount="4")
    order = sales_order(company, *[("A", number, None) for number in range(1, 41)])
    client.get(f"{ORDERS}{order.pk}/")

    with django_assert_max_num_queries(46):
        client.get(f"{ORDERS}{order.pk}/")


def test_slips_and_confirmations_have_pages_that_lead_back_to_the_order(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"))
    confirm(company, order)
    deliver(company, order)
    slip, version = PackingSlip.of(company.entity).get(), OrderConfirmation.of(company.entity).get()

    for address in (f"/NL01/sales/packing-slips/{slip.pk}/", f"/NL01/sales/confirmations/{version.pk}/"):
        page = client.get(address)
        assert page.status_code == 200
        assert f"{ORDERS}{order.pk}/" in page.content.decode()


def test_marketing_sees_no_orders_and_nobody_sees_those_of_another_entity(
    signed_in_client: SignIn, company: Company, other_company: Company
) -> None:
    order = sales_order(company, ("A", 1, "5"))
    foreign = signed_in_client("OM", in_company=other_company)

    assert signed_in_client("MK").get(ORDERS).status_code == 403
    assert foreign.get(f"{ORDERS}{order.pk}/").status_code == 404
    assert foreign.get(f"/BE01/sales/orders/{order.pk}/").status_code == 404


def test_the_paper_of_slips_and_confirmations_is_sent_to_an_address(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"))
    confirm(company, order)
    deliver(company, order)
    slip, version = PackingSlip.of(company.entity).get(), OrderConfirmation.of(company.entity).get()

    for page in (f"/NL01/sales/packing-slips/{slip.pk}/", f"/NL01/sales/confirmations/{version.pk}/"):
        sent = client.post(f"{page}send/", {"to": "desk@customer.example"}, follow=True)
        assert "is on its way" in sent.content.decode()


def test_the_page_says_why_a_line_has_its_price(client: Client, signed_in_client: SignIn, company: Company) -> None:
    agreement(company, item="A", amount="20", from_quantity=10)
    order = sales_order(company, ("A", 12), ("A", 1), ("A", 1, "24"), ("B", 1))

    answer = client.get(f"{ORDERS}{order.pk}/")

    reasons = [(reason.source, [(step.reason, step.is_used) for step in reason.steps]) for reason in answer.context["price_reasons"]]
    assert reasons == [
        ("Trade agreement", [("used", True)]),
        ("Base price of the item", [("for other quantities", False)]),
        ("Typed by hand", [("for other quantities", False)]),
        ("Base price of the item", []),
    ]
    assert "Why these prices?" in answer.content.decode()
    assert "Why these prices?" not in signed_in_client("WH").get(f"{ORDERS}{order.pk}/").content.decode()


def test_what_a_customers_hold_keeps_from_being_invoiced_is_marked_with_kind_and_reason(client: Client, company: Company) -> None:
    company.stock("A", "100")
    for number in range(4):
        company.customer(f"C-{number}")
    ready, held, paying, over = (sales_order(company, ("A", 1, "5"), customer=f"C-{number}") for number in range(4))
    for order in (ready, held, paying, over):
        deliver(company, order)
    hold = {"hold_reason": "Reminder 3"}
    Customer.of(company.entity).filter(pk=held.customer_id).update(hold=HoldKind.ALL, **hold)
    Customer.of(company.entity).filter(pk=paying.customer_id).update(hold=HoldKind.PAYMENT, **hold)
    Customer.of(company.entity).filter(pk=over.customer_id).update(
        hold=HoldKind.ALL, hold_until=company.entity.today() - timedelta(days=1), **hold
    )
    page = f"{ORDERS}shipped-not-invoiced/"

    assert numbers(client.get(f"{page}?tab=ready")) == {ready.number, paying.number, over.number}
    shown = client.get(f"{page}?tab=hold")
    assert numbers(shown) == {held.number}
    assert "C-1 on hold: All. Reminder 3" in shown.content.decode()
    assert "bo-row-warning" in shown.content.decode()


def test_what_is_left_to_invoice_is_in_the_measure_of_the_order_amount(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"))
    SalesOrder.of(company.entity).filter(pk=order.pk).update(order_amount=80)

    [row] = client.get(ORDERS).context["listing"].rows.rows
    assert row.remaining_amount == row.order_amount == 80
    deliver(company, order, updates={10: "5"})
    [row] = client.get(ORDERS).context["listing"].rows.rows
    assert row.remaining_amount == 80
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    [row] = client.get(ORDERS).context["listing"].rows.rows
    assert row.remaining_amount == 40


def test_an_amount_that_includes_tax_says_so(client: Client, company: Company) -> None:
    sales_order(company, ("A", 1, "5"))
    assert "incl. tax" not in client.get(ORDERS).content.decode()

    sales_order(company, ("A", 1, "5"), prices_include_tax=True)

    assert "incl. tax" in client.get(ORDERS).content.decode()


def test_amounts_lead_to_what_they_are_made_of_on_the_page_of_the_order_only(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))

    page = client.get(f"{ORDERS}{order.pk}/").content.decode()
    form = client.get(f"{ORDERS}{order.pk}/edit/").content.decode()

    assert 'href="#why-tax"' in page
    assert 'id="why-tax"' in page
    assert 'href="#why-tax"' not in form


def test_a_column_that_no_index_serves_sorts_a_short_result_only(client: Client, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sales_order(company, ("A", 1, "5")), sales_order(company, ("A", 1, "5"))
    SalesOrder.of(company.entity).filter(pk=first.pk).update(customer_reference="Z")
    SalesOrder.of(company.entity).filter(pk=second.pk).update(customer_reference="A")
    by_reference, by_number = {"sort": "customer_reference"}, {"sort": "number"}

    short = client.get(ORDERS, by_reference)
    links = [heading.url for heading in short.context["listing"].headings()]
    monkeypatch.setattr("foundation.backoffice.lists.counted.CAP", 1)
    cache.clear()
    long = client.get(ORDERS, by_reference)

    assert [row.pk for row in short.context["listing"].rows.rows] == [second.pk, first.pk]
    assert [row.pk for row in long.context["listing"].rows.rows] == [second.pk, first.pk]  # the newest first, as built
    assert "?sort=-customer_reference" in links
    assert not [heading for heading in long.context["listing"].headings() if "customer_reference" in heading.url]
    assert [row.pk for row in client.get(ORDERS, by_number).context["listing"].rows.rows] == [first.pk, second.pk]


def test_every_column_with_a_field_can_be_filtered_by_however_it_sorts(client: Client, company: Company) -> None:
    sales_order(company, ("A", 1, "5"))

    shown = client.get(ORDERS, {"f": "customer_reference:is:nobody has this"}).context["listing"]

    assert not shown.problems
    assert shown.rows.rows == []
