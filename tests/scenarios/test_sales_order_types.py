"""The order types and the change from one to another (sales.md §6, S-31 … S-37)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.errors import BusinessRuleError
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.services.reserve import set_reservation
from foundation.organization.models import AuditEntry
from invoicing.models import QuantityOption
from sales.errors import ItemStopped, OrderClosed, OrderIsJournal
from sales.models import OrderConfirmation, SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_type import change_type
from sales.services.enter_orders import create_order
from sales.services.exposure import order_exposure
from sales.services.order_holds import place_hold
from sales.services.working_orders import WorkingOrder
from sales.type_change_errors import MovedAlready, SearchPricesAgain, TypeNotAvailable, TypeNotOffered, TypeReasonMissing
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import agreement, confirm, deliver, hold_code, only_line, order_draft, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

TODAY = {"order_date": date(2026, 3, 9)}


def change(company: Company, order: SalesOrder, to: str, **answers: object) -> WorkingOrder:
    """Change the type of an order as its manager."""
    return change_type(company.entity, order.pk, TypeChange(to, **answers), company.user("OM"))  # type: ignore[arg-type]


def now(order: SalesOrder) -> SalesOrder:
    """Return the order as the database has it."""
    found: SalesOrder = SalesOrder.of(order.legal_entity_id).get(pk=order.pk)
    return found


def figures(company: Company, number: str = "A") -> tuple[Decimal, Decimal]:
    """Return what is on order of an item, and what is available in total."""
    found = company.on_hand(number)
    return found.on_order, found.physical - found.reserved_physical - found.on_order


def pick(order: SalesOrder, quantity: int) -> None:
    """Pick a part of the only line of an order."""
    line = only_line(order)
    rows = InventoryTransaction.of(order.legal_entity_id).filter(origin_id=line.pk)
    rows.filter(status=StockStatus.ON_ORDER).update(status=StockStatus.PICKED, quantity=-quantity)


@pytest.mark.scenario("sales", "S-31")
def test_a_journal_holds_no_stock_until_its_type_changes(company: Company) -> None:
    company.stock("A", "50")
    order = sales_order(company, ("A", 20), order_type="journal", **TODAY)
    assert figures(company) == (0, 50)
    with pytest.raises(OrderIsJournal):
        confirm(company, order).or_raise()

    change(company, order, "sales_order", search_prices=False)

    assert figures(company) == (20, 30)
    assert confirm(company, order).or_raise()


@pytest.mark.scenario("sales", "S-32")
def test_a_picked_order_does_not_become_a_journal(company: Company) -> None:
    order = sales_order(company, ("A", 20))
    pick(order, 5)

    with pytest.raises(MovedAlready) as refusal:
        change(company, order, "journal")

    assert (refusal.value.code, refusal.value.params["l"]) == ("ORD-14", "10")
    assert now(order).order_type == "sales_order"


@pytest.mark.scenario("sales", "S-35")
def test_no_order_becomes_item_requirements_by_hand(company: Company) -> None:
    with pytest.raises(TypeNotOffered):
        create_order(company.entity, order_draft(company, ("A", 1), order_type="item_requirements"), company.clerk)
    with pytest.raises(TypeNotOffered):
        change(company, sales_order(company, ("A", 1)), "item_requirements")


@pytest.mark.scenario("sales", "S-37")
def test_closed_orders_keep_their_type(company: Company) -> None:
    done, given_up = sales_order(company, ("A", 1)), sales_order(company, ("A", 1))
    invoice(company, done, quantity=QuantityOption.ALL)
    cancel_remainder(company.entity, [given_up.pk], company.user("OM"))

    for order in (done, given_up):
        with pytest.raises(OrderClosed):
            change(company, order, "journal")


@pytest.mark.parametrize("post", [confirm, deliver])
def test_nothing_is_posted_for_a_journal(company: Company, post: object) -> None:
    order = sales_order(company, ("A", 2), order_type="journal")

    with pytest.raises(OrderIsJournal):
        post(company, order).or_raise()  # type: ignore[operator]
    with pytest.raises(BusinessRuleError, match="journal"):
        invoice(company, order, quantity=QuantityOption.ALL)


def test_an_order_that_becomes_a_journal_gives_its_stock_and_reservation_back(company: Company) -> None:
    company.stock("A", "50")
    order = sales_order(company, ("A", 20), automatic_reservation=True)
    assert company.on_hand("A").reserved_physical == 20

    change(company, order, "journal")

    assert figures(company) == (0, 50)
    assert company.on_hand("A").reserved_physical == 0
    assert not InventoryTransaction.of(company.entity).filter(origin_id=only_line(order).pk).exists()
    change(company, order, "sales_order", search_prices=False)
    assert company.on_hand("A").reserved_physical == 20


def test_a_hold_that_takes_reservations_keeps_a_firm_order_from_reserving(company: Company) -> None:
    company.stock("A", "50")
    order = sales_order(company, ("A", 20), order_type="journal", automatic_reservation=True, **TODAY)
    place_hold(company.entity, [order.pk], hold_code(company, remove_reservations=True), company.user("OM"))

    change(company, order, "sales_order", search_prices=False)

    assert (company.on_hand("A").on_order, company.on_hand("A").reserved_physical) == (20, 0)


def test_a_confirmed_order_changes_its_type_with_a_reason_only(company: Company) -> None:
    order = sales_order(company, ("A", 20))
    confirm(company, order)
    with pytest.raises(TypeReasonMissing):
        change(company, order, "journal", reason=" ")

    change(company, order, "journal", reason="The customer thinks it over")

    found = now(order)
    assert (found.order_type, found.document_status, found.changed_since_confirmation) == ("journal", "none", True)
    assert OrderConfirmation.of(company.entity).filter(order=order).count() == 1
    told = AuditEntry.of(company.entity).get(object_id=order.pk, action="type changed")
    assert (told.changes, told.reason) == ({"order_type": ["sales_order", "journal"]}, "The customer thinks it over")


def test_prices_of_an_old_journal_are_searched_again_when_somebody_says_so(company: Company) -> None:
    kept, searched = (sales_order(company, ("S", 1), ("A", 1, "7"), order_type="journal") for _number in range(2))
    agreement(company, item="S", amount=Decimal(80), from_date=date(2026, 3, 5))
    with pytest.raises(SearchPricesAgain):
        change(company, kept, "sales_order")

    change(company, kept, "sales_order", search_prices=False)
    change(company, searched, "sales_order", search_prices=True)

    def prices(order: SalesOrder) -> list[Decimal]:
        return list(SalesOrderLine.of(company.entity).filter(order=order).values_list("unit_price", flat=True))

    assert (prices(kept), now(kept).order_date) == ([99, 7], date(2026, 3, 2))
    assert (prices(searched), now(searched).order_date) == ([80, 7], company.entity.today())
    assert now(searched).order_amount == 87


def test_a_journal_with_a_stopped_item_stays_a_journal(company: Company) -> None:
    order = sales_order(company, ("A", 1), order_type="journal", **TODAY)
    company.items["A"].stopped = True
    company.items["A"].save()

    with pytest.raises(ItemStopped):
        change(company, order, "sales_order", search_prices=False)


def test_a_type_does_not_change_into_itself(company: Company) -> None:
    with pytest.raises(TypeNotAvailable):
        change(company, sales_order(company, ("A", 1)), "sales_order")


def test_journals_are_left_out_of_backorders_work_lists_and_credit(company: Company) -> None:
    draft = sales_order(company, ("A", 1), order_type="journal")
    firm = sales_order(company, ("A", 1, "10"))
    orders, lines = SalesOrder.of(company.entity), SalesOrderLine.of(company.entity)

    assert list(orders.open()) == list(orders.unconfirmed()) == list(orders.with_something_to_invoice()) == [firm]
    assert list(orders.late()) == list(orders.late_to_count()) == [firm]
    assert list(lines.for_open_list()) == [only_line(firm)]
    assert list(orders.for_draft_list()) == [draft]
    account = company.customers["C-100"].pk
    assert order_exposure(company.entity, [account])[account][1] == Decimal("12.10")


def test_what_was_reserved_by_hand_goes_with_the_stock(company: Company) -> None:
    company.stock("A", "50")
    order = sales_order(company, ("A", 20))
    line = only_line(order)
    known = stock.stocked_lines(company.entity, [line.pk])[line.pk]
    set_reservation(company.entity, stock.ORIGIN, [known.movement(Decimal(20))], {line.pk: Decimal(8)})

    change(company, order, "journal")

    assert figures(company) == (0, 50)
