"""Charges in another currency than their order's, and taxed otherwise than their code says (sales.md §8.1, §8.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foundation.ledger.checks import violations
from foundation.organization.errors import NoExchangeRate
from foundation.organization.models import Currency
from invoicing.models import CustomerInvoice
from invoicing.models.credit_line import charges_to_credit, lines_to_credit
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.models import SalesOrder, SalesOrderCharge
from sales.quotations.models import QuotationCharge
from sales.quotations.services.change_charges import change_quotation_charges
from sales.services.change_charges import ChargeEntry, change_charges, preview_charges
from sales.services.change_order import change_order
from sales.services.copy_lines import CopyOptions, OrderCopy, copy_order
from sales.services.enter_orders import ChargeDraft
from sales.services.summarise_order import summarise_order
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.quotations import confirm, current, quotation, send
from tests.factories.sales import auto_charge, charge_code, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def dollars(company: Company, value: str = "10", **values: Any) -> ChargeDraft:
    return ChargeDraft(charge_code(company, "FEE", **values).pk, Decimal(value), currency_id="USD")


def taxed(company: Company, group: str, value: str = "100") -> ChargeDraft:
    return ChargeDraft(charge_code(company, "FEE").pk, Decimal(value), tax_group_id=company.item_tax_groups[group].pk)


def again(order: SalesOrder) -> SalesOrder:
    return SalesOrder.of(order.legal_entity_id).get(pk=order.pk)


def test_an_amount_in_dollars_is_worth_what_the_rate_of_the_order_date_says(company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"), charges=[dollars(company)])

    assert order.order_amount == Decimal("49.20")
    assert invoice(company, order).sum_charges == Decimal("9.20")


def test_the_fixed_rate_of_the_order_comes_first(company: Company) -> None:
    euros = ChargeDraft(charge_code(company, "FEE").pk, Decimal(10), currency_id="EUR")

    by_day = sales_order(company, ("A", 4, "10"), currency_id="USD", charges=[euros])
    fixed = sales_order(company, ("A", 4, "10"), currency_id="USD", fixed_exchange_rate=Decimal("0.8"), charges=[euros])

    assert (by_day.order_amount, fixed.order_amount) == (Decimal("50.87"), Decimal("52.50"))


def test_the_amount_is_rounded_once_after_pieces_are_counted(company: Company) -> None:
    piece = ChargeDraft(charge_code(company, "FEE").pk, Decimal("0.11"), "pieces", line=0, currency_id="USD")

    assert sales_order(company, ("A", 5, "10"), charges=[piece]).order_amount == Decimal("50.51")


def test_a_percentage_has_no_currency(company: Company) -> None:
    percent = ChargeDraft(charge_code(company, "FEE").pk, Decimal(10), "percent", currency_id="USD")
    order = sales_order(company, ("A", 4, "10"), charges=[percent])

    assert (order.order_amount, SalesOrderCharge.of(company.entity).get().currency_id) == (44, None)


def test_the_charge_follows_the_currency_and_the_rate_of_the_order_until_it_is_invoiced(company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"), currency_id="USD", charges=[dollars(company)])
    assert order.order_amount == 50
    other = sales_order(
        company, ("A", 4, "10"), currency_id="USD", charges=[ChargeDraft(charge_code(company, "FEE").pk, Decimal(9), currency_id="EUR")]
    )

    change_order(company.entity, other.pk, {"fixed_exchange_rate": Decimal("0.5")}, company.clerk)

    assert again(other).order_amount == 58
    first = invoice(company, other, quantities={other.lines.get().pk: Decimal(1)})
    assert first.sum_charges == 18
    assert invoice(company, other).sum_charges == 0
    assert violations() == []


def test_without_a_rate_the_order_is_refused(company: Company) -> None:
    with pytest.raises(NoExchangeRate):
        sales_order(company, ("A", 1), charges=[ChargeDraft(charge_code(company, "FEE").pk, Decimal(1), currency_id="GBP")])


def test_its_own_tax_group_comes_before_that_of_the_code(company: Company) -> None:
    order = sales_order(company, ("A", 1, "100"), charges=[taxed(company, "L9")])

    assert summarise_order(company.entity, order.pk).totals.tax == 30
    assert invoice(company, order).sum_tax == 30
    assert violations() == []


def test_the_credit_note_taxes_the_charge_as_it_was(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 1, "100"), charges=[taxed(company, "L9")]))
    [line], [charge] = lines_to_credit(company.entity, sold.pk), charges_to_credit(company.entity, sold.pk)

    crediting = Crediting({line.pk: Decimal(1)}, reason="Damaged", charges=frozenset({charge.pk}))
    note = invoice(company, credit_invoice(company.entity, sold.pk, crediting, company.user("OM")))

    assert (note.sum_tax, note.invoice_amount) == (-30, -sold.invoice_amount)


def test_an_automatic_charge_brings_the_tax_group_of_its_row(company: Company) -> None:
    auto_charge(company, "FREIGHT", value="100", item_sales_tax_group=company.item_tax_groups["L9"])
    order = sales_order(company, ("A", 1, "100"))

    assert SalesOrderCharge.of(company.entity).get().item_sales_tax_group == company.item_tax_groups["L9"]
    assert summarise_order(company.entity, order.pk).totals.tax == 30


def test_both_are_changed_by_hand_and_seen_before_saving(company: Company) -> None:
    order = sales_order(company, ("A", 4, "10"))
    entry = ChargeEntry(
        charge_code(company, "FEE"), Decimal(10), currency=Currency.objects.get(code="USD"), tax_group=company.item_tax_groups["L9"]
    )

    preview = preview_charges(company.entity, order.pk, {0: entry})
    change_charges(company.entity, order.pk, [entry], company.clerk)

    assert preview.amounts == {0: Decimal("9.20")}
    assert again(order).order_amount == Decimal("49.20")


def test_a_copy_takes_both_along(company: Company) -> None:
    source = sales_order(company, ("A", 4, "10"), charges=[dollars(company), taxed(company, "L9")])
    options = CopyOptions(copy_header=True, copy_charges=True)

    made = copy_order(company.entity, OrderCopy(source.pk, source.customer_id, "sales_order", options), company.clerk).order

    of = SalesOrderCharge.of(company.entity).order_by("pk").values_list("currency_id", "item_sales_tax_group_id", "rate")
    assert list(of.filter(order=made)) == list(of.filter(order=source))


def test_a_quotation_offers_both_and_hands_them_to_the_order(company: Company) -> None:
    known = quotation(company, ("A", 4, "10"))
    entry = ChargeEntry(charge_code(company, "FEE"), Decimal(10), currency=Currency.objects.get(code="USD"))
    change_quotation_charges(company.entity, known.pk, [entry], company.clerk)
    assert current(known).quotation_amount == Decimal("49.20")
    assert QuotationCharge.of(company.entity).get().rate == Decimal("0.92")

    send(company, known)
    order = confirm(company, known)

    assert order.order_amount == Decimal("49.20")
    assert SalesOrderCharge.of(company.entity).get().currency_id == "USD"


def test_currency_and_tax_are_typed_on_the_page_of_charges(company: Company, signed_in_client: SignIn) -> None:
    client: Client = signed_in_client("OM", manual_discount_limit=Decimal(100))
    order, group = sales_order(company, ("A", 4, "10")), company.item_tax_groups["L9"]
    sent = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-code": charge_code(company).pk, "lines-0-category": "fixed"}
    sent |= {"lines-0-value": "10", "lines-0-currency": "USD", "lines-0-tax_group": group.pk}

    answer = client.post(f"/NL01/sales/orders/{order.pk}/charges/", sent)

    assert answer.status_code == 302
    [charge] = SalesOrderCharge.of(company.entity).of_order(order.pk)
    assert (charge.currency_id, charge.item_sales_tax_group) == ("USD", group)
    assert "10.00 USD" in " ".join(client.get(f"/NL01/sales/orders/{order.pk}/").content.decode().split())


def test_no_rate_is_zero(company: Company) -> None:
    sales_order(company, ("A", 4, "10"), charges=[dollars(company)])

    with pytest.raises(IntegrityError), transaction.atomic():
        SalesOrderCharge.of(company.entity).update(rate=0)


def test_an_invoice_tells_how_its_charge_was_taxed(company: Company) -> None:
    sold: CustomerInvoice = invoice(company, sales_order(company, ("A", 1, "100"), charges=[taxed(company, "L9")]))

    assert sold.charges.get().item_tax_group == "L9"
