"""Acceptance scenarios of customers.md that run through orders, packing slips and invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from customers.errors import CreditLimitExceeded, CustomerOnHold
from customers.models import Customer, CustomerParameters, CustomerTransaction, HoldKind
from customers.services.save_address import AddressData, save_address
from customers.services.set_hold import set_hold
from foundation.organization.models import AuditEntry, Membership, Role
from invoicing.models import CustomerInvoice
from sales.errors import CustomerNotOrderable
from sales.models import SalesOrder
from sales.services.confirm_orders import confirm_orders
from sales.services.plan_confirmations import ConfirmationRequest
from tests.customers.balances import owe
from tests.factories.batch_invoicing import job, outcomes, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import agreement, confirm, deliver, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db]


def change(customer: Customer, **values: object) -> None:
    """Set fields of a customer as if somebody had saved them."""
    Customer.of(customer.legal_entity_id).filter(pk=customer.pk).update(**values)


@pytest.mark.scenario("customers", "5")
def test_the_address_of_the_day_of_receipt_is_proposed_on_the_order(company: Company) -> None:
    customer = company.customers["C-100"]
    customer.party.addresses.update(purposes=["business"])
    for city, start, end in (("Delft", date(2026, 1, 1), date(2026, 6, 30)), ("Leiden", date(2026, 7, 1), None)):
        data = AddressData(country="NL", street="Kade", city=city, purposes=["delivery"], valid_from=start, valid_to=end)
        save_address(company.entity, customer, data, user=company.clerk)

    with time_machine.travel("2026-06-15 10:00Z", tick=False):
        later = sales_order(company, ("A", 1), order_date=date(2026, 6, 15), requested_receipt_date=date(2026, 7, 10))
        soon = sales_order(company, ("A", 1), order_date=date(2026, 6, 15))

    assert (later.delivery_city, soon.delivery_city) == ("Leiden", "Delft")


@pytest.mark.scenario("customers", "5")
def test_a_posted_packing_slip_keeps_its_address_after_the_address_is_edited(company: Company) -> None:
    customer = company.customers["C-100"]
    place = customer.party.addresses.get()
    slip = deliver(company, sales_order(company, ("A", 1))).or_raise().slips[0]

    moved = AddressData(country="NL", street="Nieuweweg", house_number="9", postal_code="3511 AA", city="Utrecht", is_primary=True)
    save_address(company.entity, customer, moved, user=company.clerk, address=place)

    slip.refresh_from_db()
    assert slip.header["delivery_street"] == "Kerkstraat 1"
    assert sales_order(company, ("A", 1)).delivery_street == "Nieuweweg 9"


@pytest.mark.scenario("customers", "7")
def test_the_invoice_account_owes_and_the_order_account_has_the_prices_and_the_delivery(company: Company) -> None:
    payer = company.customer("K-2000")
    buyer = company.customer("K-2001", invoice_account=payer)
    agreement(company, item="A", account="K-2001", amount=Decimal(20))

    order = sales_order(company, ("A", 2), customer="K-2001")
    slip = deliver(company, order).or_raise().slips[0]
    posted = invoice(company, order)

    booked = CustomerTransaction.of(company.entity).get(voucher=posted.voucher_id)
    assert only_line(order).unit_price == 20
    assert (slip.customer_id, posted.order_account_id) == (buyer.pk, buyer.pk)
    assert (posted.invoice_account_id, booked.customer_id, booked.order_account_id) == (payer.pk, payer.pk, buyer.pk)


@pytest.mark.scenario("customers", "7")
def test_the_credit_of_the_invoice_account_is_tested(company: Company) -> None:
    payer = company.customer("K-2000", credit_limit=Decimal(100))
    company.customer("K-2001", invoice_account=payer, credit_limit=Decimal(100000))
    CustomerParameters.objects.create(legal_entity=company.entity, credit_limit_message="error")
    owe(company, payer, "90")
    order = sales_order(company, ("A", 1), customer="K-2001")

    with pytest.raises(CreditLimitExceeded, match="K-2000"):
        confirm(company, order).or_raise()


@pytest.mark.scenario("customers", "12")
def test_by_default_an_exceeded_limit_is_told_and_the_user_may_continue(company: Company) -> None:
    change(company.customers["C-100"], credit_limit=Decimal(10))
    order = sales_order(company, ("A", 1))

    confirmed = confirm(company, order).or_raise()

    assert [warning.code for warning in confirmed.warnings[order.pk]] == ["CU-050"]
    assert confirmed.confirmations
    [entry] = AuditEntry.of(company.entity).filter(action="credit limit exceeded", object_type="sales.salesorder")
    assert (entry.user, entry.object_label) == (company.user("OM"), str(order))
    assert "over by 20.25" in str(entry.changes)


@pytest.mark.scenario("customers", "11")
def test_who_may_overrule_the_limit_gives_a_reason_that_stays_with_the_customer(signed_in_client: SignIn, company: Company) -> None:
    CustomerParameters.objects.create(legal_entity=company.entity, credit_limit_message="error")
    change(company.customers["C-100"], credit_limit=Decimal(10))
    order = sales_order(company, ("A", 1))
    person = company.user("OM")
    Membership.objects.create(user=person, legal_entity=company.entity, role=Role.objects.get(code="AR"))
    client, page = signed_in_client("OM"), f"/NL01/sales/orders/{order.pk}/confirm/"
    sent = {"confirmation_date": "02-03-2026", "overrule_credit": "on"}

    refused = client.post(page, sent)
    assert "credit_reason" in str(refused.context["form"].errors)
    request = ConfirmationRequest(company.entity, [order.pk], date(2026, 3, 2), overrule_credit=True, credit_reason="Paid in advance")
    confirm_orders(request, person).or_raise()

    history = client.get(f"/NL01/customers/customers/{order.customer_id}/").context["timeline"][0]
    assert (history.who, history.text) == (str(person), "Paid in advance")
    assert "over by 20.25" in str(history.changes)


@pytest.mark.scenario("customers", "11")
def test_the_order_clerk_is_not_offered_to_overrule(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("A", 1))

    fields = signed_in_client("OC").get(f"/NL01/sales/orders/{order.pk}/confirm/").context["form"].fields

    assert not {"overrule_credit", "credit_reason"} & set(fields)


@pytest.mark.scenario("customers", "13")
def test_a_hold_on_invoices_stops_the_packing_slip_of_an_order_that_was_confirmed(company: Company) -> None:
    set_hold(company.entity, [company.customers["C-100"]], HoldKind.INVOICE, reason="Dispute", until=date(2026, 3, 31), user=None)
    with time_machine.travel("2026-03-31 10:00Z", tick=False):
        order = sales_order(company, ("A", 1))
        confirm(company, order).or_raise()
        with pytest.raises(CustomerOnHold, match="Dispute"):
            deliver(company, order).or_raise()

    with time_machine.travel("2026-04-01 10:00Z", tick=False):
        order = SalesOrder.of(company.entity).get(pk=order.pk)
        assert deliver(company, order, delivery_date=date(2026, 4, 1)).or_raise().slips


@pytest.mark.scenario("customers", "13")
def test_a_hold_on_all_refuses_a_new_order(company: Company) -> None:
    set_hold(company.entity, [company.customers["C-100"]], HoldKind.ALL, reason="Court", user=None)

    with pytest.raises(CustomerNotOrderable, match="C-100"):
        sales_order(company, ("A", 1))


@pytest.mark.scenario("customers", "14")
def test_a_batch_invoices_two_of_three_orders_and_reports_the_one_on_hold(company: Company) -> None:
    with time_machine.travel("2026-03-31 10:00Z", tick=False):
        orders = [sales_order(company, ("A", 1), customer=account) for account in ("C-100", "C-110", "C-100")]
        set_hold(company.entity, [company.customers["C-110"]], HoldKind.INVOICE, reason="Dispute", user=None)

        worked = run(company, job(company))

    assert CustomerInvoice.of(company.entity).count() == 2
    [(label, _outcome, code)] = outcomes(company, worked)
    assert (label, code) == (str(orders[1]), "INV-107")
