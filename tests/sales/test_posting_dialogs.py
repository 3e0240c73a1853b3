"""The dialogs that confirm orders and post packing slips: preview, quantities typed over, refusals, once only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from sales.models import OrderConfirmation, OrderHold, PackingSlip, SalesOrder
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.sales import hold_code, lines_of, only_line, sales_order
from tests.web_fixtures import SignIn

ORDERS = "/NL01/sales/orders/"
DAY = "03-03-2026"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of ten A and two B, for which there is stock."""
    company.stock("A", "100")
    company.stock("B", "100")
    return sales_order(company, ("A", 10, "5"), ("B", 2, "7"))


def sent(client: Client, address: str, **values: Any) -> dict[str, Any]:
    """What the dialog at an address sends, with the values typed in."""
    return {"_key": str(client.get(address).context["view"].key)} | values


def slips_of(company: Company) -> list[PackingSlip]:
    """The packing slips of the company, oldest first."""
    return list(PackingSlip.of(company.entity).order_by("pk"))


def short_of_a(company: Company) -> None:
    """Put four A, which may not go below zero, and plenty of B in the warehouse."""
    company.items["A"].negative_stock = False
    company.items["A"].save(update_fields=["negative_stock"])
    company.stock("A", "4")
    company.stock("B", "100")


def test_an_order_is_confirmed_as_it_was_shown(client: Client, company: Company, order: SalesOrder) -> None:
    address = f"{ORDERS}{order.pk}/confirm/"
    dialog = client.get(address)
    [shown] = dialog.context["preview"].documents
    assert [total.amount for total in shown.totals][0] == 64

    answer = client.post(address, sent(client, address, confirmation_date=DAY), follow=True)

    version = OrderConfirmation.of(company.entity).get()
    assert version.number in answer.content.decode()
    assert version.subtotal == 64


def test_posting_twice_posts_once(client: Client, company: Company, order: SalesOrder) -> None:
    address = f"{ORDERS}{order.pk}/post-packing-slip/"
    data = sent(client, address, option="all", delivery_date=DAY)

    client.post(address, data)
    client.post(address, data)

    assert len(slips_of(company)) == 1


def test_quantities_are_typed_over_and_what_is_left_is_closed(client: Client, company: Company, order: SalesOrder) -> None:
    first, second = lines_of(order)
    first.underdelivery_percent = 20
    first.save(update_fields=["underdelivery_percent"])
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    typed = {f"quantity_{first.pk}": "9", f"close_{first.pk}": "on", f"quantity_{second.pk}": "0"}
    client.post(address, sent(client, address, option="all", delivery_date=DAY, **typed))

    first, second = lines_of(order)
    assert (first.delivered_quantity, first.cancelled_quantity, first.status) == (9, 1, "delivered")
    assert second.delivered_quantity == 0


def test_a_cell_that_is_left_follows_the_option_and_one_that_is_emptied_delivers_nothing(
    client: Client, company: Company, order: SalesOrder
) -> None:
    first, second = lines_of(order)
    address = f"{ORDERS}{order.pk}/post-packing-slip/"
    values = {f"_proposed_quantity_{first.pk}": "10", f"quantity_{first.pk}": "10"}
    values |= {f"_proposed_quantity_{second.pk}": "2", f"quantity_{second.pk}": ""}

    shown = client.post(f"{address}?_preview=1", sent(client, address, option="all", delivery_date=DAY, **values)).content.decode()
    again = {name: "0" if name == f"quantity_{second.pk}" else value for name, value in values.items()}
    again[f"_proposed_quantity_{second.pk}"] = "typed"
    client.post(address, sent(client, address, option="all", delivery_date=DAY, **again))

    assert f'name="_proposed_quantity_{second.pk}" value="typed"' in shown
    assert [line.delivered_quantity for line in lines_of(order)] == [10, 0]


def test_deliver_now_takes_the_quantities_that_stand_on_the_lines(client: Client, company: Company, order: SalesOrder) -> None:
    line = lines_of(order)[0]
    line.deliver_now = 4
    line.save(update_fields=["deliver_now"])
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    client.post(address, sent(client, address, option="deliver_now", delivery_date=DAY))

    assert [line.delivered_quantity for line in lines_of(order)] == [4, 2]


