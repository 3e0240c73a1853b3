"""Orders that become return orders, and return orders that become others, as the specification tells it (sales.md §24)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.ledger.checks import violations
from returns.errors import ReturnTypeFixed
from returns.models import ReturnableLine, ReturnLine, ReturnOrder
from sales.errors import ReturnQuantityPositive
from sales.models import SalesOrder
from sales.services.change_type import change_type
from sales.type_change_errors import MovedAlready, TurnQuantities
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, sold_line
from tests.factories.sales import deliver, only_line, sales_order

pytestmark = pytest.mark.django_db
D = Decimal


def change(company: Company, order: SalesOrder, to: str, turn: bool | None = True) -> None:
    """Change the type of an order as its manager."""
    change_type(company.entity, order.pk, TypeChange(to, "as agreed", turn_quantities=turn), company.user("OM"))


@pytest.mark.scenario("sales", "S-36")
def test_an_order_that_brings_goods_back_gets_an_rma_number_and_leaves_the_lists_until_it_is_open(company: Company) -> None:
    order = sales_order(company, ("A", 4, "25.00"))
    with pytest.raises(TurnQuantities):
        change(company, order, "returned_order", None)
    with pytest.raises(ReturnQuantityPositive):
        change(company, order, "returned_order", turn=False)

    change(company, order, "returned_order")

    returned, line = ReturnOrder.of(company.entity).get(order=order), only_line(order)
    assert (returned.rma_number, returned.status, line.ordered_quantity, line.net_amount) == ("RMA-00001", "created", -4, D("-100.00"))
    assert (company.on_hand("A").on_order, company.on_hand("A").ordered) == (D(0), D(4))
    listed = SalesOrder.of(company.entity).for_list()
    assert not listed.filter(pk=order.pk).exists()
    arrive(company, returned)
    assert listed.all().filter(pk=order.pk).exists()
    assert violations() == []


def test_a_return_of_which_nothing_arrived_becomes_an_order_and_may_be_announced_again(company: Company) -> None:
    sold = sold_line(company)
    returned = announce(company, (sold, 12))

    change(company, returned.order, "sales_order")

    assert (only_line(returned.order).ordered_quantity, ReturnLine.of(company.entity).count()) == (12, 0)
    assert ReturnableLine.of(company.entity).get().returned_quantity == 0
    assert (company.on_hand("T").on_order, company.on_hand("T").ordered) == (D(12), D(0))
    assert announce(company, (sold, 12)).status == "created"
    assert violations() == []


def test_what_moved_keeps_its_type(company: Company) -> None:
    returned, order = announce(company, (sold_line(company), 3)), sales_order(company, ("A", 4))
    arrive(company, returned)
    with pytest.raises(ReturnTypeFixed, match="is Open; the type can no longer change"):
        change(company, returned.order, "sales_order")

    deliver(company, order).or_raise()
    with pytest.raises(MovedAlready):
        change(company, order, "returned_order")
