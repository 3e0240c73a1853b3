"""The demo's data is right, is loaded once, and stays away from real companies."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from backorders.models import Backorder, CustomerNotice, ItemBackorder
from config.demo.people import PASSWORD, PEOPLE, TOKEN
from customers.models import Customer
from foundation.batch.models import BatchJob, BatchRun
from foundation.ledger.checks import violations
from foundation.organization.access import access_for
from foundation.organization.models import AuditEntry, LegalEntity, User
from foundation.organization.models.audit import PRICES_CHANGED
from foundation.organization.roles import ShippedRole
from foundation.organization.services.api_tokens import find_token
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip, SalesOrder, SalesSubscription
from sales.quotations.models import Quotation

pytestmark = pytest.mark.django_db


def company() -> LegalEntity:
    return LegalEntity.objects.get(code="NL01")


def test_a_trading_group_is_loaded_with_right_books(demo: str) -> None:
    assert "The demo is loaded." in demo
    assert list(LegalEntity.objects.values_list("code", flat=True)) == ["DE01", "NL01", "UK01"]
    assert violations() == []


def test_every_kind_of_document_is_there_in_every_status(demo: str) -> None:
    orders = SalesOrder.of(company())

    assert set(orders.values_list("status", flat=True)) == {"open", "delivered", "invoiced", "cancelled"}
    documents = {"none", "quotation", "confirmation", "picking_list", "packing_slip", "invoice"}
    assert set(orders.values_list("document_status", flat=True)) == documents
    assert orders.on_hold().exists()
    assert orders.shipped_not_invoiced().exists()
    assert PackingSlip.of(company()).exists()
    invoices = CustomerInvoice.of(company())
    assert invoices.exists()
    [note] = invoices.credit_notes()
    assert note.corrects in invoices and note.correction_reason


def test_a_draft_waits_and_a_subscription_has_cycles_due(demo: str) -> None:
    [subscription] = SalesSubscription.of(company()).due(company().today())

    assert subscription.order.order_type == "subscription"
    assert BatchJob.of(company()).filter(kind="subscription_orders").get().next_run_at > timezone.now()
    assert SalesOrder.of(company()).filter(order_type="journal", document_status="none").count() == 1


def test_a_quotation_is_a_template_and_others_were_made_from_it(demo: str) -> None:
    template = Quotation.of(company()).templates().get()

    same = Quotation.of(company()).exclude(pk=template.pk).filter(quotation_amount=template.quotation_amount, template_active=False)
    assert (template.template_name, same.count()) == ("Christmas hamper", 3)


def test_customers_come_from_many_countries_with_limits_and_holds(demo: str) -> None:
    customers = Customer.of(company())

    assert customers.count() >= 55
    assert set(customers.values_list("language", flat=True)) == {"nl", "en", "de"}
    assert customers.on_hold().count() == 2
    assert customers.filter(credit_limit__gt=0).count() >= 5
    assert set(customers.values_list("sales_tax_group__code", flat=True)) == {"DOM", "EU", "EXPORT"}


def test_a_run_of_the_recurring_job_says_why_an_order_was_not_invoiced(demo: str) -> None:
    run = BatchRun.of(company()).with_failures().earliest("pk")

    [failure] = run.items.filter(outcome="failed")
    assert failure.code == "INV-107"
    assert run.posted > 0


def test_somebody_changed_a_price_and_the_trail_says_who(demo: str) -> None:
    [change] = AuditEntry.of(LegalEntity.objects.get(code="NL01")).filter(action=PRICES_CHANGED)

    assert change.user == User.objects.get(name="Oscar Molenaar")
    assert "7.5" in str(change.changes)


def test_documents_and_their_trail_are_dated_by_the_day_they_were_made(demo: str) -> None:
    first = CustomerInvoice.of(company()).order_by("invoice_date").first()

    assert first is not None
    assert first.posted_at.date() == first.invoice_date < company().today()
    entry = AuditEntry.of(company()).filter(object_type="invoicing.customerinvoice", object_id=first.pk).get()
    assert entry.at.date() == first.invoice_date


@pytest.mark.parametrize("role", ShippedRole.values)
def test_every_role_has_a_login(demo: str, role: str) -> None:
    person = next(person for person in PEOPLE if person.role == role)

    user = authenticate(username=person.email, password=PASSWORD)

    assert isinstance(user, User)
    access = access_for(user, "NL01")
    assert access is not None
    assert access.roles == (role,)


def test_the_webshop_has_a_token_for_the_api(demo: str) -> None:
    token = find_token(TOKEN)

    assert token is not None
    assert token.user.kind == User.Kind.INTEGRATION


def test_loading_twice_changes_nothing(demo: str) -> None:
    before = SalesOrder.of(company()).count()
    said = StringIO()

    call_command("load_demo", stdout=said)

    assert "nothing was changed" in said.getvalue()
    assert SalesOrder.of(company()).count() == before


@override_settings(DEMO=False, DEBUG=False)
def test_it_refuses_to_work_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="known passwords"):
        call_command("load_demo")


def test_customers_wait_for_goods_and_one_was_told(demo: str) -> None:
    waiting = Backorder.of(company()).for_list().filter(item__number="1004")

    assert waiting.late().exists() and waiting.short().exists()
    assert CustomerNotice.of(company()).count() == 1
    assert ItemBackorder.of(company()).for_list().short_now().filter(item__number="1004").exists()
