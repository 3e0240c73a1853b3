"""Orders invoiced in parts: nothing is charged twice, priced anew or delivered twice, whatever changes in between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.inventory.models import Item, Unit, UnitConversion
from foundation.ledger.checks import violations
from foundation.ledger.models import SalesTaxCodeValue
from foundation.organization.models import Membership, Role
from invoicing.errors import OrderChangedMeanwhile, QuantityOutOfRange
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip
from sales.services.change_charges import ChargeEntry, change_charges
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.enter_orders import ChargeDraft
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan
from tests.factories.sales import charge_code, deliver, lines_of, only_line, sales_order, set_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def by_slip(company: Company, order: object) -> CustomerInvoice:
    return invoice(company, order, quantity="packing_slip")  # type: ignore[arg-type]


def charges_of(posted: CustomerInvoice) -> list[Decimal]:
    return sorted(posted.charges.values_list("amount", flat=True))


def test_parts_of_an_order_with_prices_that_include_tax_add_up_to_the_order(company: Company) -> None:
    charges = [ChargeDraft(charge_code(company, prorate=True).pk, Decimal("12.10"))]
    order = sales_order(company, ("A", 10, "12.10"), prices_include_tax=True, charges=charges)
    deliver(company, order, updates={10: 5})
    first = by_slip(company, order)
    deliver(company, order)

    assert first.invoice_amount + by_slip(company, order).invoice_amount == Decimal("133.10")
    assert only_line(order).invoiced_amount == Decimal("121.00")
    assert violations() == []


@pytest.mark.parametrize(("change", "rest"), [({"unit_price": Decimal(12)}, "60.00"), ({"discount_percent": Decimal(50)}, "25.00")])
def test_a_change_of_price_or_discount_concerns_only_what_is_not_invoiced_yet(
    company: Company, change: dict[str, Decimal], rest: str
) -> None:
    order = sales_order(company, ("A", 10, "10.00"))
    deliver(company, order, updates={10: 5})
    assert by_slip(company, order).sum_lines == Decimal("50.00")
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, change)], company.user("OM"), Answers(overwrite_prices=False))
    deliver(company, order)

    assert by_slip(company, order).sum_lines == Decimal(rest)


def test_a_charge_per_unit_counts_in_that_unit(company: Company) -> None:
    box = Unit.objects.get(code="box")
    UnitConversion.objects.create(item=company.items["A"], from_unit=box, to_unit=company.piece, factor=Decimal(12))
    order = sales_order(company, ("A", 24, "10.00"))
    entry = ChargeEntry(charge_code(company, "HANDLE"), Decimal(3), "specific_unit", line_number=10, unit=box)
    change_charges(company.entity, order.pk, [entry], company.user("OM"))

    assert charges_of(invoice(company, order)) == [Decimal("6.00")]


def test_charges_count_the_whole_line_where_its_parts_bear_different_rates(company: Company) -> None:
    old = SalesTaxCodeValue.of(company.entity).get(tax_code__code="H21")
    old.valid_to = date(2026, 3, 7)
    old.save()
    SalesTaxCodeValue.of(company.entity).create(
        legal_entity=company.entity, tax_code=old.tax_code, valid_from=date(2026, 3, 8), rate=Decimal(22)
    )
    order = sales_order(company, ("A", 10, "10.00"))
    entries = [
        ChargeEntry(charge_code(company, "SERVICE"), Decimal(5), "percent"),
        ChargeEntry(charge_code(company, "HANDLE"), Decimal(1), "pieces", line_number=10),
    ]
    change_charges(company.entity, order.pk, entries, company.user("OM"))
    deliver(company, order, updates={10: 5})
    deliver(company, order, delivery_date=date(2026, 3, 9))

    posted = by_slip(company, order)

    assert {tax.rate for tax in posted.taxes.all()} == {Decimal(21), Decimal(22)}
    assert charges_of(posted) == [Decimal("5.00"), Decimal("10.00")]


def test_whoever_names_packing_slips_invoices_what_they_delivered(company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 20, "10.00"))
    deliver(company, order, updates={10: 5})
    deliver(company, order, updates={10: 5})
    first, _second = PackingSlip.of(company.entity).order_by("number")
    line = only_line(order)

    with pytest.raises(QuantityOutOfRange):
        invoice(company, order, quantity="deliver_now", slips=(first.pk,), quantities={line.pk: Decimal(10)})

    assert invoice(company, order, quantity="deliver_now", slips=(first.pk,)).sum_lines == Decimal("50.00")
    line = only_line(order)
    assert (line.delivered_quantity, line.invoiced_quantity) == (10, 5)


def test_over_delivery_is_allowed_once_and_only_where_the_parameters_accept_it(company: Company) -> None:
    Item.of(company.entity).filter(number="A").update(overdelivery_percent=10)
    order = sales_order(company, ("A", 10, "10.00"), ("B", 1, "1.00"))
    line = lines_of(order)[0]
    set_parameters(company, accept_overdelivery=False)
    with pytest.raises(QuantityOutOfRange, match="10 can be invoiced"):
        invoice(company, order, quantities={line.pk: Decimal(11)})

    set_parameters(company, accept_overdelivery=True)
    other = lines_of(order)[1]
    invoice(company, order, quantities={line.pk: Decimal(11), other.pk: Decimal(0)})

    with pytest.raises(QuantityOutOfRange, match="0 can be invoiced"):
        invoice(company, order, quantities={line.pk: Decimal(1)})


def test_an_order_whose_amount_changed_since_it_was_shown_is_refused(company: Company) -> None:
    order = sales_order(company, ("A", 5, "10.00"), ("B", 5, "1.00"))
    seen = plan(company, order)
    first, second = lines_of(order)
    edits = [LineEdit(first.pk, {"quantity": Decimal(9), "unit_price": Decimal(20)}), LineEdit(second.pk, {"quantity": Decimal(1)})]
    change_lines(company.entity, order.pk, edits, company.user("OM"), Answers(overwrite_prices=False))

    with pytest.raises(OrderChangedMeanwhile):
        invoice(company, order, expected=seen.quantities(), expected_amounts=seen.amounts())


def test_a_job_stops_posting_for_a_user_whose_right_was_taken_away(company: Company) -> None:
    sales_order(company, ("A", 1, "10.00"))
    wanted = job(company)
    Membership.objects.filter(user=company.user("AR")).update(role=Role.objects.get(code="WH"))

    assert run(company, wanted).posted == 0
    assert not CustomerInvoice.of(company.entity).exists()
