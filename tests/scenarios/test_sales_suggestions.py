"""Up-sell and cross-sell (sales.md §4, S-17 … S-21)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.models import SalesOrderLine
from sales.services.change_lines import Answers, LineEdit
from sales.services.revise_order import OrderRevision, revise_order
from sales.suggestions.errors import LineNotReplaceable, SuggestionAnswered
from sales.suggestions.models import SuggestionLog
from sales.suggestions.services.answer_suggestions import accept_suggestion, decline_suggestion
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, only_line
from tests.factories.suggestions import offers, rule, typed_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.mark.scenario("sales", "S-17")
def test_an_accepted_cross_sell_is_a_new_line_of_the_same_quantity_at_its_own_price(company: Company) -> None:
    company.item("D1", "20")
    company.item("B7", "14.90")
    rule(company, "D1", "B7")
    order = typed_order(company, ("D1", 3))

    [offer] = offers(company, order)
    assert (offer.unit_price, offer.net_amount, offer.difference) == (Decimal("14.90"), Decimal("44.70"), Decimal("44.70"))
    accept_suggestion(company.entity, offer.pk, company.clerk)

    added = lines_of(order)[1]
    assert (added.item.number, added.ordered_quantity, added.net_amount, added.origin) == ("B7", 3, Decimal("44.70"), "cross_sell")
    offer.refresh_from_db()
    assert (offer.state, offer.gained_amount) == ("accepted", Decimal("44.70"))


@pytest.mark.scenario("sales", "S-18")
def test_an_accepted_up_sell_replaces_the_line(company: Company) -> None:
    company.item("P40", "55")
    company.item("P60", "70")
    rule(company, "P40", "P60", "up_sell")
    order = typed_order(company, ("P40", 2, "50"))

    [offer] = offers(company, order)
    accept_suggestion(company.entity, offer.pk, company.clerk)

    line = only_line(order)
    assert (line.item.number, line.ordered_quantity, line.unit_price, line.net_amount) == ("P60", 2, 70, 140)
    assert (line.origin, line.price_manual) == (SalesOrderLine.Origin.UP_SELL, False)
    offer.refresh_from_db()
    assert offer.gained_amount == 40


@pytest.mark.scenario("sales", "S-18")
def test_an_up_sell_gains_what_the_new_line_is_above_the_old_one(company: Company) -> None:
    company.item("P40", "55")
    company.item("P60", "70")
    rule(company, "P40", "P60", "up_sell")
    order = typed_order(company, ("P40", 2))

    [offer] = offers(company, order)
    assert offer.difference == 30
    accept_suggestion(company.entity, offer.pk, company.clerk)

    offer.refresh_from_db()
    assert offer.gained_amount == 30


@pytest.mark.scenario("sales", "S-19")
def test_what_was_declined_is_not_offered_again_on_the_order_but_on_the_next(company: Company) -> None:
    rule(company, "A", "B")
    order = typed_order(company, ("A", 1))
    [offer] = offers(company, order)

    decline_suggestion(company.entity, offer.pk, company.clerk, reason="Has one")
    revise_order(company.entity, order.pk, OrderRevision(edits=[more(company, "A")]), company.clerk, Answers())

    assert offers(company, order) == []
    assert len(offers(company, typed_order(company, ("A", 1)))) == 1
    with pytest.raises(SuggestionAnswered):
        accept_suggestion(company.entity, offer.pk, company.clerk)


def more(company: Company, item: str, quantity: int = 1) -> LineEdit:
    """Return one more line."""
    return LineEdit(values={"item_id": company.items[item].pk, "quantity": Decimal(quantity)})


@pytest.mark.scenario("sales", "S-20")
def test_a_line_below_the_least_quantity_offers_nothing_until_it_is_raised(company: Company) -> None:
    rule(company, "A", "B", minimum_quantity=Decimal(5))
    order = typed_order(company, ("A", 4))
    assert offers(company, order) == []

    edit = LineEdit(only_line(order).pk, {"quantity": Decimal(5)})
    revise_order(company.entity, order.pk, OrderRevision(edits=[edit]), company.clerk, Answers())

    assert [offer.item.number for offer in offers(company, order)] == ["B"]


@pytest.mark.scenario("sales", "S-21")
def test_a_line_that_is_delivered_is_not_replaced(company: Company) -> None:
    rule(company, "A", "B", "up_sell")
    order = typed_order(company, ("A", 1), ("S", 1))
    [offer] = offers(company, order)
    deliver(company, order, updates={10: 1, 20: 0})

    with pytest.raises(LineNotReplaceable) as refusal:
        accept_suggestion(company.entity, offer.pk, company.clerk)

    assert refusal.value.code == "ORD-21"
    assert SuggestionLog.of(company.entity).get().state == "shown"
