"""Credits booked as corrections: below zero on the sides where the sale stands (invoicing.md 6.4, sales.md §14.12)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.ledger.checks import violations
from foundation.ledger.models import LedgerEntry
from invoicing.models import CustomerInvoice
from returns.models import ReturnOrder, ReturnParameters
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, set_invoicing_parameters, voucher_of
from tests.factories.returns import announce, arrive, disposition, sold_line
from tests.factories.sales import charge_code, deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
D = Decimal


def sides(posted: CustomerInvoice) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Return debit and credit of an invoice's voucher by account."""
    entries = LedgerEntry.of(posted.legal_entity_id).filter(voucher=posted.voucher_id).select_related("main_account")
    return {entry.main_account.number: (entry.debit, entry.credit) for entry in entries}


def came_back(company: Company) -> ReturnOrder:
    """Let two pieces of a sale at 75.00 less 8 %, which cost 51.20 each, come back and have their packing slip."""
    returned = announce(company, (sold_line(company), 2))
    arrive(company, returned)
    deliver(company, returned.order).or_raise()
    return returned


@pytest.fixture
def received(company: Company) -> ReturnOrder:
    """Two pieces for 138.00 that came back."""
    return came_back(company)


@pytest.fixture
def corrects(company: Company) -> ReturnParameters:
    """The company books credit notes of returns as corrections."""
    return ReturnParameters.objects.create(legal_entity=company.entity, credit_correction=True)


def credit_of_three(company: Company) -> SalesOrder:
    """Enter an order that credits three pieces at 25.00 less 10 %, with 2 % total discount."""
    return sales_order(company, ("A", -3, "25.00", {"discount_percent": D(10)}), total_discount_percent=D(2))


@pytest.mark.scenario("invoicing", "S6.3")
def test_a_correction_stands_below_zero_on_the_sides_of_the_sale(company: Company) -> None:
    posted = invoice(company, credit_of_three(company), credit_correction=True)

    assert posted.invoice_amount == D("-80.04") and posted.credit_correction
    assert sides(posted) == {
        "1300": (D("-80.04"), None),
        "8050": (D("-1.35"), None),
        "8000": (None, D("-67.50")),
        "1600": (None, D("-13.89")),
    }
    assert violations() == []


@pytest.mark.scenario("invoicing", "S6.1")
def test_without_correction_it_stands_above_zero_on_the_opposite_sides(company: Company) -> None:
    posted = invoice(company, credit_of_three(company))

    assert not posted.credit_correction
    assert sides(posted) == {
        "1300": (None, D("80.04")),
        "8050": (None, D("1.35")),
        "8000": (D("67.50"), None),
        "1600": (D("13.89"), None),
    }


def test_balances_are_the_same_either_way(company: Company) -> None:
    one, other = credit_of_three(company), credit_of_three(company)

    assert voucher_of(invoice(company, one, credit_correction=True)) == voucher_of(invoice(company, other))


def test_the_credit_note_of_a_return_is_a_correction_where_the_parameter_says_so(
    company: Company, received: ReturnOrder, corrects: ReturnParameters
) -> None:
    set_invoicing_parameters(company, post_inventory_cost=True)

    posted = invoice(company, received.order)

    assert posted.credit_correction and sides(posted)["8000"] == (None, D("-138.00"))
    assert (sides(posted)["7000"], sides(posted)["3000"]) == ((D("-102.40"), None), (None, D("-102.40")))
    assert violations() == []


def test_it_is_none_unless_the_parameter_says_so(company: Company, received: ReturnOrder) -> None:
    assert not invoice(company, received.order).credit_correction


def test_a_charge_for_the_return_is_no_correction(company: Company, corrects: ReturnParameters) -> None:
    code = disposition(company)
    code.charge, code.charge_value = charge_code(company), D(15)
    code.save()
    received = came_back(company)

    posted = invoice(company, received.order)

    assert posted.invoice_amount == D("-148.83")
    assert sides(posted)["8060"] == (None, D("15.00")) and sides(posted)["1300"] == (D("-148.83"), None)


def test_the_parameter_says_nothing_about_other_credits(company: Company, corrects: ReturnParameters) -> None:
    assert not invoice(company, credit_of_three(company)).credit_correction


def test_in_a_batch_the_parameter_counts(company: Company, received: ReturnOrder, corrects: ReturnParameters) -> None:
    run(company, job(company))

    assert CustomerInvoice.of(company.entity).get(order=received.order).credit_correction


def test_the_dialog_proposes_what_the_parameter_says_and_takes_another_answer(
    company: Company, received: ReturnOrder, corrects: ReturnParameters, signed_in_client: SignIn
) -> None:
    client: Client = signed_in_client("BC")
    address = f"/NL01/orders/{received.order_id}/invoice/"
    page = client.get(address)
    form, view = page.context["form"], page.context["view"]
    values = {name: value for name, value in form.starting_values().items() if value not in (None, "", False)}
    assert values["credit_correction"] == "yes"

    client.post(address, values | {"_key": str(view.key), "_shown": view.signed, "credit_correction": "no"})

    assert not CustomerInvoice.of(company.entity).get(order=received.order).credit_correction


def test_the_dialog_asks_only_where_something_is_credited(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 1, "5.00"))

    assert "credit_correction" not in signed_in_client("BC").get(f"/NL01/orders/{order.pk}/invoice/").context["form"].fields


def test_over_rest_the_parameter_counts_unless_the_request_answers(
    company: Company, received: ReturnOrder, corrects: ReturnParameters
) -> None:
    biller = ApiUser(company.user("BC"), company.entity.code)
    body = {"orders": [received.order.number], "quantity": "packing_slip", "invoice_date": "2026-03-10"}
    plan = biller.send("customer-invoices/preview", body, expect=200).json()
    assert plan["invoices"][0]["credit_correction"] is True

    posted = biller.send("customer-invoices", body | {"credit_correction": False}, expect=201).json()

    assert posted["invoices"][0]["credit_correction"] is False
