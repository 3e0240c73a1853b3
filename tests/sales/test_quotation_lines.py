"""A line of a quotation has its details, and a quotation is calculated again, as an order is (sales.md §5.1, §7.2, §21)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.inventory.models import Item, ItemDiscountGroup
from sales.quotations.models import Quotation
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.places import UTRECHT, delivery_mode, place_of
from tests.factories.quotations import cancel, current, quotation, quoted_lines, send
from tests.factories.sales import agreement, set_parameters
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager, who may give any discount."""
    return signed_in_client("OM", manual_discount_limit=Decimal(100))


def details(known: Quotation, number: int = 10) -> str:
    """The details of a line."""
    return f"/NL01/quotations/{known.pk}/lines/{number}/details/"


def typed(client: Client, known: Quotation, **changes: Any) -> Any:
    """Send the details as they are shown, with some fields changed."""
    form = client.get(details(known)).context["form"]
    values = {name: form[name].value() for name in form.fields if not form.fields[name].disabled} | changes
    return client.post(details(known), {name: value for name, value in values.items() if value not in (None, False)})


def calculated(client: Client, known: Quotation, **asked: Any) -> Any:
    """Ask for a calculation."""
    return client.post(f"/NL01/quotations/{known.pk}/calculate/", asked)


def test_the_details_of_a_line_are_changed_on_its_page(client: Client, company: Company) -> None:
    post, known = delivery_mode(company, "POST", 3), quotation(company, ("A", 10))
    assert details(known) in client.get(f"/NL01/quotations/{known.pk}/").content.decode()

    answer = typed(
        client, known, discount_amount="0.50", text="Ring twice", requested_ship_date="2026-05-01", delivery_mode=post.pk, **UTRECHT
    )

    assert (answer.status_code, answer["Location"]) == (302, f"/NL01/quotations/{known.pk}/")
    [line] = quoted_lines(known)
    assert (line.discount_amount, line.net_amount, line.text) == (Decimal("0.5"), 245, "Ring twice")
    assert (place_of(line), line.delivery_mode_id, line.requested_ship_date.isoformat()) == (UTRECHT, post.pk, "2026-05-01")


def test_what_only_orders_know_is_not_asked(client: Client, company: Company) -> None:
    fields = client.get(details(quotation(company, ("A", 1)))).context["form"].fields

    assert not {"deliver_now", "stopped", "confirmed_ship_date", "overdelivery_percent", "overrule_credit", "start_revision"} & set(fields)


def test_a_quotation_that_was_sent_becomes_its_next_revision(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 10))
    send(company, known)

    for asked in (typed(client, known, text="Later"), calculated(client, known, parts="prices")):
        assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["start_revision"])

    assert typed(client, known, text="Later", start_revision="on").status_code == 302
    assert (current(known).revision, quoted_lines(known)[0].text) == (known.revision + 1, "Later")


def test_prices_are_searched_again_and_typed_ones_only_when_they_may_be_overwritten(client: Client, company: Company) -> None:
    known = quotation(company, ("A", 10), ("B", 1, "7.00"))
    agreement(company, item="A", amount="20")
    searched = quotation(company, ("B", 1)).quotation_amount

    assert calculated(client, known, parts="prices").status_code == 302
    assert [line.unit_price for line in quoted_lines(known)] == [20, 7]

    calculated(client, known, parts="prices", overwrite="on")
    assert [line.unit_price for line in quoted_lines(known)] == [20, searched]
    assert current(known).quotation_amount == 200 + searched


def test_discounts_that_are_not_found_by_themselves_are_calculated_over_rest(company: Company) -> None:
    group = ItemDiscountGroup.of(company.entity).create(legal_entity=company.entity, kind="multiline", code="M", name="M")
    Item.of(company.entity).filter(number="A").update(multiline_discount_group=group)
    agreement(company, "multiline", item_relation="group", item_key="M", percent_1=Decimal(10))
    agreement(company, "total", percent_1=Decimal(10))
    set_parameters(company, auto_multiline=False, auto_total_discount=False, discount="sum")
    known, api = quotation(company, ("A", 4)), ApiUser(company.user("OM"), company.entity.code)
    path = f"quotations/{known.number}/calculate"

    multiline = api.send(path, {"parts": ["multiline"]}, expect=200).json()
    total = api.send(path, {"parts": ["total"]}, expect=200).json()

    assert (multiline["quotation_amount"], total["quotation_amount"]) == ("90.00", "81.00")
    send(company, known)
    assert api.send(path, {}, expect=409).json()["code"] == "QUO-03"
    cancel(company, known)
    assert api.send(path, {}, expect=409).json()["code"] == "GEN-06"
