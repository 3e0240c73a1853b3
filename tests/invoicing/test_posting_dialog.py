"""The dialog that posts invoices: preview, typed quantities, packing slips, bulk, refusals, once and only once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.batch.models import BatchJob
from foundation.organization.models import NumberCounter
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip, PackingSlipLine, SalesOrder
from sales.services.change_order import change_order
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, hold_code, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in billing clerk."""
    return signed_in_client("BC")


@pytest.fixture
def delivered(company: Company) -> SalesOrder:
    """An order of 20 pieces at 5.00 with packing slips of 8 and 4."""
    order = sales_order(company, ("A", 20, "5.00"))
    deliver(company, order, updates={10: 8})
    deliver(company, order, updates={10: 4})
    return order


def sent(page: Any, **changes: Any) -> dict[str, Any]:
    """Return what the browser would send of a shown dialog, with some values typed over."""
    form, view = page.context["form"], page.context["view"]
    values = {name: value for name, value in form.starting_values().items() if value not in (None, "", False)}
    shown = {"_key": str(view.key), "_shown": view.signed}
    if view.selected_text:
        shown["selected"] = view.selected_text
    return values | shown | changes


def post(client: Client, address: str, **changes: Any) -> HttpResponse:
    return client.post(address, sent(client.get(address), **changes), follow=True)


def test_the_preview_shows_what_the_posting_makes_to_the_cent(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 3, "9.99"), ("B", 7, "1.115", {"discount_percent": Decimal("3.3")}))

    page = client.get(f"/NL01/orders/{order.pk}/invoice/")
    [shown] = page.context["preview"].documents
    result = client.post(f"/NL01/orders/{order.pk}/invoice/", sent(page), follow=True)

    posted = CustomerInvoice.of(company.entity).get()
    assert shown.totals[-1].amount == posted.invoice_amount
    assert posted.number in result.content.decode()
    assert f"/NL01/invoices/{posted.pk}/pdf/" in result.content.decode()


@pytest.mark.scenario("invoicing", "S1.11")
def test_looking_at_the_dialog_changes_nothing(client: Client, company: Company, delivered: SalesOrder) -> None:
    client.get(f"/NL01/orders/{delivered.pk}/invoice/")

    assert not CustomerInvoice.of(company.entity).exists()
    assert not NumberCounter.objects.filter(sequence__reference="customer_invoice").exists()


def test_a_typed_quantity_is_invoiced(client: Client, company: Company, delivered: SalesOrder) -> None:
    post(client, f"/NL01/orders/{delivered.pk}/invoice/", quantity="all", **{f"line_{only_line(delivered).pk}": "15"})

    assert CustomerInvoice.of(company.entity).get().sum_lines == Decimal("75.00")


def test_a_quantity_that_cannot_be_invoiced_is_refused_with_the_largest(client: Client, company: Company, delivered: SalesOrder) -> None:
    answer = post(client, f"/NL01/orders/{delivered.pk}/invoice/", quantity="all", **{f"line_{only_line(delivered).pk}": "21"})

    assert answer.status_code == 422
    assert "you entered 21; 20 can be invoiced" in answer.content.decode()
    assert not CustomerInvoice.of(company.entity).exists()


@pytest.mark.parametrize(("typed", "reason"), [("21", "20 can be invoiced"), ("abc", "is not a number")])
def test_a_quantity_that_is_refused_stays_to_be_mended(
    client: Client, company: Company, delivered: SalesOrder, typed: str, reason: str
) -> None:
    name = f"line_{only_line(delivered).pk}"

    page = post(client, f"/NL01/orders/{delivered.pk}/invoice/", quantity="all", **{name: typed}).content.decode()

    assert f'name="{name}" value="{typed}"' in page
    assert reason in page


def test_an_unticked_packing_slip_and_a_typed_part_of_one_stay_open(client: Client, company: Company, delivered: SalesOrder) -> None:
    first, second = PackingSlip.of(company.entity).order_by("number")
    line = PackingSlipLine.of(company.entity).get(packing_slip=first)

    post(client, f"/NL01/orders/{delivered.pk}/invoice/", quantity="packing_slip", slips=[first.pk], **{f"slip_line_{line.pk}": "5"})

    assert CustomerInvoice.of(company.entity).get().sum_lines == Decimal("25.00")
    assert set(PackingSlip.of(company.entity).to_invoice()) == {first, second}