def test_more_than_the_order_allows_is_refused_before_anything_is_posted(client: Client, company: Company, order: SalesOrder) -> None:
    address = f"{ORDERS}{order.pk}/post-packing-slip/"
    line = lines_of(order)[0]

    answer = client.post(address, sent(client, address, option="all", delivery_date=DAY, **{f"quantity_{line.pk}": "11"}))

    assert answer.status_code == 422
    assert "PCK-04" in answer.content.decode()
    assert f'name="quantity_{line.pk}"' in answer.content.decode()
    assert not slips_of(company)


def test_a_selection_is_posted_and_what_is_refused_is_named_with_its_reason(client: Client, company: Company, order: SalesOrder) -> None:
    held = sales_order(company, ("A", 1, "5"))
    place_hold(company.entity, [held.pk], hold_code(company), company.user("OM"))
    address = f"{ORDERS}post-packing-slip/?selected={order.pk},{held.pk}"
    [refused] = client.get(address).context["preview"].refusals
    assert (refused.label, refused.refusal.code) == (held.number, "HLD-01")

    data = sent(client, address, option="all", delivery_date=DAY, selected=f"{order.pk},{held.pk}")
    answer = client.post(address, data, follow=True).content.decode()

    [slip] = slips_of(company)
    assert slip.number in answer
    assert "HLD-01" in answer


def test_orders_of_one_customer_leave_together_when_asked(client: Client, company: Company, order: SalesOrder) -> None:
    other = sales_order(company, ("A", 1, "5"))
    address = f"{ORDERS}post-packing-slip/?selected={order.pk},{other.pk}"

    data = sent(client, address, option="all", delivery_date=DAY, combine="on", selected=f"{order.pk},{other.pk}")
    client.post(address, data)

    assert len(slips_of(company)) == 1


def test_all_that_match_are_confirmed(client: Client, company: Company) -> None:
    for _number in range(3):
        sales_order(company, ("A", 1, "5"))
    address = f"{ORDERS}confirm/?matching=all&tab=unconfirmed"
    keys = client.get(address).context["view"].selected_text

    client.post(address, sent(client, address, confirmation_date=DAY, selected=keys))

    assert OrderConfirmation.of(company.entity).count() == 3


def test_a_selection_goes_on_hold_but_for_closed_orders(client: Client, company: Company, order: SalesOrder) -> None:
    closed = sales_order(company, ("A", 1, "5"))
    SalesOrder.of(company.entity).filter(pk=closed.pk).update(status="cancelled")
    code = hold_code(company)
    address = f"{ORDERS}hold/?selected={order.pk},{closed.pk}"

    data = sent(client, address, code=code.pk, reason="Check", selected=f"{order.pk},{closed.pk}")
    answer = client.post(address, data, follow=True).content.decode()

    assert [hold.order_id for hold in OrderHold.of(company.entity).all()] == [order.pk]
    assert "HLD-02" in answer


def test_a_date_in_a_closed_period_is_refused(client: Client, company: Company, order: SalesOrder) -> None:
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    answer = client.post(address, sent(client, address, option="all", delivery_date="01-01-2019"))

    assert "GEN-05" in answer.content.decode()
    assert not slips_of(company)


@pytest.mark.parametrize(("role", "confirms", "ships"), [("OC", 200, 403), ("OM", 200, 200), ("WH", 403, 200), ("BC", 403, 403)])
def test_clerks_confirm_and_the_warehouse_ships(role: str, confirms: int, ships: int, signed_in_client: SignIn, order: SalesOrder) -> None:
    person = signed_in_client(role)

    assert person.get(f"{ORDERS}{order.pk}/confirm/").status_code == confirms
    assert person.get(f"{ORDERS}{order.pk}/post-packing-slip/").status_code == ships


def test_overruling_credit_is_not_offered_to_those_who_may_not(signed_in_client: SignIn, order: SalesOrder) -> None:
    address = f"{ORDERS}{order.pk}/confirm/"

    assert "overrule_credit" not in signed_in_client("OM").get(address).context["form"].fields


