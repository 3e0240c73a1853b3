"""What an order comes to by basis, and the quantities of its lines (sales.md §7.7, §9.7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.inventory.models import Item
from sales.models import SalesOrder, SalesOrderLine
from sales.services.enter_orders import ChargeDraft
from sales.services.line_quantities import quantities_of
from sales.services.total_order import TotalsBasis, total_order
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan
from tests.factories.places import KEULEN
from tests.factories.sales import charge_code, confirm, deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

MOST_QUERIES = 40


def partly_invoiced(company: Company) -> SalesOrder:
    """10 at 25.00 with freight of 15.00 once: 4 delivered and invoiced with the freight, 2 more delivered, 1 to leave now."""
    order = sales_order(company, ("A", 10, "25.00"), charges=[ChargeDraft(code_id=charge_code(company).pk, value=Decimal(15))])
    deliver(company, order, updates={10: 4})
    invoice(company, order, quantity="packing_slip")
    deliver(company, order, updates={10: 2})
    SalesOrderLine.of(company.entity).filter(order=order).update(deliver_now=1)
    return order


def nets(order: SalesOrder) -> dict[str, tuple[Decimal, Decimal]]:
    bases = total_order(order.legal_entity, order.pk).bases
    return {known.basis: (known.summary.totals.subtotal, known.summary.totals.header_charges) for known in bases}


def test_each_basis_counts_its_quantities_and_the_charges_of_the_next_invoice(company: Company) -> None:
    assert nets(partly_invoiced(company)) == {
        TotalsBasis.ALL: (250, 15),
        TotalsBasis.REMAINING: (150, 0),
        TotalsBasis.DELIVER_NOW: (75, 0),
        TotalsBasis.PACKING_SLIP: (50, 0),
    }


def test_what_is_left_to_invoice_is_what_the_next_invoice_comes_to(company: Company) -> None:
    order = partly_invoiced(company)
    [remaining] = [known for known in total_order(company.entity, order.pk).bases if known.basis == TotalsBasis.REMAINING]

    [draft] = plan(company, order).or_raise().drafts

    assert remaining.summary.totals.amount == draft.amount


def test_an_invoiced_order_has_nothing_left(company: Company) -> None:
    order = sales_order(company, ("A", 10, "25.00"), charges=[ChargeDraft(code_id=charge_code(company).pk, value=Decimal(15), keep=True)])
    invoice(company, order)

    assert nets(order)[TotalsBasis.REMAINING] == (0, 0)
    assert nets(order)[TotalsBasis.ALL] == (250, 15)


def test_weight_volume_lines_and_credit_stand_beside_the_amounts(company: Company) -> None:
    Item.of(company.entity).filter(number="A").update(net_weight=Decimal("1.5"), volume=Decimal("0.02"))
    found = total_order(company.entity, sales_order(company, ("A", 10, "25.00"), ("S", 1)).pk)

    [remaining, *_] = found.bases
    assert (remaining.line_count, remaining.weight, remaining.volume) == (2, 15, Decimal("0.20"))
    assert found.credit.exposure.ordered > 0


def test_totals_take_as_many_queries_however_many_lines_there_are(company: Company) -> None:
    counts = []
    for lines in (1, 12):
        order = sales_order(company, *[("A", 1, "5")] * lines)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            total_order(company.entity, order.pk)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= MOST_QUERIES


def test_quantities_are_shown_in_both_units(company: Company) -> None:
    order = partly_invoiced(company)

    [known] = quantities_of(company.entity, order.pk)

    shown = {
        name: known.sales[name] for name in ("ordered", "delivered", "deliver_remainder", "invoiced", "invoice_remainder", "deliver_now")
    }
    assert shown == {"ordered": 10, "delivered": 6, "deliver_remainder": 4, "invoiced": 4, "invoice_remainder": 2, "deliver_now": 1}
    assert known.inventory["ordered"] == 10 and not known.has_both


def test_the_pages_show_the_figures_and_cost_to_those_who_may_see_it(signed_in_client: SignIn, company: Company) -> None:
    order = partly_invoiced(company)
    address = f"/NL01/sales/orders/{order.pk}/"
    page = signed_in_client("OM").get(f"{address}totals/").content.decode()

    assert "Remaining to invoice" in page and "150.00" in page and "Margin" in page
    assert "Margin" not in signed_in_client("OC").get(f"{address}totals/").content.decode()
    assert "Invoice remainder" in signed_in_client("WH").get(f"{address}quantities/").content.decode()
    assert f"{address}totals/" in signed_in_client("OM").get(address).content.decode()


def test_totals_and_quantities_are_read_over_rest(company: Company) -> None:
    order = partly_invoiced(company)
    clerk = ApiUser(company.user("OC"), company.entity.code)

    totals = clerk.read(f"sales-orders/{order.number}/totals")
    [line] = clerk.read(f"sales-orders/{order.number}/quantities")["lines"]

    assert {known["basis"]: known["subtotal"] for known in totals["totals"]}["remaining"] == "150.00"
    assert "margin" not in totals["totals"][0] and totals["credit"]["remaining"] is None
    assert (line["in_unit"]["deliver_remainder"], line["in_inventory_unit"]["ordered"]) == ("4", "10")


def test_lines_lead_to_their_stock(signed_in_client: SignIn, company: Company) -> None:
    order, client = sales_order(company, ("A", 4), ("S", 1)), signed_in_client("OM")
    page = client.get(f"/NL01/sales/orders/{order.pk}/quantities/").content.decode()

    transactions = f"/NL01/inventory/transactions/?document={order.number}"
    assert page.count("/available-to-promise/") == 1 and f"{transactions}&amp;item=A" in page
    assert transactions in client.get(f"/NL01/sales/orders/{order.pk}/").content.decode()
    assert "A" in client.get(f"{transactions}&item=A").content.decode()


@pytest.mark.parametrize("taxed", [True, False])
def test_a_charge_of_a_line_is_taxed_as_the_line_in_totals_confirmation_and_invoice(company: Company, taxed: bool) -> None:
    code = charge_code(company, "CARE")
    if not taxed:
        code.item_sales_tax_group = None
        code.save()
    line = ("A", 6, "40", {**KEULEN, "sales_tax_group_id": company.tax_groups["EXPORT"].pk})
    order = sales_order(company, line, ("A", 1, "10"))
    charge = {"code": "CARE", "value": "100", "line_number": 10}
    clerk = ApiUser(company.user("OM"), company.entity.code)
    clerk.send(f"sales-orders/{order.number}/change-charges", {"charges": [charge]}, expect=200)

    totals = clerk.read(f"sales-orders/{order.number}/totals")["totals"]
    told = confirm(company, order).confirmations[0].total_amount
    sold = invoice(company, order)

    assert sold.invoice_amount == Decimal("352.10")
    assert told == sold.invoice_amount
    assert {Decimal(known["amount"]) for known in totals if known["basis"] == "all"} == {sold.invoice_amount}
