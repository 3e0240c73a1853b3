"""What was found or agreed stands in a copy as found; what was typed counts as typed by who copies (PRC-06, sales.md §3.5, §13.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales.agreements.services.release_order import releasable, release_order
from sales.copying import ChosenLine, CopyOptions, CopyRequest, copy_source
from sales.models import SalesOrder, SalesOrderLine
from sales.price_errors import DiscountAboveLimit
from sales.quotations.services.enter_quotations import copy_quotation
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.copy_lines import OrderCopy, copy_lines, copy_order
from tests.api.client import ApiUser
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.quotations import quotation
from tests.factories.sales import agreement, confirm, deliver, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

LIMIT = Decimal(10)
OLD = date(2026, 3, 2)


@pytest.fixture
def promised(company: Company) -> SalesOrder:
    """Return an order of ten at 12 by a trade agreement that ended since; the item costs 25."""
    agreement(company, item="A", account="C-100", amount=Decimal(12), to_date=OLD)
    return sales_order(company, ("A", 10))


def copied(company: Company, source: SalesOrder, customer: str = "C-100", **options: Any) -> SalesOrderLine:
    """Copy an order of one line as a clerk with a limit, and return the line that came of it."""
    wanted = OrderCopy(source.pk, company.customers[customer].pk, "sales_order", CopyOptions(**options))
    return only_line(copy_order(company.entity, wanted, company.clerk, discount_limit=LIMIT).order)


def taken(company: Company, document: int, kind: str, quantity: Any = None) -> SalesOrderLine:
    """Copy a part of the only line of a document into a new order as a clerk with a limit."""
    [line] = copy_source(kind).lines(company.entity, [document])
    target, request = sales_order(company, order_date=company.entity.today()), CopyRequest([ChosenLine(kind, document, line.key, quantity)])
    copy_lines(company.entity, target.pk, request, company.clerk, discount_limit=LIMIT)
    return only_line(target)


def test_a_price_that_was_found_is_copied_as_found_even_when_it_is_not_in_force_any_more(company: Company, promised: SalesOrder) -> None:
    line = copied(company, promised)

    assert (line.unit_price, line.price_manual, line.price_source["price"]) == (12, False, "agreement")
    assert copied(company, SalesOrder.of(company.entity).get(pk=line.order_id)).unit_price == 12


@pytest.mark.parametrize(("quantity", "refused"), [(None, False), (Decimal(30), False), (Decimal(9), True), (Decimal(1), True)])
def test_the_price_of_a_quantity_is_not_given_for_fewer(
    company: Company, promised: SalesOrder, quantity: Decimal | None, *, refused: bool
) -> None:
    if refused:
        with pytest.raises(DiscountAboveLimit):
            taken(company, promised.pk, "order", quantity)
    else:
        assert taken(company, promised.pk, "order", quantity).unit_price == 12


def test_fewer_of_a_copy_later_are_priced_anew(company: Company, promised: SalesOrder) -> None:
    line = copied(company, promised)

    change_lines(company.entity, line.order_id, [LineEdit(line.pk, {"quantity": Decimal(1)})], company.clerk, Answers(discount_limit=LIMIT))

    line.refresh_from_db()
    assert line.unit_price == 25


def test_what_one_customer_agreed_is_not_given_to_another(company: Company, promised: SalesOrder) -> None:
    company.customer("C-900")

    with pytest.raises(DiscountAboveLimit):
        copied(company, promised, "C-900")


def test_goods_are_not_taken_back_at_a_price_that_is_no_more(company: Company) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal(90), to_date=OLD)
    order = sales_order(company, ("A", 10))

    with pytest.raises(DiscountAboveLimit):
        copied(company, order, invert=True)


@pytest.mark.parametrize("given", [(None, {"discount_percent": Decimal(50)}), ("5",)])
def test_what_a_manager_gave_on_one_order_is_not_given_on_all_that_are_made_like_it(company: Company, given: tuple[Any, ...]) -> None:
    order = sales_order(company, ("A", 10, *given))

    with pytest.raises(DiscountAboveLimit):
        copied(company, order)

    again = OrderCopy(order.pk, order.customer_id, "sales_order", CopyOptions())
    assert copy_order(company.entity, again, company.user("OM")).order.order_amount == order.order_amount


def test_a_typed_discount_on_a_price_that_was_found_is_held_against_that_price(company: Company) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal(12))

    assert copied(company, sales_order(company, ("A", 10, None, {"discount_percent": Decimal(10)}))).discount_manual
    with pytest.raises(DiscountAboveLimit, match="11 % exceeds"):
        copied(company, sales_order(company, ("A", 10, None, {"discount_percent": Decimal(11)})))


def test_posted_documents_bring_what_was_found_when_they_were_posted(company: Company, promised: SalesOrder) -> None:
    confirmed = confirm(company, promised).confirmations[0]
    slip = deliver(company, promised).slips[0]
    bill = invoice(company, promised)

    for kind, document in (("confirmation", confirmed.pk), ("packing_slip", slip.pk), ("invoice", bill.pk)):
        assert (taken(company, document, kind).unit_price, taken(company, document, kind).price_manual) == (12, False)


def test_a_price_that_was_typed_after_the_confirmation_does_not_make_the_confirmed_one_found(company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))
    confirmed = confirm(company, order).confirmations[0]
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"unit_price": Decimal(25)})], company.user("OM"))
    SalesOrderLine.of(company.entity).filter(order=order).update(price_manual=False)

    with pytest.raises(DiscountAboveLimit):
        taken(company, confirmed.pk, "confirmation")
    assert taken(company, order.pk, "order").unit_price == 25


@pytest.mark.parametrize("enforced", [False, True])
def test_what_a_sales_agreement_has_is_copied_unless_it_is_limited_to_a_quantity(company: Company, *, enforced: bool) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price=12, max_is_enforced=enforced))
    [(line, _left)] = releasable(company.entity, known.pk)
    order = release_order(company.entity, known.pk, company.entity.today(), {line.pk: Decimal(2)}, company.clerk).order

    if enforced:
        with pytest.raises(DiscountAboveLimit):
            copied(company, order)
    else:
        assert copied(company, order).unit_price == 12


def test_a_released_order_is_copied_over_rest_by_who_has_a_limit(company: Company, promised: SalesOrder) -> None:
    clerk = ApiUser(company.user("OC", manual_discount_limit=LIMIT), "NL01")

    made = clerk.send(f"sales-orders/{promised.number}/copy", {}, expect=201).json()

    assert [(line["unit_price"], line["price_manual"]) for line in made["lines"]] == [("12.00", False)]


@pytest.mark.parametrize("search", [False, True])
def test_a_copied_quotation_keeps_to_the_limit_of_who_copies(company: Company, *, search: bool) -> None:
    offered = quotation(company, ("A", 10, None, {"discount_percent": Decimal(50)}))

    with pytest.raises(DiscountAboveLimit):
        copy_quotation(company.entity, offered.pk, company.clerk, search_prices=search, discount_limit=LIMIT)

    assert copy_quotation(company.entity, offered.pk, company.user("OM"), search_prices=search).quotation.pk


def test_lines_of_quotations_bring_what_was_found(company: Company) -> None:
    agreement(company, item="A", account="C-100", amount=Decimal(12), to_date=OLD)
    offered = quotation(company, ("A", 10))

    assert taken(company, offered.pk, "quotation").unit_price == 12


def test_discounts_that_were_found_stay_so(company: Company) -> None:
    agreement(company, "line", item="A", account="C-100", percent_1=Decimal(40), to_date=OLD)
    order = sales_order(company, ("A", 10))

    line = copied(company, order)

    assert (line.discount_percent, line.discount_manual) == (40, False)