def test_a_quantity_typed_as_zero_can_be_typed_again(client: Client, company: Company) -> None:
    order = sales_order(company, ("A", 2, "5.00"), ("B", 1, "3.00"))
    line = order.lines.order_by("line_number")[1]
    address = f"/NL01/orders/{order.pk}/invoice/"

    preview = client.post(f"{address}?_preview=1", sent(client.get(address), **{f"line_{line.pk}": "0"})).content.decode()

    assert "Not invoiced now" in preview
    assert f'name="line_{line.pk}"' in preview


def test_the_button_posts_once_whatever_happens(client: Client, company: Company, delivered: SalesOrder) -> None:
    address = f"/NL01/orders/{delivered.pk}/invoice/"
    data = sent(client.get(address))

    first, second = (client.post(address, data, follow=True) for _click in range(2))

    posted = CustomerInvoice.of(company.entity).get()
    assert posted.number in first.content.decode()
    assert posted.number in second.content.decode()


def test_an_order_that_changed_since_it_was_shown_is_refused(client: Client, company: Company, delivered: SalesOrder) -> None:
    address = f"/NL01/orders/{delivered.pk}/invoice/"
    data = sent(client.get(address, {"quantity": "packing_slip"}))
    invoice(company, delivered, quantity="packing_slip")

    answer = client.post(address, data)

    assert answer.status_code == 422
    assert "changed meanwhile: 0 left to invoice" in answer.content.decode()
    assert CustomerInvoice.of(company.entity).count() == 1


def test_selected_orders_are_combined_and_the_one_on_hold_is_named(client: Client, company: Company) -> None:
    one, two, held = (sales_order(company, ("A", 1, "10.00")) for _number in range(3))
    place_hold(company.entity, [held.pk], hold_code(company), company.user("OM"))
    address = f"/NL01/orders/invoice/?selected={one.pk},{two.pk},{held.pk}"
    page = client.get(address)
    result = client.post("/NL01/orders/invoice/", sent(page, summary_update="invoice_account"), follow=True).content.decode()

    posted = CustomerInvoice.of(company.entity).get()
    assert posted.sum_lines == Decimal("20.00")
    assert posted.number in result
    assert held.number in result


def test_orders_that_cannot_be_combined_are_said_so_before_they_are_posted(client: Client, company: Company) -> None:
    one, other = sales_order(company, ("A", 1, "10.00")), sales_order(company, ("A", 1, "10.00"), payment_terms_id=company.terms["N14"].pk)
    page = client.get(f"/NL01/orders/invoice/?selected={one.pk},{other.pk}")

    def preview(**choices: str) -> str:
        return client.post("/NL01/orders/invoice/?_preview=1", sent(page, **choices)).content.decode()

    said = "Nothing to combine: 2 orders, 2 invoices."
    assert said in preview(summary_update="invoice_account")
    assert said not in preview(summary_update="none")


def test_the_preview_warns_of_goods_that_were_never_delivered(client: Client, delivered: SalesOrder, company: Company) -> None:
    address = f"/NL01/orders/{delivered.pk}/invoice/"
    service = sales_order(company, ("S", 1, "5.0125"))

    [everything] = client.get(address).context["preview"].documents
    [slips] = client.post(f"{address}?_preview=1", sent(client.get(address), quantity="packing_slip")).context["preview"].documents
    visit = client.get(f"/NL01/orders/{service.pk}/invoice/")

    assert [warning.code for warning in everything.warnings] == ["INV-126"]
    assert "8 " in str(everything.warnings[0])
    assert "Discount" in map(str, everything.lines.headings)
    page = client.get(address)
    [row] = everything.lines.rows
    assert dict(zip(map(str, everything.lines.headings), row, strict=True))["Of it not delivered yet"] == 8
    other = page.context["other_url"]
    assert f'href="{other}" data-key="alt+p">Packing slip quantities' in page.content.decode()
    assert client.get(other).context["form"].starting_values()["quantity"] == "packing_slip"
    assert slips.warnings == []
    assert "Of it not delivered yet" not in map(str, slips.lines.headings)
    assert visit.context["preview"].documents[0].warnings == []
    assert "5.0125" in visit.content.decode()


def test_from_shipped_but_not_invoiced_the_packing_slips_are_proposed(client: Client, company: Company, delivered: SalesOrder) -> None:
    page = client.get(f"/NL01/orders/shipped/invoice/?selected={delivered.pk}")

    assert page.context["form"].starting_values()["quantity"] == "packing_slip"
    [document] = page.context["preview"].documents
    assert document.totals[-1].amount == Decimal("72.60")


def test_closing_the_dialog_leaves_the_list_as_it_was(client: Client, company: Company, delivered: SalesOrder) -> None:
    before = client.get("/NL01/sales/orders/shipped-not-invoiced/").content.decode().count(delivered.number)
    back = client.get(f"/NL01/orders/shipped/invoice/?selected={delivered.pk}").context["view"].back_url

    assert client.get(back).content.decode().count(delivered.number) == before > 0


