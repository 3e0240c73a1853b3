"""The batch jobs that confirm orders and post packing slips: what they select, and that one bad order stops no other (sales.md §11.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from foundation.batch.models import BatchJob, RunItem
from foundation.batch.recurrence import Recurrence, Unit
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.documents.models import OutboxMessage
from foundation.ledger.models import ItemSalesTaxGroup
from foundation.organization.models import Membership
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.services.order_holds import place_hold
from tests.factories.batch_invoicing import outcomes, run
from tests.factories.company import Company
from tests.factories.sales import confirm, deliver, hold_code, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def job(company: Company, kind: str, role: str, **changes: Any) -> BatchJob:
    """Define a job of a kind, due at once."""
    return define_job(company.entity, JobDefinition(kind, "Every day", company.user(role), **changes), user=company.user(role))


def test_orders_that_were_never_confirmed_or_changed_since_are_confirmed(company: Company) -> None:
    new, known, changed = (sales_order(company, ("A", 1)) for _number in range(3))
    confirm(company, known, changed)
    SalesOrder.of(company.entity).filter(pk=changed.pk).update(changed_since_confirmation=True)

    done = run(company, job(company, "order_confirmation", "OM"))

    assert (done.selected, done.posted, done.failed) == (2, 2, 0)
    versions = OrderConfirmation.of(company.entity).values_list("order", "version")
    assert set(versions) == {(new.pk, 1), (known.pk, 1), (changed.pk, 1), (changed.pk, 2)}


def test_an_order_that_cannot_be_confirmed_stops_no_other_and_one_on_hold_is_skipped(company: Company) -> None:
    good, untaxed, held = (sales_order(company, ("A", 1)) for _number in range(3))
    without_codes = ItemSalesTaxGroup.of(company.entity).create(legal_entity=company.entity, code="EMPTY", name="Without codes")
    untaxed.lines.update(item_sales_tax_group=without_codes)
    place_hold(company.entity, [held.pk], hold_code(company, "ASK", blocks=["confirmation"]), company.clerk)

    done = run(company, job(company, "order_confirmation", "OM"))

    assert [row[:2] for row in outcomes(company, done)] == [(untaxed.number, "failed"), (held.number, "skipped")]
    assert OrderConfirmation.of(company.entity).get().order_id == good.pk


def test_a_fixed_list_does_not_confirm_again_what_somebody_confirmed_meanwhile(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    defined = job(company, "order_confirmation", "OM", keys=[order.pk], late_selection=False)
    confirm(company, order)

    done = run(company, defined)

    assert outcomes(company, done) == [(order.number, "skipped", "ORD-46")]


def test_what_is_open_is_delivered_and_a_shortage_stops_no_other(company: Company) -> None:
    company.item("SCARCE", "10.00", negative_stock=False)
    good, short, held, done_before = (sales_order(company, (item, 2)) for item in ("A", "SCARCE", "A", "A"))
    company.stock("A", "10")
    deliver(company, done_before)
    place_hold(company.entity, [held.pk], hold_code(company, "STOP", blocks=["packing_slip"]), company.clerk)

    done = run(company, job(company, "packing_slip", "WH", parameters={"print_moment": "no"}))

    assert outcomes(company, done) == [(short.number, "failed", "STK-01"), (held.number, "skipped", "HLD-01")]
    slip = PackingSlip.of(company.entity).get(order=good)
    assert slip.date == done.on_date
    assert OutboxMessage.of(company.entity).get(object_id=slip.pk).payload == {"deliver": False}


def test_only_what_is_to_deliver_now_is_taken(company: Company) -> None:
    company.stock("A", "10")
    now, later = sales_order(company, ("A", 4)), sales_order(company, ("A", 4))
    now.lines.update(deliver_now=3)
    later.lines.update(deliver_now=0)

    done = run(company, job(company, "packing_slip", "WH", parameters={"option": "deliver_now"}))

    assert (done.selected, done.posted) == (1, 1)
    assert (only_line(now).delivered_quantity, only_line(later).delivered_quantity) == (3, 0)


def test_orders_of_one_account_share_a_slip_when_the_job_says_so(company: Company) -> None:
    company.stock("A", "10")
    orders = [sales_order(company, ("A", 1)) for _number in range(3)]

    done = run(company, job(company, "packing_slip", "WH", parameters={"combine": True}))

    slip = PackingSlip.of(company.entity).get()
    assert done.posted == 3
    assert {item.object_id: item.document_id for item in RunItem.of(company.entity).filter(run=done)} == {
        order.pk: slip.pk for order in orders
    }


def test_a_job_stops_when_its_user_lost_the_right(company: Company) -> None:
    sales_order(company, ("A", 1))
    defined = job(company, "order_confirmation", "OC")
    Membership.objects.filter(user=company.user("OC")).delete()

    done = run(company, defined)

    assert done.posted == 0
    assert not OrderConfirmation.of(company.entity).exists()


def test_a_job_takes_what_its_query_finds(company: Company) -> None:
    wanted, _other = sales_order(company, ("A", 1)), sales_order(company, ("A", 1), customer="C-110")
    criteria = [{"field": "customer", "operator": "=", "values": ["C-100"]}]

    run(company, job(company, "order_confirmation", "OM", criteria=criteria))

    assert OrderConfirmation.of(company.entity).get().order_id == wanted.pk


@pytest.mark.parametrize(("kind", "role"), [("order_confirmation", "OC"), ("packing_slip", "WH")])
def test_a_job_comes_back_every_day(company: Company, kind: str, role: str) -> None:
    daily = Recurrence(datetime(2026, 3, 2, 6), company.entity.time_zone, Unit.DAYS)  # noqa: DTZ001 -- local time of the zone beside it

    assert job(company, kind, role, recurrence=daily).next_run_at is not None


@pytest.mark.parametrize(
    ("kind", "role", "words"), [("order_confirmation", "OM", "Confirm sales orders"), ("packing_slip", "WH", "Quantity")]
)
def test_the_form_of_a_new_job_asks_what_the_dialog_asks(signed_in_client: SignIn, kind: str, role: str, words: str) -> None:
    page = signed_in_client(role).get(f"/NL01/batch/jobs/new/{kind}/")

    assert page.status_code == 200
    assert words in page.content.decode() and "parameter_print_moment" in page.content.decode()


def test_a_large_selection_is_handed_to_a_job(company: Company, signed_in_client: SignIn, settings: Any) -> None:
    settings.MOST_POSTED_AT_ONCE = 1
    keys = ",".join(str(sales_order(company, ("A", 1)).pk) for _number in range(2))
    client, address = signed_in_client("OM"), f"/NL01/sales/orders/confirm/?selected={keys}"
    page = client.get(address)

    client.post(
        address,
        {"_key": page.context["view"].key, "selected": keys, "confirmation_date": "10-03-2026", "print_moment": "now", "_meant": "on"},
    )

    defined = BatchJob.of(company.entity).get()
    assert defined.kind == "order_confirmation"
    assert run(company, defined).posted == 2
    assert all(message.payload["deliver"] for message in OutboxMessage.of(company.entity).filter(kind="archive_order_document"))
