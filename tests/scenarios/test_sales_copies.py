"""Copying lines and orders (sales.md §13.1, §13.2; S-85)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.errors import BusinessRuleError
from sales.copy_errors import CopiedOrSearched, DeliveredLineStays, NothingToCopy
from sales.copying import ChosenLine, CopyOptions, CopyRequest, copy_source
from sales.errors import ItemStopped
from sales.models import CopiedLine, SalesOrder, SalesOrderCharge
from sales.services.copy_lines import OrderCopy, copy_lines, copy_order
from sales.services.enter_orders import ChargeDraft
from sales.services.working_orders import WorkingOrder
from tests.factories.company import Company
from tests.factories.sales import agreement, charge_code, confirm, deliver, lines_of, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def chosen(company: Company, document: int, kind: str = "order") -> list[ChosenLine]:
    """Return all lines of a document."""
    return [ChosenLine(kind, document, line.key) for line in copy_source(kind).lines(company.entity, [document])]


def copy(company: Company, target: SalesOrder, source: int, kind: str = "order", **options: object) -> WorkingOrder:
    """Copy all lines of a document into an order as its manager."""
    request = CopyRequest(chosen(company, source, kind), CopyOptions(**options))  # type: ignore[arg-type]
    return copy_lines(company.entity, target.pk, request, company.user("OM"))


@pytest.mark.scenario("sales", "S-85")
def test_nine_pieces_by_half_and_inverted_are_five_back_at_the_price_of_the_source(company: Company) -> None:
    source, target = sales_order(company, ("A", 9, "12.50")), sales_order(company)

    copy(company, target, source.pk, factor=Decimal("0.5"), invert=True)

    line = only_line(target)
    assert (line.ordered_quantity, line.unit_price, line.origin) == (-5, Decimal("12.50"), "copy")
    assert str(CopiedLine.of(company.entity).get()) == f"{source.number} / 10"


@pytest.mark.parametrize(("recalculate", "price"), [(False, "12.50"), (True, "9")])
def test_prices_are_those_of_the_source_or_searched_anew(company: Company, recalculate: bool, price: str) -> None:
    source, target = sales_order(company, ("A", 2, "12.50")), sales_order(company)
    agreement(company, item="A", amount=Decimal(9))

    copy(company, target, source.pk, recalculate=recalculate)

    assert only_line(target).unit_price == Decimal(price)


def test_a_price_in_another_currency_is_searched(company: Company) -> None:
    source, target = sales_order(company, ("A", 2, "12.50")), sales_order(company)
    SalesOrder.of(company.entity).filter(pk=source.pk).update(prices_include_tax=True)
    agreement(company, item="A", amount=Decimal(9))

    copy(company, target, source.pk)

    assert only_line(target).unit_price == 9


def test_copying_precisely_keeps_texts_and_dates_and_excludes_new_prices(company: Company) -> None:
    wanted = {"text": "By hand", "requested_ship_date": date(2026, 4, 1)}
    source, target = sales_order(company, ("A", 2, "12.50", wanted)), sales_order(company)

    copy(company, target, source.pk, precisely=True)

    line = only_line(target)
    assert (line.text, line.requested_ship_date) == ("By hand", date(2026, 4, 1))
    with pytest.raises(CopiedOrSearched):
        CopyOptions(precisely=True, recalculate=True)


def test_existing_lines_go_first_unless_one_is_delivered(company: Company) -> None:
    source, target = sales_order(company, ("A", 2)), sales_order(company, ("B", 1))
    copy(company, target, source.pk, delete_lines=True)
    assert [line.item.number for line in lines_of(target)] == ["A"]
    deliver(company, target)
    SalesOrder.of(company.entity).filter(pk=target.pk).update(status="delivered")

    with pytest.raises(DeliveredLineStays) as refusal:
        copy(company, target, source.pk, delete_lines=True)

    assert refusal.value.code == "CPY-02"


def test_stopped_items_are_left_out_and_told(company: Company) -> None:
    source, target = sales_order(company, ("A", 2), ("B", 1)), sales_order(company)
    company.items["A"].stopped = True
    company.items["A"].save()

    work = copy(company, target, source.pk)

    assert [line.item.number for line in lines_of(target)] == ["B"]
    assert [type(notice) for notice in work.notices] == [ItemStopped]


def test_nothing_chosen_is_refused(company: Company) -> None:
    with pytest.raises(NothingToCopy):
        copy_lines(company.entity, sales_order(company).pk, CopyRequest(), company.user("OM"))


def test_the_header_of_the_source_fills_an_empty_order_without_dates_that_are_past(company: Company) -> None:
    source = sales_order(company, ("A", 2), customer_reference="PO-1", requested_ship_date=date(2026, 3, 3))
    target = sales_order(company, requested_ship_date=date(2026, 3, 20))

    copy(company, target, source.pk, copy_header=True)

    target.refresh_from_db()
    assert (target.customer_reference, target.requested_ship_date) == ("PO-1", date(2026, 3, 20))


def test_confirmations_and_packing_slips_are_sources_with_their_own_quantities(company: Company) -> None:
    source = sales_order(company, ("A", 6, "12.50"))
    confirmed = confirm(company, source).confirmations[0]
    slip = deliver(company, source, updates={10: 2}).slips[0]

    for kind, document, quantity in (("confirmation", confirmed.pk, 6), ("packing_slip", slip.pk, 2)):
        target = sales_order(company)
        copy(company, target, document, kind)
        assert (only_line(target).ordered_quantity, only_line(target).unit_price) == (quantity, Decimal("12.50"))


@pytest.mark.parametrize(("charges", "header", "expected"), [(False, True, []), (True, False, [5]), (True, True, [5, 20])])
def test_an_order_is_copied_with_the_charges_that_were_asked_for(
    company: Company, charges: bool, header: bool, expected: list[int]
) -> None:
    code = charge_code(company)
    typed = [ChargeDraft(code.pk, Decimal(20)), ChargeDraft(code.pk, Decimal(5), line=0)]
    source = sales_order(company, ("A", 2, "12.50"), ("B", 1), charges=typed, customer_reference="PO-1")
    options = CopyOptions(copy_charges=charges, copy_header=header)

    made = copy_order(company.entity, OrderCopy(source.pk, source.customer_id, "journal", options), company.user("OM")).order

    assert (made.order_type, made.customer_reference) == ("journal", "PO-1" if header else "")
    assert [(line.item.number, line.ordered_quantity) for line in lines_of(made)] == [("A", 2), ("B", 1)]
    assert sorted(SalesOrderCharge.of(company.entity).filter(order=made).values_list("value", flat=True)) == expected


def test_a_copy_for_another_customer_keeps_the_terms_of_that_customer(company: Company) -> None:
    source = sales_order(company, ("A", 2), customer_reference="PO-1")
    other = company.customer("C-900")
    options = CopyOptions(copy_header=True)

    made = copy_order(company.entity, OrderCopy(source.pk, other.pk, "sales_order", options), company.user("OM")).order

    assert (made.customer_id, made.payment_terms_id) == (other.pk, other.payment_terms_id)


def test_the_user_s_discount_limit_counts_for_copies(company: Company) -> None:
    source = sales_order(company, ("A", 2, None, {"discount_percent": Decimal(50)}))
    request = CopyRequest(chosen(company, source.pk))

    with pytest.raises(BusinessRuleError) as refusal:
        copy_lines(company.entity, sales_order(company).pk, request, company.user("OC"), discount_limit=Decimal(20))

    assert refusal.value.code == "PRC-06"