def test_many_orders_become_a_batch_job(client: Client, company: Company, settings: Any) -> None:
    settings.MOST_POSTED_AT_ONCE = 2
    orders = [sales_order(company, ("A", 1, "10.00")) for _number in range(3)]
    keys = ",".join(str(order.pk) for order in orders)

    post(client, f"/NL01/orders/invoice/?selected={keys}", summary_update="none")
    assert not BatchJob.of(company.entity).exists()
    post(client, f"/NL01/orders/invoice/?selected={keys}", summary_update="none", _meant="1")

    job = BatchJob.of(company.entity).get()
    assert job.kind == "customer_invoice"
    assert not CustomerInvoice.of(company.entity).exists()


def test_a_pro_forma_is_printed_and_draws_no_number(signed_in_client: SignIn, company: Company, delivered: SalesOrder) -> None:
    clerk = signed_in_client("OC")

    result = post(clerk, f"/NL01/orders/{delivered.pk}/pro-forma/")
    [link] = result.context["outcome"].links

    assert clerk.get(link.pdf_url).content.startswith(b"%PDF")
    assert not NumberCounter.objects.filter(sequence__reference="customer_invoice").exists()


def test_only_who_may_post_invoices_sees_the_dialog(signed_in_client: SignIn, company: Company, delivered: SalesOrder) -> None:
    for role, allowed in (("BC", True), ("AR", True), ("OC", False), ("WH", False), ("AU", False)):
        answer = signed_in_client(role).get(f"/NL01/orders/{delivered.pk}/invoice/")
        assert (answer.status_code == 200) is allowed, role


def test_orders_of_another_legal_entity_cannot_be_invoiced(client: Client, other_company: Company) -> None:
    foreign = sales_order(other_company, ("A", 1, "10.00"))

    assert client.get(f"/NL01/orders/{foreign.pk}/invoice/").status_code == 404
    answer = client.get(f"/NL01/orders/invoice/?selected={foreign.pk}", follow=True)
    assert "Nothing is selected" in answer.content.decode()


def test_the_dialog_takes_as_many_queries_for_many_orders_as_for_few(client: Client, company: Company) -> None:
    orders = [sales_order(company, ("A", 1, "10.00"), ("B", 2, "4.00")) for _number in range(24)]

    def queries(chosen: list[SalesOrder]) -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/NL01/orders/invoice/", {"selected": ",".join(str(order.pk) for order in chosen)})
        return len(counted)

    queries(orders[:12])

    assert queries(orders[:2]) <= queries(orders[:12])
    assert queries(orders) <= queries(orders[:12])


def test_from_click_to_answer_one_order_takes_forty_statements(client: Client, company: Company) -> None:
    orders = [sales_order(company, ("A", 2, "5.00"), ("A", 3, "6.00"), ("B", 4, "5.00"), ("S", 1, "5.00")) for _number in range(2)]

    def statements(order: SalesOrder) -> int:
        address = f"/NL01/orders/{order.pk}/invoice/"
        values = sent(client.get(address))
        with CaptureQueriesContext(connection) as counted:
            assert client.post(address, values).status_code == 302
        return len(counted)

    statements(orders[0])  # fills what is read once per process

    assert statements(orders[1]) <= 40 + 2  # the test's own transaction turns beginning and end into savepoints


@pytest.mark.parametrize("change", ["total discount", "tax group", "terms", "invoice account", "nothing"])
def test_an_order_whose_invoice_is_another_than_was_shown_is_refused(client: Client, company: Company, change: str) -> None:
    order = sales_order(company, ("A", 3, "10.00"))
    page = client.get(f"/NL01/orders/{order.pk}/invoice/")
    changes = {
        "total discount": {"header": {"total_discount_percent": Decimal(10)}},
        "tax group": {"header": {"sales_tax_group_id": company.tax_groups["EXPORT"].pk}},
        "terms": {"header": {"payment_terms_id": company.terms["N14"].pk}},
        "invoice account": {"header": {}, "invoice_account_id": company.customers["C-110"].pk},
        "nothing": {"header": {"text": "Ring twice"}},
    }
    change_order(company.entity, order.pk, user=company.user("OM"), **changes[change])

    result = client.post(f"/NL01/orders/{order.pk}/invoice/", sent(page), follow=True)

    assert CustomerInvoice.of(company.entity).count() == (change == "nothing")
    assert ("changed meanwhile" in result.content.decode()) == (change != "nothing")