def test_a_preview_takes_as_many_queries_for_many_orders_as_for_few(
    client: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    company.stock("A", "1000")
    keys = ",".join(str(sales_order(company, ("A", 1, "5")).pk) for _number in range(15))
    for page in ("confirm", "post-packing-slip"):
        client.get(f"{ORDERS}{page}/?selected={keys}")
        with django_assert_max_num_queries(60):
            client.get(f"{ORDERS}{page}/?selected={keys}")


def test_a_quantity_that_was_typed_stays_after_a_refusal(client: Client, company: Company) -> None:
    company.item("RARE", "5", default_warehouse=company.warehouse, negative_stock=False)
    order = sales_order(company, ("RARE", 10, "5"))
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    answer = client.post(address, sent(client, address, option="all", delivery_date=DAY, **{f"quantity_{only_line(order).pk}": "6"}))

    assert "STK-01" in answer.content.decode()
    assert 'value="6"' in answer.content.decode()


def test_a_service_travels_with_the_goods_of_its_order(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("S", 1, "99"), ("A", 1, "5"), prevent_partial_delivery=True, warehouse_id=None)
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    client.post(address, sent(client, address, option="all", delivery_date=DAY))

    [slip] = slips_of(company)
    assert slip.warehouse == company.warehouse
    assert slip.lines.count() == 2


@pytest.mark.parametrize("marked", [False, True])
def test_only_a_code_that_is_marked_as_default_is_proposed_for_a_hold(
    client: Client, company: Company, order: SalesOrder, marked: bool
) -> None:
    hold_code(company)
    usual = hold_code(company, "USUAL", is_default=marked)

    alone = client.get(f"{ORDERS}{order.pk}/hold/").context["form"]
    together = client.get(f"{ORDERS}hold/?selected={order.pk}").context["form"]

    wanted = usual.pk if marked else None
    assert [form.fields["code"].initial for form in (alone, together)] == [wanted, wanted]
    assert all(next(iter(form.fields["code"].choices))[0] == "" for form in (alone, together))


def test_a_short_line_stays_behind_and_the_others_leave_when_quantities_are_reduced(client: Client, company: Company) -> None:
    short_of_a(company)
    order = sales_order(company, ("A", 10, "5"), ("B", 2, "7"))
    address = f"{ORDERS}{order.pk}/post-packing-slip/"
    preview = client.get(address).context["preview"]
    assert [refused.refusal.code for refused in preview.refusals] == ["STK-01"]
    assert "tick Reduce quantity, or type 0" in str(preview.notices[0])

    client.post(address, sent(client, address, option="all", delivery_date=DAY, reduce="on"))

    assert [(line.delivered_quantity, line.status) for line in lines_of(order)] == [(4, "open"), (2, "delivered")]


def test_a_line_that_goes_whole_only_stays_behind_whole(client: Client, company: Company) -> None:
    short_of_a(company)
    order = sales_order(company, ("A", 10, "5"), ("B", 2, "7"))
    order.lines.filter(line_number=10).update(prevent_partial_delivery=True)
    address = f"{ORDERS}{order.pk}/post-packing-slip/"

    client.post(address, sent(client, address, option="all", delivery_date=DAY, reduce="on"))

    assert [line.delivered_quantity for line in lines_of(order)] == [0, 2]


def test_a_held_order_is_named_once_with_the_way_to_clear_its_hold(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))
    address, clear = f"{ORDERS}{order.pk}/post-packing-slip/", f"{ORDERS}{order.pk}/clear-holds/"

    page = signed_in_client("OM").get(address).content.decode()
    [refusal] = re.findall(r'<section class="notice tone-red".*?</section>', page, re.DOTALL)

    assert refusal.count(order.number) == 1
    assert f'href="{clear}"' in refusal
    assert clear not in signed_in_client("WH").get(address).content.decode()


def test_a_hold_is_cleared_from_the_banner_and_the_menu_of_its_order(client: Client, company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))
    clear = f"{ORDERS}{order.pk}/clear-holds/"
    page = client.get(f"{ORDERS}{order.pk}/")
    assert [notice.url for notice in page.context["notices"]] == [clear]
    assert clear in [shown.url for shown in page.context["view"].menu]
    assert page.context["view"].status == ("Open order · On hold", "amber")

    client.post(clear)

    page = client.get(f"{ORDERS}{order.pk}/")
    assert not OrderHold.of(company.entity).active().exists()
    assert clear not in page.content.decode()
    assert page.context["view"].status == ("Open order", "blue")


def test_who_may_not_clear_a_hold_reads_who_may(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))

    page = signed_in_client("OC").get(f"{ORDERS}{order.pk}/").content.decode()

    assert "May be cleared by: Order manager, Accounts receivable manager." in page
