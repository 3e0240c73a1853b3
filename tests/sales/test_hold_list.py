"""The list of orders on hold: what it shows, filters and clears together (sales.md §10.1, §20: L6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.organization.models import AuditEntry
from sales.hold_errors import HoldCheckedOut, HoldCleared, HoldNeedsRole
from sales.models import OrderHold, SalesOrder
from sales.services.order_holds import check_out_hold, clear_hold, clear_holds, place_hold, write_notes
from tests.factories.company import Company
from tests.factories.sales import hold_code, sales_order
from tests.web_fixtures import SignIn

HOLDS = "/NL01/sales/holds/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def held(company: Company, code: str = "ADDRESS", days: int = 0, **values: Any) -> OrderHold:
    """Put a new order on hold as of some days ago."""
    options = {name: values.pop(name) for name in ("role", "remove_reservations") if name in values}
    order = sales_order(company, ("A", 2, "5"))
    [hold] = place_hold(company.entity, [order.pk], hold_code(company, code, **options), company.clerk, **values)
    OrderHold.of(company.entity).filter(pk=hold.pk).update(placed_at=timezone.now() - timedelta(days=days))
    found: OrderHold = OrderHold.of(company.entity).get(pk=hold.pk)
    return found


def orders_on(client: Client, query: str = "") -> list[str]:
    """Return the orders that the list shows, from top to bottom."""
    return [hold.order.number for hold in client.get(f"{HOLDS}?{query}").context["listing"].rows.rows]


def test_the_longest_held_order_stands_first_with_what_is_known_about_it(client: Client, company: Company) -> None:
    late = held(company, reason="Wrong street", days=12, notes="Called twice")
    early = held(company, "PRICE", days=3)
    check_out_hold(company.entity, early.pk, company.user("WH"))

    page = client.get(HOLDS).content.decode()

    assert orders_on(client) == ["SO-000001", "SO-000002"]
    for shown in ("Wrong street", "Called twice", ">12<", ">3<", company.user("WH").name, late.order.customer.name):
        assert shown in page


def test_a_cleared_hold_leaves_the_list_and_keeps_its_days(client: Client, company: Company) -> None:
    over, _stays = held(company, days=5), held(company)
    clear_hold(company.entity, over.pk, company.access("OM"))
    OrderHold.of(company.entity).filter(pk=over.pk).update(cleared_at=timezone.now() - timedelta(days=3))

    assert orders_on(client) == ["SO-000002"]
    assert orders_on(client, "tab=cleared") == ["SO-000001"]
    assert len(orders_on(client, "tab=all")) == 2
    assert OrderHold.of(company.entity).get(pk=over.pk).days_on(company.entity.today()) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("code=price", 1),
        ("user=WH", 1),
        ("checked_out=true", 1),
        ("checked_out=false", 1),
        ("q=SO-000002", 1),
        ("q=C-100", 2),
        ("user=nobody", 0),
    ],
)
def test_holds_are_found_by_code_user_checkout_and_order(client: Client, company: Company, query: str, found: int) -> None:
    held(company)
    check_out_hold(company.entity, held(company, "PRICE").pk, company.user("WH"))

    assert len(orders_on(client, query)) == found


def test_holds_are_cleared_together_and_the_others_say_why_they_stay(client: Client, company: Company) -> None:
    free, taken, of_receivables = held(company), held(company), held(company, "CREDIT", role="AR")
    check_out_hold(company.entity, taken.pk, company.user("WH"))
    keys = f"{free.pk},{taken.pk},{of_receivables.pk}"
    address = f"{HOLDS}clear/?selected={keys}"
    key = client.get(address).context["view"].key

    answer = client.post(address, {"_key": key, "selected": keys}, follow=True).content.decode()

    assert list(OrderHold.of(company.entity).cleared()) == [free]
    assert not SalesOrder.of(company.entity).get(pk=free.order_id).do_not_process
    assert SalesOrder.of(company.entity).get(pk=taken.order_id).do_not_process
    assert "HLD-03" in answer and "HLD-05" in answer


def test_clearing_names_a_reason_per_hold_that_stays(company: Company) -> None:
    done, taken, of_receivables = held(company), held(company), held(company, "CREDIT", role="AR")
    clear_hold(company.entity, done.pk, company.access("OM"))
    check_out_hold(company.entity, taken.pk, company.user("WH"))

    result = clear_holds(company.entity, [done.pk, taken.pk, of_receivables.pk], company.access("OM"))

    assert {key: type(error) for key, error in result.refusals.items()} == {
        done.pk: HoldCleared,
        taken.pk: HoldCheckedOut,
        of_receivables.pk: HoldNeedsRole,
    }


def test_reservations_come_back_when_the_last_of_several_holds_is_cleared_with_others(company: Company) -> None:
    company.stock("A", "5")
    order = sales_order(company, ("A", 5), automatic_reservation=True)
    [first] = place_hold(company.entity, [order.pk], hold_code(company, "STOP", remove_reservations=True), company.clerk)
    [second] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk)
    clear_holds(company.entity, [first.pk], company.access("OM"))
    assert company.on_hand("A").reserved_physical == 0

    place_again = place_hold(company.entity, [order.pk], hold_code(company, "STOP"), company.clerk)
    clear_holds(company.entity, [second.pk, place_again[0].pk], company.access("OM"))

    assert company.on_hand("A").reserved_physical == 5


def test_clearing_many_holds_takes_no_more_statements_than_clearing_one(company: Company) -> None:
    def statements(holds: list[OrderHold]) -> int:
        with CaptureQueriesContext(connection) as queries:
            clear_holds(company.entity, [hold.pk for hold in holds], company.access("OM"))
        return len(queries)

    assert statements([held(company) for _number in range(4)]) == statements([held(company)]) <= 12


def test_notes_are_written_on_the_page_of_a_hold_and_logged(client: Client, company: Company) -> None:
    hold = held(company, notes="Called")

    form = client.get(f"{HOLDS}{hold.pk}/notes/").context["form"]
    client.post(f"{HOLDS}{hold.pk}/notes/", {"notes": "Called again"})

    assert form["notes"].value() == "Called"
    assert "Called again" in client.get(f"/NL01/sales/orders/{hold.order_id}/").content.decode()
    logged = AuditEntry.of(company.entity).get(action="hold notes changed")
    assert logged.changes == {"notes": ["Called", "Called again"]}


def test_nothing_is_done_with_a_cleared_hold(company: Company) -> None:
    hold = held(company)
    clear_hold(company.entity, hold.pk, company.access("OM"))

    with pytest.raises(HoldCleared, match="ADDRESS of order SO-000001 is cleared already"):
        check_out_hold(company.entity, hold.pk, company.user("OM"))
    with pytest.raises(HoldCleared):
        write_notes(company.entity, hold.pk, "Too late", company.user("OM"))


def test_clear_and_modify_opens_the_form_of_the_order(client: Client, company: Company) -> None:
    hold = held(company)
    assert f"{HOLDS}{hold.pk}/clear-and-modify/" in client.get(f"/NL01/sales/orders/{hold.order_id}/").content.decode()

    answer = client.post(f"{HOLDS}{hold.pk}/clear-and-modify/")

    assert answer["Location"].endswith(f"/sales/orders/{hold.order_id}/edit/")
    assert OrderHold.of(company.entity).get(pk=hold.pk).cleared_at is not None


def test_the_warehouse_sees_the_list_and_clears_nothing(signed_in_client: SignIn, company: Company) -> None:
    hold, keeper = held(company), signed_in_client("WH")

    assert orders_on(keeper) == ["SO-000001"]
    assert keeper.get(f"{HOLDS}clear/?selected={hold.pk}").status_code == 403
