"""What is credited goes back at the tax codes, rates and exchange rate of its invoice, and to the last cent (invoicing.md 6.1, 6.2)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.ledger.checks import violations
from foundation.ledger.models import SalesTaxCodeValue, TaxTransaction
from foundation.organization.models import ExchangeRate
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.models.credit_line import charges_to_credit
from invoicing.services.credit_invoice import Crediting, credit_invoice
from sales.models import SalesOrder
from sales.services.enter_orders import ChargeDraft
from sales.services.summarise_order import summarise_order
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post, voucher_of
from tests.factories.returns import announce, arrive, return_of
from tests.factories.sales import charge_code, deliver, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
D = Decimal
OLD = date(2026, 2, 10)


def set_rate(company: Company, code: str, rate: int, since: date) -> None:
    """Change the rate of a tax code from a day on."""
    values = SalesTaxCodeValue.of(company.entity).filter(tax_code__code=code)
    known = values.get(valid_to=None)
    values.filter(pk=known.pk).update(valid_to=since.replace(day=since.day - 1))
    SalesTaxCodeValue.of(company.entity).create(legal_entity=company.entity, tax_code=known.tax_code, rate=rate, valid_from=since)


def credit(company: Company, sold: CustomerInvoice, quantities: dict[int, Any], *, charges: bool = False) -> SalesOrder:
    """Make the order that credits quantities of an invoice by line number, and what is left of its charges."""
    keys = dict(CustomerInvoiceLine.of(company.entity).filter(invoice=sold).values_list("line_number", "pk"))
    chosen = [known.pk for known in charges_to_credit(company.entity, sold.pk)] if charges else []
    wanted = {keys[number]: D(quantity) for number, quantity in quantities.items()}
    return credit_invoice(company.entity, sold.pk, Crediting(wanted, reason="wrong", charges=chosen), company.user("OM"))


def taxes_of(*posted: CustomerInvoice) -> dict[str, tuple[Decimal, Decimal]]:
    """Return base and tax that documents come to together, by code."""
    found: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (D(0), D(0)))
    for row in TaxTransaction.of(posted[0].legal_entity_id).filter(voucher__in=[known.voucher_id for known in posted]):
        base, tax = found[str(row.tax_code)]
        found[str(row.tax_code)] = base + row.base, tax + row.tax
    return dict(found)


@pytest.mark.scenario("invoicing", "S6.5")
def test_a_credit_takes_the_tax_rate_of_its_invoice(company: Company) -> None:
    set_rate(company, "H21", 19, date(2026, 1, 2))
    sold = invoice(company, sales_order(company, ("A", 2, "100")), invoice_date=OLD)
    set_rate(company, "H21", 21, date(2026, 3, 2))

    order = credit(company, sold, {1: 2})
    shown = summarise_order(company.entity, order.pk).totals
    note = invoice(company, order)

    assert (sold.invoice_amount, shown.amount, note.invoice_amount) == (238, -238, -238)
    assert taxes_of(sold, note) == {"H21": (0, 0)}
    assert summarise_order(company.entity, order.pk).totals.amount == -238
    assert violations() == []


def test_a_return_takes_the_tax_rate_of_its_invoice(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")), invoice_date=OLD)
    set_rate(company, "H21", 25, date(2026, 3, 2))

    returned = return_of(company, sold, 6)
    arrive(company, returned)
    deliver(company, returned.order).or_raise()

    assert invoice(company, returned.order).invoice_amount == -sold.invoice_amount


def test_a_charge_is_given_back_at_the_tax_rate_of_its_invoice(company: Company) -> None:
    charges = [ChargeDraft(charge_code(company).pk, D(50))]
    sold = invoice(company, sales_order(company, ("A", 6, "40"), charges=charges), invoice_date=OLD)
    set_rate(company, "H21", 25, date(2026, 3, 2))

    note = invoice(company, credit(company, sold, {1: 6}, charges=True))

    assert note.invoice_amount == -sold.invoice_amount
    assert taxes_of(sold, note) == {"H21": (0, 0)}


def test_lines_that_credit_nothing_are_taxed_as_today(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 1, "100")), invoice_date=OLD)
    set_rate(company, "H21", 25, date(2026, 3, 2))
    other = sales_order(company, ("A", -1, "100"))

    assert invoice(company, credit(company, sold, {1: 1})).invoice_amount == -121
    assert invoice(company, other).invoice_amount == -125


@pytest.fixture
def dollars(company: Company) -> Company:
    """A dollar is 0.92 in February and 0.50 in March."""
    for day, rate in ((date(2026, 2, 1), "0.92"), (date(2026, 3, 2), "0.50")):
        ExchangeRate.objects.create(
            rate_type=company.entity.exchange_rate_type, from_currency_id="USD", to_currency_id="EUR", valid_from=day, rate=D(rate)
        )
    return company


def test_a_credit_takes_the_exchange_rate_of_its_invoice(dollars: Company) -> None:
    sold = invoice(dollars, sales_order(dollars, ("A", 6, "40"), currency_id="USD"), invoice_date=OLD)

    note = invoice(dollars, credit(dollars, sold, {1: 6}))

    assert note.exchange_rate == sold.exchange_rate == D("0.92")
    assert voucher_of(note) == {account: -amount for account, amount in voucher_of(sold).items()}


def test_invoices_of_another_currency_are_credited_each_by_a_note_of_its_own(dollars: Company) -> None:
    old = invoice(dollars, sales_order(dollars, ("A", 6, "40"), currency_id="USD"), invoice_date=OLD)
    new = invoice(dollars, sales_order(dollars, ("A", 6, "40"), currency_id="USD"))
    returned = announce(dollars, *((CustomerInvoiceLine.of(dollars.entity).get(invoice=known), 6) for known in (old, new)))
    for _line in range(2):
        arrive(dollars, returned)
    deliver(dollars, returned.order).or_raise()

    notes = post(dollars, returned.order).invoices

    assert {(note.corrects_id, note.exchange_rate, note.invoice_amount) for note in notes} == {
        (sold.pk, sold.exchange_rate, -sold.invoice_amount) for sold in (old, new)
    }


def test_part_credits_add_up_to_the_invoice(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 3, "3.33", {"discount_percent": D(50)})))
    notes = [invoice(company, credit(company, sold, {1: 1})) for _ in range(3)]

    assert [note.sum_lines for note in notes] == [D("-1.67"), D("-1.67"), D("-1.66")]
    assert taxes_of(sold, *notes) == {"H21": (0, 0)}
    assert sold.invoice_amount + sum(note.invoice_amount for note in notes) == 0


def test_many_small_credits_give_back_no_more_than_was_paid(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 1000, "0.015")))
    notes = [invoice(company, credit(company, sold, {1: 1})) for _ in range(5)]
    notes.append(invoice(company, credit(company, sold, {1: 995})))

    assert sold.invoice_amount + sum(note.invoice_amount for note in notes) == 0
    assert taxes_of(sold, *notes) == {"H21": (0, 0)}


@pytest.mark.scenario("invoicing", "S6.2")
def test_the_closing_credit_takes_the_tax_that_is_left(company: Company) -> None:
    freight = charge_code(company, "FREIGHT", item_sales_tax_group=company.item_tax_groups["H21"])
    lines = ("A", 10, "25.00", {"discount_percent": D(10)}), ("B", 5, "10.00")
    order = sales_order(company, *lines, total_discount_percent=D(2), charges=[ChargeDraft(freight.pk, D(15))])
    sold = invoice(company, order)
    assert sold.invoice_amount == D("338.37")

    part = invoice(company, credit(company, sold, {1: 3}))
    rest = credit(company, sold, {1: 7, 2: 5}, charges=True)
    shown = summarise_order(company.entity, rest.pk).totals
    closing = invoice(company, rest)

    assert (part.sum_lines, part.total_discount, part.sum_tax, part.invoice_amount) == (D("-67.50"), D("-1.35"), D("-13.89"), D("-80.04"))
    assert voucher_of(part) == {"8000": D("67.50"), "8050": D("-1.35"), "1600": D("13.89"), "1300": D("-80.04")}
    assert taxes_of(closing) == {"H21": (D("-169.35"), D("-35.57")), "L9": (D("-49.00"), D("-4.41"))}
    assert closing.invoice_amount == shown.amount == D("-258.33")
    assert taxes_of(sold, part, closing) == {"H21": (0, 0), "L9": (0, 0)}
    assert violations() == []
