"""Links from order lines to commitments: made by hand, removed, held to their maximum, and free for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.inventory.models import Unit, UnitConversion
from sales import agreed_terms
from sales.agreements.errors import (
    AgreementNotEffective,
    DeliveredStaysLinked,
    LineMatchesNothing,
    MaximumExceeded,
    RecalculateAfterUnlink,
    RemoveLinks,
    TermsAreFixed,
)
from sales.agreements.models import AgreementLink, OrderAgreement, SalesAgreement
from sales.agreements.services.change_status import put_on_hold
from sales.agreements.services.link_lines import create_link, offers_for, remove_link
from sales.models import SalesOrder
from sales.services.calculate_again import search_prices
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.change_type import change_type
from sales.services.enter_orders import OrderDraft, create_orders
from sales.services.preview_rows import preview_order_change
from sales.type_changes import TypeChange
from tests.factories.agreements import commitment, commitments_of, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import agreement, confirm, deliver, lines_of, only_line, order_draft, sales_order, set_parameters

pytestmark = pytest.mark.usefixtures("in_march")


def draft_from(company: Company, known: SalesAgreement, *lines: Any, **values: Any) -> OrderDraft:
    """Return the draft of an order from an agreement."""
    draft = order_draft(company, *lines, **values)
    fields = {name: getattr(draft, name) for name in OrderDraft.__dataclass_fields__} | {"agreement_id": known.pk}
    return OrderDraft(**fields)


def ordered_from(company: Company, known: SalesAgreement, *lines: Any, **values: Any) -> SalesOrder:
    """Create an order from an agreement and return it as the database has it."""
    entered = create_orders(company.entity, [draft_from(company, known, *lines, **values)], company.user("OM")).or_raise()
    return SalesOrder.of(company.entity).get(pk=entered.orders[0].pk)


def link(company: Company, order: SalesOrder, known: SalesAgreement, position: int = 0) -> None:
    """Link the first line of an order by hand."""
    create_link(company.entity, order.pk, lines_of(order)[0].pk, commitments_of(known)[position].pk, company.user("OM"))


def links(order: SalesOrder) -> list[tuple[int, int]]:
    """Return line number and line number of the commitment of the linked lines of an order."""
    rows = AgreementLink.of(order.legal_entity_id).filter(line__order=order).order_by("line__line_number")
    return list(rows.values_list("line__line_number", "commitment__line_number"))


def test_an_order_without_a_chosen_agreement_links_nothing(company: Company) -> None:
    sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))

    order = sales_order(company, ("A", 5))

    assert (links(order), only_line(order).unit_price) == ([], 25)


def test_a_line_is_linked_by_hand_to_what_is_offered(company: Company) -> None:
    known = sales_agreement(
        company,
        commitment(company, "value", net_amount=100, max_is_enforced=True),
        commitment(company, item="A", quantity=500, unit_price="8.75"),
        commitment(company, item="B", quantity=500, unit_price="3"),
    )
    order = sales_order(company, ("A", 5))

    [offers] = offers_for(company.entity, order.pk).values()
    assert [(offer.commitment.line_number, offer.left) for offer in offers] == [(20, None), (10, 100)]
    link(company, order, known, 1)

    assert (links(order), only_line(order).unit_price) == ([(10, 20)], Decimal("8.75"))


def test_another_commitment_takes_the_place_of_the_first(company: Company) -> None:
    known = sales_agreement(
        company,
        commitment(company, item="A", quantity=500, unit_price="8.75"),
        commitment(company, "product", item="A", net_amount=500, discount_percent=4),
    )
    order = ordered_from(company, known, ("A", 5))

    link(company, order, known, 1)

    line = only_line(order)
    assert (links(order), line.unit_price, line.discount_percent) == ([(10, 20)], 25, 4)


def test_a_commitment_that_does_not_fit_is_refused_by_hand(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="B", quantity=500, unit_price="8.75"))
    order = sales_order(company, ("A", 5))

    with pytest.raises(LineMatchesNothing):
        link(company, order, known)


def test_nothing_is_ordered_from_an_agreement_on_hold(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    linked = ordered_from(company, known, ("A", 5))
    put_on_hold(company.entity, known.pk, company.user("OM"))

    with pytest.raises(AgreementNotEffective):
        ordered_from(company, known, ("A", 5))
    with pytest.raises(AgreementNotEffective):
        link(company, sales_order(company, ("A", 5)), known)

    assert links(linked) == [(10, 10)]


@pytest.mark.parametrize(("recalculate", "price", "manual"), [(True, 25, False), (False, Decimal("8.75"), True)])
def test_a_removed_link_asks_for_the_price(company: Company, recalculate: bool, price: Decimal, manual: bool) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 5))
    line = only_line(order)

    with pytest.raises(RecalculateAfterUnlink):
        remove_link(company.entity, order.pk, line.pk, company.user("OM"), recalculate=None)
    remove_link(company.entity, order.pk, line.pk, company.user("OM"), recalculate=recalculate)

    assert (links(order), only_line(order).unit_price, only_line(order).price_manual) == ([], price, manual)


def test_what_was_delivered_stays_linked(company: Company) -> None:
    company.stock("A", "50")
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 5))
    deliver(company, order, updates={10: 2})

    with pytest.raises(DeliveredStaysLinked):
        remove_link(company.entity, order.pk, only_line(order).pk, company.user("OM"), recalculate=True)


def test_lines_of_one_order_share_what_is_left(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=60, unit_price="8.75", max_is_enforced=True))

    order = ordered_from(company, known, ("A", 40), ("A", 30), ("A", 20))

    assert [line.unit_price for line in lines_of(order)] == [Decimal("8.75"), 25, Decimal("8.75")]


def test_without_an_enforced_maximum_more_may_be_ordered(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=60, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 70))

    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(90)})], company.user("OM"))

    assert (links(order), only_line(order).unit_price) == ([(10, 10)], Decimal("8.75"))


def test_two_orders_at_once_cannot_take_the_same_rest(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=60, unit_price="8.75", max_is_enforced=True))
    settled, provider = agreed_terms.settle, agreed_terms._PROVIDERS[0]
    rival = draft_from(company, known, ("A", 50))

    def meanwhile(*args: Any) -> None:
        settled(*args)
        monkeypatch.setattr(agreed_terms, "settle", settled)
        create_orders(company.entity, [rival], company.user("OM")).or_raise()

    monkeypatch.setattr(agreed_terms, "settle", meanwhile)
    with pytest.raises(MaximumExceeded):
        ordered_from(company, known, ("A", 20))

    assert SalesOrder.of(company.entity).count() == 1 and provider is agreed_terms._PROVIDERS[0]


def test_a_price_in_another_unit_is_converted(company: Company) -> None:
    box = Unit.objects.get_or_create(code="box", defaults={"names": {"en": "box"}, "decimals": 0})[0]
    item = company.items["A"]
    UnitConversion.objects.create(item=item, from_unit=box, to_unit=item.sales_unit, factor=10)
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))

    order = ordered_from(company, known, ("A", 3, None, {"unit_id": box.pk}))

    [line] = lines_of(order)
    assert (line.unit_price, line.net_amount, AgreementLink.of(company.entity).get().factor) == (Decimal("87.50"), Decimal("262.50"), 10)
    [row] = commitments_of(known)
    assert AgreementLink.of(company.entity).released([row.pk])[row.pk][0].total == 30


@pytest.mark.parametrize("combination", ["line", "multiline", "max", "min", "sum", "product"])
def test_the_agreed_discount_counts_however_discounts_combine(company: Company, combination: str) -> None:
    set_parameters(company, discount=combination)
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price=10, discount_percent=5))
    order = ordered_from(company, known, ("A", 10))

    assert only_line(order).net_amount == 95


def test_a_typed_price_that_is_not_fixed_keeps_the_link(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 10))

    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"unit_price": Decimal(8)})], company.user("OM"))

    assert (links(order), only_line(order).unit_price) == ([(10, 10)], 8)


def test_another_item_leaves_the_commitment(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 10))

    work = change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"item_id": company.items["B"].pk})], company.user("OM"))

    assert links(order) == [] and LineMatchesNothing in {type(notice) for notice in work.notices}


def test_another_customer_asks_what_becomes_of_the_terms(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 10))
    other = next(customer.pk for account, customer in company.customers.items() if account != "C-100")

    with pytest.raises(TermsAreFixed):
        change_order(company.entity, order.pk, {}, company.user("OM"), customer_id=other)


def test_new_lines_of_an_order_from_an_agreement_link_too(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("B", 1))

    edit = LineEdit(None, {"item_id": company.items["A"].pk, "quantity": Decimal(3)})
    change_lines(company.entity, order.pk, [edit], company.user("OM"))

    assert links(order) == [(20, 10)] and OrderAgreement.of(company.entity).get().agreement_id == known.pk


def test_searching_prices_again_keeps_the_agreed_ones(company: Company) -> None:
    agreement(company, item="A", amount=Decimal(5))
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 10))

    search_prices(company.entity, order.pk, company.user("OM"), overwrite=True)
    confirm(company, order).or_raise()

    assert only_line(order).unit_price == Decimal("8.75")


def test_a_preview_shows_the_agreed_price_and_writes_nothing(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", max_is_enforced=True))
    order = ordered_from(company, known, ("A", 10))
    edits = {0: LineEdit(only_line(order).pk, {"quantity": Decimal(20)}), 1: LineEdit(only_line(order).pk, {})}

    preview = preview_order_change(company.entity, order.pk, {}, edits, Answers())

    assert preview.rows[0].line.unit_price == Decimal("8.75") and only_line(order).ordered_quantity == 10


def test_orders_over_rest_search_agreements_when_the_parameters_say_so(company: Company) -> None:
    sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    draft = order_draft(company, ("A", 5))
    fields = {name: getattr(draft, name) for name in OrderDraft.__dataclass_fields__} | {"agreement_search": "rest"}
    prices = []

    for searches in ([], ["rest"]):
        set_parameters(company, agreement_searches=searches)
        entered = create_orders(company.entity, [OrderDraft(**fields)], company.user("OM")).or_raise()
        prices.append(only_line(entered.orders[0]).unit_price)

    assert prices == [25, Decimal("8.75")]


def statements(work: Callable[[], object]) -> int:
    """Count the statements of some work."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_orders_without_an_agreement_take_no_statement_more(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75"))
    user, known = company.user("OM"), sales_order(company, ("A", 5))

    def day() -> int:
        edit = LineEdit(only_line(known).pk, {"quantity": only_line(known).ordered_quantity + 1})
        return statements(
            lambda: (
                create_orders(company.entity, [order_draft(company, ("A", 5))], user),
                change_lines(company.entity, known.pk, [edit], user),
                confirm(company, known),
            )
        )

    day()
    with_agreements = day()
    monkeypatch.setattr(agreed_terms, "_PROVIDERS", [])
    assert with_agreements <= day()


def test_many_lines_from_an_agreement_take_as_many_statements_as_one(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75", max_is_enforced=True))
    user = company.user("OM")

    def enter(count: int) -> int:
        return statements(lambda: create_orders(company.entity, [draft_from(company, known, *[("A", 1)] * count)], user).or_raise())

    enter(1)

    assert enter(12) <= enter(1)


def test_the_last_day_of_a_line_counts_before_that_of_its_agreement(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75", expiration_date=date(2026, 3, 31)))

    order = ordered_from(company, known, ("A", 5, None, {"requested_ship_date": date(2026, 4, 1)}))

    assert links(order) == []


def test_an_order_that_becomes_a_journal_leaves_its_agreement_when_that_is_confirmed(company: Company) -> None:
    known = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price="8.75"))
    order = ordered_from(company, known, ("A", 5))

    with pytest.raises(RemoveLinks):
        change_type(company.entity, order.pk, TypeChange("journal"), company.user("OM"))
    change_type(company.entity, order.pk, TypeChange("journal", remove_links=True), company.user("OM"))

    assert (links(order), only_line(order).unit_price) == ([], Decimal("8.75"))
