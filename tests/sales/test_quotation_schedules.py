"""Lines of quotations that are offered in several deliveries (sales.md §5.4, §12.6)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from customers.models import Customer
from foundation.documents.services.archive import read
from sales.models import SalesOrderCharge
from sales.quotations.errors import StartRevision
from sales.quotations.models import Quotation, QuotationCharge, QuotationDelivery, QuotationVersionLine
from sales.quotations.services.confirm_quotations import ConfirmRequest, confirm_quotations
from sales.quotations.services.enter_quotations import copy_quotation
from sales.quotations.services.print_quotations import original_of
from sales.quotations.services.quotation_schedules import schedule_line, unschedule_line
from sales.quotations.services.revise_quotation import revise_quotation
from sales.quotations.services.use_templates import create_from_template, set_template
from sales.schedule import Delivery, spread_deliveries
from sales.schedule_errors import ChangeQuantity, HasDeliveries, ScheduleFixed, TooFewDeliveries
from sales.services.change_lines import Answers, LineEdit
from sales.services.delivery_schedule import ScheduleRequest
from sales.services.enter_orders import ChargeDraft
from sales.services.revise_order import OrderRevision
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.quotations import confirm, current, quotation, quoted_lines, send
from tests.factories.sales import charge_code, lines_of
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")
APRIL = date(2026, 4, 15)
GRID = {"lines-INITIAL_FORMS": "0", "lines-MIN_NUM_FORMS": "0", "lines-MAX_NUM_FORMS": "1000"}


def monthly(quantity: int, count: int) -> list[Delivery]:
    """Return equal deliveries, a month apart."""
    return spread_deliveries(Decimal(quantity), count, APRIL, 1, "month", Decimal(1))


def schedule(company: Company, known: Quotation, deliveries: list[Delivery], **values: Any) -> None:
    """Offer the first line in several deliveries."""
    again = values.pop("start_revision", False)
    request = ScheduleRequest(quoted_lines(known)[0].pk, deliveries, **values)
    schedule_line(company.entity, known.pk, request, company.user("OM"), start_revision=again)


def deliveries_of(known: Quotation) -> list[tuple[int, date]]:
    """Return quantity and day of the deliveries of a quotation."""
    found = QuotationDelivery.of(known.legal_entity_id).of_quotations([known.pk])
    return [(int(each.quantity), each.ship_date) for each in found]


@pytest.fixture
def offered(company: Company) -> Quotation:
    """A quotation of ninety in three monthly deliveries, and of something else in one."""
    known = quotation(company, ("A", 90, "10"), ("B", 1, "7.50"))
    schedule(company, known, monthly(90, 3))
    return current(known)


def test_the_order_has_the_deliveries_as_lines_and_the_price_that_was_offered(company: Company, offered: Quotation) -> None:
    assert (offered.quotation_amount, len(quoted_lines(offered))) == (Decimal("907.50"), 2)

    order = confirm(company, offered)

    assert [(line.line_number, line.kind, line.ordered_quantity, line.unit_price) for line in lines_of(order)] == [
        (10, "commercial", 90, 10),
        (20, "normal", 1, Decimal("7.5")),
        *((number, "delivery", 30, 10) for number in (30, 40, 50)),
    ]
    assert [line.requested_ship_date.month for line in lines_of(order)[2:]] == [4, 5, 6]
    assert order.order_amount == Decimal("907.50")
    assert quoted_lines(offered)[0].order_line == lines_of(order)[0]


@pytest.mark.parametrize(
    ("split", "offered_for", "in_the_order"), [("copy", "150.00", ["50.00"] * 3), ("allocate", "50.00", ["16.67", "16.67", "16.66"])]
)
def test_a_fixed_charge_is_asked_per_delivery_or_shared_and_the_order_asks_as_much(
    company: Company, split: str, offered_for: str, in_the_order: list[str]
) -> None:
    freight = charge_code(company, "FREIGHT")
    known = quotation(company, ("A", 90, "10"), charges=[ChargeDraft(freight.pk, Decimal(50), line=0)])

    schedule(company, known, monthly(90, 3), charges=split)

    assert QuotationCharge.of(company.entity).get().value == Decimal(offered_for)
    offered_amount = current(known).quotation_amount
    order = confirm(company, known)
    charges = SalesOrderCharge.of(company.entity).filter(order=order).order_by("line__line_number")
    assert [str(charge.value.quantize(Decimal("0.01"))) for charge in charges] == in_the_order
    assert order.order_amount == offered_amount == Decimal(900) + Decimal(offered_for)


def test_deliveries_that_add_up_to_more_ask_first_and_then_change_the_line(company: Company) -> None:
    known = quotation(company, ("A", 90, "10"))
    more = [Delivery(Decimal(50), APRIL), Delivery(Decimal(46), date(2026, 5, 15))]
    with pytest.raises(ChangeQuantity):
        schedule(company, known, more)
    with pytest.raises(TooFewDeliveries):
        schedule(company, known, more[:1])
    assert deliveries_of(known) == []

    schedule(company, known, more, change_quantity=True)

    assert (quoted_lines(known)[0].ordered_quantity, current(known).quotation_amount) == (96, 960)
    with pytest.raises(HasDeliveries):
        schedule(company, known, more)


def test_the_quantity_of_a_line_with_a_schedule_changes_once_the_schedule_is_gone(company: Company, offered: Quotation) -> None:
    line = quoted_lines(offered)[0]

    def change(**values: Any) -> None:
        revision = OrderRevision({}, edits=[LineEdit(line.pk, values)])
        revise_quotation(company.entity, offered.pk, revision, company.user("OM"), Answers(overwrite_prices=False))

    with pytest.raises(ScheduleFixed) as refusal:
        change(quantity=Decimal(60))
    assert (refusal.value.row, refusal.value.field) == (0, "quantity")
    change(unit_price=Decimal(9))
    assert (current(offered).quotation_amount, len(deliveries_of(offered))) == (Decimal("817.50"), 3)

    unschedule_line(company.entity, offered.pk, line.pk, company.user("OM"))
    change(quantity=Decimal(60))

    assert (quoted_lines(offered)[0].ordered_quantity, deliveries_of(offered)) == (60, [])


def test_a_quotation_that_was_sent_becomes_its_next_revision(company: Company) -> None:
    known = quotation(company, ("A", 90, "10"))
    send(company, known)
    with pytest.raises(StartRevision):
        schedule(company, known, monthly(90, 3))

    schedule(company, known, monthly(90, 3), start_revision=True)

    assert (current(known).revision, current(known).status, len(deliveries_of(known))) == (2, "created", 3)


def test_the_paper_tells_when_how_much_comes(company: Company, offered: Quotation) -> None:
    [version] = send(company, offered)

    kept = QuotationVersionLine.of(company.entity).filter(document=version).order_by("line_number")
    assert [line.deliveries for line in kept] == [[["30", "2026-04-15"], ["30", "2026-05-15"], ["30", "2026-06-15"]], []]
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(read(original_of(version, user=company.user("OM"))))).pages)
    assert text.count("30 pieces on") == 3


def test_copies_and_quotations_from_a_template_have_the_schedule_with_days_that_move_along(company: Company, offered: Quotation) -> None:
    user, first = company.user("OM"), quoted_lines(offered)[0]
    set_template(company.entity, offered.pk, user, group="Wine", name="A year", active=True)
    keys = list(Customer.of(company.entity).filter(order_allowed=True).values_list("pk", flat=True)[:2])

    copied = copy_quotation(company.entity, offered.pk, user, search_prices=False).quotation
    with CaptureQueriesContext(connection) as for_one:
        create_from_template(company.entity, offered.pk, keys[:1], user, search_prices=False)
    with CaptureQueriesContext(connection) as for_two:
        made = create_from_template(company.entity, offered.pk, keys, user, search_prices=False)

    for known in (copied, *made.quotations.values()):
        moved = quoted_lines(known)[0].requested_ship_date - first.requested_ship_date
        assert deliveries_of(known) == [(quantity, day + moved) for quantity, day in deliveries_of(offered)]
    assert len(for_two) <= len(for_one) + 1


def test_many_schedules_become_orders_in_as_many_statements_as_one(company: Company) -> None:
    made = [quotation(company, ("A", 90, "10"), ("B", 4, "2")) for _number in range(4)]
    for known in made:
        schedule(company, known, monthly(90, 3))
    confirm(company, made[0])

    counts = []
    for chosen in (made[1:2], made[2:]):
        with CaptureQueriesContext(connection) as seen:
            confirm_quotations(ConfirmRequest(company.entity, [known.pk for known in chosen]), company.user("OM")).or_raise()
        counts.append(len(seen))

    assert counts[1] <= counts[0] + 1


def test_a_delivery_whose_day_is_past_leaves_with_the_line(company: Company) -> None:
    known = quotation(company, ("A", 20, "10"))
    schedule(company, known, [Delivery(Decimal(10), company.entity.today() - timedelta(days=9)), Delivery(Decimal(10), APRIL)])

    order = confirm(company, known)

    whole, early, late = lines_of(order)
    assert (early.requested_ship_date, late.requested_ship_date) == (whole.requested_ship_date, APRIL)


def test_a_line_is_spread_shown_changed_and_saved_on_the_page(company: Company, client: Any) -> None:
    client.force_login(company.user("OM"))
    known = quotation(company, ("A", 90, "10"))
    send(company, known)
    line, base = quoted_lines(known)[0], f"/{company.entity.code}/quotations/{known.pk}"
    asked = {"line": line.pk, "count": "3", "start": "2026-04-15", "every": "1", "unit": "month"}

    address = client.post(f"{base}/spread/", asked)["Location"]
    assert client.get(address).content.decode().count('value="30"') == 3
    rows = {"lines-TOTAL_FORMS": "2"}
    for row, (quantity, day) in enumerate((("50", "2026-04-15"), ("40", "2026-05-15"))):
        rows |= {f"lines-{row}-quantity": quantity, f"lines-{row}-ship_date": day}
    refused = client.post(address, GRID | rows | {"charges": "copy"})
    assert (refused.status_code, "Start a new revision" in refused.content.decode()) == (422, True)
    saved = client.post(address, GRID | rows | {"charges": "copy", "start_revision": "on"})

    assert saved.status_code == 302
    page = client.get(f"{base}/").content.decode()
    assert "15 May 2026" in page and "Remove delivery schedule" in page
    again = client.post(address, GRID | rows | {"charges": "copy"})
    assert (again.status_code, "was changed by" in again.content.decode()) == (422, True)
    assert client.post(f"{base}/remove-schedule/", {"line": line.pk}).status_code == 302
    assert deliveries_of(known) == []


def test_the_same_over_rest(company: Company) -> None:
    api = ApiUser(company.user("OM"), company.entity.code)
    known = quotation(company, ("A", 90, "10"))
    path = f"quotations/{known.number}"
    rows = [{"quantity": "45", "ship_date": "2026-04-15"}, {"quantity": "45", "ship_date": "2026-05-15", "warehouse": "NOWHERE"}]

    wrong = api.send(f"{path}/delivery-schedule", {"line_number": 10, "deliveries": rows}, expect=422).json()
    assert "deliveries.1.warehouse" in str(wrong)
    del rows[1]["warehouse"]
    made = api.send(f"{path}/delivery-schedule", {"line_number": 10, "deliveries": rows}, expect=200).json()

    assert [each["ship_date"] for each in made["lines"][0]["deliveries"]] == ["2026-04-15", "2026-05-15"]
    again = api.send(f"{path}/delivery-schedule", {"line_number": 10, "deliveries": rows}, expect=409).json()
    assert again["code"] == "SCH-01"
    left = api.send(f"{path}/remove-schedule", {"line_number": 10}, expect=200).json()
    assert left["lines"][0]["deliveries"] == []


def test_the_preview_of_sending_shows_every_delivery_with_its_day_below_its_line(
    company: Company, offered: Quotation, signed_in_client: SignIn
) -> None:
    page = signed_in_client("OM").get(f"/{company.entity.code}/quotations/{offered.pk}/send/").content.decode()

    rows = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in re.findall(r"<tr>(<td.*?)</tr>", page, re.DOTALL)]
    first, *deliveries, other = rows[:5]
    assert (first[:2], "90" in first, any("2026" in word for word in first)) == (["10", "A"], True, False)
    told = [[word for word in delivery if word != "–"] for delivery in deliveries]
    assert told == [["Delivery", "30", "pcs", "15", month, "2026"] for month in ("Apr", "May", "Jun")]
    assert other[:2] == ["20", "B"] and "2026" in other
