"""Crediting lines of invoices (sales.md §13.3, S-86)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from customers.models import Customer
from foundation.organization.models import AuditEntry
from invoicing.errors import CreditReasonMissing, MoreThanCreditable
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.models.credit_line import charges_to_credit, lines_to_credit
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.errors import MoreThanInvoiced
from returns.models import lines_to_return
from sales.models import ReasonCode, SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.delete_order import delete_orders
from sales.services.enter_orders import ChargeDraft
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.invoicing import invoice, set_invoicing_parameters
from tests.factories.returns import return_of
from tests.factories.sales import charge_code, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """An invoice of six at 40.00 with 5 % discount: 228.00."""
    line = ("A", 6, "40", {"discount_percent": Decimal(5)})
    return invoice(company, sales_order(company, line))


def credit(company: Company, sold: CustomerInvoice, quantity: int, **values: object) -> SalesOrder:
    """Credit a quantity of the only line of an invoice."""
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    crediting = Crediting({line.pk: Decimal(quantity)}, **({"reason": "Damaged"} | values))  # type: ignore[arg-type]
    return credit_invoice(company.entity, sold.pk, crediting, company.user("OM"))


@pytest.mark.scenario("sales", "S-86")
def test_two_of_six_are_credited_at_what_was_paid_and_only_four_are_left(company: Company, sold: CustomerInvoice) -> None:
    order = credit(company, sold, 2)

    line = only_line(order)
    assert (line.ordered_quantity, line.unit_price, line.net_amount) == (-2, 40, -76)
    with pytest.raises(MoreThanCreditable) as refusal:
        credit(company, sold, 5)
    assert refusal.value.code == "CPY-03" and "Only 4 of" in str(refusal.value)


def test_the_order_is_invoiced_as_a_credit_note_without_stock_unless_goods_come_back(company: Company, sold: CustomerInvoice) -> None:
    before = company.on_hand("A").posted
    note = invoice(company, credit(company, sold, 2))
    assert note.document_type == "credit_note" and company.on_hand("A").posted == before

    invoice(company, credit(company, sold, 1, goods_return=True))

    assert company.on_hand("A").posted == before + 1


def test_what_is_announced_to_come_back_is_not_credited_and_the_other_way_round(company: Company, sold: CustomerInvoice) -> None:
    return_of(company, sold, 4)
    with pytest.raises(MoreThanCreditable):
        credit(company, sold, 3)
    credit(company, sold, 2)

    with pytest.raises(MoreThanInvoiced):
        return_of(company, sold, 1)


def test_credits_that_are_cancelled_or_deleted_may_be_made_again(company: Company, sold: CustomerInvoice) -> None:
    cancel_remainder(company.entity, [credit(company, sold, 6).pk], company.user("OM"))
    delete_orders(company.access("OM"), [credit(company, sold, 6).pk])

    assert only_line(credit(company, sold, 6)).ordered_quantity == -6


def test_the_reason_is_mandatory(company: Company, sold: CustomerInvoice) -> None:
    with pytest.raises(CreditReasonMissing):
        credit(company, sold, 1, reason=" ")


def test_the_parameters_may_leave_the_reason_to_whoever_credits(company: Company, sold: CustomerInvoice) -> None:
    set_invoicing_parameters(company, credit_reason_mandatory=False)

    order = credit(company, sold, 1, reason=" ")

    assert only_line(order).credit_of.reason == ""


def test_charges_of_the_invoice_are_offered_and_credited_when_marked(company: Company, client: Client) -> None:
    freight = charge_code(company, "FREIGHT")
    order = sales_order(company, ("A", 6, "40"), charges=[ChargeDraft(freight.pk, Decimal(15))])
    sold = invoice(company, order)
    reason = ReasonCode.of(company.entity).create(
        legal_entity=company.entity, kind="credit_note", code="DAMAGED", names={"en": "Damaged on the way"}
    )
    [line], [charge] = lines_to_credit(company.entity, sold.pk), charges_to_credit(company.entity, sold.pk)
    client.force_login(company.user("OM"))
    address = f"/NL01/invoices/{sold.pk}/credit/"
    assert client.get(f"/NL01/sales/orders/{order.pk}/").content.count(b"/NL01/invoices/?customer=") >= 1
    assert f'name="charge_{charge.pk}"' in client.get(address).content.decode()

    client.post(address, {f"quantity_{line.pk}": "6", f"charge_{charge.pk}": "on", "code": reason.pk})

    made = SalesOrder.of(company.entity).latest("pk")
    assert only_line(made).credit_of.reason == "Damaged on the way"
    assert invoice(company, made).invoice_amount == -sold.invoice_amount


def test_the_customer_reads_the_reason_in_his_language_and_colleagues_its_code(company: Company) -> None:
    Customer.of(company.entity).filter(pk=company.customer("C-300").pk).update(language="nl")
    names = {"en": "Damaged on the way", "nl": "Onderweg beschadigd"}
    reason = ReasonCode.of(company.entity).create(legal_entity=company.entity, kind="credit_note", code="DAMAGED", names=names)
    sold = invoice(company, sales_order(company, ("A", 6, "40"), customer="C-300"))
    [line] = lines_to_credit(company.entity, sold.pk)

    order = credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(6)}, "", code=reason), company.user("OM"))

    assert invoice(company, order).correction_reason == "Onderweg beschadigd"
    trail = AuditEntry.of(company.entity).get(object_type="sales.salesorder", object_id=order.pk, action="created")
    assert trail.reason == f"{sold.number}: DAMAGED: Damaged on the way"


def test_charges_that_are_not_marked_stay(company: Company) -> None:
    order = sales_order(company, ("A", 6, "40"), charges=[ChargeDraft(charge_code(company, "FREIGHT").pk, Decimal(15))])

    assert not credit(company, invoice(company, order), 6).charges.exists()


def test_an_invoice_is_credited_on_its_page_and_both_documents_lead_to_each_other(
    company: Company, sold: CustomerInvoice, signed_in_client: SignIn
) -> None:
    client: Client = signed_in_client("OM")
    address = f"/NL01/invoices/{sold.pk}/"
    name = next(name for name in client.get(f"{address}credit/").context["form"].fields if name.startswith("quantity_"))

    refused = client.post(f"{address}credit/", {name: "7", "reason": "Damaged"})
    done = client.post(f"{address}credit/", {name: "2", "reason": "Damaged"})

    assert refused.status_code == 422 and "Only 6 of" in refused.content.decode()
    assert sold.number in client.get(done["Location"]).content.decode()
    assert "Credited by" in client.get(address).content.decode()


def test_an_invoice_is_credited_over_rest(company: Company, sold: CustomerInvoice) -> None:
    user = ApiUser(company.user("OM"), company.entity.code)
    body = {"lines": [{"line_number": 10, "quantity": "2"}], "reason": "Damaged"}
    number = CustomerInvoiceLine.of(company.entity).get(invoice=sold).line_number
    body["lines"][0]["line_number"] = number  # type: ignore[index]

    made = user.send(f"customer-invoices/{sold.number}/credit", body, expect=201).json()

    assert only_line(SalesOrder.of(company.entity).get(number=made["order"])).ordered_quantity == -2
    body["lines"][0]["quantity"] = "5"  # type: ignore[index]
    assert user.send(f"customer-invoices/{sold.number}/credit", body, expect=409).json()["code"] == "CPY-03"


@pytest.mark.parametrize("quantity", [1, 7])
def test_a_part_of_a_multiple_is_credited_as_it_is(company: Company, quantity: int) -> None:
    pack = company.item("PACK", "10.00")
    sold = invoice(company, sales_order(company, ("PACK", 7, "10")))
    pack.multiple_quantity = Decimal(6)
    pack.save()

    order = credit(company, sold, quantity)

    assert only_line(order).ordered_quantity == -quantity
    assert invoice(company, order).invoice_amount == Decimal("-12.10") * quantity


def test_what_comes_back_is_not_rounded_to_a_multiple(company: Company) -> None:
    pack = company.item("PACK", "10.00", multiple_quantity=Decimal(6))
    sold = invoice(company, sales_order(company, ("PACK", 12, "10")))

    assert only_line(return_of(company, sold, 1).order).ordered_quantity == -1
    assert pack.multiple_quantity == 6


def test_reasons_of_credit_notes_are_set_up_and_offered(signed_in_client: SignIn, company: Company, sold: CustomerInvoice) -> None:
    administrator = signed_in_client("AD")
    saved = administrator.post("/NL01/sales/credit-reasons/new/", {"code": "DAMAGED", "names_en": "Arrived damaged"})
    assert saved.status_code == 302, saved.context["form"].errors

    assert ReasonCode.of(company.entity).get().kind == "credit_note"
    assert "DAMAGED is saved" in administrator.get("/NL01/sales/credit-reasons/").content.decode()
    assert "DAMAGED" not in administrator.get("/NL01/sales/reason-codes/").content.decode()
    offered = signed_in_client("OM").get(f"/NL01/invoices/{sold.pk}/credit/")
    assert offered.status_code == 200 and "DAMAGED" in offered.content.decode()


def test_what_a_cancelled_credit_held_can_come_back_again(company: Company, sold: CustomerInvoice) -> None:
    line = CustomerInvoiceLine.of(company.entity).filter(invoice=sold, quantity__gt=0).first()
    order = credit(company, sold, 2)
    [before] = lines_to_return(company.entity).filter(pk=line.pk)

    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    [after] = lines_to_return(company.entity).filter(pk=line.pk)

    assert (before.left_quantity, after.left_quantity) == (line.quantity - 2, line.quantity)
